"""Every statement of the hot path does on the raw driver what Core does with it, and uses its indexes."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, insert, select, update
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.compiler import SQLCompiler

from bot.core.conversation import Draft, Errand, Input, Keep, Said, State, Step, Submit, Turn, WakeAt
from bot.core.media import Media
from bot.storage import ledger
from bot.storage.binder import Statement, Write
from bot.storage.columns import Ciphertext, Id, Json, Moment, Sealed
from bot.storage.doors import Turns
from bot.storage.schema import (
    METADATA,
    address_keys,
    address_persons,
    addresses,
    answer_facts,
    errands,
    family_secrets,
    inbox,
    outgoing,
    outgoing_refs,
    persons,
    webchat_messages,
)
from bot.storage.turns import reads, writes
from tests.world import START, World, echo, inbound, opened

READS = {name: one for name, one in vars(reads).items() if isinstance(one, Statement)}
WRITES = {name: one for name, one in vars(writes).items() if isinstance(one, Statement)}
DRAFT, PHOTO = "d" * 32, "a" * 32
LATER = START + timedelta(days=1)


def _script(state: State, given: Input, turn: Turn) -> Step | None:
    """A first turn that leaves a row of each kind."""
    if given != Said("fill"):
        return None
    step = echo(replace(state, draft=Draft(DRAFT, "report", "v", "now")), given, turn)
    submit = Submit("5" * 32, "report", "v", "1", {}, "identified")
    effects = (submit, Keep(Media("photo", "f", PHOTO), DRAFT), WakeAt("x", START), Errand("x", "x"))
    person = replace(step.state.person, name="ليلى", roles=("volunteer",))
    talk = replace(step.state.talk, draft=DRAFT)
    return Step(replace(step.state, person=person, talk=talk), step.messages, effects)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, script=_script) as one:
        await one.receive(inbound("fill", "1"))
        await one.receive(inbound("hi", "2", also=()))
        yield one


async def _fill(world: World) -> dict[str, Any]:
    """The rows that no turn makes by itself, and what the statements are asked about."""
    mine = next(row for row in await world.rows(persons) if row.version == 2)
    other = next(row for row in await world.rows(persons) if row.version == 1)
    address = next(row for row in await world.rows(addresses) if row.person_id == mine.id)
    key = next(row for row in await world.rows(address_keys) if row.address_id == address.id)
    sent = next(row for row in await world.rows(outgoing) if row.person_id == mine.id)
    async with world.database.begin() as tx:
        await tx.execute(update(addresses).where(addresses.c.id == address.id).values(offered=sent.id))
        await tx.execute(update(errands).values(state="found"))
        await tx.execute(insert(family_secrets).values(family="x", secret=Ciphertext(b"s"), programme="x"))
        ref = {"address_id": address.id, "provider_id": "r", "outgoing_id": sent.id, "part": 0}
        await tx.execute(insert(outgoing_refs).values(ref))
        for state, priority in (("parked", 0), ("held", 2)):
            copy = {**sent._asdict(), "state": state, "priority": priority, "slot": "x"}
            await tx.execute(insert(outgoing).values({**copy, "id": world.ids.new()}))
        fact = {"form": "report", "field": "x", "value": "x", "submission_id": "5" * 32, "wave": ""}
        await tx.execute(insert(answer_facts).values(person_id=mine.id, **fact))
        third = {**other._asdict(), "id": world.ids.new()}
        await tx.execute(insert(persons).values(third))
        share = {"address_id": address.id, "person_id": other.id, "since": START}
        await tx.execute(insert(address_persons).values(share))
        line = {"address_id": address.id, "n": 1, "delivery": "x", "hushed": True, "at": START}
        await tx.execute(insert(webchat_messages).values({**line, "event": Ciphertext(b"e")}))
    taken = next(row for row in await world.rows(inbox) if row.person_id == mine.id)
    return {
        "rows": [{"p": mine.id, "w": "x", "k": "x", "h": key.hash.hex(), "r": "r"}],
        "deliveries": [taken.dedupe.hex()],
        "hashes": [key.hash.hex()],
        "persons": [other.id],
        "ids": [PHOTO],
        "now": LATER,
        "b_address": address.id,
        "b_person": mine.id,
        "b_version": 2,
        "b_role": "volunteer",
        "b_programme": "sample",
        "b_kind": "chat",
        "b_what": "x",
        "b_slot": "x",
        "b_draft": DRAFT,
        "address": address.id,
        "person": mine.id,
        "outgoing": sent.id,
        "b_offered": sent.id,
        "other": other.id,
        "third": third["id"],
    }


# Of whom `b_id` speaks, where it is not the person.
_B_ID = {
    "HEARD": "address",
    "SWITCH": "address",
    "SPOKEN": "address",
    "DETACH": "address",
    "UNSHARE": "address",
    "RELEASE": "outgoing",
    "SUPERSEDE": "outgoing",
    "DROP_DRAFT": "b_draft",
    "DRAFT_AGAIN": "b_draft",
    "REMEMBER_REVISION": "submission",
    "AMEND": "submission",
    "FORGET_FACTS": "submission",
}
# What differs from the one sample that serves all.
_SPECIAL: dict[str, dict[str, Any]] = {
    "CONVERSATION": {"b_version": 1},
    "ROLE": {"b_role": "champion", "role": "champion"},
    "NEW_CONVERSATION": {"person_id": "third"},
    "NEW_FAMILY": {"family": "y"},
    "SWITCH": {"person_id": "other", "b_person": "other"},
    "ERRAND": {"key": "y"},
    "NEW_PERSON": {"id": "fresh", "reference": None},
    "SUBMISSION": {"id": "fresh", "reference": "2"},
    "SHARE": {"person_id": "third"},
    "MEDIUM": {"id": "fresh"},
    "ANSWERS_WITH": {"submission_id": "submission"},
}


def _params(name: str, statement: Statement, sample: dict[str, Any]) -> dict[str, Any]:
    compiled = statement.core.compile(  # type: ignore[attr-defined]
        dialect=SQLiteDialect_pysqlite(paramstyle="qmark"), column_keys=statement.columns
    )
    assert isinstance(compiled, SQLCompiler)
    special = _SPECIAL.get(name, {})
    found = {}
    for bind_name in compiled.positiontup or ():
        bind = compiled.binds[bind_name]
        if not bind.required:
            continue
        if bind_name in special:
            given = special[bind_name]
            found[bind_name] = sample.get(given, given) if isinstance(given, str) else given
        elif bind_name == "b_id":
            found["b_id"] = sample[_B_ID.get(name, "b_person")]
        elif bind_name in sample:
            found[bind_name] = sample[bind_name]
        else:
            found[bind_name] = _of_type(bind_name, bind.type, sample)
    return found


_LEADS = {
    "person_id": "person",
    "address_id": "address",
    "draft_id": "b_draft",
    "submission_id": "submission",
}


def _of_type(name: str, kind: Any, sample: dict[str, Any]) -> Any:
    """A value that fits, leading to rows that are there."""
    match kind:
        case Id():
            return sample[_LEADS.get(name, "fresh")]
        case Moment():
            return LATER
        case Sealed():
            return Ciphertext(b"sealed")
        case Json():
            return []
        case Boolean():
            return True
        case Integer():
            return 3
        case LargeBinary():
            return b"bytes"
        case _:
            return "x"


async def _dump(turns: Turns) -> dict[str, list[Any]]:
    """Every row as this transaction sees it."""
    found = {}
    for table in METADATA.sorted_tables:
        rows = (await turns.core.execute(select(table))).all()
        found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


@pytest.mark.parametrize("name", [*READS, *WRITES])
async def test_raw_and_core_do_the_same(world: World, name: str) -> None:
    """Each in a transaction that is undone, so that both begin from the same rows."""
    statement = (READS | WRITES)[name]
    sample = await _fill(world) | {"fresh": "f" * 32, "submission": "5" * 32}
    if name == "DRAFT":
        sample["id"] = DRAFT
    if name == "FAMILY":
        sample["family"] = "x"
    given = _params(name, statement, sample)
    raw_rows: list[Any] = []
    async with world.database.turns() as turns:
        before = await _dump(turns)
        if name in READS:
            [found] = await turns.run((statement, given))
            raw_rows = [tuple(row) for row in found]
        else:
            await turns.write([Write(statement, [given])])
        after = await _dump(turns)
    async with world.database.turns() as turns:
        assert await _dump(turns) == before
        result = await turns.core.execute(statement.core, given)
        core_rows = [tuple(row) for row in result] if result.returns_rows else []
        assert raw_rows == core_rows
        assert after == await _dump(turns)
    assert raw_rows or after != before, "it touched nothing, so nothing was compared"


@pytest.mark.sqlite
def test_every_statement_has_its_place_in_the_order() -> None:
    """What has none would be gathered and never written."""
    assert set(WRITES.values()) == set(ledger._ORDER)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "name", ["TAKEN", "RESOLVE", "LOAD", "PARKED", "QUOTED", "HOMES", "SIBLINGS", "WAKE", "TELL"]
)
async def test_the_hot_path_scans_no_table(world: World, name: str) -> None:
    plan = await _plan(world, name, READS[name])
    tables = {table.name for table in METADATA.sorted_tables}
    assert not [line for line in plan if line.startswith("SCAN") and line.split()[1] in tables], plan


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ["ROLE", "END_ROLE"])
async def test_a_role_is_looked_for_at_its_person_and_not_among_all_who_have_it(
    world: World, name: str
) -> None:
    plan = await _plan(world, name, getattr(writes, name))
    assert [line for line in plan if "memberships_person_id" in line], plan


async def _plan(world: World, name: str, statement: Statement) -> list[str]:
    """How SQLite goes about it."""
    sample = await _fill(world) | {"fresh": "f" * 32}
    await world.database.close()
    connection = sqlite3.connect(world.database.path)
    connection.create_function("from_hex", 1, bytes.fromhex, deterministic=True)
    bound = statement.sqlite.bind(_params(name, statement, sample))
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement.sqlite.sql}", bound)]
    connection.close()
    return plan


async def test_a_missing_parameter_is_an_error(world: World) -> None:
    with pytest.raises(KeyError):
        writes.SEEN.sqlite.bind({"b_id": "1" * 32})
