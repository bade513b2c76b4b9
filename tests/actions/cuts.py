"""Ending the program anywhere: at every statement, before and after every commit, around every request.

A program that is cut freezes there for good; the files are taken as they lie, and another program goes on
from them. `everywhere` tries every place that there is, one after another.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.sqlite import SqliteTurns

Run = Callable[[Path], Awaitable[None]]
LONGEST = 30.0


@dataclass
class Cut:
    """Counts the places that are passed, and freezes at one of them."""

    at: int = -1
    passed: list[str] = field(default_factory=list)
    frozen: asyncio.Event = field(default_factory=asyncio.Event)

    async def here(self, place: str) -> None:
        if self.frozen.is_set() or len(self.passed) == self.at:
            self.frozen.set()
            await asyncio.Event().wait()
        self.passed.append(place)


@asynccontextmanager
async def cutting(cut: Cut) -> AsyncIterator[None]:
    """Everything that reaches a database passes `cut`."""
    begin, execute = Database.begin, AsyncConnection.execute

    @asynccontextmanager
    async def begun(self: Database, alone: str = "") -> AsyncIterator[AsyncConnection]:
        await cut.here("begin")
        async with begin(self, alone) as tx:
            yield tx
            await cut.here("commit")
        await cut.here("committed")

    async def executed(self: AsyncConnection, *given: Any, **about: Any) -> Any:
        await cut.here("execute")
        return await execute(self, *given, **about)

    def around(name: str) -> Any:
        original = getattr(SqliteTurns, name)

        async def passing(self: SqliteTurns, *given: Any) -> Any:
            await cut.here(f"before {name}")
            found = await original(self, *given)
            await cut.here(f"after {name}")
            return found

        return passing

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Database, "begin", begun)
        patched.setattr(AsyncConnection, "execute", executed)
        for name in ("run", "write", "finish"):
            patched.setattr(SqliteTurns, name, around(name))
        yield


async def everywhere(
    start: Path,
    to: Path,
    first: Callable[[Path, Cut], Awaitable[None]],
    then: Callable[[Path, str], Awaitable[None]],
) -> int:
    """Run `first` on a copy of a database, cut at each place in turn, and `then` on what is left; how many.

    `then` is told where it was cut; it is called once more without any cut, for what ought to be.
    """
    at = 0
    while True:
        cut = Cut(at)
        here = _copy(start, to / f"{at}")
        async with cutting(cut):
            running = asyncio.ensure_future(first(here, cut))
            frozen = asyncio.create_task(cut.frozen.wait())
            async with asyncio.timeout(LONGEST):
                await asyncio.wait([running, frozen], return_when=asyncio.FIRST_COMPLETED)
            left = _copy(here, to / f"{at}-left")
            await _end(running, frozen)
        await then(left, f"{at}: {cut.passed[-1:]}")
        if not cut.frozen.is_set():
            return at
        at += 1


async def _end(running: asyncio.Future[None], frozen: asyncio.Task[bool]) -> None:
    """What was frozen ends now; what it does while ending is done to files that nobody looks at."""
    frozen.cancel()
    mine = asyncio.current_task()
    if running.done():
        running.result()
    running.cancel()
    others = [task for task in asyncio.all_tasks() if task is not mine]
    for task in others:
        task.cancel()
    await asyncio.gather(running, *others, return_exceptions=True)


def _copy(database: Path, to: Path) -> Path:
    to.mkdir(parents=True)
    for path in database.parent.glob(f"{database.name}*"):
        shutil.copy(path, to / path.name)
    return to / database.name
