"""What tests of storage share."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.storage import leases
from tests import dialects
from tests.sending import Outbox, outbox


@pytest.fixture(autouse=True)
def _in_both_dialects() -> Iterator[None]:
    """Whatever a test here executes has words on PostgreSQL, too."""
    with dialects.listening():
        yield


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    """An outbox whose lease `send` is ours, under the first epoch."""
    async with outbox(tmp_path) as one:
        async with one.database.begin() as tx:
            assert await leases.take(tx, "send", "us") == (1, True)
        yield one
