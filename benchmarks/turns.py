"""Turns a second: a registration of six questions, a thousand people at the same time, in process.

All of them get the same updates, as the bytes that Telegram sends, and answer each. Ours is on the disk
before it is acknowledged: the inbox, the state, the answers, the reply in the outbox, what is personal
sealed. Beside it python-telegram-bot and aiogram, with everything that a turn of theirs does but for the
network: Telegram's answers come at once. Each takes as many updates at once as suits it best. Then it is
counted that nothing is missing, ours or theirs. For whoever asks, two more lines say how fast they are
when they do not even make the request by which they answer.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, ExitStack, contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from operator import itemgetter
from typing import Protocol

import uvloop

from benchmarks import framework, library, ours, stages
from benchmarks.harness import Bar, Figures, Measurement, asked, judge, over, say
from benchmarks.registrants import updates

PEOPLE, FEW = 1000, 100
LEAST = 800  # updates: to set out with fewer takes longer than they do
SQLITE, POSTGRESQL, SINGLE = "ours, SQLite", "ours, PostgreSQL", "ours, a transaction per turn"
LIBRARY = "python-telegram-bot, memory"
SILENT_LIBRARY, SILENT_MEMORY = "python-telegram-bot, silent", "aiogram, memory, silent"
MEMORY, REDIS, FILE = "aiogram, memory", "aiogram, Redis", "aiogram, SQLite"


class Bot(Protocol):
    """Something that takes updates. `at_once`: how many are under way."""

    at_once: int

    def tuned(self) -> AbstractContextManager[None]:
        """Python as it has it when it serves."""

    async def take(self, raw: bytes) -> None: ...

    async def check(self, people: int, turns: int) -> None: ...


Opened = Callable[[], AbstractAsyncContextManager[Bot]]
Took = tuple[float, float]

_PROCESSES = get_context("fork")  # all is loaded already, and nothing has run


def speed(name: str, opened: Opened, people: int) -> Measurement:
    """One round: turns a second, and the processor's microseconds for each."""
    return by_turns({name: opened}, people)


def by_turns(opened: Mapping[str, Opened], people: int) -> Measurement:
    """One round of several, each in a process of its own, so that nobody's memory is as another left it.

    After every other question it is the next one's turn: so they meet the same machine, whose speed changes
    every second. For the same reason the first is compared with the others here, and not by medians of what
    was measured at different times.
    """
    raws = updates(people)
    size = max(2 * people, LEAST)
    parts = [raws[at : at + size] for at in range(0, len(raws), size)]

    def measure() -> Figures:
        with ExitStack() as running:
            runs = {name: running.enter_context(_running(one, people, parts)) for name, one in opened.items()}
            took = [{name: next(run) for name, run in runs.items()} for _ in parts]
        found: dict[str, float] = {}
        for name in opened:
            seconds, work = (sum(part[name][which] for part in took) for which in (0, 1))
            found[f"{name}, turns a second"] = len(raws) / seconds
            found[f"{name}, CPU µs"] = work / len(raws) * 1e6
        first, *others = opened
        for other in others:
            found[_beside(first, other)] = per_second(first, other)(found)
        return found

    return measure


@contextmanager
def _running(opened: Opened, people: int, parts: Sequence[Sequence[bytes]]) -> Iterator[Iterator[Took]]:
    """Seconds, and those of the processor, for one part after another, each when it is asked for."""
    here, there = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_run, args=(there, opened, people, parts))
    process.start()
    there.close()
    here.recv()  # it is ready, and no work of its own is beside the others

    def took() -> Iterator[Took]:
        for _ in parts:
            here.send(True)
            yield here.recv()

    try:
        yield took()
        here.recv()  # everything was there
        process.join()
    finally:
        process.kill()


def _run(there: Connection, opened: Opened, people: int, parts: Sequence[Sequence[bytes]]) -> None:
    async def go() -> None:
        async with opened() as bot:
            there.send(True)
            for part in parts:
                there.recv()
                there.send(await _timed(bot, part, people))
            await bot.check(people, sum(map(len, parts)))
            there.send(True)

    uvloop.run(go())


async def _timed(bot: Bot, raws: Sequence[bytes], people: int) -> Took:
    """Never more under way than there are people: who writes twice before the answer gets one for both."""
    waiting = iter(raws)

    async def deliver() -> None:
        for raw in waiting:
            await bot.take(raw)

    with _alone(), bot.tuned():
        began, worked = time.perf_counter(), time.process_time()
        await asyncio.gather(*(deliver() for _ in range(min(bot.at_once, people))))
        return time.perf_counter() - began, time.process_time() - worked


@contextmanager
def _alone() -> Iterator[None]:
    """What others have left in this process is not looked through by the garbage collector."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def profile(people: int) -> None:
    """Print where the microseconds of our turns go."""
    raws = updates(people)

    async def go() -> tuple[stages.Clocks, float]:
        with stages.clocks() as clocks:
            async with ours.opened() as bot:
                clocks.seconds.clear()
                seconds, _ = await _timed(bot, raws, people)
                await bot.check(people, len(raws))
        return clocks, seconds

    clocks, seconds = uvloop.run(go())
    each = 1e6 / len(raws)
    say("a turn, in microseconds, with a clock around each part:")
    for part in stages.PARTS:
        say(f"  {part:<8} {clocks.seconds[part] * each:6.1f}  {stages.PARTS[part]}")
    rest = seconds - sum(took for part, took in clocks.seconds.items() if part != stages.BESIDE)
    say(f"  {'rest':<8} {rest * each:6.1f}  futures, the queue, the clocks, waiting for thread and disk")


def _beside(one: str, other: str) -> str:
    """The name of a figure: how many times as fast, of those that took turns."""
    return f"{one}, over {other}"


def per_second(one: str, other: str) -> Callable[[Figures], float]:
    """How many times as fast."""
    return over(f"{one}, turns a second", f"{other}, turns a second")


def main() -> int:
    """The exit status."""
    warnings.filterwarnings("ignore", message="If 'per_")  # advice that does not fit this conversation
    logging.getLogger("aiogram_sqlite_storage").setLevel(logging.CRITICAL)  # it reports each new person
    wanted = asked(__doc__)
    people = wanted.size("people", PEOPLE, FEW)
    profiling = _PROCESSES.Process(target=profile, args=(people,))
    profiling.start()
    profiling.join()
    if profiling.exitcode:
        return 1  # a turn left something out; it has said so
    # Whose bar is close takes turns with us, and more than once.
    closest = by_turns({SQLITE: ours.opened, LIBRARY: library.opened, REDIS: framework.in_redis}, people)
    again = wanted.size("times a round that ours is measured", 5, 1) > 1
    # Each of the server's connections learns all the statements first.
    more = wanted.size("people on PostgreSQL", PEOPLE, 4 * FEW)
    with ours.server() as server:
        return judge(
            wanted,
            [
                closest,
                speed(MEMORY, framework.in_memory, people),
                *[closest] * again,
                speed(FILE, framework.in_sqlite, people),
                *[closest] * again,
                speed(POSTGRESQL, server.opened, more),
                *[closest] * again,
                speed(SINGLE, lambda: ours.opened(batch=1), people),
                *[speed(SILENT_LIBRARY, lambda: library.opened(silent=True), people)] * again,
                *[speed(SILENT_MEMORY, lambda: framework.in_memory(silent=True), people)] * again,
                *[closest] * again,
            ],
            [
                Bar("turns.ptb_memory", itemgetter(_beside(SQLITE, LIBRARY)), ">=", 1.2),
                Bar("turns.aiogram_memory", per_second(SQLITE, MEMORY), ">=", 2),
                Bar("turns.aiogram_redis", itemgetter(_beside(SQLITE, REDIS)), ">=", 4),
                Bar("turns.aiogram_sqlite", per_second(SQLITE, FILE), ">=", 8),
                Bar("turns.postgresql", per_second(POSTGRESQL, SQLITE), ">=", 0.5),
                Bar("turns.single", per_second(SQLITE, SINGLE), ">=", 3),
            ],
        )


if __name__ == "__main__":
    sys.exit(main())
