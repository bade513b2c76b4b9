"""What leaves in tables: completed forms page by page, the private ones from the table that is read.

Nothing here opens the intake of private forms, and a photo that was hidden or withdrawn is not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select

from bot.storage import codecs
from bot.storage.database import Tx
from bot.storage.schema import forms, media, private_answers, submissions
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
    wave: str
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
class Medium:
    """A photo or another medium that may leave: `object` is what is kept of it."""

    id: str
    object: str
    mime: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which answers to a form are wanted, where not all are.

    `since` and `until` are moments, the latter the first that is not wanted; `first` and `last` are days, for
    what is known to the day only.
    """

    since: datetime | None = None
    until: datetime | None = None
    first: str = ""
    last: str = ""
    areas: tuple[str, ...] = ()
    stage: str = ""
    version: str = ""


ALL = Chosen()
_FORM = 1


def _of(table: Table, programme: str, form: str, chosen: Chosen) -> list[ColumnElement[bool]]:
    """What holds for every table of answers."""
    columns = table.c
    held = [columns.programme == programme, columns.form == form]
    if chosen.areas:
        held.append(columns.area.in_(chosen.areas))
    if chosen.version:
        held.append(columns.form_version == chosen.version)
    return held


def _sent(programme: str, form: str, chosen: Chosen) -> list[ColumnElement[bool]]:
    """Completed, and neither hidden nor taken back."""
    held = _of(submissions, programme, form, chosen)
    held += [submissions.c.stage != "withdrawn", submissions.c.hidden_at.is_(None)]
    if chosen.since is not None:
        held.append(submissions.c.created_at >= chosen.since)
    if chosen.until is not None:
        held.append(submissions.c.created_at < chosen.until)
    if chosen.stage:
        held.append(submissions.c.stage == chosen.stage)
    return held


def _given(programme: str, form: str, chosen: Chosen) -> list[ColumnElement[bool]]:
    """Of private answers: those that are read, by their day."""
    held = _of(private_answers, programme, form, chosen)
    if chosen.first:
        held.append(private_answers.c.day >= chosen.first)
    if chosen.last:
        held.append(private_answers.c.day <= chosen.last)
    return held


async def newest_first(tx: Tx, form: str) -> tuple[str, ...]:
    """Its versions, the one that was stored last at first."""
    found = await tx.execute(
        select(forms.c.version).where(forms.c.name == form).order_by(forms.c.added_at.desc(), forms.c.version)
    )
    return tuple(found.scalars())


async def versions(tx: Tx, programme: str, form: str, chosen: Chosen = ALL) -> dict[str, int]:
    """How many there are of each version."""
    return await _counted(tx, submissions, _sent(programme, form, chosen))


async def private_versions(tx: Tx, programme: str, form: str, chosen: Chosen = ALL) -> dict[str, int]:
    """How many there are of each version of a private form."""
    return await _counted(tx, private_answers, _given(programme, form, chosen))


async def all_versions(tx: Tx, programme: str, form: str) -> dict[str, int]:
    """The same of both: a version keeps its answers in one way."""
    named, unnamed = await versions(tx, programme, form), await private_versions(tx, programme, form)
    return {**named, **unnamed}


async def _counted(tx: Tx, table: Table, held: list[ColumnElement[bool]]) -> dict[str, int]:
    found = await tx.execute(
        select(table.c.form_version, func.count()).where(*held).group_by(table.c.form_version)
    )
    return {version: int(count) for version, count in found}


async def page(
    tx: Tx, sealer: Sealer, programme: str, form: str, after: Row | None, most: int, chosen: Chosen = ALL
) -> tuple[Row, ...]:
    """The next ones in the order they came; `after` is the last that was seen."""
    at, id_ = submissions.c.created_at, submissions.c.id
    wanted = select(*_READ).where(*_sent(programme, form, chosen)).order_by(at, id_).limit(most)
    if after is not None:
        wanted = wanted.where(at >= after.created_at, or_(at > after.created_at, id_ > after.id))
    return tuple(_row(sealer, row) for row in await tx.execute(wanted))


_READ = tuple(
    submissions.c[name]
    for name in (
        *("id", "person_id", "form_version", "reference", "answers", "area", "happened", "wave", "stage"),
        *("revision", "language", "channel", "assisted_by", "created_at"),
    )
)


def _row(sealer: Sealer, row: Any) -> Row:
    return Row(
        id=row.id,
        person=row.person_id or "",
        version=row.form_version,
        reference=row.reference or "",
        answers=codecs.decode(dict, sealer.open(row.answers, IDENTIFIED)),
        area=row.area,
        happened=row.happened,
        wave=row.wave,
        stage=row.stage,
        revision=row.revision,
        language=row.language,
        channel=row.channel,
        assisted=row.assisted_by is not None,
        created_at=row.created_at,
    )


async def kept(tx: Tx, ids: Sequence[str], photos: bool) -> dict[str, tuple[Medium, ...]]:
    """The media of these submissions in the order they came; `photos`: these alone, also sent as files."""
    wanted = select(media.c.submission_id, media.c.id, media.c.object, media.c.mime).where(
        media.c.submission_id.in_(ids),
        media.c.state == "kept",
        media.c.object.is_not(None),
        media.c.hidden_at.is_(None),
    )
    if photos:
        wanted = wanted.where(or_(media.c.kind == "photo", media.c.mime.startswith("image/")))
    made: dict[str, tuple[Medium, ...]] = {}
    for row in await tx.execute(wanted.order_by(media.c.received_at, media.c.id)):
        made[row.submission_id] = (*made.get(row.submission_id, ()), Medium(row.id, row.object, row.mime))
    return made


# --------------------------------------------------------------------------------- private forms


async def private_page(
    tx: Tx, sealer: Sealer, programme: str, form: str, after: str, most: int, chosen: Chosen = ALL
) -> tuple[Unnamed, ...]:
    """The next ones by their random id, which is no order; `after` is the last that was seen, '' at first.

    Each page goes on in the primary key. By an index of the form all that is left would be sorted for every
    page, so none is offered.
    """
    held = _given(programme, form, chosen)
    held[_FORM] = private_answers.c.form.concat("") == form
    wanted = select(private_answers).where(*held).order_by(private_answers.c.id).limit(most)
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
