"""PostgreSQL behind the doors: for several processes, and for what one file no longer holds.

Turns have connections of their own and speak to the driver; a batch locks its rows in the order of their
identifiers, so two processes wait for one another and do not exchange blows. Everything else goes through
Core. One further connection hears what other processes announce, and shows by a shared lock that somebody
serves: `migrate` and `restore` ask for that lock alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from hashlib import sha256
from typing import Any

import asyncpg
import structlog
from sqlalchemy import URL, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from typing_extensions import override

from bot.storage.binder import Row, Statement, Write
from bot.storage.doors import DECISIONS, Doors, Heard, Turns, Tx
from bot.storage.errors import InUse, Stale, Unavailable
from bot.storage.turns.writes import PRIVATE

log = structlog.get_logger(__name__)

TURNING, OTHERS, READERS = 3, 6, 6
CONNECT_SECONDS = 10
ANSWER_SECONDS = 30
AGAIN_SECONDS = 1.0
CHANNEL = "tamasuk"
SERVING = "tamasuk serving"
_SESSION = {
    "application_name": "tamasuk",
    "timezone": "UTC",
    "jit": "off",
    # A process that hangs, or a host that has gone, must not hold rows for ever.
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "10s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}


# The server notes in each row the transaction that wrote it, and keeps rows in the order in which they came.
# So that neither leads from a private answer to the turn that gave it, all that waits is written once more,
# together, in the order of its identifiers, which are random.
_RESTAMP = (
    "WITH gone AS (DELETE FROM private_intake RETURNING *) "
    "INSERT INTO private_intake SELECT * FROM gone ORDER BY id",
    "UPDATE private_refusals SET count = count",
)


async def restamp(driver: Any) -> None:
    """After the turn, and once more by the tick, in case of a crash in between.

    Never beside somebody who moves or removes these rows by their identifiers.
    """
    async with driver.transaction():
        await driver.execute("SELECT pg_advisory_xact_lock($1)", lock_key(DECISIONS))
        for words in _RESTAMP:
            await driver.execute(words)


def lock_key(name: str) -> int:
    """The number of an advisory lock."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)


class PostgresTurns(Turns):
    """Statement by statement on the raw driver. Core joins in: for it the connection commits by itself."""

    __slots__ = ("_begun", "_driver", "_private")

    locks = True

    def __init__(self, core: AsyncConnection, driver: Any) -> None:
        super().__init__(core)
        self._driver = driver
        self._begun = self._private = False

    @override
    async def run(self, *calls: tuple[Statement, dict[str, Any]]) -> list[list[Row]]:
        await self.begin()
        found = []
        for statement, values in calls:
            spoken = statement.postgresql
            found.append(spoken.read(await self._driver.fetch(spoken.sql, *spoken.bind(values))))
        return found

    @override
    async def write(self, writes: Sequence[Write]) -> None:
        await self.begin()
        for one in writes:
            if not one.rows:
                continue
            self._private = self._private or one.statement in PRIVATE
            spoken = one.statement.postgresql
            rows = spoken.bind_all(one.rows)
            if one.expect is None:
                await self._driver.executemany(spoken.sql, rows)
                continue
            changed = len(await self._driver.fetchmany(f"{spoken.sql} RETURNING 1", rows))
            if changed != one.expect:
                raise Stale(f"{changed} of {one.expect} rows were as they had been read")

    @override
    async def finish(self, writes: Sequence[Write]) -> None:
        await self.write(writes)
        if self._begun:
            await self._driver.execute("COMMIT")
        self._begun, self.ended = False, True
        self.commits += 1
        if self._private:
            await restamp(self._driver)

    async def begin(self) -> None:
        """Core may ask before the first statement does, so this comes first."""
        if not self._begun:
            await self._driver.execute("BEGIN")
            self._begun = True

    async def close(self) -> None:
        """Undo what was not finished; a connection on which that fails is not used again."""
        if self._begun:
            try:
                await self._driver.execute("ROLLBACK")
            except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
                await self.core.invalidate()


class Postgres(Doors):
    """One database of a server."""

    shared = True

    def __init__(self, url: URL) -> None:
        self._url, self._name = _plain(url), f"{url.host or url.query.get('host', '')}/{url.database}"
        self._turning = _engine(self._url, TURNING, isolation_level="AUTOCOMMIT")
        self._others = _engine(self._url, OTHERS)
        reading = _engine(self._url, READERS, isolation_level="REPEATABLE READ")
        self._reading = reading.execution_options(postgresql_readonly=True)
        self._ear: asyncio.Task[None] | None = None
        self._said: set[str] = set()
        self._saying: asyncio.Task[None] | None = None
        self._open = False

    @property
    @override
    def name(self) -> str:
        return self._name

    @override
    async def open(self) -> None:
        self._open = True
        async with self._connected(self._turning) as connection:
            await connection.scalar(select(1))

    @override
    async def close(self) -> None:
        self._open = False
        for task in (self._ear, self._saying):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        for engine in (self._turning, self._others, self._reading):
            await engine.dispose()

    @override
    @asynccontextmanager
    async def turns(self) -> AsyncIterator[Turns]:
        async with self._connected(self._turning) as core:
            driver = await _driver(core)
            if driver.is_closed():
                await core.invalidate()
                driver = await _driver(core)
            turns = PostgresTurns(core, driver)
            try:
                await turns.begin()
                yield turns
            finally:
                await turns.close()

    @override
    @asynccontextmanager
    async def begin(self, alone: str) -> AsyncIterator[Tx]:
        async with self._connected(self._others) as tx, tx.begin():
            if alone:
                await tx.execute(select(func.pg_advisory_xact_lock(lock_key(alone))))
            yield tx

    @override
    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        async with self._connected(self._reading) as reader:
            yield reader

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        if not self._open:
            raise Unavailable("the database is not open")
        async with AsyncExitStack() as opened:
            try:
                connection = await opened.enter_async_context(engine.connect())
            except OSError as error:  # its socket is gone, too
                raise Unavailable(f"{type(error).__name__}: {self._name} does not answer") from error
            yield connection

    @override
    async def tidy(self) -> None:
        """What was deleted leaves the tables; the server's journal goes on holding it for a while, sealed."""
        async with self._connected(self._turning) as core:
            driver = await _driver(core)
            await restamp(driver)
            await driver.execute("VACUUM private_intake, private_refusals, errands")

    # ------------------------------------------------------------------------- other processes

    @override
    async def listen(self, heard: Heard) -> None:
        """Also takes the lock of those who serve; InUse when somebody migrates or restores."""
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ear = asyncio.create_task(self._hear(heard, first))
        await first

    async def _hear(self, heard: Heard, first: asyncio.Future[None]) -> None:
        """For as long as it is open; a connection that was cut is made again."""
        while True:
            try:
                await self._hear_once(heard, first)
            except Exception as error:  # also what the driver itself stumbles over
                if not first.done():
                    first.set_exception(error)
                    return
                log.warning("database.ear", error=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _hear_once(self, heard: Heard, first: asyncio.Future[None]) -> None:
        connection = await asyncpg.connect(**_arguments(self._url))
        gone = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: gone.set())
            taken = await connection.fetchval("SELECT pg_try_advisory_lock_shared($1)", lock_key(SERVING))
            if not taken:
                raise InUse("somebody migrates or restores this database now")
            await connection.add_listener(CHANNEL, lambda *given: heard(given[3]))
            if not first.done():
                first.set_result(None)
            await gone.wait()
        finally:
            connection.terminate()

    @override
    def announce(self, what: str) -> None:
        self._said.add(what)
        if self._saying is None or self._saying.done():
            self._saying = asyncio.create_task(self._say())

    async def _say(self) -> None:
        """What gathers meanwhile goes together. Whoever did not hear it looks every second anyway."""
        while self._said:
            said, self._said = self._said, set()
            try:
                async with self._others.begin() as tx:
                    for what in sorted(said):
                        await tx.execute(select(func.pg_notify(CHANNEL, what)))
            except Exception as error:
                log.warning("database.announce", error=type(error).__name__)
                return


async def _driver(core: AsyncConnection) -> Any:
    return (await core.get_raw_connection()).driver_connection


@asynccontextmanager
async def alone(url: URL) -> AsyncIterator[None]:
    """The lock of those who serve, for one alone; InUse while anybody serves."""
    connection = await asyncpg.connect(**_arguments(_plain(url)))
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", lock_key(SERVING)):
            raise InUse(f"another process serves {url.database}; stop it first")
        yield
    finally:
        await connection.close()


@asynccontextmanager
async def connected(url: URL) -> AsyncIterator[AsyncConnection]:
    """One transaction on a connection of its own, without the limits of those who serve."""
    arguments = {"timeout": CONNECT_SECONDS, "server_settings": {"application_name": "tamasuk"}}
    engine = create_async_engine(_plain(url), connect_args=arguments, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


def _plain(url: URL) -> URL:
    """libpq's `sslmode`, which addresses of databases usually carry, by the driver's name for it."""
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return url.set(query=query)


def _arguments(url: URL) -> dict[str, Any]:
    """What the driver is given when it connects by itself."""
    given = url.translate_connect_args(username="user")
    return {**given, **url.query, "server_settings": _SESSION, "timeout": CONNECT_SECONDS}


def _engine(url: URL, size: int, **about: Any) -> AsyncEngine:
    arguments = {
        "server_settings": _SESSION,
        "timeout": CONNECT_SECONDS,
        "command_timeout": ANSWER_SECONDS,
        "statement_cache_size": 512,
    }
    return create_async_engine(
        url, connect_args=arguments, pool_size=size, max_overflow=0, pool_timeout=ANSWER_SECONDS, **about
    )
