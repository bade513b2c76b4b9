"""Rows as a spreadsheet (XLSX) and as text (CSV), written one after another in constant memory.

What people wrote is words, never a formula, a link or markup: a spreadsheet runs what begins with «=».
Dates and numbers stay dates and numbers. Neither writer closes the stream that it is given.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any, Protocol

from typing_extensions import override

from bot.core.arabic.bidi import strip

Cell = None | str | int | float | date | time

LONGEST = 32_767
"""More letters than this, and Excel calls the file damaged."""

_LONGEST_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
# Line breaks and tabs may stay; other controls, halves of letters and what XML cannot hold may not.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_DATE, _MOMENT, _TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"
_NARROW, _WIDE = 10, 36
_FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Heading:
    """A sheet: its title, the names of its columns, and which way it is read."""

    title: str
    columns: tuple[str, ...]
    rtl: bool = True


class Table(Protocol):
    """What takes rows."""

    def write(self, row: Sequence[Cell]) -> None:
        """One more row."""


def clean(text: str) -> str:
    """Words as a table can hold them: no control, no sign that turns the direction of its neighbours."""
    return _UNWRITABLE.sub("", strip(text))[:LONGEST]


def unique(names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Headers from (header, name): whichever is there already is told apart by its name."""
    made: list[str] = []
    for header, name in names:
        taken = not header or header in made
        candidate = f"{header} ({name})".strip() if taken else header
        made.append(candidate if candidate not in made else f"{candidate} {len(made) + 1}")
    return tuple(made)


# ---------------------------------------------------------------------------------------- CSV


class Csv(AbstractContextManager["Csv"]):
    """UTF-8 with a byte order mark, by which Excel knows it; a word that begins like a formula gets a «'»."""

    def __init__(self, stream: IO[bytes], heading: Heading) -> None:
        self._text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
        self._rows = csv.writer(self._text)
        self.write(heading.columns)

    def write(self, row: Sequence[Cell]) -> None:
        """One more row."""
        self._rows.writerow([_plain(cell) for cell in row])

    @override
    def __exit__(self, *raised: object) -> None:
        self._text.detach()


def _plain(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case str():
            return _harmless(clean(cell))
        case time():
            return cell.replace(tzinfo=None).isoformat("minutes")
        case datetime():
            return cell.replace(tzinfo=None).isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case number:
            return number


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_STARTS_FORMULA) else text


# ---------------------------------------------------------------------------------------- XLSX


class Xlsx(AbstractContextManager["Xlsx"]):
    """A workbook. `scratch` is a folder for rows on their way; `created` stands in the file's properties."""

    def __init__(self, stream: IO[bytes], scratch: Path, created: datetime) -> None:
        from xlsxwriter import Workbook

        options = {
            "constant_memory": True,
            "tmpdir": str(scratch),
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        self._book: Any = Workbook(stream, options)
        self._book.set_properties({"created": created.replace(tzinfo=None, microsecond=0)})
        self._sheets: list[XlsxSheet] = []

    def sheet(self, heading: Heading) -> XlsxSheet:
        """One more sheet. The one before it takes no rows any longer."""
        self._sheets.append(XlsxSheet(self._book, heading))
        return self._sheets[-1]

    @override
    def __exit__(self, *raised: object) -> None:
        for sheet in self._sheets:
            sheet.filter()
        self._book.close()


class XlsxSheet:
    """A sheet whose first row stays in view."""

    def __init__(self, book: Any, heading: Heading) -> None:
        self._sheet = book.add_worksheet(_title(heading.title))
        self._formats = {form: book.add_format({"num_format": form}) for form in (_DATE, _MOMENT, _TIME)}
        self._last_column = max(len(heading.columns) - 1, 0)
        self._next = 1
        if heading.rtl:
            self._sheet.right_to_left()
        self._sheet.freeze_panes(1, 0)
        order = 2 if heading.rtl else 1
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "reading_order": order})
        for column, name in enumerate(heading.columns):
            self._sheet.set_column(column, column, min(max(len(name) + 3, _NARROW), _WIDE))
        for column, name in enumerate(heading.columns):
            self._sheet.write_string(0, column, _unmarked(clean(name)), bold)

    def write(self, row: Sequence[Cell]) -> None:
        """One more row."""
        for column, cell in enumerate(row):
            self._put(self._next, column, cell)
        self._next += 1

    def filter(self) -> None:
        """A filter on every column, over the rows that there are."""
        self._sheet.autofilter(0, 0, self._next - 1, self._last_column)

    def _put(self, row: int, column: int, cell: Cell) -> None:
        match _storable(cell):
            case None | "":
                return
            case str() as words:
                self._sheet.write_string(row, column, _unmarked(clean(words)))
            case datetime() as moment:
                self._sheet.write_datetime(row, column, moment, self._formats[_MOMENT])
            case date() as day:
                self._sheet.write_datetime(row, column, day, self._formats[_DATE])
            case time() as clock:
                self._sheet.write_datetime(row, column, clock, self._formats[_TIME])
            case number:
                self._sheet.write_number(row, column, number)


def _title(title: str) -> str:
    return _NOT_IN_TITLES.sub(" ", clean(title))[:_LONGEST_TITLE].strip("' ")


def _storable(cell: Cell) -> Cell:
    """What a spreadsheet has no number for is words: days before 1900, what is not finite."""
    if isinstance(cell, date) and cell.year < _FIRST_YEAR:
        return cell.isoformat()
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    return cell.replace(tzinfo=None) if isinstance(cell, datetime | time) else cell


def _unmarked(text: str) -> str:
    """The library writes what looks like its own rich text into the file unescaped; a space ends the look."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
