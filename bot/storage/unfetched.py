"""Media that stay with the provider for want of room here, and whose people do not know it yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select, update

from bot.storage.database import Tx
from bot.storage.schema import media

NO_ROOM = "no room"


async def any_untold(tx: Tx) -> bool:
    """Whether it is worth a transaction."""
    return (await tx.execute(_untold().limit(1))).first() is not None


async def untold(tx: Tx, most: int) -> Sequence[str]:
    """Whose they are; marked as told, with all that waits of the same person."""
    persons = list(dict.fromkeys(row.person_id for row in await tx.execute(_untold().limit(most))))
    await tx.execute(
        update(media)
        .where(media.c.person_id.in_(persons), media.c.state == "wanted", media.c.last_error != NO_ROOM)
        .values(last_error=NO_ROOM)
    )
    return persons


def _untold() -> Select[tuple[str]]:
    return (
        select(media.c.person_id)
        .where(media.c.state == "wanted", media.c.last_error != NO_ROOM, media.c.person_id.is_not(None))
        .order_by(media.c.due_at)
    )
