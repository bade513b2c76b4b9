"""Many people in a database, quickly: a few who really wrote to us, and copies of what that left of them.

Each copy has identifiers, an address and sealed values of its own. What is copied is what a conversation
stands on (person, address, conversation, draft, name, the latest message), as after the payloads of what
they wrote were purged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Column, Table, func, select

from benchmarks.ours import Ours
from benchmarks.registrants import FIRST, STEPS, updates
from bot.core.channel import AddressKey
from bot.storage.columns import Id, Sealed
from bot.storage.errors import Damaged
from bot.storage.ids import Ids
from bot.storage.keys import address_hash
from bot.storage.schema import (
    address_keys,
    address_persons,
    addresses,
    consents,
    conversations,
    drafts,
    memberships,
    outgoing,
    person_words,
    persons,
    submissions,
)
from bot.storage.sealed import Sealer

FIRST_CHAT = 500_000_000
TABLES = (
    persons,
    addresses,
    address_keys,
    address_persons,
    person_words,
    memberships,
    consents,
    conversations,
    drafts,
    submissions,
    outgoing,
)
CHUNK = 2_000
_QUICK = ("synchronous = OFF", "journal_mode = MEMORY", "cache_size = -400000", "foreign_keys = OFF")

Values = tuple[object, ...]


def chat(number: int) -> str:
    """Where the person of that number is written to."""
    return str(FIRST_CHAT + number)


async def examples(ours: Ours, steps: Sequence[int]) -> list[bytes]:
    """New people who took so many steps of the registration; whose rows are whose, in that order."""
    all_ = updates(len(steps))
    for step in range(STEPS):
        for number, taken in enumerate(steps):
            if step < taken:
                await ours.take(all_[step * len(steps) + number])
    hashes = [
        address_hash(ours.store.sealer, "telegram", AddressKey("chat", str(FIRST + number)))
        for number in range(len(steps))
    ]
    async with ours.store.database.read() as tx:
        found = await tx.execute(
            select(address_keys.c.hash, addresses.c.person_id).join_from(
                address_keys, addresses, addresses.c.id == address_keys.c.address_id
            )
        )
        person = {row.hash: row.person_id for row in found}
        if await tx.scalar(select(func.count()).select_from(addresses)) != len(steps):
            raise AssertionError("somebody else is there already")
    return [bytes.fromhex(person[hash_]) for hash_ in hashes]


def multiply(path: Path, sealer: Sealer, sample: Sequence[bytes], people: int) -> None:
    """Copy the people of `sample` in turn, until there are so many copies."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in _QUICK:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("UPDATE outgoing SET state = 'sent', sent_at = created_at WHERE state = 'queued'")
        copiers = [_Copier(_read(connection, person), sealer) for person in sample]
        ids = Ids(lambda: datetime.now(UTC))
        for start in range(0, people, CHUNK):
            connection.execute("BEGIN")
            numbers = range(start, min(start + CHUNK, people))
            made = [copiers[number % len(sample)].copy(number, ids) for number in numbers]
            for table in TABLES:
                rows = [row for copy in made for row in copy[table.name]]
                marks = ", ".join("?" * len(table.columns))
                connection.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)  # noqa: S608
            connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _read(connection: sqlite3.Connection, person: bytes) -> dict[str, list[Values]]:
    """Everything of one person that is copied; of what was said to them the latest."""
    found: dict[str, list[Values]] = {}
    (address,) = connection.execute("SELECT id FROM addresses WHERE person_id = ?", (person,)).fetchone()
    for table in TABLES:
        names = ", ".join(column.name for column in table.columns)
        by = "id" if table is persons else "person_id" if "person_id" in table.columns else "address_id"
        value = address if by == "address_id" else person
        last = " AND action = 'send' ORDER BY seq DESC LIMIT 1" if table is outgoing else ""
        found[table.name] = connection.execute(
            f"SELECT {names} FROM {table.name} WHERE {by} = ?{last}",  # noqa: S608
            (value,),
        ).fetchall()
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """One value of a row: an identifier, a sealed text, or as it is."""

    kind: str
    context: str
    value: object
    plain: bytes = b""


class _Copier:
    """Makes copies of one person."""

    def __init__(self, found: Mapping[str, list[Values]], sealer: Sealer) -> None:
        self._sealer = sealer
        self._rows = {
            table.name: [
                [self._part(table, column, value) for column, value in zip(table.columns, row, strict=True)]
                for row in found[table.name]
            ]
            for table in TABLES
        }
        self._ids = {part.value for part in self._parts() if part.kind == "id"}
        hexes = [str(bytes(one).hex()).encode() for one in self._ids if isinstance(one, bytes)]
        self._named = {part: [one for one in hexes if one in part.plain] for part in self._parts()}

    def _parts(self) -> Iterator[_Part]:
        return (part for rows in self._rows.values() for row in rows for part in row)

    def _part(self, table: Table, column: Column[object], value: object) -> _Part:
        context = f"{table.name}.{column.name}"
        if value is None:
            return _Part("", context, None)
        if isinstance(column.type, Id):
            return _Part("id", context, value)
        if context in {"address_keys.hash", "address_keys.value"} or column.unique:
            return _Part("own", context, value)
        if isinstance(column.type, Sealed) and isinstance(value, bytes):
            try:
                return _Part("sealed", context, value, self._sealer.open(value, context))
            except Damaged:  # sealed as something else: it names nobody
                return _Part("", context, value)
        return _Part("", context, value)

    def copy(self, number: int, ids: Ids) -> dict[str, list[Values]]:
        """The rows of the person of that number, by table."""
        fresh = {one: ids.new() for one in self._ids}
        raw = {old: bytes.fromhex(new) for old, new in fresh.items()}
        names = {
            bytes(old).hex().encode(): new.encode() for old, new in fresh.items() if isinstance(old, bytes)
        }

        def value(part: _Part) -> object:
            match part.kind:
                case "id":
                    return raw[part.value]
                case "sealed":
                    plain = part.plain
                    for old in self._named[part]:
                        plain = plain.replace(old, names[old])
                    return bytes(self._sealer.seal(plain, part.context))
                case "own":
                    return self._own(part, number)
                case _:
                    return part.value

        return {name: [tuple(map(value, row)) for row in rows] for name, rows in self._rows.items()}

    def _own(self, part: _Part, number: int) -> object:
        """What nobody else may have."""
        key = AddressKey("chat", chat(number))
        if part.context == "address_keys.hash":
            return address_hash(self._sealer, "telegram", key)
        if part.context == "address_keys.value":
            return bytes(self._sealer.seal(key.value.encode(), part.context))
        return token_hex(8)
