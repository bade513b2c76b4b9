"""Any process is killed at any moment, again and again, while many are in the middle of their forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.city import city, peopled
from tests.faults.ledger import balance

CROWD = 12
KILLS = 3


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_nothing_is_lost_or_doubled_however_often_it_is_killed(tmp_path: Path, webhook: bool) -> None:
    async with city(tmp_path, webhook=webhook) as place:
        crowd = await peopled(place, CROWD)
        async with crowd.at_work():
            await place.killing(KILLS)
        await crowd.come_back()
        await balance(place, crowd.residents)
