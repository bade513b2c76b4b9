"""What people write to the team and what the team answers, and complaints, which only their list reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from bot.storage import codecs
from bot.storage.database import Tx
from bot.storage.keys import code_hash
from bot.storage.schema import complaints, thread_messages
from bot.storage.sealed import Sealer

CONTEXT = "thread_messages.body"
COMPLAINT = "complaints.body"


async def add(
    tx: Tx,
    sealer: Sealer,
    id_: str,
    person: str,
    staff: str | None,
    text: str,
    media: Sequence[str],
    language: str,
    now: datetime,
) -> None:
    """One message of somebody's thread; `staff` wrote it, or, when None, the person."""
    await tx.execute(
        insert(thread_messages).values(
            id=id_,
            person_id=person,
            from_staff=staff,
            body=sealer.seal(text.encode(), CONTEXT),
            media=list(media),
            language=language,
            at=now,
        )
    )


async def recent(tx: Tx, people: Sequence[str] | None = None, most: int = 8) -> tuple[str, ...]:
    """Whose threads were written to last, newest first."""
    wanted = (
        select(thread_messages.c.person_id, func.max(thread_messages.c.at).label("last"))
        .where(thread_messages.c.from_staff.is_(None))
        .group_by(thread_messages.c.person_id)
        .order_by(func.max(thread_messages.c.at).desc())
        .limit(most)
    )
    if people is not None:
        wanted = wanted.where(thread_messages.c.person_id.in_(people))
    return tuple(row.person_id for row in await tx.execute(wanted))


async def add_complaint(
    tx: Tx,
    sealer: Sealer,
    id_: str,
    receipt: str,
    body: dict[str, Any],
    person: str | None,
    about_team: bool | None,
    language: str,
    now: datetime,
) -> None:
    """A complaint; `person` is None when it was given without a name."""
    await tx.execute(
        insert(complaints).values(
            id=id_,
            receipt_hash=code_hash(sealer, "complaint", receipt),
            body=sealer.seal(codecs.encode(body), COMPLAINT),
            person_id=person,
            about_team=about_team,
            language=language,
            created_at=now,
        )
    )


async def is_receipt(tx: Tx, sealer: Sealer, number: str) -> bool:
    """Whether a complaint was given this number; whoever holds it may ask."""
    wanted = select(complaints.c.id).where(
        complaints.c.receipt_hash == code_hash(sealer, "complaint", number)
    )
    return (await tx.execute(wanted)).first() is not None
