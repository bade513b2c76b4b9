"""What is not kept: payloads after 14 days, dedupe keys after 400, drafts and sent texts past their time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from bot.storage.database import Tx
from bot.storage.schema import drafts, errands, failures, inbox, link_codes, media, outgoing, outgoing_refs

PAYLOADS = timedelta(days=14)
DEDUPE = timedelta(days=400)
SENT = timedelta(days=90)
DONE = timedelta(days=14)
CHUNK = 300
_OVER = ("sent", "delivered", "read", "failed", "skipped", "unknown")


async def purge(tx: Tx, now: datetime) -> int:
    """One small step of it; how many rows it touched. Called again until it touches none."""
    old = select(inbox.c.dedupe).where(inbox.c.received_at < now - PAYLOADS, inbox.c.payload.is_not(None))
    touched = (
        await tx.execute(
            update(inbox).where(inbox.c.dedupe.in_(old.limit(CHUNK))).values(payload=None, message="")
        )
    ).rowcount
    older = select(inbox.c.dedupe).where(inbox.c.received_at < now - DEDUPE).limit(CHUNK)
    touched += (await tx.execute(delete(inbox).where(inbox.c.dedupe.in_(older)))).rowcount
    said = (
        select(outgoing.c.id)
        .where(outgoing.c.created_at < now - SENT, outgoing.c.state.in_(_OVER))
        .limit(CHUNK)
    )
    gone = [row.id for row in await tx.execute(said)]
    if gone:
        await tx.execute(delete(outgoing_refs).where(outgoing_refs.c.outgoing_id.in_(gone)))
        touched += (await tx.execute(delete(outgoing).where(outgoing.c.id.in_(gone)))).rowcount
    for table, over in (
        (drafts, drafts.c.until < now),
        (link_codes, link_codes.c.expires_at < now),
        (failures, failures.c.at < now - SENT),
    ):
        touched += (await tx.execute(delete(table).where(over))).rowcount
    done = errands.c.state.in_(("done", "told")) & (errands.c.created_at < now - DONE)
    touched += (await tx.execute(delete(errands).where(done))).rowcount
    return touched


async def objects_in_use(tx: Tx, names: list[str]) -> set[str]:
    """Which kept objects a row still refers to."""
    found = await tx.execute(select(media.c.object).where(media.c.object.in_(names)))
    return {row.object for row in found}
