"""When messages may leave follows the programme, day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.actions.pausing import Paused
from bot.app.ticking import means
from bot.core.sending.rules import Sending
from tests.app.home import Home


async def nobody(channel: str, account: str, state: str, reason: str) -> None:
    """Nothing is told in these tests."""


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (datetime(2026, 2, 10, 7, 0, tzinfo=UTC), True),  # ten in the morning in Amman
        (datetime(2026, 2, 10, 18, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 5, 7, 0, tzinfo=UTC), False),  # the same hour in Ramadan
        (datetime(2026, 3, 5, 18, 30, tzinfo=UTC), True),
    ],
)
async def test_reminders_keep_the_hours_of_campaigns_also_in_ramadan(
    home: Home, moment: datetime, open_: bool
) -> None:
    async with home.store() as store:
        store.book = replace(store.book, programme=replace(store.programme, sending=Sending()))
        paused = Paused(store.database, lambda: store.book, store.now)
        assert means(store, "holder", nobody, paused).daytime(moment) is open_
