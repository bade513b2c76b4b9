"""SQLite behind the doors: one connection that writes, a few that only read.

Everything that writes waits at one gate, turns before the rest, and begins with BEGIN IMMEDIATE. Each
commit is on the disk (WAL, synchronous=FULL) before it returns.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from aiosqlite import Connection as Driver
from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool
from typing_extensions import override

from bot.storage.binder import Row, Statement, Write
from bot.storage.doors import Doors, Heard, Turns, Tx
from bot.storage.errors import Stale, Unavailable
from bot.storage.gate import Gate

T = TypeVar("T")

BUSY_SECONDS = 10
READERS = 4
_WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
    "PRAGMA wal_autocheckpoint = 4000",  # pages that many batches change are copied into the file once
)
_READER = ("PRAGMA query_only = ON", "PRAGMA temp_store = MEMORY")

_Bound = list[tuple[str, list[Row], int | None]]


class SqliteTurns(Turns):
    """Several statements per hop into the driver's thread."""

    __slots__ = ("_committing", "_driver", "_gate")

    def __init__(self, core: AsyncConnection, driver: Driver, gate: Gate) -> None:
        super().__init__(core)
        self._driver = driver
        self._gate = gate
        self._committing: asyncio.Future[None] | None = None

    @override
    async def run(self, *calls: tuple[Statement, dict[str, Any]]) -> list[list[Row]]:
        return _as_core(calls, await self._thread(_fetch, _asked(calls)))

    @override
    async def write(self, writes: Sequence[Write]) -> None:
        await self._thread(_write, _bound(writes))

    @override
    async def finish(self, writes: Sequence[Write]) -> None:
        await self._thread(_finish, _bound(writes))
        self.ended = True
        self.commits += 1

    @override
    def goes_on(self) -> bool:
        """Not where somebody else waits to write, nor after a look-up, for Core has joined in."""
        return not self.core.in_transaction() and self._gate.again()

    @override
    async def hand_over(
        self, writes: Sequence[Write], calls: Sequence[tuple[Statement, dict[str, Any]]]
    ) -> list[list[Row]]:
        found: asyncio.Future[list[list[Row]]] = asyncio.get_running_loop().create_future()
        work = self._thread(_hand_over, _bound(writes), _asked(calls), found)
        self._committing = asyncio.ensure_future(work)
        await asyncio.wait((found, self._committing), return_when=asyncio.FIRST_COMPLETED)
        if not found.done():
            await self.committed()  # which raises: it was not even written
        return _as_core(calls, await found)

    @override
    async def committed(self) -> None:
        if self._committing is not None:
            committing, self._committing = self._committing, None
            await committing
            self.commits += 1

    async def close(self) -> None:
        """Undo what was not finished, and let Core know that its transaction is over."""
        if self._committing is not None:
            await asyncio.wait((self._committing,))
        if not self.ended:
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


def _bound(writes: Sequence[Write]) -> _Bound:
    spoken = [(w.statement.sqlite, w) for w in writes if w.rows]
    return [(one.sql, one.bind_all(w.rows), w.expect) for one, w in spoken]


def _asked(calls: Sequence[tuple[Statement, dict[str, Any]]]) -> list[tuple[str, Row]]:
    return [(statement.sqlite.sql, statement.sqlite.bind(values)) for statement, values in calls]


def _as_core(
    calls: Sequence[tuple[Statement, dict[str, Any]]], fetched: Sequence[Sequence[Row]]
) -> list[list[Row]]:
    return [statement.sqlite.read(rows) for (statement, _), rows in zip(calls, fetched, strict=True)]


def _begin(connection: sqlite3.Connection) -> None:
    if not connection.in_transaction:
        connection.execute("BEGIN IMMEDIATE")


def _rollback(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _fetch(connection: sqlite3.Connection, calls: list[tuple[str, Row]]) -> list[list[Row]]:
    _begin(connection)
    return [connection.execute(sql, values).fetchall() for sql, values in calls]


def _write(connection: sqlite3.Connection, writes: _Bound) -> None:
    _begin(connection)
    for sql, rows, expect in writes:
        changed = connection.executemany(sql, rows).rowcount
        if expect is not None and changed != expect:
            raise Stale(f"{changed} of {expect} rows were as they had been read")


def _finish(connection: sqlite3.Connection, writes: _Bound) -> None:
    _write(connection, writes)
    _commit(connection)


def _hand_over(
    connection: sqlite3.Connection,
    writes: _Bound,
    calls: list[tuple[str, Row]],
    found: asyncio.Future[list[list[Row]]],
) -> None:
    """What is found is told before the commit, for whoever waits for it can go on meanwhile."""
    _write(connection, writes)
    rows = _fetch(connection, calls)
    found.get_loop().call_soon_threadsafe(_tell, found, rows)
    _commit(connection)


def _tell(found: asyncio.Future[list[list[Row]]], rows: list[list[Row]]) -> None:
    """Unless whoever waited has gone."""
    if not found.done():
        found.set_result(rows)


def _commit(connection: sqlite3.Connection) -> None:
    connection.execute("COMMIT")


def _tidy(connection: sqlite3.Connection) -> None:
    """Without waiting for readers, because everybody who writes waits here."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


class Sqlite(Doors):
    """One file."""

    def __init__(self, url: URL) -> None:
        self.path = Path(url.database or "")
        self._gate = Gate()
        self._writing = _engine(url, _WRITER, poolclass=StaticPool)
        self._reading = _engine(url, _READER, pool_size=READERS, max_overflow=0)
        self._writer: AsyncConnection | None = None
        self._driver: Driver | None = None

    @property
    @override
    def name(self) -> str:
        return self.path.name

    @override
    async def open(self) -> None:
        self._writer = await self._writing.connect()
        raw = await self._writer.get_raw_connection()
        self._driver = raw.driver_connection

    @override
    async def close(self) -> None:
        if self._writer is not None:
            await self._writer.close()
        self._writer = self._driver = None
        await self._writing.dispose()
        await self._reading.dispose()

    @override
    @asynccontextmanager
    async def turns(self) -> AsyncIterator[Turns]:
        writer, driver = self._connected()
        async with self._gate.turn():
            turns = SqliteTurns(writer, driver, self._gate)
            try:
                yield turns
            finally:
                await turns.close()

    @override
    @asynccontextmanager
    async def begin(self, alone: str) -> AsyncIterator[Tx]:
        """There is one writer, so whoever writes is alone."""
        writer, _ = self._connected()
        async with self._gate.other(), writer.begin():
            yield writer

    @override
    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        async with self._reading.connect() as reader:
            yield reader

    @override
    async def tidy(self) -> None:
        _, driver = self._connected()
        async with self._gate.other():
            await _in_thread(driver, _tidy)

    @override
    async def listen(self, heard: Heard) -> None:
        """One process serves a file: there is nobody to hear."""

    @override
    def announce(self, what: str) -> None:
        """Nobody hears it."""

    def _connected(self) -> tuple[AsyncConnection, Driver]:
        if self._writer is None or self._driver is None:
            raise Unavailable("the database is not open")
        return self._writer, self._driver


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
