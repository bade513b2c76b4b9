"""Areas in which nothing is sent for a while: pressed by staff, for hours or until somebody lifts it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import insert, or_, select, update

from bot.core.sending.rules import Halt
from bot.storage import audit
from bot.storage.database import Tx
from bot.storage.schema import pauses


async def press(tx: Tx, programme: str, halt: Halt, by: str, now: datetime, ids: Iterator[str]) -> None:
    """From now on nothing leaves for its people."""
    id_ = next(ids)
    await tx.execute(
        insert(pauses).values(
            id=id_, programme=programme, area=halt.area, begins=halt.begins, ends=halt.ends, created_by=by
        )
    )
    await audit.note(tx, next(ids), now, by, "pause.pressed", id_, area=halt.area)


async def lift(tx: Tx, programme: str, area: str, by: str, now: datetime, ids: Iterator[str]) -> int:
    """It may leave again; how many pauses of that area ended."""
    held = [pauses.c.programme == programme, pauses.c.area == area, pauses.c.lifted_at.is_(None)]
    ended = (await tx.execute(update(pauses).where(*held).values(lifted_at=now))).rowcount
    if ended:
        await audit.note(tx, next(ids), now, by, "pause.lifted", programme, area=area)
    return ended


async def pressed(tx: Tx, programme: str, now: datetime) -> tuple[Halt, ...]:
    """Those that hold now, the oldest first."""
    wanted = select(pauses).where(
        pauses.c.programme == programme,
        pauses.c.lifted_at.is_(None),
        or_(pauses.c.ends.is_(None), pauses.c.ends > now),
    )
    rows = await tx.execute(wanted.order_by(pauses.c.begins))
    return tuple(Halt(row.begins, row.ends, row.area) for row in rows)
