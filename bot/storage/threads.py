"""What people write to the team and what the team answers, and complaints, which only their list reads.

A thread is one row per person, written as a whole: whoever changes it does so among the decisions, one at a
time (`bot.storage.database.DECISIONS`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Row, func, select

from bot.storage import codecs
from bot.storage.database import Tx
from bot.storage.keys import code_hash
from bot.storage.schema import complaints, thread_messages, threads
from bot.storage.sealed import Sealer
from bot.storage.upsert import insert

CONTEXT = "thread_messages.body"
COMPLAINT = "complaints.body"
WHY = "threads.blocked_why"


@dataclass(frozen=True, slots=True)
class Thread:
    """How somebody's thread stands. `promised_at` is set while they wait for an answer."""

    person: str
    opened_at: datetime
    open: bool = False
    assigned: str | None = None
    promised_at: datetime | None = None
    reminded: int = 0
    muted_until: datetime | None = None
    blocked_at: datetime | None = None
    blocked_by: str | None = None
    why: str = ""
    reviewed_at: datetime | None = None

    @property
    def blocked(self) -> bool:
        return self.blocked_at is not None

    def overdue(self, now: datetime) -> bool:
        """Whether somebody has waited longer than they were told to."""
        return self.reminded > 0 or (self.promised_at is not None and self.promised_at <= now)

    def muted(self, now: datetime) -> bool:
        return self.muted_until is not None and now < self.muted_until


@dataclass(frozen=True, slots=True)
class Written:
    """A message of somebody's thread; the text is '' of what was spoken."""

    text: str
    media: tuple[str, ...]
    at: datetime


async def get(tx: Tx, sealer: Sealer, person: str, now: datetime) -> Thread:
    """How it stands; of who has never written, a closed one."""
    row = (await tx.execute(select(threads).where(threads.c.person_id == person))).first()
    return _read(sealer, row) if row else Thread(person, now)


async def put(tx: Tx, sealer: Sealer, thread: Thread, now: datetime) -> None:
    """It stands so from now on."""
    values = {
        "state": "open" if thread.open else "closed",
        "opened_at": thread.opened_at,
        "assigned": thread.assigned,
        "promised_at": thread.promised_at,
        "reminded": thread.reminded,
        "muted_until": thread.muted_until,
        "blocked_at": thread.blocked_at,
        "blocked_by": thread.blocked_by,
        "blocked_why": sealer.seal(thread.why.encode(), WHY) if thread.why else None,
        "reviewed_at": thread.reviewed_at,
        "updated_at": now,
    }
    made = insert(threads).values(person_id=thread.person, **values)
    await tx.execute(made.on_conflict_do_update(index_elements=["person_id"], set_=values))


async def standing(tx: Tx, *, blocked: bool = False, most: int = 50) -> tuple[str, ...]:
    """Whose threads are open, or whose blocks await an admin; the latest first."""
    awaiting = threads.c.blocked_at.is_not(None) & threads.c.reviewed_at.is_(None)
    wanted = select(threads.c.person_id).where(awaiting if blocked else threads.c.state == "open")
    found = await tx.execute(wanted.order_by(threads.c.updated_at.desc()).limit(most))
    return tuple(row.person_id for row in found)


async def unanswered(tx: Tx, sealer: Sealer, most: int = 50) -> tuple[Thread, ...]:
    """The open threads in which somebody waits for an answer, the longest waiting first."""
    waits = threads.c.promised_at.is_not(None) | (threads.c.reminded > 0)
    wanted = select(threads).where(threads.c.state == "open", waits).order_by(threads.c.updated_at)
    return tuple(_read(sealer, row) for row in await tx.execute(wanted.limit(most)))


def _read(sealer: Sealer, row: Row[Any]) -> Thread:
    return Thread(
        person=row.person_id,
        opened_at=row.opened_at,
        open=row.state == "open",
        assigned=row.assigned,
        promised_at=row.promised_at,
        reminded=row.reminded,
        muted_until=row.muted_until,
        blocked_at=row.blocked_at,
        blocked_by=row.blocked_by,
        why=sealer.open(row.blocked_why, WHY).decode() if row.blocked_why else "",
        reviewed_at=row.reviewed_at,
    )


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


async def last(
    tx: Tx, sealer: Sealer, person: str, since: datetime | None = None
) -> tuple[str, datetime] | None:
    """What the person wrote last, and when; '' for what was spoken."""
    wanted = select(thread_messages.c.body, thread_messages.c.at).where(
        thread_messages.c.person_id == person, thread_messages.c.from_staff.is_(None)
    )
    if since is not None:
        wanted = wanted.where(thread_messages.c.at >= since)
    row = (
        await tx.execute(wanted.order_by(thread_messages.c.at.desc(), thread_messages.c.id.desc()).limit(1))
    ).first()
    return (sealer.open(row.body, CONTEXT).decode(), row.at) if row else None


async def since_answer(tx: Tx, sealer: Sealer, person: str, most: int = 10) -> tuple[Written, ...]:
    """What the person wrote since somebody last answered, in its order; of many the last."""
    found = await tx.execute(
        select(thread_messages)
        .where(thread_messages.c.person_id == person)
        .order_by(thread_messages.c.at.desc(), thread_messages.c.id.desc())
        .limit(most)
    )
    theirs = takewhile(lambda row: row.from_staff is None, found)
    return tuple(
        reversed(
            [Written(sealer.open(row.body, CONTEXT).decode(), tuple(row.media), row.at) for row in theirs]
        )
    )


async def has_answered(tx: Tx, person: str, staff: str, since: datetime) -> bool:
    """Whether one of the team wrote to somebody since then."""
    wanted = select(thread_messages.c.id).where(
        thread_messages.c.person_id == person,
        thread_messages.c.from_staff == staff,
        thread_messages.c.at >= since,
    )
    return (await tx.execute(wanted.limit(1))).first() is not None


async def recent(tx: Tx, most: int = 64) -> tuple[str, ...]:
    """Whose threads were written to last, newest first, of the whole programme."""
    wanted = (
        select(thread_messages.c.person_id, func.max(thread_messages.c.at).label("last"))
        .where(thread_messages.c.from_staff.is_(None))
        .group_by(thread_messages.c.person_id)
        .order_by(func.max(thread_messages.c.at).desc())
        .limit(most)
    )
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
