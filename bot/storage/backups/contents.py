"""What is asked of a copy before anybody relies on it: its tables, its rows, whether its key opens them.

Also what an installation says of itself: its mark, which tells it from every other, and the fingerprints of
its keys, which say what is needed and reveal nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlalchemy import Table, column, func, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from bot.storage import facts, migrate
from bot.storage.backups import BrokenCopy
from bot.storage.columns import Sealed
from bot.storage.database import Tx
from bot.storage.errors import Damaged
from bot.storage.schema import METADATA, conversations
from bot.storage.sealed import Sealer

MARK = "backup.mark"
SAMPLE = 20
_FINGERPRINT = 6
# Sealed under another name than that of their column.
_ELSEWHERE = {"errands.data": ("errands.data", "errands.found")}


def knows(schema: str) -> bool:
    """Whether this program has, or once had, these tables."""
    return schema in migrate.versions()


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


async def schema(tx: Tx) -> str:
    """The version of its tables; '' before the first."""
    if "alembic_version" not in await tx.run_sync(lambda connection: inspect(connection).get_table_names()):
        return ""
    versions = table("alembic_version", column("version_num"))
    return str(await tx.scalar(select(versions.c.version_num)) or "")


async def unsealed(tx: Tx, sealer: Sealer) -> Mapping[str, int]:
    """Open a sample of every kind of sealed value; how many by column. WrongKey or Damaged otherwise."""
    there = set(await tx.run_sync(lambda connection: inspect(connection).get_table_names()))
    opened = {}
    for one in METADATA.sorted_tables:
        if one.name in there:
            columns = {c["name"] for c in await tx.run_sync(lambda c, n=one.name: inspect(c).get_columns(n))}  # type: ignore[misc]  # mypy cannot read a lambda with a default
            for of in one.columns:
                if isinstance(of.type, Sealed) and of.name in columns:
                    opened[f"{one.name}.{of.name}"] = await _sample(tx, sealer, one, of.name)
    return {name: count for name, count in opened.items() if count}


async def _sample(tx: Tx, sealer: Sealer, of: Table, name: str) -> int:
    sealed = of.c[name]
    some = select(sealed).where(sealed.is_not(None)).order_by(func.random()).limit(SAMPLE)
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


# -------------------------------------------------------------------------------- after an upgrade

PRECIOUS = ("persons", "addresses", "conversations", "drafts", "submissions", "private_answers", "media")
"""No upgrade makes fewer of these."""


async def readable(tx: Tx) -> None:
    """BrokenCopy unless every table can be read as this program knows it."""
    for one in METADATA.sorted_tables:
        try:
            (await tx.execute(select(one).limit(1))).all()
        except (DBAPIError, ValueError, TypeError) as error:
            raise BrokenCopy(f"{one.name}: {type(error).__name__}") from error
    if tx.dialect.name == "sqlite":
        lost = (await tx.execute(text("PRAGMA foreign_key_check"))).first()
        if lost is not None:
            raise BrokenCopy(f"a row of {lost[0]} refers to nothing")


async def talking(tx: Tx, most: int) -> list[str]:
    """Those who have written last."""
    found = select(conversations.c.person_id).order_by(conversations.c.updated_at.desc()).limit(most)
    return list((await tx.execute(found)).scalars())
