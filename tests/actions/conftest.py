"""What tests of actions share."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests import dialects
from tests.actions.office import Office, opened
from tests.sending import FakeChannel, Outbox, outbox


@pytest.fixture(autouse=True)
def _in_both_dialects() -> Iterator[None]:
    """Whatever a test here executes has words on PostgreSQL, too."""
    with dialects.listening():
        yield


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(tmp_path) as one:
        yield one


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    async with outbox(tmp_path) as one:
        yield one


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()
