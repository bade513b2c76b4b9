"""What is asked of a copy before anybody relies on it: its tables, its rows, whether its key opens them.

Also what an installation says of itself: its mark, which tells it from every other, and the fingerprints of
its keys, which say what is needed and reveal nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Table, func, inspect, select, table

from bot.storage import facts, migrate
from bot.storage.columns import Sealed
from bot.storage.database import Tx
from bot.storage.errors import Damaged
from bot.storage.schema import METADATA
from bot.storage.sealed import Sealer

MARK = "backup.mark"
SAMPLE = 20
_FINGERPRINT = 6
# Sealed under another name than that of their column.
_ELSEWHERE = {"errands.data": ("errands.data", "errands.found")}


def knows(schema: str) -> bool:
    """Whether this program has, or once had, these tables."""
    steps = ScriptDirectory(str(Path(migrate.__file__).with_name("migrations")))
    return any(step.revision == schema for step in steps.walk_revisions())


def fingerprints(sealer: Sealer) -> tuple[str, ...]:
    """Of each key: the newest first."""
    return tuple(key[:_FINGERPRINT].hex() for key in sealer.keys("fingerprint"))


async def mark(tx: Tx) -> str:
    """That of this installation, made the first time."""
    known = await known_mark(tx)
    if not known:
        known = secrets.token_hex(8)
        await facts.put(tx, MARK, known.encode())
    return known


async def known_mark(tx: Tx) -> str:
    """That of this installation; '' before its first backup."""
    return (await facts.get(tx, MARK) or b"").decode()


async def counts(tx: Tx) -> Mapping[str, int]:
    """Rows by table, of all that there are."""
    names = await tx.run_sync(lambda connection: sorted(inspect(connection).get_table_names()))
    return {name: int(await tx.scalar(select(func.count()).select_from(table(name))) or 0) for name in names}


async def unsealed(tx: Tx, sealer: Sealer) -> Mapping[str, int]:
    """Open a sample of every kind of sealed value; how many by column. WrongKey or Damaged otherwise."""
    there = set(await tx.run_sync(lambda connection: inspect(connection).get_table_names()))
    opened = {}
    for one in METADATA.sorted_tables:
        if one.name in there:
            columns = {c["name"] for c in await tx.run_sync(lambda c, n=one.name: inspect(c).get_columns(n))}  # type: ignore[misc]  # mypy cannot read a lambda with a default
            for column in one.columns:
                if isinstance(column.type, Sealed) and column.name in columns:
                    opened[f"{one.name}.{column.name}"] = await _sample(tx, sealer, one, column.name)
    return {name: count for name, count in opened.items() if count}


async def _sample(tx: Tx, sealer: Sealer, of: Table, name: str) -> int:
    column = of.c[name]
    some = select(column).where(column.is_not(None)).order_by(func.random()).limit(SAMPLE)
    values = (await tx.execute(some)).scalars().all()
    for value in values:
        _open(sealer, value, f"{of.name}.{name}")
    return len(values)


def _open(sealer: Sealer, value: bytes, name: str) -> None:
    contexts = _ELSEWHERE.get(name, (name,))
    for context in contexts[:-1]:
        try:
            sealer.open(value, context)
        except Damaged:
            continue
        return
    sealer.open(value, contexts[-1])
