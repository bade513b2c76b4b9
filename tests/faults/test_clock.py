"""The clock of day jumps, forward and back, while people talk; everything goes on as if it had not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import POSTGRESQL, SQLITE
from tests.faults import figures
from tests.faults.city import city, peopled
from tests.faults.ledger import balance
from tests.faults.soak import combinations

CROWD = 9
HOUR = 3600
# Where the clock stands, one after the other: it is corrected, a battery is flat, it is set by hand. Within
# the 24 hours after which WhatsApp takes no reply, for then a message waits until its person writes.
JUMPS = (2 * HOUR, -HOUR, 20 * HOUR, 0, -20 * HOUR, HOUR, 0)
BETWEEN = 12


@pytest.mark.parametrize("on", combinations([SQLITE], POSTGRESQL))
async def test_a_jumping_clock_stops_nobody(tmp_path: Path, on: str, seconds: float) -> None:
    async with city(tmp_path, on=on) as place:
        crowd = await peopled(place, CROWD, seconds, photos=True)
        async with crowd.at_work(coming=seconds > 0):
            async for _ in place.rounds(1, seconds):
                for wrong in JUMPS:
                    place.clock.write_text(str(wrong))
                    figures.note(jumps=1)
                    await place.progress(BETWEEN)
        await crowd.come_back()
        await balance(place, crowd.residents)
