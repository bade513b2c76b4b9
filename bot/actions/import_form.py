"""Answers from a table into the house: what we wrote ourselves, or what KoboToolbox wrote.

The file is read twice: first all of it is looked at, and nothing is stored while anything is wrong; then it
is stored a hundred rows at a time, so that a running bot is not held up. What is there already is passed
over, so a run that was cut short is simply done again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.actions.export_columns import BOTH, Wish, words_in
from bot.actions.export_form import Source, Told, of_form
from bot.actions.import_columns import Known
from bot.actions.import_flaws import Flawed, Flaws
from bot.actions.import_rows import Reading, Submissions
from bot.actions.import_sheets import Workbook
from bot.actions.import_values import Values
from bot.core.form import Field, Form
from bot.flows.xlsform.nameless import tells_who
from bot.storage import audit, exports, imports
from bot.storage.imports import Imported, Place

LOT = 100
_TOLD = 500


@dataclass(frozen=True, slots=True)
class Brought:
    """How many submissions the file holds, and how many of them were new."""

    rows: int
    stored: int


@dataclass
class _Import:
    """An import under way."""

    source: Source
    form: Form
    versions: dict[str, Form]
    path: Path
    now: datetime

    def __post_init__(self) -> None:
        programme, own = self.source.book.programme, self.form.languages
        languages = dict.fromkeys((*own, *BOTH, *programme.languages))
        speak = {one: words_in(self.source.catalogues, programme, one, self.form) for one in languages}
        areas = self.source.book.areas
        self.known = Known(self.versions, areas, speak)
        self.zone = ZoneInfo(programme.zone)
        self.values = Values(areas, self.zone, tuple(speak.values()))
        self.language = own[0] if own else programme.languages[0]

    def submissions(self, flaws: Flaws) -> Iterator[Imported]:
        """All that is in the file, from its beginning."""
        making = Submissions(self.form, self.versions, self.language, self.zone, self.now)
        reading = Reading(self.known, self.values, self.source.book.areas, flaws, self._left)
        with Workbook(self.path) as book:
            for row in reading.records(book.tables):
                yield making.made(reading, row)

    def _left(self, asked: Field) -> bool:
        """Whose phone it was is not taken in; of a private form neither when exactly, nor who or where."""
        everything = Wish(self.form.name, names=True)
        told = asked.type == "metadata" and everything.leaves_out(asked, self.form)
        return told or tells_who(asked, self.form)


async def import_form(
    source: Source,
    name: str,
    path: Path,
    now: datetime,
    ids: Iterator[str],
    told: Told = lambda done, total: None,
) -> Brought:
    """Store what is in a file and not here yet; Flawed, and nothing is stored, where something is wrong."""
    async with source.database.read() as tx:
        form, stored = await of_form(tx, source.book, name)
        order = (form.version, *await exports.newest_first(tx, form.name))
    versions = {one: stored.get(one, form) for one in order}
    work = _Import(source, form, versions, path, now)
    rows = _looked_at(work, told)
    fresh = await _stored(work, ids, rows, told)
    async with source.database.begin() as tx:
        await audit.note(tx, next(ids), now, "command", "form.imported", name, rows=rows, stored=fresh)
    return Brought(rows, fresh)


def _looked_at(work: _Import, told: Told) -> int:
    """How many there are, when nothing is wrong with any of them."""
    flaws, rows = Flaws(), 0
    for rows, _ in enumerate(work.submissions(flaws), 1):
        if rows % _TOLD == 0:
            told(rows, 0)
    if flaws.found:
        raise Flawed(flaws)
    return rows


async def _stored(work: _Import, ids: Iterator[str], rows: int, told: Told) -> int:
    source, lot, fresh, done = work.source, list[Imported](), 0, 0
    if not work.form.private:
        async with source.database.begin() as tx:
            await imports.nobody(tx, source.sealer, work.language, work.now)
    for submission in work.submissions(Flaws()):
        lot.append(submission)
        if len(lot) == LOT:
            fresh += await _put(work, ids, lot)
            done += len(lot)
            lot.clear()
            told(done, rows)
    return fresh + (await _put(work, ids, lot) if lot else 0)


async def _put(work: _Import, ids: Iterator[str], lot: list[Imported]) -> int:
    source, form = work.source, work.form
    place = Place(source.book.programme.name, form.name, form.mode)
    async with source.database.begin("import") as tx:
        if form.private:
            return await imports.store_private(tx, source.sealer, place, lot)
        return await imports.store(tx, source.sealer, place, [(next(ids), one) for one in lot], work.now)
