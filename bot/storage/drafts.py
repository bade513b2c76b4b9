"""Unfinished forms that wait: the open one is loaded with its conversation."""

from __future__ import annotations

from sqlalchemy import select

from bot.core.conversation import Draft
from bot.storage import codecs
from bot.storage.database import Tx
from bot.storage.schema import drafts
from bot.storage.sealed import Sealer

CONTEXT = "drafts.data"


async def get(tx: Tx, sealer: Sealer, person: str, draft: str) -> Draft | None:
    """A person's draft; None when it has expired or was sent."""
    where = (drafts.c.person_id == person) & (drafts.c.id == draft)
    row = (await tx.execute(select(drafts.c.data).where(where))).first()
    return codecs.decode_part(Draft, sealer.open(row.data, CONTEXT)) if row else None
