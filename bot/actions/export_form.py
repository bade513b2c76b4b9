"""A form's answers as a spreadsheet, as CSV and with its photos: what a coordinator takes out of the house.

Names stay inside unless asked for, phones always; so does what only the safeguarding list may read. A private
form comes from the table that is read, never from its intake, and no way leads from a row to a person.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from bot.actions.export_columns import Plan, Wish
from bot.actions.problem import Problem
from bot.core.form import Form
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.text import key, ltr, verbatim
from bot.i18n import Catalogues
from bot.media.objects import KEPT, Missing, Objects, Unreachable
from bot.reports.bundle import Bundle, photo_name
from bot.reports.columns import Line
from bot.reports.tables import Cell, Csv, Heading, Xlsx, XlsxSheet, unique
from bot.storage import audit, exports, forms, persons
from bot.storage.database import Database, Tx
from bot.storage.exports import Photo, Row
from bot.storage.sealed import Sealer

PAGE = 300
_NEVER = frozenset({"complaint", "human"})
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
    """What was written. `lost`: photos that should be there and are not."""

    files: tuple[Path, ...]
    rows: int
    photos: int
    lost: int


@dataclass
class _Writing:
    """An export under way."""

    source: Source
    wish: Wish
    plan: Plan
    sheet: XlsxSheet
    text: Csv
    bundle: Bundle
    people: dict[str, Person | None] = field(default_factory=dict)
    rows: int = 0
    lost: int = 0

    def write(self, line: Line) -> None:
        """One more row, in the workbook and in the CSV."""
        row: list[Cell] = [column.of(line) for column in self.plan.columns]
        self.sheet.write(row)
        self.text.write(row)
        self.rows += 1


async def export_form(
    source: Source, wish: Wish, to: Path, now: datetime, id_: str, told: Told = lambda done, total: None
) -> Exported:
    """Write `FORM-DAY.xlsx`, `.csv` and, with photos, `.photos.zip`; `id_` is for the audit line."""
    day = now.astimezone(ZoneInfo(source.book.programme.zone)).date()
    name = f"{_UNSAFE.sub('', wish.form) or 'form'}-{day.isoformat()}"
    with _scratch(to) as folder:
        async with source.database.read() as tx:
            counts, versions = await _versions(tx, source, wish)
            plan = Plan(source.book, source.catalogues, versions, wish)
            with _writing(source, wish, plan, folder, now) as writing:
                await _write(tx, writing, sum(counts.values()), told)
        photos = writing.bundle.count
        async with source.database.begin() as tx:
            facts = {"rows": writing.rows, "photos": photos, "names": wish.names}
            await audit.note(tx, id_, now, "command", "form.exported", wish.form, **facts)
        ends = {"xlsx": "xlsx", "csv": "csv", **({"zip": "photos.zip"} if photos else {})}
        files = tuple(_put(folder / made, to / f"{name}.{end}") for made, end in ends.items())
    return Exported(files, writing.rows, photos, writing.lost)


# ------------------------------------------------------------------------------------- which form


async def _versions(tx: Tx, source: Source, wish: Wish) -> tuple[dict[str, int], dict[str, Form]]:
    """How many answers there are by version, and the versions: the one asked now, then older ones."""
    current = source.book.forms.get(wish.form)
    stored = {**await forms.all_versions(tx), **source.book.versions}
    if current is None:
        current = next((one for one in stored.values() if one.name == wish.form), None)
    if current is None or current.purpose in _NEVER:
        raise _no_such(source.book, wish.form)
    if current.private and wish.names:
        raise Problem(key("command.export_private_names", form=ltr(wish.form)))
    count = exports.private_versions if current.private else exports.versions
    counts = await count(tx, source.book.programme.name, wish.form)
    older = {version: stored[version] for version in counts if version in stored}
    return counts, {current.version: current, **older}


def _no_such(book: Book, form: str) -> Problem:
    known = " ".join(name for name, one in book.forms.items() if one.purpose not in _NEVER)
    return Problem(key("command.export_no_form", form=verbatim(form[:40]), forms=ltr(known)))


# --------------------------------------------------------------------------------------- the files


@contextmanager
def _scratch(to: Path) -> Iterator[Path]:
    """A folder beside the result, closed to others, gone at the end: no half-written export is found."""
    try:
        to.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(prefix=".export-", dir=to)
    except OSError as error:
        raise Problem(key("command.export_folder", folder=ltr(str(to)))) from error
    with made as folder:
        yield Path(folder)


def _open(path: Path) -> IO[bytes]:
    path.touch(mode=0o600)
    return path.open("wb")


def _put(made: Path, name: Path) -> Path:
    return made.replace(name)


@contextmanager
def _writing(source: Source, wish: Wish, plan: Plan, folder: Path, now: datetime) -> Iterator[_Writing]:
    """The open files of an export; at the end the codebook is the workbook's second sheet."""
    headers = unique(plan.headers)
    heading = Heading(plan.title, headers, rtl=wish.rtl)
    with ExitStack() as files:
        book = files.enter_context(Xlsx(files.enter_context(_open(folder / "xlsx")), folder, now))
        text = files.enter_context(Csv(files.enter_context(_open(folder / "csv")), heading))
        bundle = files.enter_context(Bundle(files.enter_context(_open(folder / "zip"))))
        yield _Writing(source, wish, plan, book.sheet(heading), text, bundle)
        codebook = book.sheet(plan.codebook)
        for row in plan.explained(headers):
            codebook.write(row)


# ---------------------------------------------------------------------------------------- the rows


async def _write(tx: Tx, writing: _Writing, total: int, told: Told) -> None:
    told(0, total)
    async for page in _private(tx, writing) if writing.plan.private else _identified(tx, writing):
        for line in page:
            writing.write(line)
        told(writing.rows, total)


async def _private(tx: Tx, writing: _Writing) -> AsyncIterator[list[Line]]:
    sealer, programme = writing.source.sealer, writing.source.book.programme.name
    page = await exports.private_page(tx, sealer, programme, writing.wish.form, "", PAGE)
    while page:
        yield [writing.plan.unnamed(row) for row in page]
        page = await exports.private_page(tx, sealer, programme, writing.wish.form, page[-1].id, PAGE)


async def _identified(tx: Tx, writing: _Writing) -> AsyncIterator[list[Line]]:
    sealer, programme = writing.source.sealer, writing.source.book.programme.name
    page = await exports.page(tx, sealer, programme, writing.wish.form, "", PAGE)
    while page:
        photos = await exports.photos(tx, [row.id for row in page])
        yield [await _line(tx, writing, row, photos.get(row.id, ())) for row in page]
        page = await exports.page(tx, sealer, programme, writing.wish.form, page[-1].id, PAGE)


async def _line(tx: Tx, writing: _Writing, row: Row, photos: tuple[Photo, ...]) -> Line:
    names = [name async for name in _bundled(writing, row, photos)]
    return writing.plan.named(row, names, await _person(tx, writing, row))


async def _person(tx: Tx, writing: _Writing, row: Row) -> Person | None:
    """Whose it is: for the name where it is wanted, and for what somebody calls their own initiatives."""
    if row.person not in writing.people:
        writing.people[row.person] = await persons.get(tx, writing.source.sealer, row.person)
    return writing.people[row.person]


async def _bundled(writing: _Writing, row: Row, photos: tuple[Photo, ...]) -> AsyncIterator[str]:
    """The names under which a row's photos are in the ZIP."""
    for number, photo in enumerate(photos, 1):
        name = photo_name(row.reference or row.id[-8:], number, photo.mime)
        try:
            writing.bundle.add(name, await writing.source.objects.get(KEPT, photo.object))
            yield name
        except Missing:
            writing.lost += 1
        except Unreachable as error:
            raise Problem(key("command.export_store")) from error
