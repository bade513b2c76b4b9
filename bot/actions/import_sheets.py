"""A spreadsheet or texts as sheets of rows, read one row after another and never whole.

What a file unpacks to is bounded before it is opened. Of a text the sheets of its repeats stand beside it:
`survey.csv`, `survey.person.csv`.
"""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from typing_extensions import override

from bot.actions.problem import Problem
from bot.core.text import key, ltr, verbatim

Raw = None | bool | str | int | float | datetime | date | time
Cells = Sequence[Raw]

MAX_BYTES = 300_000_000
MAX_UNPACKED = 3_000_000_000
MAX_SHARED = 400_000_000
"""Words that a spreadsheet keeps in one place are all in memory while it is read."""

_MOST_COLUMNS = 16_384
_DELIMITERS = ",;\t"
_PART = 1 << 20
_GUARDED = re.compile(r"'[ \u00a0]*[=+\-@＝＋－＠\t\r\n]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass
class Table:
    """A sheet: its title, its headers, and the rows below them with their numbers."""

    title: str
    headers: tuple[str, ...]
    rows: Iterator[tuple[int, Cells]]
    size: int = 0


class Workbook(AbstractContextManager["Workbook"]):
    """The sheets of a file, open until the end of the block."""

    def __init__(self, path: Path) -> None:
        with ExitStack() as files:
            self._files = files
            with _readable(path):
                read = self._texts if path.suffix.lower() == ".csv" else self._sheets
                self.tables = tuple(read(path))
            if not self.tables:
                raise Problem(key("command.import_empty", file=verbatim(path.name)))
            self._files = files.pop_all()

    @override
    def __exit__(self, *raised: object) -> None:
        self._files.close()

    # ------------------------------------------------------------------------------ XLSX

    def _sheets(self, path: Path) -> Iterator[Table]:
        from openpyxl import load_workbook

        _bounded(path)
        stream = self._files.enter_context(path.open("rb"))
        book = load_workbook(stream, read_only=True, data_only=True)
        self._files.callback(book.close)
        for sheet in book.worksheets:
            size = int(sheet.max_row or 0)
            sheet.reset_dimensions()
            rows = _cells(sheet)
            self._files.callback(rows.close)
            made = _table(path, sheet.title, rows, size)
            if made is not None:
                yield made

    # ------------------------------------------------------------------------------- CSV

    def _texts(self, path: Path) -> Iterator[Table]:
        beside = sorted(path.parent.glob(f"{_literal(path.stem)}.*.csv"))
        for one in (path, *beside):
            if one.stat().st_size > MAX_BYTES:
                raise Problem(key("command.import_large", file=verbatim(one.name)))
            made = _table(one, one.stem, self._lines(one), 0)
            if made is not None:
                made.title = made.title.removeprefix(f"{path.stem}.")
                yield made

    def _lines(self, path: Path) -> Iterator[tuple[int, Cells]]:
        opened = self._files.enter_context(path.open(encoding=_encoding(path), newline=""))
        first = opened.readline()
        opened.seek(0)
        rows = csv.reader(opened, delimiter=max(_DELIMITERS, key=first.count))
        for row in rows:
            yield rows.line_num, [_unguarded(cell) for cell in row]


def _encoding(path: Path) -> str:
    """UTF-8, UTF-16 by its mark, else what Arabic Windows writes: there every byte is a letter."""
    with path.open("rb") as opened:
        if opened.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            return "utf-16"
        opened.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            while part := opened.read(_PART):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1256"
    return "utf-8-sig"


def _cells(sheet: Any) -> Generator[tuple[int, Cells], None, None]:
    """The rows of a worksheet. One that is left in the middle is to be closed before its file."""
    rows = sheet.iter_rows(values_only=True)
    try:
        for number, row in enumerate(rows, 1):
            yield number, [_unescaped(cell) for cell in row]
    finally:
        rows.close()


def _table(path: Path, title: str, lines: Iterator[tuple[int, Cells]], size: int) -> Table | None:
    """A sheet whose first row that is not empty holds its headers; None of an empty one."""
    for _, cells in lines:
        if any(cell not in (None, "") for cell in cells):
            headers = tuple("" if cell is None else str(cell) for cell in cells[:_MOST_COLUMNS])
            return Table(title, headers, _rows(path, lines), size)
    return None


def _rows(path: Path, lines: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    """The rows that are not empty."""
    while True:
        with _readable(path):
            found = next(lines, None)
        if found is None:
            return
        number, cells = found
        if any(cell is not None and cell != "" for cell in cells):
            yield number, cells[:_MOST_COLUMNS]


def _unescaped(cell: Any) -> Raw:
    """A spreadsheet writes some signs by their code."""
    if isinstance(cell, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell) if "_x" in cell else cell
    return cell if isinstance(cell, bool | int | float | datetime | date | time) else None


def _unguarded(cell: str) -> str:
    """Without the «'» by which `bot.reports.tables` keeps words from being run."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _literal(stem: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", stem)


def _bounded(path: Path) -> None:
    """Refuse a file that is more, or unpacks to more, than is read."""
    with zipfile.ZipFile(path) as archive:
        sizes = {one.filename: one.file_size for one in archive.infolist()}
    large = path.stat().st_size > MAX_BYTES or sum(sizes.values()) > MAX_UNPACKED
    if large or sizes.get("xl/sharedStrings.xml", 0) > MAX_SHARED:
        raise Problem(key("command.import_large", file=verbatim(path.name)))


class _readable(AbstractContextManager[None]):
    """What cannot be read is said with what can."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @override
    def __exit__(self, *raised: object) -> None:
        error = raised[1]
        if isinstance(error, Exception) and not isinstance(error, Problem | OSError):
            formats = ltr(".xlsx .csv")
            raise Problem(
                key("command.import_file", file=verbatim(self._path.name), formats=formats)
            ) from error
