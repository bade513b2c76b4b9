"""Submissions outside a turn: read, list, decide, hide. A decision names the revision that it saw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from bot.storage import codecs
from bot.storage.database import Tx
from bot.storage.schema import answer_facts, consents, media, submission_history, submissions
from bot.storage.sealed import Sealer

CONTEXT = "submissions.answers"
OPEN = ("sent", "review", "returned")
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission as staff work reads it."""

    id: str
    person: str
    form: str
    version: str
    reference: str
    answers: dict[str, Any]
    area: str
    happened: str
    stage: str
    revision: int
    created_at: datetime


async def get(tx: Tx, sealer: Sealer, submission: str) -> Submission | None:
    """One submission, or None."""
    row = (await tx.execute(select(submissions).where(submissions.c.id == submission))).first()
    return _read(sealer, row) if row else None


async def numbered(tx: Tx, sealer: Sealer, reference: str) -> tuple[Submission, ...]:
    """Those with a number that we gave, newest first: nobody has one twice, but two may have the same."""
    having = select(submissions).where(submissions.c.reference == reference)
    found = await tx.execute(having.order_by(submissions.c.created_at.desc()))
    return tuple(_read(sealer, row) for row in found)


def _read(sealer: Sealer, row: Any) -> Submission:
    return Submission(
        id=row.id,
        person=row.person_id or "",
        form=row.form,
        version=row.form_version,
        reference=row.reference or "",
        answers=codecs.decode(dict, sealer.open(row.answers, CONTEXT)),
        area=row.area,
        happened=row.happened,
        stage=row.stage,
        revision=row.revision,
        created_at=row.created_at,
    )


async def mine(tx: Tx, sealer: Sealer, person: str, form: str, most: int = 8) -> tuple[Submission, ...]:
    """Somebody's own, newest first."""
    found = await tx.execute(
        select(submissions)
        .where(submissions.c.person_id == person, submissions.c.form == form)
        .order_by(submissions.c.created_at.desc())
        .limit(most)
    )
    return tuple(_read(sealer, row) for row in found)


async def move(
    tx: Tx, seen: Submission, stage: str, actor: str | None, reason: str, now: datetime, sealer: Sealer
) -> bool:
    """Move to a stage, if it is still the revision that was seen and open; False: somebody was first."""
    changed = await tx.execute(
        update(submissions)
        .where(
            submissions.c.id == seen.id,
            submissions.c.revision == seen.revision,
            submissions.c.stage.in_(("sent", "review")),
        )
        .values(stage=stage, revision=seen.revision + 1, updated_at=now)
    )
    if changed.rowcount != 1:
        return False
    if stage == WITHDRAWN:
        await tx.execute(delete(answer_facts).where(*_facts_of(seen)))
    await tx.execute(
        insert(submission_history).values(
            submission_id=seen.id,
            person_id=seen.person,
            revision=seen.revision,
            form_version=seen.version,
            answers=sealer.seal(codecs.encode(seen.answers), CONTEXT),
            stage=seen.stage,
            actor=actor,
            reason=reason,
            at=now,
        )
    )
    return True


def _facts_of(seen: Submission) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return answer_facts.c.person_id == seen.person, answer_facts.c.submission_id == seen.id


async def last_decision(tx: Tx, submission: str) -> tuple[str | None, str]:
    """(who, reason) of the newest decision about it."""
    row = (
        await tx.execute(
            select(submission_history.c.actor, submission_history.c.reason)
            .where(submission_history.c.submission_id == submission, submission_history.c.actor.is_not(None))
            .order_by(submission_history.c.revision.desc())
            .limit(1)
        )
    ).first()
    return (row.actor, row.reason) if row else (None, "")


async def counts(tx: Tx, person: str) -> dict[str, int]:
    """How many submissions, media and consents are kept about somebody."""
    found = {}
    for name, table in (("submissions", submissions), ("media", media), ("consents", consents)):
        counted = await tx.execute(select(func.count()).where(table.c.person_id == person))
        found[name] = int(counted.scalar_one())
    return found


async def deletable(tx: Tx, person: str) -> tuple[str, ...]:
    """The forms of which somebody has submissions that nobody has accepted yet."""
    found = await tx.execute(
        select(submissions.c.form)
        .where(submissions.c.person_id == person, submissions.c.stage.in_(OPEN))
        .distinct()
    )
    return tuple(row.form for row in found)


async def ask_again(tx: Tx, submission: str, fields: list[str]) -> None:
    """Which questions the newest return asks again, for a person who corrects later."""
    newest = (
        select(func.max(submission_history.c.revision))
        .where(submission_history.c.submission_id == submission)
        .scalar_subquery()
    )
    await tx.execute(
        update(submission_history)
        .where(submission_history.c.submission_id == submission, submission_history.c.revision == newest)
        .values(reason=submission_history.c.reason + "|" + ",".join(fields))
    )


async def asked_again(tx: Tx, submission: str) -> list[str]:
    """The questions that the newest return named."""
    _, reason = await last_decision(tx, submission)
    fields = reason.partition("|")[2]
    return fields.split(",") if fields else []


async def before(tx: Tx, sealer: Sealer, submission: str) -> dict[str, Any] | None:
    """The answers that its newest revision replaced; None of one that was never touched."""
    newest = (
        select(submission_history.c.answers)
        .where(submission_history.c.submission_id == submission)
        .order_by(submission_history.c.revision.desc())
        .limit(1)
    )
    sealed = (await tx.execute(newest)).scalar_one_or_none()
    return None if sealed is None else codecs.decode(dict, sealer.open(sealed, CONTEXT))


# ------------------------------------------------------------------------------------ its media


async def photos(tx: Tx, submission: str) -> tuple[str, ...]:
    """The photos that may be shown: kept, and neither hidden nor withdrawn, in the order they came."""
    found = await tx.execute(
        select(media.c.id)
        .where(
            media.c.submission_id == submission,
            media.c.kind == "photo",
            media.c.state == "kept",
            media.c.hidden_at.is_(None),
        )
        .order_by(media.c.received_at, media.c.id)
    )
    return tuple(row.id for row in found)


async def coming(tx: Tx, submission: str) -> int:
    """How many media are still being fetched."""
    found = await tx.execute(
        select(func.count()).where(media.c.submission_id == submission, media.c.state == "wanted")
    )
    return int(found.scalar_one())


async def add_media(tx: Tx, submission: str, person: str, ids: list[str]) -> int:
    """Late photos join; only one's own, and only those that belong to nothing else."""
    changed = await tx.execute(
        update(media)
        .where(media.c.id.in_(ids), media.c.person_id == person, media.c.submission_id.is_(None))
        .values(submission_id=submission, draft_id=None)
    )
    return changed.rowcount


async def hide(tx: Tx, ids: list[str], now: datetime) -> int:
    """Hide photos: they leave gallery, exports and previews."""
    changed = await tx.execute(
        update(media).where(media.c.id.in_(ids), media.c.hidden_at.is_(None)).values(hidden_at=now)
    )
    return changed.rowcount


async def replaced_photos(tx: Tx, sealer: Sealer, found: Submission) -> list[str]:
    """Photos that an earlier revision answered with and the present one does not."""
    earlier = select(submission_history.c.answers).where(submission_history.c.submission_id == found.id)
    before = {
        photo
        for row in await tx.execute(earlier)
        for photo in _photos(codecs.decode(dict, sealer.open(row.answers, CONTEXT)))
    }
    return sorted(before - set(_photos(found.answers)))


def _photos(answers: Mapping[str, Any]) -> Iterator[str]:
    for value in answers.values():
        if isinstance(value, dict):
            yield from value.get("photos", ())


async def withdraw_media(tx: Tx, submission: str, ids: list[str]) -> None:
    """Media of a submission that the reporter replaced: nobody sees them any more."""
    await tx.execute(
        update(media)
        .where(media.c.submission_id == submission, media.c.id.in_(ids))
        .values(state="withdrawn", due_at=None)
    )


async def drop_media(tx: Tx, person: str, ids: list[str]) -> None:
    """Media that were not wanted after all."""
    await tx.execute(
        update(media)
        .where(media.c.id.in_(ids), media.c.person_id == person, media.c.submission_id.is_(None))
        .values(state="withdrawn", due_at=None)
    )
