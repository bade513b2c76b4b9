"""The one door of these rings that reads a file: the workbook that it is given, and the files beside it."""

from __future__ import annotations

from pathlib import Path

from bot.flows.xlsform import reading
from bot.flows.xlsform.converting import read
from bot.flows.xlsform.loaded import Beside, Loaded
from bot.flows.xlsform.problems import Problem


def load(path: str | Path) -> Loaded:
    """A workbook (.xlsx, .xls, .csv, or a Markdown table), and the files beside it that it names."""
    file = Path(path)
    try:
        large = reading.too_many(file.stat().st_size)
        content = b"" if large else file.read_bytes()
    except OSError as error:
        return Loaded(None, (Problem("unreadable", about={"what": str(error.strerror)}),))
    return Loaded(None, (large,)) if large else read(content, file.name, beside(file))


def beside(file: Path) -> Beside:
    """What lies in the folder of a workbook, by name."""

    def found(name: str) -> bytes | None:
        path = file.parent / Path(name).name
        try:
            return path.read_bytes() if path.is_file() and path.stat().st_size <= reading.MAX_BYTES else None
        except OSError:  # a cell may hold what no file can be called
            return None

    return found
