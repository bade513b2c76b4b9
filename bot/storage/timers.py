"""Wakings: what the engine asked to be woken for. A turn writes and claims them (`bot.storage.turns`)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.storage.database import Tx
from bot.storage.schema import timers


async def due(tx: Tx, now: datetime, most: int) -> tuple[tuple[str, str], ...]:
    """(person, what) of the wakings whose time has come, longest due first."""
    found = await tx.execute(
        select(timers.c.person_id, timers.c.what)
        .where(timers.c.due_at <= now)
        .order_by(timers.c.due_at)
        .limit(most)
    )
    return tuple((row.person_id, row.what) for row in found)
