"""At which times of day a member of staff reads what awaits them; without any, each notice comes at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.database import Tx
from bot.storage.schema import digests
from bot.storage.upsert import insert


async def put(tx: Tx, person: str, minutes: Sequence[int], now: datetime) -> None:
    """The minutes of a day, in the programme's zone; none is at once."""
    if not minutes:
        await tx.execute(delete(digests).where(digests.c.person_id == person))
        return
    values = {"minutes": list(minutes), "since": now}
    made = insert(digests).values(person_id=person, **values)
    await tx.execute(made.on_conflict_do_update(index_elements=["person_id"], set_=values))


async def of(tx: Tx, person: str) -> tuple[int, ...]:
    """In order."""
    row = (await tx.execute(select(digests.c.minutes).where(digests.c.person_id == person))).first()
    return tuple(sorted(row.minutes)) if row else ()
