"""What tests of storage share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage import leases
from tests.sending import Outbox, outbox


@pytest.fixture(autouse=True)
def _on_both(dialect: str) -> None:
    """Every test here runs on SQLite and on PostgreSQL."""


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    """An outbox whose lease `send` is ours, under the first epoch."""
    async with outbox(tmp_path) as one:
        async with one.database.begin() as tx:
            assert await leases.take(tx, "send", "us") == (1, True)
        yield one
