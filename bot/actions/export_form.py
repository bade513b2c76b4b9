"""A form's answers as a spreadsheet, as CSV, on a map and with its media: what leaves the house.

Names stay inside unless asked for, phones always; so does what only the safeguarding list may read. A private
form comes from the table that is read, never from its intake, and no way leads from a row to a person.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.actions.export_columns import Plan, Wish
from bot.actions.export_files import Writing, moved, scratch, written
from bot.actions.export_kobo import KoboPlan
from bot.actions.find_area import find_area
from bot.actions.problem import Problem
from bot.core.form import Form
from bot.core.person import Person
from bot.core.place import Areas
from bot.core.programme import Book
from bot.core.text import key, ltr, verbatim
from bot.i18n import Catalogues
from bot.media.objects import KEPT, Missing, Objects, Unreachable
from bot.reports.bundle import medium_name
from bot.storage import audit, exports, forms, persons
from bot.storage.database import Database, Tx
from bot.storage.exports import Chosen, Medium, Row, Unnamed
from bot.storage.sealed import Sealer

PAGE = 300
NEVER = frozenset({"complaint", "human"})
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")

Told = Callable[[int, int], None]
"""Hears how many rows of how many are written."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an export comes from."""

    database: Database
    sealer: Sealer
    book: Book
    catalogues: Catalogues
    objects: Objects


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; `rows` are submissions. `lost`: media that should be there and are not.

    `elsewhere`: how many answers there are to versions that were asked the other way, with names or without;
    each of these versions is exported by itself.
    """

    files: tuple[Path, ...]
    rows: int
    photos: int
    lost: int
    elsewhere: Mapping[str, int]


@dataclass
class _Export:
    """An export under way."""

    source: Source
    form: str
    chosen: Chosen
    plan: Plan | KoboPlan
    writing: Writing
    rows: int = 0
    lost: int = 0


async def export_form(
    source: Source, wish: Wish, to: Path, now: datetime, id_: str, told: Told = lambda done, total: None
) -> Exported:
    """Write `FORM-DAY.xlsx`, `.csv`, a `.geojson` and a ZIP of media where there are any of them.

    `id_` is for the audit line.
    """
    day = now.astimezone(ZoneInfo(source.book.programme.zone)).date()
    name = f"{_UNSAFE.sub('', wish.form) or 'form'}-{day.isoformat()}"
    with scratch(to) as folder:
        async with source.database.read() as tx:
            form, stored = await of_form(tx, source.book, wish.form)
            version = await _version(tx, wish)
            form = stored.get(version, form)
            chosen = _chosen(source.book, wish, form, version)
            counts, versions = await _versions(tx, source, form, stored, chosen)
            elsewhere = await _elsewhere(tx, source.book, form, chosen)
            kobo = wish.kobo or form.worked
            plan = (KoboPlan if kobo else Plan)(source.book, source.catalogues, versions, wish)
            with written(plan, wish.formats, folder, now) as writing:
                export = _Export(source, form.name, chosen, plan, writing)
                await _write(tx, export, sum(counts.values()), told)
        async with source.database.begin() as tx:
            facts = {"rows": export.rows, "photos": writing.bundle.count, "names": wish.names}
            await audit.note(tx, id_, now, "command", "form.exported", wish.form, **facts)
        files = tuple(moved(writing, to / name))
    return Exported(files, export.rows, writing.bundle.count, export.lost, elsewhere)


# ------------------------------------------------------------------------------------- which form


async def of_form(tx: Tx, book: Book, name: str) -> tuple[Form, Mapping[str, Form]]:
    """The form of that name as it is asked now, or was asked last; and every version of every form."""
    current = book.forms.get(name) or book.past.get(name)
    stored = {**await forms.all_versions(tx), **book.versions}
    if current is None:
        current = next((one for one in stored.values() if one.name == name), None)
    if current is None or current.purpose in NEVER:
        known = " ".join(name for name, one in book.forms.items() if one.purpose not in NEVER)
        raise Problem(key("command.export_no_form", form=verbatim(name[:40]), forms=ltr(known)))
    return current, stored


def _chosen(book: Book, wish: Wish, form: Form, version: str) -> Chosen:
    """Which answers are wanted."""
    if form.private and wish.names:
        raise Problem(key("command.export_private_names", form=ltr(wish.form)))
    if form.private and wish.stage:
        raise Problem(key("command.export_private_stage", form=ltr(wish.form)))
    zone = ZoneInfo(book.programme.zone)
    return Chosen(
        since=datetime.combine(wish.first, time.min, zone) if wish.first else None,
        until=datetime.combine(wish.last + timedelta(days=1), time.min, zone) if wish.last else None,
        first=_iso(wish.first),
        last=_iso(wish.last),
        areas=tuple(_within(book.areas, (find_area(book.areas, one).code for one in wish.areas))),
        stage=wish.stage,
        version=version,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _within(areas: Areas, codes: Iterable[str]) -> Iterator[str]:
    """The areas of these codes, and all that lies in them."""
    for code in codes:
        yield code
        yield from _within(areas, (one.code for one in areas.children(code)))


async def _version(tx: Tx, wish: Wish) -> str:
    """The version that begins so."""
    if not wish.version:
        return ""
    known = await exports.newest_first(tx, wish.form)
    found = next((one for one in known if one.startswith(wish.version)), None)
    if found is None:
        raise Problem(key("command.export_no_version", versions=ltr(" ".join(one[:12] for one in known))))
    return found


async def _versions(
    tx: Tx, source: Source, form: Form, stored: Mapping[str, Form], chosen: Chosen
) -> tuple[dict[str, int], dict[str, Form]]:
    """How many answers there are by version, and the versions: the one asked now, then older ones."""
    count = exports.private_versions if form.private else exports.versions
    counts = await count(tx, source.book.programme.name, form.name, chosen)
    order = dict.fromkeys((*await exports.newest_first(tx, form.name), *counts))
    older = {one: stored[one] for one in order if one in counts and one in stored}
    first = older if chosen.version and older else {form.version: form}
    return counts, {**first, **older}


async def _elsewhere(tx: Tx, book: Book, form: Form, chosen: Chosen) -> dict[str, int]:
    """What answers there are in the other table, by version; none when one version is wanted."""
    if chosen.version:
        return {}
    count = exports.versions if form.private else exports.private_versions
    return await count(tx, book.programme.name, form.name, replace(chosen, stage=""))


# ---------------------------------------------------------------------------------------- the rows


async def _write(tx: Tx, export: _Export, total: int, told: Told) -> None:
    told(0, total)
    async for page in _private(tx, export) if export.plan.private else _identified(tx, export):
        for row, names, person in page:
            for filled in export.plan.rows(row, names, person):
                export.writing.write(filled, export.plan)
            export.rows += 1
        told(export.rows, total)


Found = tuple[Row | Unnamed, Mapping[str, str], Person | None]


async def _private(tx: Tx, export: _Export) -> AsyncIterator[list[Found]]:
    sealer, programme = export.source.sealer, export.source.book.programme.name
    after = ""
    while page := await exports.private_page(tx, sealer, programme, export.form, after, PAGE, export.chosen):
        yield [(row, {}, None) for row in page]
        after = page[-1].id


async def _identified(tx: Tx, export: _Export) -> AsyncIterator[list[Found]]:
    sealer, programme = export.source.sealer, export.source.book.programme.name
    after: Row | None = None
    while page := await exports.page(tx, sealer, programme, export.form, after, PAGE, export.chosen):
        media = await exports.kept(tx, [row.id for row in page], photos=export.plan.media == "photos")
        people = await _people(tx, export, page)
        yield [
            (row, await _bundled(export, row, media.get(row.id, ())), people.get(row.person)) for row in page
        ]
        after = page[-1]


async def _people(tx: Tx, export: _Export, page: Iterable[Row]) -> dict[str, Person | None]:
    """Whose they are: for the name where it is wanted, and for what somebody calls their own initiatives."""
    wanted = {row.person for row in page} if export.plan.people else ()
    return {person: await persons.get(tx, export.source.sealer, person) for person in wanted}


async def _bundled(export: _Export, row: Row, media: tuple[Medium, ...]) -> dict[str, str]:
    """The names under which the media of a row are in the ZIP, by their identifiers."""
    named: dict[str, str] = {}
    for number, medium in enumerate(media, 1):
        name = medium_name(row.reference or row.id[-8:], number, medium.mime)
        try:
            data = await export.source.objects.get(KEPT, medium.object)
        except Missing:
            export.lost += 1
        except Unreachable as error:
            raise Problem(key("command.export_store")) from error
        else:
            named[medium.id] = export.writing.bundle.add(name, data)
    return named
