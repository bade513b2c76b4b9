"""One number that grows with every write that a server caches; each batch of turns reads it."""

from __future__ import annotations

from sqlalchemy import update

from bot.storage.database import Tx
from bot.storage.schema import generation


async def bump(tx: Tx) -> None:
    """What was written in this transaction is live with the next message, in every process."""
    await tx.execute(update(generation).where(generation.c.id == 1).values(value=generation.c.value + 1))
