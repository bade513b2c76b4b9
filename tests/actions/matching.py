"""What somebody could do who has stolen the files and the key: open every row, and look for what joins two.

Three ways lead from an answer to a person: a value that both rows have, a time that both have, and an
order in which both stand. What everybody shares (the name of the form, an option, a governorate) leads to
nobody and is `ordinary`.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import shutil
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote
from uuid import UUID

import asyncpg
from sqlalchemy import URL

from bot.core.arabic import key
from bot.core.programme import Book
from bot.storage.columns import Id, Sealed
from bot.storage.database import Database
from bot.storage.schema import METADATA
from bot.storage.sealed import Sealer

PRIVATE = ("private_intake", "private_answers")
# Of nobody: what the program knows of itself and of its forms.
OF_NOBODY = frozenset(
    {"accounts", "cursors", "family_secrets", "forms", "generation", "installation", "leases"}
    | {"private_refusals", *PRIVATE}
)
SECOND = 1_000_000
DAY = 86_400 * SECOND


@dataclass
class Record:
    """One row, opened. `values`: every scalar anywhere in it. `columns`: as they are stored."""

    columns: Mapping[str, Any]
    values: set[str] = field(default_factory=set)
    moments: list[int] = field(default_factory=list)


Copy = dict[str, list[Record]]


def copied(database: Database, to: Path) -> Path:
    """The files as they are at this moment, under a new name; the server goes on.

    Of a PostgreSQL every row in the order in which it lies there, with the number of the transaction that
    wrote it.
    """
    to.mkdir()
    if database.shared:
        reading = Thread(target=lambda: asyncio.run(_read(database.url, to / "copy.db")))
        reading.start()
        reading.join()
        return to / "copy.db"
    for path in database.path.parent.glob(f"{database.path.name}*"):
        shutil.copy(path, to / path.name)
    return to / database.path.name


async def _read(url: URL, to: Path) -> None:
    connection = await asyncpg.connect(host=url.query["host"], user=url.username, database=url.database)
    with sqlite3.connect(to) as copy:
        for table in METADATA.sorted_tables:
            names = [column.name for column in table.c]
            copy.execute(f"CREATE TABLE {table.name} ({', '.join([*names, 'written_by'])})")
            wanted = f"SELECT {', '.join(names)}, xmin::text FROM {table.name} ORDER BY ctid"  # noqa: S608
            rows = [[_plain(value) for value in row] for row in await connection.fetch(wanted)]
            marks = ", ".join("?" * (len(names) + 1))
            copy.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)  # noqa: S608
    copy.close()
    await connection.close()


def _plain(value: Any) -> Any:
    return value.bytes if isinstance(value, UUID) else value


def raw(copy: Path) -> bytes:
    """All bytes of a copy."""
    return b"\0".join(path.read_bytes() for path in sorted(copy.parent.glob(f"{copy.name}*")))


def opened(copy: Path, sealer: Sealer) -> Copy:
    """Every table of a copy in the order in which it is stored, with everything sealed opened."""
    connection = sqlite3.connect(copy)
    connection.row_factory = sqlite3.Row
    found = {}
    for table in METADATA.sorted_tables:
        rows = connection.execute(f"SELECT * FROM {table.name}").fetchall()  # noqa: S608 - our own names
        found[table.name] = [_record(table, dict(row), sealer) for row in rows]
    connection.close()
    return found


def _record(table: Any, row: Mapping[str, Any], sealer: Sealer) -> Record:
    record = Record(row)
    for column in table.c:
        value = row[column.name]
        if value is None:
            continue
        if isinstance(column.type, Sealed):
            value = _parsed(sealer.open(value, f"{table.name}.{column.name}"))
        elif isinstance(column.type, Id) or isinstance(value, bytes):
            value = bytes(value).hex()
        elif isinstance(value, str) and value[:1] in {"{", "["}:
            value = json.loads(value)
        for leaf in _leaves(value):
            record.values.add(str(leaf))
            record.moments += [one for one in _moments(leaf) if one % DAY]  # a day is nobody's
    if "written_by" in row:
        record.values.add(f"transaction {row['written_by']}")
    return record


def _parsed(plain: bytes) -> Any:
    try:
        return json.loads(plain)
    except ValueError:
        return plain.decode(errors="replace")


def _leaves(value: Any) -> Iterator[Any]:
    """Long names of members count as values: an identifier may stand there."""
    if isinstance(value, dict):
        for name, one in value.items():
            if len(name) > len("form_version"):
                yield name
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif value is not None and not isinstance(value, bool):
        yield value


def _moments(leaf: Any) -> Iterator[int]:
    """The moments, in microseconds, that a value may stand for: a number, an ISO text, a UUIDv7."""
    if isinstance(leaf, str) and leaf.isdecimal():
        leaf = int(leaf)
    if isinstance(leaf, int | float):
        for scale in (1, 1_000, SECOND):
            if 1.7e15 < leaf * scale < 2.0e15:
                yield int(leaf * scale)
    elif isinstance(leaf, str) and re.fullmatch(r"[0-9a-f]{12}7[0-9a-f]{19}", leaf):
        yield from _moments(int(leaf[:12], 16))
    elif isinstance(leaf, str) and re.match(r"\d{4}-\d\d-\d\dT", leaf):
        yield int(datetime.fromisoformat(leaf).timestamp() * SECOND)


# ------------------------------------------------------------------------------------------ the ways


def ordinary(book: Book, *more: str) -> set[str]:
    """What leads to nobody, because everybody has it."""
    words = {"", "ar", "en", "ckb", "male", "female", book.programme.name, book.programme.wave, *more}
    words |= {str(n) for n in range(-9, 100)} | {"18-24", "25-29", "30-44", "45-59", "60+"}
    words |= set(book.areas.by_code)
    for form in book.forms.values():
        words |= {form.name, form.version, form.wave}
        for one in form.fields:
            words |= {one.name, *(option.name for option in (*one.options, *one.special))}
    return words


def by_value(copy: Copy, common: set[str], tables: Sequence[str] = PRIVATE) -> list[str]:
    """Values that a private row has in common with a row of somebody."""
    found = []
    for private in tables:
        own = {value for record in copy[private] for value in record.values} - common
        for table, records in copy.items():
            if table not in {*OF_NOBODY, private}:
                theirs = {value for record in records for value in record.values}
                found += [f"{private} and {table}: {value}" for value in sorted(own & theirs)]
    return found


def by_time(copy: Copy, tables: Sequence[str] = PRIVATE) -> list[str]:
    """Private rows that tell a time, within a second of one that a row of somebody tells."""
    found = []
    for private in tables:
        own = [moment for record in copy[private] for moment in record.moments]
        for table, records in copy.items():
            if table in {*OF_NOBODY, private}:
                continue
            theirs = [moment for record in records for moment in record.moments]
            found += [f"{private} and {table}: {m}" for m in own if any(abs(m - t) <= SECOND for t in theirs)]
    return found


def by_order(records: Sequence[Record], sequence: Sequence[str]) -> list[str]:
    """Ways to sort these rows so that they stand as they were given. `sequence`: a value of each, in time."""
    places = [next(n for n, one in enumerate(sequence) if one in record.values) for record in records]
    ways = {"as stored": places}
    for name in records[0].columns:
        order = sorted(range(len(records)), key=lambda n: str(records[n].columns[name]))
        ways[name] = [places[n] for n in order]
    return [way for way, found in ways.items() if found in (sorted(found), sorted(found, reverse=True))]


def guises(words: str) -> set[bytes]:
    """The same words as they may stand in a file."""
    forms = {words, key(words), words.lower(), words.replace(" ", "")}
    forms |= {unicodedata.normalize(name, words) for name in ("NFC", "NFD", "NFKC", "NFKD")}
    found = {quote(words).encode(), json.dumps(words)[1:-1].encode()}
    for one in forms:
        found |= {one.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")}
        found.add(base64.b64encode(one.encode())[:-4])
    return {one for one in found if len(one) > 5}
