"""The one door of these rings that reads a file: the workbook that it is given, and the files beside it."""

from __future__ import annotations

from pathlib import Path

from bot.flows.xlsform import reading
from bot.flows.xlsform.converting import Loaded, read
from bot.flows.xlsform.problems import Problem


def load(path: str | Path) -> Loaded:
    """A workbook (.xlsx, .xls, .csv, or a Markdown table), and the files beside it that it names."""
    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as error:
        return Loaded(None, (Problem("unreadable", about={"what": str(error.strerror)}),))

    def beside(name: str) -> bytes | None:
        found = file.parent / Path(name).name
        return found.read_bytes() if found.is_file() and found.stat().st_size <= reading.MAX_BYTES else None

    return read(content, file.name, beside)
