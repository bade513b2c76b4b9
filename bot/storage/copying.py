"""Every row of one database into another, whichever they are: how an installation moves to PostgreSQL.

Tables in the order in which they refer to one another, rows in the order of their keys, chunk by chunk, so
that memory stays small. Values go as they are stored; nothing is opened.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Table, func, select

from bot.storage.database import Tx
from bot.storage.schema import METADATA, generation

CHUNK = 500
_ITS_OWN = frozenset({generation.name})
"""The target has it from its migration. Leases go along: their epochs tell what was being sent."""


def tables() -> Sequence[Table]:
    """Those that are copied, in their order."""
    return [table for table in METADATA.sorted_tables if table.name not in _ITS_OWN]


async def count(tx: Tx, table: Table) -> int:
    """How many rows."""
    return int((await tx.execute(select(func.count()).select_from(table))).scalar_one())


async def chunks(tx: Tx, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    """All its rows as this transaction sees them."""
    rows = await tx.stream(select(table).order_by(*table.primary_key.columns))
    async for part in rows.mappings().partitions(CHUNK):
        yield [dict(row) for row in part]


async def put(tx: Tx, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write rows."""
    await tx.execute(table.insert(), rows)
