"""What it brings, and costs, to divide the tables of a turn by person, on PostgreSQL, with a million people.

Two databases hold the same people; in one of them the tables that a turn writes are split into 16 parts by a
hash of the person. The same turns are taken in both: 64 in a transaction, by those who are picked at random
over all. Then what a database must do now and then is timed, on a whole table and on one part of it.

Nothing waits for these bars. They say what docs/scale.md says, and whether it is still so.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import uvloop
from sqlalchemy import Column, LargeBinary, Table, create_mock_engine, func, select
from sqlalchemy.schema import CreateIndex

from benchmarks.growth import AGAIN, BACK, update
from benchmarks.harness import Bar, Figures, asked, judge, over, say
from benchmarks.ours import Ours, opened
from benchmarks.registrants import FIRST, updates
from bot.storage.columns import Id, to_number
from bot.storage.schema import (
    address_keys,
    address_persons,
    addresses,
    consents,
    conversations,
    drafts,
    errands,
    inbox,
    memberships,
    outgoing,
    person_words,
    persons,
    timers,
)
from tests import postgres

PARTS = 16
ONE = 3
"""Any of them."""
STOOD = 4
"""How many steps those who write had taken."""
WARM = 512
YEAR = timedelta(days=365)
DIVIDED = (conversations, drafts, timers, errands, outgoing, person_words, consents, memberships)
COPIED = (
    persons,
    addresses,
    address_keys,
    address_persons,
    person_words,
    memberships,
    consents,
    conversations,
    drafts,
    outgoing,
    inbox,
)
PLAIN, SPLIT = "plain", "split"
_SETTINGS = (
    "shared_buffers=1GB",
    "maintenance_work_mem=256MB",
    "max_wal_size=4GB",
    "checkpoint_timeout=30min",
    "autovacuum=off",
)


class Databases:
    """The two, on one server that writes to the disk what it says."""

    def __init__(self) -> None:
        self.server = postgres.Server(*_SETTINGS)
        self.urls = {PLAIN: self.server.create(PLAIN)}

    def sql(self, name: str, words: str) -> str:
        return self.server.sql(words, name)

    def timed(self, name: str, words: str) -> float:
        """Milliseconds."""
        began = time.perf_counter()
        self.sql(name, words)
        return (time.perf_counter() - began) * 1e3


# ------------------------------------------------------------------------------------------- people


def newcomers(ours: Ours, people: int) -> list[bytes]:
    """The first steps of those who will write. They came in the course of a year: identifiers tell when."""
    calls, start = count(), datetime.now(UTC) - YEAR
    step = YEAR / (people * 40)
    ours.store.identifiers._ticks = lambda: to_number(min(start + next(calls) * step, datetime.now(UTC)))
    return updates(people)[: STOOD * people]


async def feed(ours: Ours, raw: list[bytes]) -> None:
    left = iter(raw)

    async def work() -> None:
        for one in left:
            await ours.take(one)

    await asyncio.gather(*(work() for _ in range(ours.at_once)))


def fill(databases: Databases, writers: int, people: int) -> None:
    """Those who write, as the program stores them; around them copies of one of them."""

    async def register() -> None:
        async with opened(databases.urls[PLAIN]) as ours:
            await feed(ours, newcomers(ours, writers))

    uvloop.run(register())
    databases.sql(PLAIN, _without_foreign_keys())
    databases.sql(PLAIN, _OTHER)
    databases.sql(
        PLAIN, "UPDATE outgoing SET state = 'sent', sent_at = created_at; UPDATE inbox SET payload = NULL"
    )
    one, address = databases.sql(
        PLAIN, "SELECT person_id, id FROM addresses ORDER BY random() LIMIT 1"
    ).strip().split("|")  # fmt: skip
    for table in COPIED:
        databases.sql(PLAIN, _copies(table, one, address, people))
    databases.sql(PLAIN, "VACUUM ANALYZE")


def _without_foreign_keys() -> str:
    """They would cost both alike, and cannot lead to a table that is divided by another column."""
    return (
        "DO $$ DECLARE one record; BEGIN FOR one IN SELECT conrelid::regclass AS held, conname "
        "FROM pg_constraint WHERE contype = 'f' LOOP "
        "EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.held, one.conname); END LOOP; END $$"
    )


# Another identifier, always the same for the same number: of some moment of the last year, too.
_OTHER = """
CREATE FUNCTION other(id uuid, n bigint) RETURNS uuid STABLE PARALLEL SAFE LANGUAGE sql AS $$
SELECT (lpad(to_hex(extract(epoch FROM now() - interval '365 days')::bigint * 1000
+ ((('x' || substr(m, 1, 6))::bit(24)::bigint * 365 * 86400000) >> 24)), 12, '0')
|| '7' || substr(m, 10, 3) || '8' || substr(m, 14, 3) || substr(m, 18, 12))::uuid
FROM (SELECT md5(id::text || ':' || n) AS m) AS s $$
"""


def _copies(table: Table, person: str, address: str, people: int) -> str:
    names = [column.name for column in table.columns]
    if table in (persons, addresses):
        whose = f"id = '{person if table is persons else address}'"
    elif "person_id" in names:
        whose = f"person_id = '{person}'"
    else:
        whose = f"address_id = '{address}'"
    values = ", ".join(_value(table, column) for column in table.columns)
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {values} "  # noqa: S608
        f"FROM {table.name} CROSS JOIN generate_series(1, {people}) AS n WHERE {whose}"
    )


def _value(table: Table, column: Column[object]) -> str:
    if isinstance(column.type, Id):
        return f"other({column.name}, n)"
    if column.primary_key and isinstance(column.type, LargeBinary) and table is not person_words:
        return f"substr(sha256({column.name} || int8send(n)), 1, length({column.name}))"
    return column.name


def split(databases: Databases) -> None:
    """The same database, with the tables of a turn in parts."""
    databases.urls[SPLIT] = databases.server.create(SPLIT, PLAIN)
    for table in DIVIDED:
        name = table.name
        key = {column.name: None for column in (*table.primary_key.columns, table.c.person_id)}
        parts = ";".join(
            f"CREATE TABLE {name}_{part} PARTITION OF {name} "
            f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
            for part in range(PARTS)
        )
        made = create_mock_engine("postgresql+asyncpg://", lambda *_, **__: None).dialect
        indexes = ";".join(str(CreateIndex(index).compile(dialect=made)) for index in table.indexes)
        databases.sql(
            SPLIT,
            f"ALTER TABLE {name} RENAME TO {name}_whole;"  # noqa: S608
            f"CREATE TABLE {name} (LIKE {name}_whole) PARTITION BY HASH (person_id); {parts};"
            f"INSERT INTO {name} SELECT * FROM {name}_whole; DROP TABLE {name}_whole;"
            f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(key)}); {indexes}",
        )
    databases.sql(SPLIT, "VACUUM ANALYZE")


# ----------------------------------------------------------------------------------------- measured


def turns(databases: Databases, name: str, writers: int, amount: int) -> Callable[[], Figures]:
    """Who writes goes one question back, and answers it again."""
    numbers, seeds = count(1_000_000_000), count(1)

    async def go() -> float:
        chosen = random.Random(next(seeds)).sample(range(writers), (amount + WARM) // 2)
        said = [
            update(next(numbers), str(FIRST + who), text) for text in (BACK, AGAIN[STOOD]) for who in chosen
        ]
        async with opened(databases.urls[name], batch=64) as ours:
            before = await _replies(ours)
            await feed(ours, said[:WARM])
            began = time.perf_counter()
            await feed(ours, said[WARM:])
            took = time.perf_counter() - began
            if await _replies(ours) - before != len(said):
                raise AssertionError("somebody got no reply")
        return took / (len(said) - WARM) * 1e6

    return lambda: {f"a turn, {name}, µs": uvloop.run(go())}


async def _replies(ours: Ours) -> int:
    async with ours.store.database.read() as tx:
        return int(await tx.scalar(select(func.count()).select_from(outgoing)) or 0)


def upkeep(databases: Databases) -> Callable[[], Figures]:
    """After a twentieth of the messages changed: vacuum and indexes, of all and of one part."""
    rounds: Iterator[int] = count()

    def go() -> Figures:
        part, found = next(rounds), {}
        for name, table in ((PLAIN, "outgoing"), (SPLIT, f"outgoing_{ONE}")):
            databases.sql(
                name,
                "UPDATE outgoing SET attempts = attempts + 1 "  # noqa: S608
                f"WHERE abs(hashtext(id::text)::bigint) % 20 = {part % 20}; CHECKPOINT",
            )
            found[f"vacuum {table}, ms"] = databases.timed(name, f"VACUUM (INDEX_CLEANUP ON) {table}")
            found[f"reindex {table}, ms"] = databases.timed(name, f"REINDEX TABLE {table}")
        return found

    return go


def by_their_own(databases: Databases) -> Callable[[], Figures]:
    """Messages by their identifier, without saying whose, as when a provider tells what became of them."""
    looked = (
        "DO $$ DECLARE one uuid; BEGIN FOR one IN SELECT id FROM outgoing TABLESAMPLE SYSTEM_ROWS(5000) LOOP "
        "PERFORM state FROM outgoing WHERE id = one; END LOOP; END $$"
    )
    for name in (PLAIN, SPLIT):
        databases.sql(name, "CREATE EXTENSION tsm_system_rows")
    return lambda: {
        f"5,000 by identifier, {name}, ms": databases.timed(name, looked) for name in (PLAIN, SPLIT)
    }


def sizes(databases: Databases) -> Figures:
    """Of the divided tables with their indexes, MB."""
    names = ", ".join(f"'{table.name}'" for table in DIVIDED)
    asked = (
        "SELECT sum(pg_total_relation_size(coalesce(i.inhrelid, c.oid))) FROM pg_class c "  # noqa: S608
        f"LEFT JOIN pg_inherits i ON i.inhparent = c.oid WHERE c.relname IN ({names})"
    )
    return {f"size, {name}, MB": int(databases.sql(name, asked)) / 1e6 for name in (PLAIN, SPLIT)}


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    people = wanted.size("people", 1_000_000, 20_000)
    writers = wanted.size("writers", 8_192, 2_048)
    amount = wanted.size("turns", 8_192, 2_048)
    databases = Databases()
    try:
        began = time.perf_counter()
        fill(databases, writers, people - writers)
        split(databases)
        say(f"{people:,} people stored twice in {time.perf_counter() - began:.0f} s")
        before = sizes(databases)
        return judge(
            wanted,
            [
                turns(databases, PLAIN, writers, amount),
                turns(databases, SPLIT, writers, amount),
                upkeep(databases),
                by_their_own(databases),
                lambda: before,
            ],
            [
                Bar("partitions.turn", over(f"a turn, {SPLIT}, µs", f"a turn, {PLAIN}, µs"), "<=", 1.5),
                Bar("partitions.size", over(f"size, {SPLIT}, MB", f"size, {PLAIN}, MB"), "<=", 1.1),
                Bar(
                    "partitions.vacuum", over(f"vacuum outgoing_{ONE}, ms", "vacuum outgoing, ms"), "<=", 0.2
                ),
                Bar(
                    "partitions.index", over(f"reindex outgoing_{ONE}, ms", "reindex outgoing, ms"), "<=", 0.2
                ),
            ],
        )
    finally:
        databases.server.close()


if __name__ == "__main__":
    sys.exit(main())
