"""The door to the database, whichever it is: a SQLite file or a PostgreSQL server, chosen by its address.

`turns()` is for the hot path; `begin()` for every other change; `read()` writes nothing. Driver errors
leave here as those of `bot.storage.errors`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL, make_url, select

from bot.storage.doors import DECISIONS, Doors, Heard, Turns, Tx
from bot.storage.errors import translated

__all__ = ["DECISIONS", "Database", "Turns", "Tx", "checked"]

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


class Database:
    """An open database. `commits`: how many this object has made."""

    def __init__(self, url: str | URL) -> None:
        self.url = checked(url)
        self.commits = 0
        self._doors = _doors(self.url)

    @property
    def name(self) -> str:
        """What a message calls it."""
        return self._doors.name

    @property
    def shared(self) -> bool:
        """Whether several processes may serve it."""
        return self._doors.shared

    @property
    def path(self) -> Path:
        """The file, where it is one."""
        return Path(self.url.database or "")

    async def open(self) -> Database:
        """Connect; Unavailable when that fails."""
        with translated():
            await self._doors.open()
        return self

    async def close(self) -> None:
        """Let go of it. Whatever was committed is on the disk already."""
        with translated():
            await self._doors.close()

    async def __aenter__(self) -> Database:
        return await self.open()

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    @asynccontextmanager
    async def turns(self) -> AsyncIterator[Turns]:
        """The hot path. Commits by `finish`; whatever else happens, nothing was written."""
        with translated():
            async with self._doors.turns() as turns:
                try:
                    yield turns
                finally:
                    self.commits += turns.commits

    @asynccontextmanager
    async def begin(self, alone: str = "") -> AsyncIterator[Tx]:
        """Any other change, committed at the end of the block. At most 300 rows or 5 ms: then leave it.

        `alone`: a name; of those who begin under it one at a time goes, in all processes. For whoever
        decides by what it has read.
        """
        with translated():
            async with self._doors.begin(alone) as tx:
                yield tx
            self.commits += 1

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """One consistent view; a write is refused."""
        with translated():
            async with self._doors.read() as tx:
                yield tx

    async def tidy(self) -> None:
        """Leave nothing in a journal of what was deleted. While somebody reads, the next time will do."""
        with translated():
            await self._doors.tidy()

    async def answers(self) -> None:
        """Unavailable when it does not."""
        async with self.read() as reader:
            await reader.scalar(select(1))

    async def listen(self, heard: Heard) -> None:
        """Hear from now on what other processes announce; until it is closed."""
        with translated():
            await self._doors.listen(heard)

    def announce(self, what: str) -> None:
        """Let other processes know, soon. Who misses it finds the rows by the next tick."""
        self._doors.announce(what)


def checked(url: str | URL) -> URL:
    """The address of a database that this version can open, with the driver that opens it."""
    made = make_url(url)
    backend = "postgresql" if made.drivername == "postgres" else made.get_backend_name()
    driver = _DRIVERS.get(backend)
    if driver is None or not made.database or (backend == "sqlite" and made.database == ":memory:"):
        raise ValueError(
            f"not a database that is known here: {made.drivername}; "
            "write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
        )
    return made.set(drivername=driver)


def _doors(url: URL) -> Doors:
    """The one is imported only where it is used: each has a driver of its own."""
    if url.drivername == _DRIVERS["sqlite"]:
        from bot.storage.sqlite import Sqlite

        return Sqlite(url)
    from bot.storage.postgres import Postgres

    return Postgres(url)
