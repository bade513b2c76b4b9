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
from typing import Any

from aiosqlite import Connection as Driver
from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool
from typing_extensions import override

from bot.storage.binder import Row, Statement, Write
from bot.storage.doors import Doors, Heard, Turns, Tx
from bot.storage.errors import Stale, Unavailable
from bot.storage.gate import Gate

BUSY_SECONDS = 10
_PATIENT = f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}"
_AT_ONCE = "PRAGMA busy_timeout = 0"
READERS = 4
_WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
    "PRAGMA wal_autocheckpoint = 4000",  # pages that many batches change are copied into the file once
    _AT_ONCE,  # only `_begin` waits for another process, and only in the driver's thread
)
_BEGIN = "BEGIN IMMEDIATE"
_WAITS = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")
_READER = ("PRAGMA query_only = ON", "PRAGMA temp_store = MEMORY")

_Bound = list[tuple[str, Sequence[Row], int | None]]


class SqliteTurns(Turns):
    """Statements on the loop's own thread; what may wait (BEGIN, COMMIT) in the driver's.

    A thread that executes asks for the interpreter again after every row, and waits for it beside a loop
    that has something to do: 512 rows took 90 ms instead of 2 (docs/performance.md).
    """

    __slots__ = ("_committing", "_connection", "_driver", "_gate")

    def __init__(self, core: AsyncConnection, driver: Driver, gate: Gate) -> None:
        super().__init__(core)
        self._driver = driver
        self._connection = _opened(driver)
        self._gate = gate
        self._committing: asyncio.Future[None] | None = None

    @override
    async def run(self, *calls: tuple[Statement, dict[str, Any]]) -> list[list[Row]]:
        await self._begin()
        return _fetch(self._connection, calls)

    @override
    async def write(self, writes: Sequence[Write]) -> None:
        bound = _bound(writes)
        await self._begin()
        _write(self._connection, bound)

    @override
    async def finish(self, writes: Sequence[Write]) -> None:
        await self.write(writes)
        await self._thread(_commit)
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
        await self.write(writes)
        found = _fetch(self._connection, calls)
        self._committing = asyncio.ensure_future(self._thread(_commit))
        await asyncio.sleep(0)  # so that it sets out before the next batch is answered
        return found

    @override
    async def committed(self) -> None:
        if self._committing is not None:
            committing, self._committing = self._committing, None
            await committing
            self.commits += 1

    async def close(self) -> None:
        """Undo what was not finished, and let Core know that its transaction is over."""
        await self._alone()
        if not self.ended:
            await self._thread(_rollback)
        if self.core.in_transaction():
            await self.core.rollback()

    async def _begin(self) -> None:
        """At once; in the thread when another process is writing."""
        await self._alone()
        if not self._connection.in_transaction and not _begun(self._connection):
            await self._thread(_begin)

    async def _alone(self) -> None:
        """Nothing else is done on the connection meanwhile; how a commit has ended, `committed` says."""
        if self._committing is not None:
            await asyncio.wait((self._committing,))

    async def _thread(self, work: Callable[[sqlite3.Connection], None]) -> None:
        await _in_thread(self._driver, work)


def _opened(driver: Driver) -> sqlite3.Connection:
    try:
        return driver._conn
    except ValueError as error:
        raise Unavailable("the database was closed") from error


async def _in_thread(driver: Driver, work: Callable[[sqlite3.Connection], None]) -> None:
    """Run a function on the connection in its thread; the driver has no public door for one."""
    await driver._execute(work, _opened(driver))  # type: ignore[no-untyped-call]


def _bound(writes: Sequence[Write]) -> _Bound:
    spoken = [(w.statement.sqlite, w) for w in writes if w.rows]
    return [(one.sql, one.bind_all(w.rows), w.expect) for one, w in spoken]


def _begun(connection: sqlite3.Connection) -> bool:
    """Begin without waiting; whether it could be."""
    try:
        connection.execute(_BEGIN)
    except sqlite3.OperationalError:
        return False
    return True


def _begin(connection: sqlite3.Connection) -> None:
    """Begin when another process lets us."""
    connection.execute(_PATIENT)
    try:
        connection.execute(_BEGIN)
    finally:
        connection.execute(_AT_ONCE)


def _rollback(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _fetch(
    connection: sqlite3.Connection, calls: Sequence[tuple[Statement, dict[str, Any]]]
) -> list[list[Row]]:
    spoken = [(statement.sqlite, values) for statement, values in calls]
    return [one.read(connection.execute(one.sql, one.bind(values)).fetchall()) for one, values in spoken]


def _write(connection: sqlite3.Connection, writes: _Bound) -> None:
    for sql, rows, expect in writes:
        changed = connection.executemany(sql, rows).rowcount
        if expect is not None and changed != expect:
            raise Stale(f"{changed} of {expect} rows were as they had been read")


def _commit(connection: sqlite3.Connection) -> None:
    connection.execute("COMMIT")


def _tidy(connection: sqlite3.Connection) -> None:
    """Without waiting for readers, because everybody who writes waits here."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


class Writer(Driver):
    """The connection that writes: what Core asks of it is done at once, as what turns ask of it.

    Whatever may wait goes through the driver's thread: what begins or ends a transaction, and all that is not
    a statement. Nothing else is under way then, for everybody who writes has come through the gate.
    """

    @override
    async def _execute(self, fn: Callable[..., Any], *given: Any, **named: Any) -> Any:
        cursor = getattr(fn, "__self__", None)
        makes_one = getattr(fn, "__name__", "") == "cursor"
        words = str(given[0]) if given else ""
        if makes_one or (isinstance(cursor, sqlite3.Cursor) and not words.startswith(_WAITS)):
            return fn(*given, **named)
        if words == _BEGIN:
            if not _begun(_opened(self)):
                await _in_thread(self, _begin)
            return cursor
        return await super()._execute(fn, *given, **named)  # type: ignore[no-untyped-call]


def _writer(path: str, **arguments: Any) -> Writer:
    made = Writer(lambda: sqlite3.connect(path, **arguments), iter_chunk_size=64)
    made._thread.daemon = True  # as SQLAlchemy has it for the connections that it makes
    return made


class Sqlite(Doors):
    """One file."""

    def __init__(self, url: URL) -> None:
        self.path = Path(url.database or "")
        self._gate = Gate()
        self._writing = _engine(url, _WRITER, async_creator_fn=_writer, poolclass=StaticPool)
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


def _engine(url: URL, pragmas: Sequence[str], async_creator_fn: Any = None, **pool: Any) -> AsyncEngine:
    arguments = {"isolation_level": None, "timeout": BUSY_SECONDS, "check_same_thread": False}
    if async_creator_fn is not None:
        arguments["async_creator_fn"] = async_creator_fn
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
            connection.exec_driver_sql("BEGIN" if pragmas is _READER else _BEGIN)

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begun)
    return engine
