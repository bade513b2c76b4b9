"""Any process is killed at any moment, again and again, while many are in the middle of their forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import POSTGRESQL, SQLITE
from tests.faults.city import city, peopled
from tests.faults.ledger import balance
from tests.faults.soak import combinations

CROWD = 9
KILLS = 2


@pytest.mark.parametrize(
    ("on", "processes", "mode"),
    combinations(
        [(SQLITE, 1, "webhook"), (POSTGRESQL, 3, "polling")],
        (SQLITE, 1, "polling"),
        (POSTGRESQL, 1, "polling"),
        (POSTGRESQL, 1, "webhook"),
        (POSTGRESQL, 3, "webhook"),
    ),
)
async def test_nothing_is_lost_or_doubled_however_often_it_is_killed(
    tmp_path: Path, on: str, processes: int, mode: str, seconds: float
) -> None:
    async with city(tmp_path, on=on, processes=processes, webhook=mode == "webhook") as place:
        crowd = await peopled(place, CROWD, seconds)
        async with crowd.at_work(coming=seconds > 0):
            await place.killing(KILLS, seconds)
        await crowd.come_back()
        await balance(place, crowd.residents)
