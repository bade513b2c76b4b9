"""The door to the database: one connection that writes, a few that only read.

`turns()` is for the hot path and goes before `begin()`; both are BEGIN IMMEDIATE on the same
connection. Driver errors leave here as those of `bot.storage.errors`. Everything is one SQLite file
for now; the other dialect has the same four doors.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from aiosqlite import Connection as Driver
from sqlalchemy import URL, event, make_url, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.storage.binder import Row, Statement, Write
from bot.storage.errors import Stale, Unavailable, translated
from bot.storage.gate import Gate

T = TypeVar("T")

# What the other rings call a transaction. Only storage may ask it anything.
Tx = AsyncConnection

BUSY_SECONDS = 10
READERS = 4
_WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
)
_READER = ("PRAGMA query_only = ON", "PRAGMA temp_store = MEMORY")


class Turns:
    """A transaction of the hot path: several statements per hop into the driver's thread.

    `core` is the same transaction for whoever needs it once in a while (a look-up).
    """

    __slots__ = ("_driver", "_ended", "core")

    def __init__(self, core: AsyncConnection, driver: Driver) -> None:
        self.core = core
        self._driver = driver
        self._ended = False

    async def run(self, *calls: tuple[Statement, dict[str, Any]]) -> list[list[Row]]:
        """The rows of each statement, in order."""
        bound = [(statement, statement.bind(values)) for statement, values in calls]
        fetched = await self._thread(_fetch, [(s.sql, values) for s, values in bound])
        return [statement.read(rows) for (statement, _), rows in zip(bound, fetched, strict=True)]

    async def write(self, writes: Sequence[Write]) -> None:
        """Write without committing, so that a look-up in this transaction sees it."""
        await self._thread(_write, _bound(writes))

    async def finish(self, writes: Sequence[Write]) -> None:
        """Write everything and commit. Stale when a row was not as it was read; then nothing is written."""
        await self._thread(_finish, _bound(writes))
        self._ended = True

    async def _close(self) -> None:
        """Undo what was not finished, and let Core know that its transaction is over."""
        if not self._ended:
            await self._thread(_rollback)
        if self.core.in_transaction():
            await self.core.rollback()

    async def _thread(self, work: Callable[..., T], *given: Any) -> T:
        return await _in_thread(self._driver, work, *given)


async def _in_thread(driver: Driver, work: Callable[..., T], *given: Any) -> T:
    """Run a function on the connection in its thread.

    aiosqlite's own methods are one hop per statement, and the hop is what costs
    (measured: 0.16 to 0.37 of this); it has no public door for a function.
    """
    try:
        connection = driver._conn
    except ValueError as error:
        raise Unavailable("the database was closed") from error
    return await driver._execute(work, connection, *given)  # type: ignore[no-any-return, no-untyped-call]


def _bound(writes: Sequence[Write]) -> list[tuple[str, list[Row], int | None]]:
    return [(w.statement.sql, w.statement.bind_all(w.rows), w.expect) for w in writes if w.rows]


def _begin(connection: sqlite3.Connection) -> None:
    if not connection.in_transaction:
        connection.execute("BEGIN IMMEDIATE")


def _rollback(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _fetch(connection: sqlite3.Connection, calls: list[tuple[str, Row]]) -> list[list[Row]]:
    _begin(connection)
    return [connection.execute(sql, values).fetchall() for sql, values in calls]


def _write(connection: sqlite3.Connection, writes: list[tuple[str, list[Row], int | None]]) -> None:
    _begin(connection)
    for sql, rows, expect in writes:
        changed = connection.executemany(sql, rows).rowcount
        if expect is not None and changed != expect:
            raise Stale(f"{changed} of {expect} rows were as they had been read")


def _finish(connection: sqlite3.Connection, writes: list[tuple[str, list[Row], int | None]]) -> None:
    _write(connection, writes)
    connection.execute("COMMIT")


def _tidy(connection: sqlite3.Connection) -> None:
    """Without waiting for readers, because everybody who writes waits here."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


class Database:
    """An open database."""

    def __init__(self, url: str | URL) -> None:
        self.url = checked(url)
        self.path = Path(self.url.database or "")
        self.commits = 0
        self._gate = Gate()
        self._writing = _engine(self.url, _WRITER, poolclass=StaticPool)
        self._reading = _engine(self.url, _READER, pool_size=READERS, max_overflow=0)
        self._writer: AsyncConnection | None = None
        self._driver: Driver | None = None

    async def open(self) -> Database:
        """Connect; Unavailable when the file cannot be opened."""
        with translated():
            self._writer = await self._writing.connect()
            raw = await self._writer.get_raw_connection()
            self._driver = raw.driver_connection
        return self

    async def close(self) -> None:
        """Let go of the file. Whatever was committed is on the disk already."""
        if self._writer is not None:
            await self._writer.close()
        self._writer = self._driver = None
        await self._writing.dispose()
        await self._reading.dispose()

    async def __aenter__(self) -> Database:
        return await self.open()

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    @asynccontextmanager
    async def turns(self) -> AsyncIterator[Turns]:
        """The hot path. Commits by `finish`; whatever else happens, nothing was written."""
        writer, driver = self._connected()
        async with self._gate.turn():
            with translated():
                turns = Turns(writer, driver)
                try:
                    yield turns
                finally:
                    await turns._close()
                self.commits += turns._ended

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """Any other change, committed at the end of the block. At most 300 rows or 5 ms: then leave it."""
        writer, _ = self._connected()
        async with self._gate.other():
            with translated():
                async with writer.begin():
                    yield writer
                self.commits += 1

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """One consistent view; a write is refused."""
        with translated():
            async with self._reading.connect() as reader:
                yield reader

    async def tidy(self) -> None:
        """Leave nothing in the journal of what was deleted. While somebody reads, the next time will do."""
        _, driver = self._connected()
        async with self._gate.other():
            with translated():
                await _in_thread(driver, _tidy)

    async def answers(self) -> None:
        """Unavailable when it does not."""
        async with self.read() as reader:
            await reader.scalar(select(1))

    def _connected(self) -> tuple[AsyncConnection, Driver]:
        if self._writer is None or self._driver is None:
            raise Unavailable("the database is not open")
        return self._writer, self._driver


def checked(url: str | URL) -> URL:
    """The address of a database that this version can open."""
    made = make_url(url)
    if made.get_backend_name() != "sqlite" or not made.database or made.database == ":memory:":
        raise ValueError(f"not a SQLite file (sqlite+aiosqlite:///PATH): {made.drivername}")
    return made.set(drivername="sqlite+aiosqlite")


def _engine(url: URL, pragmas: Sequence[str], **pool: Any) -> AsyncEngine:
    arguments = {"isolation_level": None, "timeout": BUSY_SECONDS}
    engine = create_async_engine(url, connect_args=arguments, **pool)

    def connected(connection: Any, _: object) -> None:
        # Named differently from SQLite's own `unhex`, which is too young to be counted on.
        connection.create_function("from_hex", 1, bytes.fromhex, deterministic=True)
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    def begun(connection: Any) -> None:
        # Core may be asked inside a transaction that the hot path has begun.
        if not connection.connection.driver_connection.in_transaction:
            connection.exec_driver_sql("BEGIN" if pragmas is _READER else "BEGIN IMMEDIATE")

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begun)
    return engine
