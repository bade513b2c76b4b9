"""The audit: who did what to what. Verbs and identifiers, never values; it stands beside the write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from bot.storage.database import Tx
from bot.storage.schema import audit


async def note(tx: Tx, id_: str, now: datetime, actor: str, verb: str, subject: str, **detail: Any) -> None:
    """One line. `actor`: a person's id, 'command' or 'schedule'."""
    await tx.execute(
        insert(audit).values(id=id_, at=now, actor=actor, verb=verb, subject=subject, detail=detail)
    )
