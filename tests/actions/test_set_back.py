"""A clock that was hours ahead is corrected: nobody waits for the time it had."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.actions.set_back import set_back
from bot.core.conversation import Input, Said, State, Step, Turn, WakeAt
from bot.storage import outbox
from bot.storage.schema import outgoing, timers
from tests.world import World, echo, opened

SOON, LATER = timedelta(seconds=2), timedelta(hours=20)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, script=_asks) as one:
        yield one


def _asks(state: State, given: Input, turn: Turn) -> Step | None:
    """Everybody is to be woken soon, and later."""
    if not isinstance(given, Said):
        return None
    step = echo(state, given, turn)
    wakings = (WakeAt("album", turn.now + SOON, {}), WakeAt("nudge", turn.now + LATER, {}))
    return Step(step.state, step.messages, wakings)


async def waiting(world: World) -> dict[str, timedelta]:
    """For how long from now each timer of the one who spoke last waits."""
    async with world.database.read() as tx:
        rows = (await tx.execute(select(timers).order_by(timers.c.due_at))).all()
    return {f"{row.what} {n}": row.due_at - world.clock.now for n, row in enumerate(rows)}


async def due(world: World) -> bool:
    async with world.database.read() as tx:
        return await outbox.any_due(tx, "telegram", "bot", world.clock.now)


async def test_what_was_put_off_comes_now(world: World) -> None:
    world.clock.tick(hours=3)
    await world.say("before the clock was corrected")
    world.clock.tick(hours=-3)
    assert not await due(world)
    assert await set_back(world.database, world.clock) == 1
    assert await due(world)
    assert list((await waiting(world)).values()) == [SOON, LATER + timedelta(hours=3)]
    world.clock.tick(seconds=1)
    assert await set_back(world.database, world.clock) == 0, "once"
    assert (await waiting(world))["album 0"] == SOON - timedelta(seconds=1)


async def test_who_spoke_by_the_right_clock_waits_as_before(world: World) -> None:
    await world.say("in time", "1")
    world.clock.tick(hours=3)
    await world.say("ahead", "2")
    world.clock.tick(hours=-3)
    assert await set_back(world.database, world.clock) == 1
    async with world.database.read() as tx:
        wanted = select(timers.c.what, func.min(timers.c.due_at), func.max(timers.c.due_at))
        rows = (await tx.execute(wanted.group_by(timers.c.what).order_by(timers.c.what))).all()
        apart = {row[0]: row[2] - row[1] for row in rows}
        assert apart == {"album": timedelta(), "nudge": timedelta(hours=3)}
        assert (await tx.execute(select(func.max(outgoing.c.created_at)))).scalar_one() == world.clock.now


async def test_two_clocks_that_differ_a_little_are_no_matter(world: World) -> None:
    world.clock.tick(seconds=5)
    await world.say("on the other machine")
    world.clock.tick(seconds=-5)
    assert await set_back(world.database, world.clock) == 0
