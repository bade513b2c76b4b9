"""One number that grows with every write that a server caches; each batch of turns reads it."""

from __future__ import annotations

from sqlalchemy import select, update

from bot.storage.database import Tx
from bot.storage.schema import generation


async def bump(tx: Tx) -> None:
    """What was written in this transaction is live with the next message, in every process."""
    await tx.execute(update(generation).where(generation.c.id == 1).values(value=generation.c.value + 1))


async def current(tx: Tx) -> int:
    """The number now."""
    return int((await tx.execute(select(generation.c.value).where(generation.c.id == 1))).scalar_one())
