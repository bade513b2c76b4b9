"""The files of an export: open beside their place while rows are written, and there at once when all are."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from bot.actions.export_columns import Plan
from bot.actions.export_kobo import KoboPlan
from bot.actions.problem import Problem
from bot.core.text import key, ltr
from bot.reports.bundle import Bundle
from bot.reports.geojson import GeoJson
from bot.reports.kobo import Filled
from bot.reports.tables import Csv, Xlsx, XlsxSheet


@dataclass
class Writing:
    """The open files of an export. `made`: their place, and how the name of each ends."""

    bundle: Bundle
    sheets: tuple[XlsxSheet, ...] = ()
    texts: tuple[Csv, ...] = ()
    places: GeoJson | None = None
    made: dict[str, Path] = field(default_factory=dict)

    def write(self, filled: Filled, plan: Plan | KoboPlan) -> None:
        """One more row of one of the sheets."""
        if self.sheets:
            self.sheets[filled.sheet].write(filled.cells)
        if self.texts:
            self.texts[filled.sheet].write(filled.cells)
        if self.places is not None:
            for given, others in plan.points(filled):
                self.places.write(given, others)


@contextmanager
def scratch(to: Path) -> Iterator[Path]:
    """A folder beside the result, closed to others, gone at the end: no half-written export is found."""
    try:
        to.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(prefix=".export-", dir=to)
    except OSError as error:
        raise Problem(key("command.export_folder", folder=ltr(str(to)))) from error
    with made as folder:
        yield Path(folder)


@contextmanager
def written(
    plan: Plan | KoboPlan, formats: Collection[str], folder: Path, now: datetime
) -> Iterator[Writing]:
    """The open files of an export; at the end the codebook is the workbook's last sheet."""
    with ExitStack() as files:
        made: dict[str, Path] = {}

        def opened(end: str) -> IO[bytes]:
            made[end] = folder / str(len(made))
            made[end].touch(mode=0o600)
            return files.enter_context(made[end].open("wb"))

        writing = Writing(files.enter_context(Bundle(opened(f"{plan.media}.zip"))), made=made)
        book = files.enter_context(Xlsx(opened("xlsx"), folder, now)) if "xlsx" in formats else None
        if book is not None:
            writing.sheets = tuple(book.sheet(heading) for _, heading in plan.sheets)
        if "csv" in formats:
            ends = (("csv" if not name else f"{name}.csv", heading) for name, heading in plan.sheets)
            writing.texts = tuple(files.enter_context(Csv(opened(end), heading)) for end, heading in ends)
        if "geojson" in formats and plan.maps:
            title = plan.sheets[0][1].title
            writing.places = files.enter_context(GeoJson(opened("geojson"), title))
        yield writing
        if book is not None:
            codebook = book.sheet(plan.codebook)
            for row in plan.explained():
                codebook.write(row)


def moved(writing: Writing, name: Path) -> Iterator[Path]:
    """Where each file is now; an archive in which there is nothing stays behind."""
    for end, path in sorted(writing.made.items(), key=_order):
        if writing.bundle.count or not end.endswith(".zip"):
            yield path.replace(name.with_name(f"{name.name}.{end}"))


def _order(made: tuple[str, Path]) -> tuple[int, int]:
    """The spreadsheet first, then the texts, the archive last."""
    end, path = made
    return (("xlsx", "csv", "geojson", "zip").index(end.rpartition(".")[2]), int(path.name))
