"""How many people an audience means, with a million of them stored: three conditions, in four mixtures.

They registered, each with a form or two, a role, an address; in a file, and copied from it into PostgreSQL as
far as audiences ask. Seconds are for a million, so that fewer people are held to the same bar.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import uvloop
from sqlalchemy import Boolean, Column, Table, make_url

from benchmarks import population, reference
from benchmarks.harness import Bar, Figures, asked, judge, say
from benchmarks.ours import SECRET, opened
from benchmarks.registrants import STEPS
from bot.core.audience import Audience
from bot.core.programme import Book
from bot.storage import audiences
from bot.storage.columns import Id, to_number
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.schema import (
    address_persons,
    addresses,
    answer_facts,
    memberships,
    participations,
    persons,
    submissions,
)
from bot.storage.sealed import Sealer
from tests import postgres
from tests.flows.sample import book as sample

MILLION = 1_000_000
EXAMPLES = 40
SECONDS = 1.0
NOW = datetime(2027, 3, 5, 9, 0, tzinfo=UTC)
ASKED = (persons, memberships, submissions, participations, answer_facts, addresses, address_persons)
CHUNK = 5_000

MIXED = {
    "area, sex, age": (
        Audience("area", ("JO-IR",)),
        Audience("sex", ("female",)),
        Audience("age", low=18, high=40),
    ),
    "role, area, not answered": (
        Audience("role", ("volunteer",)),
        Audience("area", ("JO",)),
        Audience("unanswered", form="pulse", wave="w"),
    ),
    "language, answer, seen": (
        Audience("language", ("ar",)),
        Audience("answer", ("yes",), form="needs", field="help"),
        Audience("seen", days=30),
    ),
    "channel, answered, no champion": (
        Audience("channel", ("telegram",)),
        Audience("answered", form="report"),
        Audience("not", of=(Audience("role", ("champion",)),)),
    ),
}

# People who registered differ in age and area already; here in the rest. The digits of an identifier's end
# are independent of one another.
_LATER = (
    "UPDATE persons SET language = 'en' WHERE unicode(substr(hex(id), -1)) % 4 = 0",
    "UPDATE persons SET sex = iif(unicode(substr(hex(id), -5)) % 2, 'male', 'female')",
    "UPDATE persons SET seen_at = :now - (unicode(substr(hex(id), -2)) % 10) * 6 * 86400000000",
    "INSERT INTO participations SELECT id, 'pulse', 'w' FROM persons WHERE unicode(substr(hex(id), -3)) % 2",
    "CREATE TEMP TABLE reports AS SELECT * FROM submissions WHERE unicode(substr(hex(person_id), -4)) % 3 = 0"
    " ORDER BY random()",
    "UPDATE reports SET id = randomblob(16), form = 'report', reference = hex(randomblob(8))",
    "INSERT INTO submissions SELECT * FROM reports",
    "INSERT INTO answer_facts SELECT person_id, 'needs', 'help', 'yes', id, '' FROM reports",
    "DROP TABLE reports",
)


def filled(folder: Path, people: int) -> str:
    """A file with so many registered people."""
    path = folder / "audience.db"

    async def examples() -> list[bytes]:
        async with opened(f"sqlite:///{path}") as ours:
            return await population.examples(ours, (STEPS,) * EXAMPLES)

    population.multiply(path, Sealer(SECRET), uvloop.run(examples()), people)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for statement in _LATER:
            connection.execute(statement, {"now": to_number(NOW)} if ":now" in statement else {})
    return f"sqlite:///{path}"


async def copied(path: Path, url: str) -> None:
    """What audiences ask, as it is, into a database with our tables."""
    made = make_url(url)
    with closing(sqlite3.connect(path)) as file:
        target = await asyncpg.connect(host=made.query["host"], user=made.username, database=made.database)
        await target.execute("SET session_replication_role = replica")
        for table in ASKED:
            names, left = [column.name for column in table.columns], _rows(file, table)
            while rows := list(islice(left, CHUNK)):
                await target.copy_records_to_table(table.name, records=rows, columns=names)
        await target.execute("VACUUM ANALYZE")
        await target.close()


def _rows(file: sqlite3.Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    names = ", ".join(column.name for column in table.columns)
    for row in file.execute(f"SELECT {names} FROM {table.name}"):  # noqa: S608 - our own names
        yield tuple(map(_value, table.columns, row))


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Id):
        return UUID(bytes=value)
    return bool(value) if isinstance(column.type, Boolean) else value


@contextmanager
def stored_twice(people: int) -> Iterator[dict[str, str]]:
    """So many people in a file and in PostgreSQL; the address of each."""
    with tempfile.TemporaryDirectory(prefix="tamasuk-bench-") as folder:
        began = time.perf_counter()
        urls = {"sqlite": filled(Path(folder), people)}
        server = postgres.Server()
        try:
            urls["postgresql"] = server.create("people")
            migrate(urls["postgresql"])
            uvloop.run(copied(Path(folder) / "audience.db", urls["postgresql"]))
            say(f"{people:,} people stored twice in {time.perf_counter() - began:.0f} s")
            yield urls
        finally:
            server.close()


def measured(name: str, url: str, people: int, book: Book) -> Callable[[], Figures]:
    """One round: each mixture counted once, after once unmeasured."""

    async def counts() -> dict[str, float]:
        async with Database(url) as database:
            return {said: await _count(database, of, people, book) for said, of in MIXED.items()}

    def go() -> Figures:
        found = uvloop.run(counts())
        figures = {f"{name}: {said}, s": took for said, took in found.items()}
        return figures | {_worst(name): max(found.values())}

    return go


async def _count(database: Database, of: Sequence[Audience], people: int, book: Book) -> float:
    audience = Audience("all", of=tuple(of))
    took = 0.0
    for _ in range(2):
        async with database.read() as tx:
            began = time.perf_counter()
            meant = await audiences.count(tx, audience, book, NOW)
            took = time.perf_counter() - began
        if not 0 < meant < people:
            raise AssertionError(f"{meant} of {people} tell nothing")
    return took * MILLION / people


def _worst(name: str) -> str:
    return f"{name}: the slowest, s"


def allowed() -> Figures:
    """What a second of the reference machine is here and now."""
    return {"allowed, s": reference.seconds(SECONDS)}


def _bar(name: str) -> Bar:
    return Bar(
        f"audience.{name}",
        lambda figures: figures[_worst(name)] / figures["allowed, s"] * SECONDS,
        "<=",
        SECONDS,
    )


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    people = wanted.size("people", MILLION, 50_000)
    book = sample()
    with stored_twice(people) as urls:
        measurements = [allowed, *(measured(name, url, people, book) for name, url in urls.items())]
        return judge(wanted, measurements, [_bar(name) for name in urls])


if __name__ == "__main__":
    sys.exit(main())
