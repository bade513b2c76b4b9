"""What awaits a staff member: one open notice per (person, kind, subject, revision)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select, update

from bot.storage.database import Tx
from bot.storage.schema import notices, submissions
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that awaits `staff`; `outgoing` is the message that shows it, if any was sent."""

    staff: str
    kind: str
    subject: str
    revision: int
    outgoing: str | None


async def add(
    tx: Tx, id_: str, staff: str, kind: str, subject: str, revision: int, area: str, now: datetime
) -> None:
    """Something awaits this person; once, however often it is said."""
    made = insert(notices).values(
        id=id_,
        person_id=staff,
        kind=kind,
        subject=subject,
        revision=revision,
        state="open",
        area=area,
        created_at=now,
    )
    await tx.execute(made.on_conflict_do_nothing())


async def shown(tx: Tx, staff: str, subject: str, outgoing: str) -> None:
    """The message that shows it, so that it can be edited when a colleague decides."""
    await tx.execute(
        update(notices)
        .where(notices.c.person_id == staff, notices.c.subject == subject, notices.c.state == "open")
        .values(outgoing_id=outgoing)
    )


async def close(tx: Tx, subject: str, kind: str, now: datetime) -> tuple[Notice, ...]:
    """It is decided: everybody's notice of it ends; whose copies are to be edited."""
    where = and_(notices.c.subject == subject, notices.c.kind == kind, notices.c.state == "open")
    found = (await tx.execute(select(notices).where(where))).all()
    await tx.execute(update(notices).where(where).values(state="done", done_at=now))
    return tuple(Notice(r.person_id, r.kind, r.subject, r.revision, r.outgoing_id) for r in found)


async def end_for(tx: Tx, staff: str, now: datetime) -> tuple[tuple[Notice, str], ...]:
    """Nothing awaits this person any longer; what did, and in which area."""
    where = and_(notices.c.person_id == staff, notices.c.state == "open")
    found = (await tx.execute(select(notices).where(where).order_by(notices.c.created_at))).all()
    await tx.execute(update(notices).where(where).values(state="done", done_at=now))
    return tuple((Notice(r.person_id, r.kind, r.subject, r.revision, r.outgoing_id), r.area) for r in found)


async def open_of(tx: Tx, staff: str) -> tuple[tuple[Notice, str], ...]:
    """What awaits this person, and in which area; it goes on awaiting them."""
    where = and_(notices.c.person_id == staff, notices.c.state == "open")
    found = await tx.execute(select(notices).where(where).order_by(notices.c.created_at))
    return tuple((Notice(r.person_id, r.kind, r.subject, r.revision, r.outgoing_id), r.area) for r in found)


async def open_reports(tx: Tx, staff: str) -> tuple[str, ...]:
    """The submissions that await this person, what has waited longest first; each once."""
    found = await tx.execute(
        select(notices.c.subject)
        .join(submissions, submissions.c.id == notices.c.subject)
        .where(
            notices.c.person_id == staff,
            notices.c.kind == "report",
            notices.c.state == "open",
            submissions.c.stage.in_(("sent", "review")),
        )
        .order_by(notices.c.created_at)
    )
    return tuple(dict.fromkeys(row.subject for row in found))


async def count_open(tx: Tx, staff: str) -> int:
    """How many things await this person."""
    found = await tx.execute(
        select(func.count()).where(
            notices.c.person_id == staff, notices.c.kind == "report", notices.c.state == "open"
        )
    )
    return int(found.scalar_one())


async def recently_told(tx: Tx, staff: str, since: datetime) -> int:
    """How many notices were shown in full since then: the rest are gathered into one line."""
    found = await tx.execute(
        select(func.count()).where(
            notices.c.person_id == staff, notices.c.created_at >= since, notices.c.outgoing_id.is_not(None)
        )
    )
    return int(found.scalar_one())


async def open_for(tx: Tx, subjects: Sequence[str]) -> tuple[Notice, ...]:
    """The open notices about some subjects."""
    found = await tx.execute(
        select(notices).where(notices.c.subject.in_(subjects), notices.c.state == "open")
    )
    return tuple(Notice(r.person_id, r.kind, r.subject, r.revision, r.outgoing_id) for r in found)
