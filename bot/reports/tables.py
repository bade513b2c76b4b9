"""Rows as a spreadsheet (XLSX) and as text (CSV), written one after another in constant memory.

What people wrote is words, never a formula, a link or markup: a spreadsheet runs what begins with «=».
Dates and numbers stay dates and numbers. Neither writer closes the stream that it is given.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from typing_extensions import override

from bot.core.arabic.bidi import CONTROLS, strip

if TYPE_CHECKING:
    from bot.reports.worksheet import Rows

Cell = None | str | int | float | date | time

LONGEST = 32_767
"""More letters than this, and Excel calls the file damaged."""

_LONGEST_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
# Line breaks and tabs may stay; other controls, halves of letters and what XML cannot hold may not.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# Most words have nothing of all this: one look tells that they may stand as they are.
_TO_CLEAN = re.compile(f"{_UNWRITABLE.pattern}|{CONTROLS.pattern}")
_TO_GUARD = re.compile(f"^[ \u00a0]*[{re.escape(''.join(_STARTS_FORMULA))}]")
_NARROW, _WIDE = 10, 36
_MOST_ROWS = 1_048_575


@dataclass(frozen=True, slots=True)
class Heading:
    """A sheet: its title, the names of its columns, and which way it is read."""

    title: str
    columns: tuple[str, ...]
    rtl: bool = True


def clean(text: str) -> str:
    """Words as a table can hold them: no control, no sign that turns the direction of its neighbours."""
    return (_UNWRITABLE.sub("", strip(text)) if _TO_CLEAN.search(text) else text)[:LONGEST]


def unique(names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Headers from (header, name): whichever is there already is told apart by its name."""
    made: dict[str, None] = {}
    for header, name in names:
        taken = not header or header in made
        candidate = f"{header} ({name})".strip() if taken else header
        made[candidate if candidate not in made else f"{candidate} {len(made) + 1}"] = None
    return tuple(made)


def titles(names: Iterable[str]) -> tuple[str, ...]:
    """Names as titles of sheets: without signs that may not stand there, short, each once."""
    made: dict[str, str] = {}
    for name in names:
        title = candidate = _title(name) or "_"
        number = 1
        while candidate.casefold() in made:
            number += 1
            candidate = f"{title[: _LONGEST_TITLE - 4].strip()} {number}"
        made[candidate.casefold()] = candidate
    return tuple(made.values())


def _title(title: str) -> str:
    return _NOT_IN_TITLES.sub(" ", clean(title))[:_LONGEST_TITLE].strip("' ")


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
    return f"'{text}" if _TO_GUARD.match(text) else text


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
        self._book.use_zip64()
        self._sheets: list[XlsxSheet] = []
        self._titles: list[str] = []

    def sheet(self, heading: Heading) -> XlsxSheet:
        """One more sheet. All of them take rows, in any order, until the workbook is closed."""
        self._sheets.append(XlsxSheet(self, heading))
        return self._sheets[-1]

    def add(self, title: str) -> Rows:
        """A worksheet of the library, under a title that no other has."""
        from bot.reports.worksheet import Rows

        self._titles = [*titles([*self._titles, title])]
        made: Rows = self._book.add_worksheet(self._titles[-1], Rows)
        return made

    def style(self, **properties: Any) -> Any:
        """A way to show cells."""
        return self._book.add_format(properties)

    @override
    def __exit__(self, *raised: object) -> None:
        for sheet in self._sheets:
            sheet.end()
        self._book.close()


class XlsxSheet:
    """A sheet whose first row stays in view; where a sheet is full, the next goes on."""

    def __init__(self, book: Xlsx, heading: Heading) -> None:
        self._book, self._heading = book, heading
        self._begin()

    def _begin(self) -> None:
        heading = self._heading
        self._rows = self._book.add(heading.title)
        if heading.rtl:
            self._rows.right_to_left()
        self._rows.freeze_panes(1, 0)
        order = 2 if heading.rtl else 1
        bold = self._book.style(bold=True, text_wrap=True, valign="top", reading_order=order)
        for column, name in enumerate(heading.columns):
            self._rows.set_column(column, column, min(max(len(name) + 3, _NARROW), _WIDE))
            self._rows.write_string(0, column, _unmarked(clean(name)), bold)
        self._rows.begin(self._book.style)

    def write(self, row: Sequence[Cell]) -> None:
        """One more row."""
        if self._rows.count >= _MOST_ROWS:
            self.end()
            self._begin()
        self._rows.add(row)

    def end(self) -> None:
        """A filter on every column, over the rows that there are."""
        self._rows.end(max(len(self._heading.columns) - 1, 0))


def _unmarked(text: str) -> str:
    """The library writes what looks like its own rich text into the file unescaped; a space ends the look."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
