"""Everything is delivered ten times and in no order, also while processes are killed; it counts once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import POSTGRESQL, SQLITE
from tests.faults.city import city, peopled
from tests.faults.echo import echoing
from tests.faults.ledger import balance
from tests.faults.soak import combinations

CROWD = 6


@pytest.mark.parametrize(
    ("on", "processes", "mode"), combinations([(POSTGRESQL, 3, "webhook")], (SQLITE, 1, "polling"))
)
async def test_what_comes_ten_times_counts_once(
    tmp_path: Path, on: str, processes: int, mode: str, seconds: float
) -> None:
    async with city(tmp_path, on=on, processes=processes, webhook=mode == "webhook") as place:
        crowd = await peopled(place, CROWD, seconds)
        async with echoing(place):
            async with crowd.at_work(coming=seconds > 0):
                await place.killing(1, seconds)
            await crowd.come_back()
        await balance(place, crowd.residents)
