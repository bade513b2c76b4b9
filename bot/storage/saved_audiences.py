"""Audiences under a name, so that they are chosen again: kept, found and removed, each with its audit line.

Nobody runs a saved one: whoever launches something keeps a copy of the filter, so that removing it here, or
keeping another under its name, changes nothing that is under way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, select

from bot.core.audience import Audience
from bot.storage import audit
from bot.storage.database import Tx
from bot.storage.schema import audiences
from bot.storage.upsert import insert

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Saved:
    """A filter, what it is called, and who made it when (a person's id or 'command')."""

    id: str
    programme: str
    name: str
    audience: Audience
    by: str
    at: datetime


async def add(tx: Tx, saved: Saved, ids: Iterator[str]) -> bool:
    """Keep one; False when its programme has one of that name already."""
    made = insert(audiences).values(
        id=saved.id,
        programme=saved.programme,
        name=saved.name,
        filter=msgspec.to_builtins(saved.audience),
        created_by=saved.by,
        created_at=saved.at,
    )
    new = made.on_conflict_do_nothing(index_elements=["programme", "name"]).returning(audiences.c.id)
    if (await tx.execute(new)).first() is None:
        return False
    await audit.note(tx, next(ids), saved.at, saved.by, "audience.saved", saved.id)
    return True


async def get(tx: Tx, programme: str, audience: str) -> Saved | None:
    """One by its identifier."""
    wanted = select(audiences).where(audiences.c.id == audience, audiences.c.programme == programme)
    row = (await tx.execute(wanted)).first()
    return _read(row) if row else None


async def named(tx: Tx, programme: str, name: str) -> Saved | None:
    """One by its name."""
    wanted = select(audiences).where(audiences.c.name == name, audiences.c.programme == programme)
    row = (await tx.execute(wanted)).first()
    return _read(row) if row else None


async def of_programme(tx: Tx, programme: str) -> tuple[Saved, ...]:
    """All of a programme, by name."""
    wanted = select(audiences).where(audiences.c.programme == programme)
    return tuple(_read(row) for row in await tx.execute(wanted.order_by(audiences.c.name, audiences.c.id)))


async def remove(tx: Tx, programme: str, audience: str, by: str, now: datetime, ids: Iterator[str]) -> bool:
    """Forget one; False when somebody else was first."""
    gone = await tx.execute(
        delete(audiences).where(audiences.c.id == audience, audiences.c.programme == programme)
    )
    if gone.rowcount != 1:
        return False
    await audit.note(tx, next(ids), now, by, "audience.removed", audience)
    return True


def _read(row: Any) -> Saved:
    return Saved(
        id=row.id,
        programme=row.programme,
        name=row.name,
        audience=msgspec.convert(row.filter, Audience),
        by=row.created_by,
        at=row.created_at,
    )
