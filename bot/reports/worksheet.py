"""Rows written straight into a worksheet of XlsxWriter, four times as fast as cell by cell.

The library keeps an object for each cell until its row is done, and then asks each what it is. Here a row is
put together at once, in the form that the library itself writes in constant memory (words inline), and handed
to the same file. Sheets, styles, properties and the archive stay the library's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from xlsxwriter.utility import xl_col_to_name  # noqa: TID253 - `tables` imports this module where it writes
from xlsxwriter.worksheet import Worksheet  # noqa: TID253 - as above

from bot.reports.tables import Cell, clean

_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}
_ZERO = date(1899, 12, 31)
_LEAP = 59
"""A spreadsheet believes in 29 February 1900: from then on its days are one more."""
_DAY = 86_400
_EXACT = 10**15
"""Whole numbers from here on are words: a spreadsheet would round them."""
# What is neither itself in XML nor for certain what was meant.
_MARKED = re.compile(r"[&<>]|_x[0-9A-Fa-f]{4}_|^\s|\s$")
_ESCAPE = re.compile("(_x[0-9A-Fa-f]{4}_)")
_KNOWN, _SHORT = 8_192, 64


class Rows(Worksheet):  # type: ignore[misc] # the library carries no types
    """A worksheet that takes whole rows after its first, which is written in the library's way."""

    count: int

    def begin(self, style: Callable[..., Any]) -> None:
        """The first row is done."""
        self._write_single_row(1)
        self._letters = [xl_col_to_name(column) for column in range((self.dim_colmax or 0) + 1)]
        self._styles = {kind: style(num_format=said)._get_xf_index() for kind, said in _FORMATS.items()}
        self._inline: dict[str, str] = {}
        self.count = 0

    def add(self, row: Sequence[Cell]) -> None:
        """One more row."""
        self.count += 1
        number = self.count + 1
        known = self._inline
        made = [f'<row r="{number}">']
        for letter, cell in zip(self._letters, row, strict=False):
            if cell is None or cell == "":
                continue
            if type(cell) is str:
                inline = known.get(cell) or self._words(cell)
                made.append(f'<c r="{letter}{number}" t="inlineStr"><is>{inline}</is></c>')
            elif type(cell) is int and -_EXACT < cell < _EXACT:
                made.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
            else:
                made.append(self._other(cell, f"{letter}{number}"))
        made.append("</row>")
        self.row_data_fh.write("".join(made))

    def end(self, last_column: int) -> None:
        """The sheet knows how far it goes, and has a filter on every column."""
        self._check_dimensions(self.count, last_column)
        self.autofilter(0, 0, self.count, last_column)

    def _words(self, words: str) -> str:
        """Words within a cell; those that are short are likely to come again."""
        text, space = clean(words), ""
        if _MARKED.search(text):
            text = _ESCAPE.sub(r"_x005F\1", text)
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            space = ' xml:space="preserve"'
        made = f"<t{space}>{text}</t>"
        if len(words) < _SHORT and len(self._inline) < _KNOWN:
            self._inline[words] = made
        return made

    def _other(self, cell: Cell, place: str) -> str:
        """Days, hours and numbers; what a spreadsheet has no number for is words."""
        number = _number(cell)
        if isinstance(number, str):
            return f'<c r="{place}" t="inlineStr"><is>{self._words(number)}</is></c>'
        style = self._styles.get(type(cell), 0)
        return f'<c r="{place}" s="{style}"><v>{number!r}</v></c>'


def _number(cell: Cell) -> int | float | str:
    match cell:
        case datetime():
            days = _days(cell.date())
            return (
                cell.replace(tzinfo=None).isoformat(" ", "minutes") if days is None else days + _share(cell)
            )
        case date():
            days = _days(cell)
            return cell.isoformat() if days is None else days
        case time():
            return _share(cell)
        case bool():
            return int(cell)
        case float() if math.isfinite(cell):
            return cell
        case _:
            return str(cell)


def _days(day: date) -> int | None:
    """None before a spreadsheet's first day."""
    days = (day - _ZERO).days
    return None if days < 1 else days + (days > _LEAP)


def _share(at: datetime | time) -> float:
    """The share of its day that has passed."""
    return (at.hour * 3600 + at.minute * 60 + at.second) / _DAY
