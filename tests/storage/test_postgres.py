"""What only a PostgreSQL has: several processes at one database, and a server that may go away."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from socket import gaierror
from threading import Thread

import asyncpg
import pytest
from sqlalchemy import insert, select, text

from bot.storage import lock, postgres
from bot.storage.binder import Statement, Write
from bot.storage.columns import Ciphertext, to_moment
from bot.storage.database import Database, checked
from bot.storage.errors import Conflict, InUse, StorageError, Unavailable, translated
from bot.storage.migrate import check_schema, migrate
from bot.storage.schema import METADATA, cursors, persons
from bot.storage.turns import reads
from tests import postgres as servers

pytestmark = pytest.mark.postgresql

CURSOR = {"channel": "telegram", "account": "bot", "name": "offset", "value": "1"}
NEW = Statement(insert(cursors).inline())
ONE, TWO = "1" * 32, "2" * 32


@pytest.fixture
def own() -> Iterator[servers.Server]:
    """A server of this test's own, which it may stop."""
    made = servers.Server(*servers.QUICK)
    yield made
    made.close()


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database."""
    server = servers.server()
    yield server.create("empty")
    server.drop("empty")


@pytest.fixture
async def pair(url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes, as far as the server can tell."""
    await asyncio.to_thread(migrate, url)
    async with Database(url) as one, Database(url) as other:
        yield one, other


def _shape(server: servers.Server, name: str) -> str:
    """The tables as the server would make them again."""
    asked = [str(servers.programs() / "pg_dump"), "-h", str(server.folder), "-U", servers.OWNER, "-s", name]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in said.splitlines() if not line.startswith(("--", "\\")))


async def test_the_steps_lead_to_the_schema(url: str) -> None:
    server = servers.server()
    async with postgres.connected(checked(url)) as connection:
        await connection.run_sync(METADATA.create_all)
    made = _shape(server, "empty")
    server.drop("empty")
    await asyncio.to_thread(migrate, server.create("empty"))
    server.sql("DROP TABLE alembic_version", "empty")
    assert made.count("CREATE TABLE") == len(METADATA.tables)
    assert sorted(_shape(server, "empty").splitlines()) == sorted(made.splitlines())


async def test_nobody_migrates_beside_a_server(pair: tuple[Database, Database], url: str) -> None:
    one, other = pair
    await check_schema(one)
    await one.listen(lambda what: None)
    await other.listen(lambda what: None)  # several may serve
    with pytest.raises(InUse):
        await asyncio.to_thread(migrate, url)
    await one.close()
    with pytest.raises(InUse):
        await asyncio.to_thread(migrate, url)
    await other.close()
    await asyncio.to_thread(migrate, url)


async def test_nobody_begins_to_serve_while_one_is_alone(pair: tuple[Database, Database], url: str) -> None:
    async with lock.alone(url):
        with pytest.raises(InUse):
            await pair[0].listen(lambda what: None)
    await pair[0].listen(lambda what: None)


async def test_what_one_process_announces_the_others_hear(pair: tuple[Database, Database]) -> None:
    one, other = pair
    heard: asyncio.Queue[str] = asyncio.Queue()
    await other.listen(heard.put_nowait)
    one.announce("outbox")
    one.announce("outbox")
    one.announce("lines")
    assert {await heard.get(), await heard.get()} == {"outbox", "lines"}
    assert heard.empty()


async def test_whatever_goes_wrong_while_it_connects_it_hears_again(
    pair: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver itself stumbles over a server that is just restarting."""
    one, other = pair
    heard: asyncio.Queue[str] = asyncio.Queue()
    await other.listen(heard.put_nowait)
    connect, tried = asyncpg.connect, asyncio.Event()

    async def stumbles(**given: object) -> asyncpg.Connection:
        if not tried.is_set():
            tried.set()
            raise asyncpg.InternalClientError("another operation is in progress")
        return await connect(**given)

    async with one.begin() as tx:
        monkeypatch.setattr(asyncpg, "connect", stumbles)
        await tx.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
    async with asyncio.timeout(30):
        await tried.wait()
        while heard.empty():
            one.announce("outbox")
            await asyncio.sleep(0.1)
    await other.close()


async def test_it_hears_again_after_its_connection_was_cut(own: servers.Server) -> None:
    url = own.create("tamasuk")
    await asyncio.to_thread(migrate, url)
    async with Database(url) as one, Database(url) as other:
        heard: asyncio.Queue[str] = asyncio.Queue()
        await other.listen(heard.put_nowait)
        await asyncio.to_thread(own.restart)
        while heard.empty():
            one.announce("outbox")
            await asyncio.sleep(0.1)
        with pytest.raises(InUse):
            await asyncio.to_thread(migrate, url)


async def test_a_server_that_stopped_is_unavailable_and_comes_back(own: servers.Server) -> None:
    url = own.create("tamasuk")
    await asyncio.to_thread(migrate, url)
    async with Database(url) as database:
        async with database.turns() as turns:
            await turns.finish([Write(NEW, [CURSOR])])

        async def stopped() -> None:
            async with database.turns() as turns:
                await turns.write([Write(NEW, [{**CURSOR, "name": "lost"}])])
                await asyncio.to_thread(own.stop)
                await turns.finish([])

        async def turned() -> None:
            async with database.turns():
                pass

        for tried in (stopped, database.answers, turned):
            with pytest.raises(Unavailable):
                await tried()
        await asyncio.to_thread(own.start)
        for name in ("first", "second"):
            async with database.turns() as turns:
                await turns.finish([Write(NEW, [{**CURSOR, "name": name}])])
        async with database.begin() as tx:
            await tx.execute(insert(cursors).values({**CURSOR, "name": "third"}))
        async with database.read() as tx:
            found = set((await tx.execute(select(cursors.c.name))).scalars())
    assert found == {"offset", "first", "second", "third"}


async def test_connections_that_are_cut_lose_only_what_was_not_committed(
    pair: tuple[Database, Database],
) -> None:
    database, _ = pair
    async with database.read():
        pass
    servers.server().sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'empty'", "postgres"
    )
    written = 0
    for n in range(4):  # each of those that were cut may be met once
        with suppress(Unavailable):
            async with database.turns() as turns:
                await turns.finish([Write(NEW, [{**CURSOR, "name": f"{n}"}])])
            written += 1
    with suppress(Unavailable):
        await database.answers()
    async with database.read() as tx:
        assert len((await tx.execute(select(cursors))).all()) == written >= 2


async def _people(database: Database, *ids: str) -> None:
    async with database.begin() as tx:
        for id_ in ids:
            await tx.execute(
                insert(persons).values(
                    id=id_, version=1, data=Ciphertext(b"x"), language="ar", area="", sex="", birth_year=0,
                    registered=False, stopped=False, discreet=False, created_at=to_moment(0),
                    seen_at=to_moment(0),
                )
            )  # fmt: skip


async def test_batches_that_are_about_the_same_person_follow_one_another(
    pair: tuple[Database, Database],
) -> None:
    one, other = pair
    await _people(one, ONE)
    order: list[str] = []
    wanted = {"hashes": [], "persons": [ONE]}
    async with one.turns() as first:
        await first.run((reads.LOCK_PERSONS, wanted))

        async def second() -> None:
            async with other.turns() as turns:
                await turns.run((reads.LOCK_PERSONS, wanted))
                order.append("second")

        waiting = asyncio.create_task(second())
        while not await _waits():  # noqa: ASYNC110 - the server's word
            await asyncio.sleep(0.01)
        order.append("first")
        await first.finish([])
    await waiting
    assert order == ["first", "second"]


async def _waits() -> bool:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'empty' AND wait_event_type = 'Lock'"
    return (await asyncio.to_thread(servers.server().sql, asked)).strip() == "1"


async def test_a_deadlock_is_a_race_that_one_of_them_loses(pair: tuple[Database, Database]) -> None:
    await _people(pair[0], ONE, TWO)
    met = asyncio.Barrier(2)

    async def lock_both(database: Database, ids: tuple[str, str]) -> None:
        async with database.begin() as tx:
            await tx.execute(persons.update().where(persons.c.id == ids[0]).values(language="en"))
            await met.wait()
            await tx.execute(persons.update().where(persons.c.id == ids[1]).values(language="en"))

    results = await asyncio.gather(
        lock_both(pair[0], (ONE, TWO)), lock_both(pair[1], (TWO, ONE)), return_exceptions=True
    )
    assert [type(one) for one in results if one] == [Conflict]


async def test_under_one_name_one_goes_at_a_time(pair: tuple[Database, Database]) -> None:
    inside = 0

    async def enter(database: Database) -> None:
        nonlocal inside
        async with database.begin("decisions"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(enter(database) for database in pair * 5))


async def test_what_a_column_cannot_hold_is_our_fault_and_nothing_is_said_of_it(
    pair: tuple[Database, Database],
) -> None:
    for wrong in ({**CURSOR, "value": "nul \x00 secret"}, {**CURSOR, "value": 7}):
        with pytest.raises(StorageError) as raised:
            async with pair[0].turns() as turns:
                await turns.finish([Write(NEW, [wrong])])
        assert type(raised.value).__name__ == "Refused"
        assert "secret" not in str(raised.value)


@pytest.mark.parametrize("error", [ConnectionRefusedError, FileNotFoundError, gaierror, TimeoutError])
def test_a_server_that_is_nowhere_is_unavailable(error: type[OSError]) -> None:
    """No port, no socket, no such name: none of it is the fault of what was to be written."""
    with pytest.raises(Unavailable), translated():
        raise error


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        async with Database("postgresql://nobody@127.0.0.1:9/none"):
            pass
    raised: list[BaseException] = []

    def tried() -> None:
        try:
            migrate("postgresql://nobody:password@127.0.0.1:9/none")
        except Unavailable as error:
            raised.append(error)

    asking = Thread(target=tried)
    asking.start()
    await asyncio.to_thread(asking.join)
    assert "password" not in str(raised[0])


def test_addresses_of_servers_are_written_in_several_ways() -> None:
    for given in ("postgres://a:b@h/n?sslmode=require", "postgresql+asyncpg://a:b@h/n?sslmode=require"):
        plain = postgres._plain(checked(given))
        assert plain.query["ssl"] == "require"
        assert plain.drivername == "postgresql+asyncpg"
