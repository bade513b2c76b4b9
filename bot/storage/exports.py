"""What leaves in tables: completed forms page by page, the private ones from the table that is read.

Nothing here opens the intake of private forms, and a photo that was hidden or withdrawn is not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from bot.storage import codecs
from bot.storage.database import Tx
from bot.storage.schema import media, private_answers, submissions
from bot.storage.sealed import Sealer

PRIVATE = "private_answers.answers"
IDENTIFIED = "submissions.answers"


@dataclass(frozen=True, slots=True)
class Row:
    """A completed form of somebody. `assisted`: somebody else filled it in for them."""

    id: str
    person: str
    version: str
    reference: str
    answers: dict[str, Any]
    area: str
    happened: str
    stage: str
    revision: int
    language: str
    channel: str
    assisted: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A completed private form: whose is not known, when only to the day."""

    id: str
    respondent: str
    version: str
    wave: str
    day: str
    area: str
    sex: str
    age_band: str
    language: str
    answers: dict[str, Any]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that may leave: `object` is what is kept of it."""

    object: str
    mime: str


def _sent(programme: str, form: str) -> tuple[ColumnElement[bool], ...]:
    """Completed, and neither hidden nor taken back."""
    return (
        submissions.c.programme == programme,
        submissions.c.form == form,
        submissions.c.stage != "withdrawn",
        submissions.c.hidden_at.is_(None),
    )


async def versions(tx: Tx, programme: str, form: str) -> dict[str, int]:
    """How many there are of each version."""
    found = await tx.execute(
        select(submissions.c.form_version, func.count())
        .where(*_sent(programme, form))
        .group_by(submissions.c.form_version)
    )
    return {version: int(count) for version, count in found}


async def page(tx: Tx, sealer: Sealer, programme: str, form: str, after: str, most: int) -> tuple[Row, ...]:
    """The next ones in the order they came; `after` is the last id seen, '' at first."""
    wanted = select(submissions).where(*_sent(programme, form)).order_by(submissions.c.id).limit(most)
    found = await tx.execute(wanted.where(submissions.c.id > after) if after else wanted)
    return tuple(_row(sealer, row) for row in found)


def _row(sealer: Sealer, row: Any) -> Row:
    return Row(
        id=row.id,
        person=row.person_id or "",
        version=row.form_version,
        reference=row.reference or "",
        answers=codecs.decode(dict, sealer.open(row.answers, IDENTIFIED)),
        area=row.area,
        happened=row.happened,
        stage=row.stage,
        revision=row.revision,
        language=row.language,
        channel=row.channel,
        assisted=row.assisted_by is not None,
        created_at=row.created_at,
    )


async def photos(tx: Tx, ids: Sequence[str]) -> dict[str, tuple[Photo, ...]]:
    """The photos of these submissions in the order they came, also those that were sent as files."""
    found = await tx.execute(
        select(media.c.submission_id, media.c.object, media.c.mime)
        .where(
            media.c.submission_id.in_(ids),
            or_(media.c.kind == "photo", media.c.mime.startswith("image/")),
            media.c.state == "kept",
            media.c.object.is_not(None),
            media.c.hidden_at.is_(None),
        )
        .order_by(media.c.received_at, media.c.id)
    )
    made: dict[str, tuple[Photo, ...]] = {}
    for row in found:
        made[row.submission_id] = (*made.get(row.submission_id, ()), Photo(row.object, row.mime))
    return made


# --------------------------------------------------------------------------------- private forms


async def private_versions(tx: Tx, programme: str, form: str) -> dict[str, int]:
    """How many there are of each version of a private form."""
    found = await tx.execute(
        select(private_answers.c.form_version, func.count())
        .where(private_answers.c.programme == programme, private_answers.c.form == form)
        .group_by(private_answers.c.form_version)
    )
    return {version: int(count) for version, count in found}


async def private_page(
    tx: Tx, sealer: Sealer, programme: str, form: str, after: str, most: int
) -> tuple[Unnamed, ...]:
    """The next ones by their random id, which is no order."""
    wanted = (
        select(private_answers)
        .where(private_answers.c.programme == programme, private_answers.c.form == form)
        .order_by(private_answers.c.id)
        .limit(most)
    )
    found = await tx.execute(wanted.where(private_answers.c.id > after) if after else wanted)
    return tuple(_unnamed(sealer, row) for row in found)


def _unnamed(sealer: Sealer, row: Any) -> Unnamed:
    return Unnamed(
        id=row.id,
        respondent=row.respondent,
        version=row.form_version,
        wave=row.wave,
        day=row.day,
        area=row.area,
        sex=row.sex,
        age_band=row.age_band,
        language=row.language,
        answers=codecs.decode(dict, sealer.open(row.answers, PRIVATE)),
        flags=tuple(row.flags),
    )
