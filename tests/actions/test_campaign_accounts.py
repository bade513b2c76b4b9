"""Whatever happens to a campaign, its states add up to those it was launched for, and nobody gets it twice.

Sequences are generated: launching, posting, sending with every outcome, stopping, blocking, erasing, pausing,
resuming, cancelling, pausing an area, purging, a clock that jumps; also two of them at once. After each step
the accounts of every run are compared with the number of people whom its audience meant when it was launched.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.sending.schedule import At, Now, Recurring, Schedule
from tests.actions.crier import OUTCOMES, Crier
from tests.actions.office import START, opened

PEOPLE: Final = 4
HOURS: Final = (-30, -1, 1, 3, 24, 73, 24 * 91)

Act = tuple[Any, ...]
_moves = st.sampled_from(("paused", "running", "cancelled"))
_somebody = st.integers(0, PEOPLE - 1)
_alone = st.one_of(
    st.just(("launch",)),
    st.just(("post",)),
    st.tuples(st.just("send"), st.lists(st.sampled_from(sorted(OUTCOMES)), min_size=1, max_size=3)),
    st.tuples(st.sampled_from(("stop", "block", "erase")), _somebody),
    st.tuples(st.just("move"), _moves),
    st.sampled_from((("halt",), ("lift",), ("expire",), ("purge",), ("join",))),
)
_acts = st.one_of(
    _alone,
    st.sampled_from((("launch",), ("post",))),
    st.tuples(st.just("clock"), st.sampled_from(HOURS)),
    st.tuples(st.just("both"), st.sampled_from((("launch",), ("post",), ("start",))), _alone),
    st.tuples(st.just("both"), st.tuples(st.just("move"), _moves), st.tuples(st.just("move"), _moves)),
)
_schedules = st.sampled_from((Now(), Now(), At(START + timedelta(hours=1)), Recurring(12, times=3)))


def test_the_states_add_up_to_the_audience(dialect: str, tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        opening = opened(tmp_path)
        office = runner.run(opening.__aenter__())

        async def played(schedule: Schedule, acts: list[Act]) -> None:
            crier = Crier(office, schedule, PEOPLE)
            await crier.begin()
            for act in acts:
                await crier.act(*act)
            await crier.line.stop()

        @settings(max_examples=60)
        @given(_schedules, st.lists(_acts, min_size=3, max_size=25))
        def adds_up(schedule: Schedule, acts: list[Act]) -> None:
            runner.run(played(schedule, acts))

        try:
            adds_up()
        finally:
            runner.run(opening.__aexit__(None, None, None))
