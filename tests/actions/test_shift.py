"""One process at a time has a shift; when it dies another goes on, and what it was doing has ended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.actions.shift import Shift
from bot.storage.columns import to_moment
from bot.storage.database import Database
from bot.storage.schema import leases
from tests.databases import fresh


@dataclass
class Process:
    """Somebody who wants the shift and notes when it works."""

    database: Database
    name: str
    done: list[str]
    seconds: float = 100.0
    started: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.shift = Shift(self.database, "ticks", self.name, lambda: self.seconds)

    async def work(self) -> None:
        self.done.append(f"{self.name} begins")
        self.started.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.done.append(f"{self.name} ends")
            self.ended.set()


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[tuple[Process, Process]]:
    url = fresh(tmp_path)
    async with AsyncExitStack() as opened:
        one = await opened.enter_async_context(Database(url))
        other = await opened.enter_async_context(Database(url))
        done: list[str] = []
        processes = Process(one, "one", done), Process(other, "other", done)
        for process in processes:
            opened.push_async_callback(process.shift.stop)
        yield processes


async def _lapse(database: Database) -> None:
    """Time passes for the database."""
    async with database.begin() as tx:
        await tx.execute(update(leases).values(until=to_moment(0)))


async def test_one_has_it_and_the_other_has_not(pair: tuple[Process, Process]) -> None:
    one, other = pair
    for process in pair:
        await process.shift.start()
    assert (one.shift.held, other.shift.held) == (True, False)


async def test_who_stops_hands_over_at_once(pair: tuple[Process, Process]) -> None:
    one, other = pair
    await one.shift.start()
    await one.shift.stop()
    await other.shift.start()
    assert (one.shift.held, other.shift.held) == (False, True)


async def test_what_a_dead_process_held_is_taken_when_its_lease_has_lapsed(
    pair: tuple[Process, Process],
) -> None:
    one, other = pair
    await one.shift._renew()  # and then it is heard of no more
    await other.shift._renew()
    assert not other.shift.held
    await _lapse(other.database)
    await other.shift._renew()
    assert other.shift.held
    one.seconds += 6  # on its own clock it has had its time, whatever it has heard
    assert not one.shift.held
    await one.shift._renew()
    assert not one.shift.held


async def test_work_ends_with_the_shift_and_begins_with_the_next(pair: tuple[Process, Process]) -> None:
    one, other = pair
    await one.shift._renew()
    working = [asyncio.create_task(process.shift.work(process.work)) for process in pair]
    await one.started.wait()
    await _lapse(one.database)
    await other.shift._renew()
    await other.started.wait()
    await one.shift._renew()
    await one.ended.wait()
    assert one.done == ["one begins", "other begins", "one ends"]
    await other.shift.stop()
    await one.shift._renew()
    await other.ended.wait()
    while one.done[-1] != "one begins":  # noqa: ASYNC110 - it began before, too
        await asyncio.sleep(0)
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    assert one.done[-1] == "one ends"


async def test_work_that_raises_or_returns_ends_the_waiting(pair: tuple[Process, Process]) -> None:
    one, _ = pair
    await one.shift.start()

    async def raises() -> None:
        raise ZeroDivisionError

    async def returns() -> None:
        return

    with pytest.raises(ZeroDivisionError):
        await one.shift.work(raises)
    await one.shift.work(returns)


async def test_a_database_that_is_gone_costs_the_shift_when_its_time_is_up(
    pair: tuple[Process, Process],
) -> None:
    one, _ = pair
    await one.shift._renew()
    await one.database.close()
    await one.shift._renew()
    assert one.shift.held
    one.seconds += 6
    await one.shift._renew()
    assert not one.shift.held
