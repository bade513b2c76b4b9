"""Lists of people that were brought in: when, by whom, and how many of them have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from bot.storage.database import Tx
from bot.storage.schema import prepared, rosters
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Roster:
    """One list. `awaited`: who has not come yet, `came`: who has."""

    id: str
    programme: str
    name: str
    by: str
    at: datetime
    undone_at: datetime | None = None
    awaited: int = 0
    came: int = 0


async def keep(tx: Tx, roster: Roster) -> bool:
    """Write it down; False when it is there already."""
    made = insert(rosters).values(
        id=roster.id, programme=roster.programme, name=roster.name, created_by=roster.by, created_at=roster.at
    )
    new = made.on_conflict_do_nothing(index_elements=["id"]).returning(rosters.c.id)
    return (await tx.execute(new)).first() is not None


async def of_programme(tx: Tx, programme: str) -> tuple[Roster, ...]:
    """All of a programme, the newest first."""
    counts = (
        select(
            prepared.c.roster_id,
            func.count().label("all"),
            func.count(prepared.c.claimed_at).label("came"),
        )
        .where(prepared.c.programme == programme)
        .group_by(prepared.c.roster_id)
        .subquery()
    )
    wanted = (
        select(rosters, counts.c.all, counts.c.came)
        .outerjoin(counts, counts.c.roster_id == rosters.c.id)
        .where(rosters.c.programme == programme)
        .order_by(rosters.c.created_at.desc(), rosters.c.id.desc())
    )
    return tuple(
        Roster(
            id=row.id,
            programme=row.programme,
            name=row.name,
            by=row.created_by,
            at=row.created_at,
            undone_at=row.undone_at,
            awaited=(row.all or 0) - (row.came or 0),
            came=row.came or 0,
        )
        for row in await tx.execute(wanted)
    )


async def undone(tx: Tx, roster: str, now: datetime) -> None:
    """It is taken back."""
    await tx.execute(update(rosters).where(rosters.c.id == roster).values(undone_at=now))
