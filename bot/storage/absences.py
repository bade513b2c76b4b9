"""Who of the staff is away, until when, and who stands in for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.database import Tx
from bot.storage.schema import absences
from bot.storage.upsert import insert

_FURTHEST = 5


async def begin(tx: Tx, person: str, until: datetime, deputy: str | None, now: datetime) -> None:
    """Somebody is away from now on; an earlier absence ends with it."""
    values = {"until": until, "deputy": deputy, "since": now}
    made = insert(absences).values(person_id=person, **values)
    await tx.execute(made.on_conflict_do_update(index_elements=["person_id"], set_=values))


async def end(tx: Tx, person: str, now: datetime) -> bool:
    """Somebody is back; whether they were away."""
    gone = await tx.execute(
        delete(absences).where(absences.c.person_id == person).returning(absences.c.until)
    )
    row = gone.first()
    return row is not None and bool(row.until > now)


async def deputy_of(tx: Tx, person: str) -> str | None:
    """Who stands in for somebody, or did until they were back."""
    row = (await tx.execute(select(absences.c.deputy).where(absences.c.person_id == person))).first()
    return row.deputy if row else None


async def standing_in(tx: Tx, staff: Sequence[str], now: datetime) -> tuple[str, ...]:
    """The same people, with deputies in the places of who is away; who is away without one is left out."""
    found: list[str] = []
    for one in staff:
        here = await _present(tx, one, now)
        if here is not None and here not in found:
            found.append(here)
    return tuple(found)


async def _present(tx: Tx, person: str, now: datetime) -> str | None:
    """They, or the deputy, or the deputy's; a circle of people who are all away ends."""
    here: str | None = person
    for _ in range(_FURTHEST):
        wanted = select(absences.c.deputy).where(absences.c.person_id == here, absences.c.until > now)
        row = (await tx.execute(wanted)).first()
        if row is None:
            return here
        here = row.deputy
        if here is None:
            return None
    return None
