"""Times that have come are inputs: once, in their order, and again when they could not be taken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions.receive import BATCH
from bot.actions.wake import wake
from bot.core.conversation import CancelWake, Input, Said, State, Step, Turn, WakeAt, Woke
from bot.storage.schema import outgoing, timers
from bot.storage.sqlite import Sqlite
from tests.world import World, echo, opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, script=_asks) as one:
        yield one


def _asks(state: State, given: Input, turn: Turn) -> Step | None:
    """«wake NAME SECONDS» and «cancel NAME»."""
    if not isinstance(given, Said):
        return None
    match given.text.split():
        case ["wake", what, seconds]:
            effect: WakeAt | CancelWake = WakeAt(
                what, turn.now + timedelta(seconds=int(seconds)), {"n": what}
            )
        case ["cancel", what]:
            effect = CancelWake(what)
        case _:
            return None
    step = echo(state, given, turn)
    return Step(step.state, step.messages, (effect,))


async def woken(world: World) -> list[str]:
    """What woke at this tick."""
    before = len(world.turns)
    await wake(world.database, world.intake, world.clock)
    return [given.what for given in world.given[before:] if isinstance(given, Woke)]


async def test_what_is_due_wakes_once_and_the_longest_due_first(world: World) -> None:
    for what, seconds, who in (("b", 20, "1"), ("a", 10, "2"), ("later", 60, "1")):
        await world.say(f"wake {what} {seconds}", who)
    assert await woken(world) == []
    world.clock.tick(seconds=20)
    assert await woken(world) == ["a", "b"]
    assert await woken(world) == []
    assert [row.what for row in await world.rows(timers)] == ["later"]


async def test_what_was_cancelled_or_moved_does_not_wake(world: World) -> None:
    for words in ("wake a 10", "wake b 10", "cancel a", "wake b 60"):
        await world.say(words)
    world.clock.tick(seconds=30)
    assert await woken(world) == []
    world.clock.tick(seconds=30)
    assert await woken(world) == ["b"]


async def test_more_than_a_batch_wakes_in_several_ticks(world: World) -> None:
    for n in range(BATCH + 3):
        await world.say(f"wake t{n} 10", f"{n}")
    world.clock.tick(seconds=10)
    assert len(await woken(world)) == BATCH
    assert len(await woken(world)) == 3


@pytest.mark.sqlite
async def test_what_could_not_be_taken_is_due_again(world: World) -> None:
    await world.say("wake a 10")
    world.clock.tick(seconds=10)
    async with world.database.begin() as tx:
        await tx.exec_driver_sql("PRAGMA query_only = ON")
    assert await woken(world) == []
    await _writable(world)
    assert await woken(world) == ["a"]


async def _writable(world: World) -> None:
    doors = world.database._doors
    assert isinstance(doors, Sqlite)
    assert doors._driver is not None
    await doors._driver.execute("PRAGMA query_only = OFF")


async def test_a_waking_that_raises_is_recorded_and_does_not_wake_for_ever(world: World) -> None:
    await world.say("wake a 10", "1")
    await world.say("wake b 10", "2")
    world.clock.tick(seconds=10)

    def raises(state: State, given: Input, turn: Turn) -> Step | None:
        if isinstance(given, Woke) and given.what == "a":
            raise ValueError
        return None

    world.script = raises
    assert "b" in await woken(world)
    assert await woken(world) == []
    assert await world.rows(timers) == []


@pytest.mark.parametrize(
    ("what", "kind"), [("nudge:d", "reminder"), ("remind", "reminder"), ("expire:d", "reply")]
)
async def test_a_reminder_is_no_reply(world: World, what: str, kind: str) -> None:
    await world.say(f"wake {what} 10")
    world.clock.tick(seconds=10)
    await woken(world)
    assert max(await world.rows(outgoing), key=lambda row: row.seq).kind == kind
