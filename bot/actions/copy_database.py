"""Copying a whole installation's rows into an empty database: a file becomes a PostgreSQL, or the reverse."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.storage import copying
from bot.storage.database import Database

Told = Callable[[str, int, int], None]
"""A table, how many of its rows are there, and of how many."""


class NotEmpty(Exception):
    """The target has rows already: it may be somebody's."""


class Different(Exception):
    """The copy has not as many rows as the original."""


async def copy_database(
    source: Database, target: Database, told: Told = lambda table, done, total: None
) -> Mapping[str, int]:
    """Copy every row; how many of each table. Nobody may write to either meanwhile.

    All of it or nothing: one transaction at the target.
    """
    done: dict[str, int] = {}
    async with source.read() as from_, target.begin() as to:
        for table in copying.tables():
            if await copying.count(to, table):
                raise NotEmpty(table.name)
        for table in copying.tables():
            total, done[table.name] = await copying.count(from_, table), 0
            async for rows in copying.chunks(from_, table):
                await copying.put(to, table, rows)
                done[table.name] += len(rows)
                told(table.name, done[table.name], total)
        for table in copying.tables():
            if await copying.count(to, table) != done[table.name]:
                raise Different(table.name)
    return done
