"""One connection writes, turns before the rest; the others only read; driver errors come out as ours."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text

from bot.storage import lock
from bot.storage.binder import Statement, Write
from bot.storage.columns import Ciphertext, to_moment
from bot.storage.database import Database, checked
from bot.storage.errors import Conflict, InUse, Refused, Stale, Unavailable
from bot.storage.gate import TURNS_IN_A_ROW, Gate
from bot.storage.schema import cursors, generation, timers
from bot.storage.turns import reads, writes
from tests.world import fresh

CURSOR = {"channel": "telegram", "account": "bot", "name": "offset", "value": "1"}
NEW = Statement(insert(cursors).inline())


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(fresh(tmp_path)) as one:
        yield one


async def values(database: Database) -> list[str]:
    async with database.read() as tx:
        return list((await tx.execute(select(cursors.c.value))).scalars())


async def _insert(database: Database, row: dict[str, str], then: Exception | None = None) -> None:
    async with database.begin() as tx:
        await tx.execute(insert(cursors).values(row))
        if then is not None:
            raise then


@pytest.mark.sqlite
async def test_it_is_durable_and_strict(database: Database) -> None:
    async with database.begin() as tx:
        found = [
            (await tx.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


@pytest.mark.sqlite
async def test_what_was_deleted_is_on_the_disk_no_more(database: Database) -> None:
    """Not in free pages, and once tidied up not in the journal either."""
    words = "what somebody had said " * 1000
    for n in range(20):
        await _insert(database, {**CURSOR, "name": f"{n}", "value": words})
    async with database.begin() as tx:
        await tx.execute(delete(cursors))
    await database.tidy()
    files = list(database.path.parent.glob(f"{database.path.name}*"))
    assert len(files) > 1
    assert not [path for path in files if b"somebody had said" in path.read_bytes()]


@pytest.mark.sqlite
async def test_tidying_up_waits_for_nobody_who_reads(database: Database) -> None:
    async with database.read() as reader:
        await reader.execute(select(cursors))
        await _insert(database, CURSOR)
        await database.tidy()
        await _insert(database, {**CURSOR, "name": "other"})
    await database.tidy()
    assert sorted(await values(database)) == ["1", "1"]


async def test_what_is_begun_is_committed_at_the_end_or_not_at_all(database: Database) -> None:
    async with database.begin() as tx:
        await tx.execute(insert(cursors).values(CURSOR))
    with pytest.raises(ZeroDivisionError):
        await _insert(database, {**CURSOR, "name": "other"}, ZeroDivisionError())
    assert await values(database) == ["1"]


async def test_turns_commit_only_when_they_finish(database: Database) -> None:
    async with database.turns() as turns:
        await turns.write([Write(NEW, [CURSOR])])
    assert await values(database) == []
    async with database.turns() as turns:
        await turns.finish([Write(NEW, [CURSOR])])
    assert await values(database) == ["1"]
    assert database.commits == 1


async def test_core_and_the_hot_path_are_one_transaction(database: Database) -> None:
    async with database.turns() as turns:
        await turns.core.execute(insert(cursors).values(CURSOR))
        await turns.write([Write(NEW, [{**CURSOR, "name": "second", "value": "2"}])])
        assert len((await turns.core.execute(select(cursors))).all()) == 2
        await turns.finish([])
    async with database.begin() as tx:
        await tx.execute(insert(cursors).values({**CURSOR, "name": "third", "value": "3"}))
    assert await values(database) == ["1", "2", "3"]


async def test_readers_write_nothing_and_see_only_what_is_committed(database: Database) -> None:
    async with database.turns() as turns:
        await turns.write([Write(NEW, [CURSOR])])
        assert await values(database) == []
    with pytest.raises(Unavailable, match=r"readonly|read-only"):
        async with database.read() as tx:
            await tx.execute(insert(cursors).values(CURSOR))


async def test_a_row_that_is_there_is_a_conflict(database: Database) -> None:
    with pytest.raises(Conflict):
        async with database.turns() as turns:
            await turns.finish([Write(NEW, [CURSOR, CURSOR])])
    await _insert(database, CURSOR)
    with pytest.raises(Conflict):
        await _insert(database, CURSOR)
    assert await values(database) == ["1"]


async def test_a_row_that_refers_to_nothing_is_refused(database: Database) -> None:
    row = {"person_id": "1" * 32, "what": "x", "due_at": to_moment(0), "data": Ciphertext(b"x")}
    with pytest.raises(Refused):
        async with database.turns() as turns:
            await turns.finish([Write(writes.TIMER, [row])])
    async with database.read() as tx:
        assert (await tx.execute(select(timers))).all() == []


async def test_a_row_that_changed_meanwhile_is_stale(database: Database) -> None:
    row = {"b_person": "1" * 32, "b_version": 1, "version": 2, "data": Ciphertext(b"x"), "draft_id": None}
    talk = {**row, "hushed": False, "updated_at": to_moment(0)}
    with pytest.raises(Stale):
        async with database.turns() as turns:
            await turns.finish([Write(NEW, [CURSOR]), Write(writes.CONVERSATION, [talk], expect=1)])
    assert await values(database) == []


@pytest.mark.sqlite
async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "tamasuk.db"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(Unavailable):
        async with Database(f"sqlite:///{path}"):
            pass


@pytest.mark.sqlite
def test_only_what_is_known_is_opened() -> None:
    for url in ("sqlite://", "sqlite:///:memory:", "mysql://127.0.0.1/x", "postgresql://127.0.0.1"):
        with pytest.raises(ValueError, match="sqlite:///PATH"):
            checked(url)
    assert checked("postgres://127.0.0.1/x").drivername == checked("postgresql://127.0.0.1/x").drivername


async def test_a_command_writes_beside_the_server(database: Database) -> None:
    async with Database(database.url) as other:
        async with other.begin() as tx:
            await tx.execute(insert(cursors).values(CURSOR))
        async with database.turns() as turns:
            assert (await turns.run((reads.GENERATION, {})))[0] == [(1,)]
            await turns.finish([Write(NEW, [{**CURSOR, "name": "second"}])])
        assert await values(other) == ["1", "1"]


@pytest.mark.sqlite
async def test_whoever_writes_waits_for_a_command_that_is_writing(database: Database) -> None:
    """In another thread: the loop goes on, and so do those who read."""

    async def turn() -> None:
        async with database.turns() as turns:
            await turns.finish([Write(NEW, [{**CURSOR, "name": "turn"}])])

    async with Database(database.url) as command:
        for name, write in ("turn", turn), ("other", lambda: _insert(database, {**CURSOR, "name": "other"})):
            async with command.begin() as tx:
                await tx.execute(insert(cursors).values({**CURSOR, "name": f"beside {name}"}))
                waiting = asyncio.create_task(write())
                before = await values(database)
                assert not waiting.done()
            await waiting
            assert len(await values(database)) == len(before) + 2


@pytest.mark.sqlite
def test_one_process_serves_a_file(tmp_path: Path) -> None:
    path = tmp_path / "tamasuk.db"
    try_ = (
        f"from bot.storage import lock; from pathlib import Path; lock.held(Path({str(path)!r})).__enter__()"
    )
    command = [sys.executable, "-c", try_]
    with lock.held(path):
        beside = subprocess.run(command, capture_output=True, text=True, check=False)
        with pytest.raises(InUse), lock.held(path):
            pass
    assert "InUse" in beside.stderr
    assert subprocess.run(command, check=False).returncode == 0


@pytest.mark.sqlite
def test_generation_starts_at_one(tmp_path: Path) -> None:
    with sqlite3.connect(fresh(tmp_path).removeprefix("sqlite+aiosqlite:///")) as connection:
        assert connection.execute(f"SELECT * FROM {generation.name}").fetchall() == [(1, 1)]  # noqa: S608
    connection.close()


# --------------------------------------------------------------------------------------- the gate


async def _pass(gate: Gate, kind: str, order: list[str]) -> None:
    async with gate.turn() if kind == "turn" else gate.other():
        order.append(kind)


@pytest.mark.sqlite
async def test_turns_go_before_the_rest_which_still_gets_its_turn() -> None:
    gate, order = Gate(), list[str]()
    async with gate.other():
        waiting = [asyncio.create_task(_pass(gate, kind, order)) for kind in ["other"] * 2 + ["turn"] * 10]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert order[:TURNS_IN_A_ROW] == ["turn"] * TURNS_IN_A_ROW
    assert order[TURNS_IN_A_ROW] == "other"
    assert order.count("other") == 2


@pytest.mark.sqlite
async def test_who_gives_up_at_the_gate_holds_up_nobody() -> None:
    gate, order = Gate(), list[str]()
    async with gate.turn():
        waiting = [asyncio.create_task(_pass(gate, "turn", order)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
    waiting[1].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await _pass(gate, "other", order)
    assert order == ["turn", "other"]
