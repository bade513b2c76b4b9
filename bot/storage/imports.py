"""Answers that came in a table: stored once each, and belonging to nobody that we know.

A submission is somebody's by its primary key, and everything that reads submissions reads them so. What was
imported is therefore kept under one person who is nobody: there is a row of it so that keys hold, erased from
the beginning, without address, name or role. It is written to, counted and found by nobody, as anybody whose
data were erased.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from bot.core.person import Person
from bot.storage import codecs
from bot.storage import persons as people
from bot.storage.database import Tx
from bot.storage.exports import IDENTIFIED, PRIVATE
from bot.storage.schema import persons, private_answers, submissions
from bot.storage.sealed import Sealer
from bot.storage.upsert import insert

NOBODY = "0" * 32
CHANNEL = "import"
"""By this what was imported is known."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A submission from a table. `uuid`: what it was called there, where that is a UUID; `key`: what it is
    called here, the same each time that it is read. `respondent`, `sex`, `age_band`: of private forms."""

    key: str
    uuid: str
    version: str
    answers: Mapping[str, Any]
    wave: str
    area: str
    happened: str
    stage: str
    language: str
    sent: datetime
    day: str
    respondent: str = ""
    sex: str = ""
    age_band: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where they belong."""

    programme: str
    form: str
    mode: str


async def nobody(tx: Tx, sealer: Sealer, language: str, now: datetime) -> None:
    """The row to which what is imported belongs is there."""
    blank = sealer.seal(codecs.encode_part(Person(id=NOBODY)), people.CONTEXT)
    made = insert(persons).values(
        id=NOBODY,
        version=1,
        data=blank,
        language=language,
        area="",
        sex="",
        birth_year=0,
        registered=False,
        stopped=True,
        discreet=False,
        created_at=now,
        seen_at=now,
        erased_at=now,
    )
    await tx.execute(made.on_conflict_do_nothing())


async def store(
    tx: Tx, sealer: Sealer, place: Place, rows: Sequence[tuple[str, Imported]], now: datetime
) -> int:
    """Those that are not there yet, each under its fresh identifier; how many those were."""
    there = await _there(tx, place.form, [row for _, row in rows])
    fresh = {row.key: (id_, row) for id_, row in rows if not {row.key, row.uuid} & there}
    made = [
        {
            "id": id_,
            "person_id": NOBODY,
            "reference": row.key,
            "answers": sealer.seal(codecs.encode(row.answers), IDENTIFIED),
            "facts": {},
            "flags": [],
            "happened": row.happened,
            "mode": place.mode,
            "stage": row.stage,
            "revision": 1,
            "channel": CHANNEL,
            "created_at": row.sent,
            "updated_at": now,
            **_alike(place, row),
        }
        for id_, row in fresh.values()
    ]
    if made:
        await tx.execute(insert(submissions), made)
    return len(made)


async def _there(tx: Tx, form: str, rows: Sequence[Imported]) -> set[str]:
    """Of these, what was imported before by its key, and what was ours by its identifier."""
    own = [row.uuid for row in rows if row.uuid]
    columns = submissions.c
    imported = and_(columns.person_id == NOBODY, columns.reference.in_([row.key for row in rows]))
    found = await tx.execute(
        select(columns.id, columns.reference).where(
            columns.form == form, or_(imported, columns.id.in_(own)) if own else imported
        )
    )
    return {one for row in found for one in (row.id, row.reference)}


async def store_private(tx: Tx, sealer: Sealer, place: Place, rows: Sequence[Imported]) -> int:
    """The same of a private form, in the table that is read: under keys that tell no order, with the day."""
    keys = [one for row in rows for one in (row.key, row.uuid) if one]
    columns = private_answers.c
    there = set((await tx.execute(select(columns.id).where(columns.id.in_(keys)))).scalars())
    fresh = {row.key: row for row in rows if not {row.key, row.uuid} & there}
    made = [
        {
            "id": row.key,
            "respondent": row.respondent or row.key,
            "day": row.day,
            "sex": row.sex,
            "age_band": row.age_band,
            "answers": sealer.seal(codecs.encode(row.answers), PRIVATE),
            "flags": list(row.flags),
            **_alike(place, row),
        }
        for row in fresh.values()
    ]
    if made:
        await tx.execute(insert(private_answers), made)
    return len(made)


def _alike(place: Place, row: Imported) -> dict[str, str]:
    """What both tables hold alike."""
    return {
        "programme": place.programme,
        "form": place.form,
        "form_version": row.version,
        "wave": row.wave,
        "area": row.area,
        "language": row.language,
    }
