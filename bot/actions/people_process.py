"""A process of its own that reads one list of people: what the file holds may be anything, and costs it only.

Standard input is as of `workbook_process`; standard output is the List as JSON, all its cells as texts. Of
several sheets the first that has rows is the list; with one that is called *survey* it is a form.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from bot.actions.import_sheets import Cells, Raw, Table, Workbook
from bot.actions.problem import Problem
from bot.actions.read_people import MOST_ROWS, List
from bot.actions.read_workbook import MEMORY, SECONDS
from bot.core.arabic import store
from bot.storage import codecs

ENDS = (".xlsx", ".csv")
_MOST_COLUMNS = 60
_LONGEST = 300
_SURVEY = "survey"
_FORM_SHEETS = frozenset({_SURVEY, "choices", "settings"})


def main() -> None:
    """Read it within bounds of memory and of the processor's time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    given = sys.stdin.buffer.read()
    length = 2 + int.from_bytes(given[:2], "big")
    sys.stdout.buffer.write(codecs.encode(read(given[length:], given[2:length].decode())))


def read(content: bytes, name: str) -> List:
    """What is in the file, by how its name ends."""
    ending = Path(name.lower()).suffix
    if ending not in ENDS:
        return List(unread=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"list{ending}")
        path.write_bytes(content)
        try:
            with Workbook(path) as book:
                return _of(book)
        except Problem:
            return List(unread=True)


def _of(book: Workbook) -> List:
    if any(_is_form(table) for table in book.tables):
        return List(form=True)
    table = book.tables[0]
    taken = list(islice(table.rows, MOST_ROWS + 1))
    width = min(len(table.headers), _MOST_COLUMNS)
    rows = [(number, _texts(cells, width)) for number, cells in taken[:MOST_ROWS]]
    return List(tuple(map(_text, table.headers[:width])), tuple(rows), more=len(taken) > MOST_ROWS)


def _is_form(table: Table) -> bool:
    """A sheet of an XLSForm, or a text that is one: there the name of the sheet stands in the first cell."""
    return table.title.strip().lower() in _FORM_SHEETS or table.headers[0].strip().lower() in _FORM_SHEETS


def _texts(cells: Cells, width: int) -> tuple[str, ...]:
    texts = [_text(cell) for cell in cells[:width]]
    return tuple(texts + [""] * (width - len(texts)))


def _text(cell: Raw) -> str:
    """A cell as somebody would write it: a number of a phone is no amount, a day has no hour."""
    match cell:
        case None:
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return store(str(cell)[:_LONGEST])


if __name__ == "__main__":
    main()
