"""What tests of actions share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.media.objects import Objects
from tests.actions.chats import Chat, chatting
from tests.actions.desk import Desk
from tests.actions.office import Office, opened
from tests.sending import FakeChannel, Outbox, outbox


@pytest.fixture(autouse=True)
def _on_both(dialect: str) -> None:
    """Every test here runs on SQLite and on PostgreSQL."""


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(tmp_path) as one:
        yield one


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    async with outbox(tmp_path) as one:
        yield one


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with chatting(tmp_path) as one:
        yield one


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Desk:
    return Desk(office, Objects.at(str(tmp_path / "media")), tmp_path / "out")
