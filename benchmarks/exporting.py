"""Exports to XLSX beside a bare XlsxWriter that writes the same cells, each in a process of its own.

Ours reads sealed answers from the database, page by page, and writes a workbook with a codebook; the bare
loop has every cell in memory already. `python -m benchmarks.exporting ours|bare
DATABASE FILE` is one such process; `measured` fills a database once, and is one round.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from benchmarks.harness import Bar, Figures, over
from benchmarks.programs import TREE
from bot.actions.export_columns import Wish
from bot.actions.export_form import Source, export_form
from bot.actions.export_kobo import KoboPlan
from bot.core.form import Field, Form, Group, Option
from bot.core.person import Person
from bot.core.place import Areas
from bot.core.programme import Book, Programme
from bot.core.text import Text, authored
from bot.core.versions import versioned
from bot.i18n import Catalogues
from bot.media.objects import Objects
from bot.reports.tables import Cell
from bot.storage import codecs, exports, forms, persons
from bot.storage.database import Database
from bot.storage.exports import Row
from bot.storage.ids import Ids
from bot.storage.migrate import migrate
from bot.storage.schema import persons as people
from bot.storage.schema import submissions
from bot.storage.sealed import Sealer

SECRET = "a secret of the benchmarks, not of anybody"
QUESTIONS = 20
ROWS, FEW = 50_000, 5_000
"""A million answers; with `--quick` a tenth."""

OURS, BARE, RSS = "export of ours, s", "bare XlsxWriter, s", "export of ours, MB at most"
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
_LOT = 1_000
_WORDS = ("نشكر", "كل", "من", "شارك", "في", "اللقاء", "وساهم", "في", "تحضير", "المكان", "للأطفال", "الأسبوع")


BARS = (
    Bar("forms.export_speed", over(BARE, OURS), ">=", 0.8),
    Bar("forms.export_memory", lambda figures: figures[RSS], "<=", 200),
)


def measured(rows: int) -> Figures:
    """One round: so many submissions of twenty answers written both ways."""
    folder, url = _filled(rows)
    bare_, ours_ = (_process(what, url, folder / f"{what}.xlsx") for what in ("bare", "ours"))
    return {BARE: bare_["seconds"], OURS: ours_["seconds"], RSS: ours_["megabytes"]}


@cache
def _filled(rows: int) -> tuple[Path, str]:
    """A folder with a database that holds them; gone when the benchmark ends."""
    folder = Path(_kept.enter_context(TemporaryDirectory()))
    url = f"sqlite:///{folder / 'export.db'}"
    migrate(url)
    asyncio.run(_fill(url, rows))
    return folder, url


_kept = ExitStack()
atexit.register(_kept.close)


def _process(what: str, url: str, path: Path) -> Mapping[str, float]:
    command = [sys.executable, "-m", "benchmarks.exporting", what, url, str(path)]
    done = subprocess.run(command, cwd=TREE, stdout=subprocess.PIPE, text=True, check=True)
    found: Mapping[str, float] = json.loads(done.stdout)
    return found


# -------------------------------------------------------------------------------- what is exported


def survey() -> Form:
    """Twenty questions of the usual kinds."""
    some = [Option(f"o{n}", authored(f"الخيار رقم {n}", f"Choice {n}"), n) for n in range(1, 8)]
    kinds = ("choice", "integer", "text", "choice", "date", "choice", "decimal", "choice", "integer", "text")
    fields = tuple(
        Field(
            f"q{n:02}",
            kind,
            authored(f"السؤال رقم {n}: ماذا حدث في اللقاء؟", f"Question {n}"),
            options=tuple(some) if kind == "choice" else (),
            group="all",
        )
        for n, kind in enumerate(kinds * (QUESTIONS // len(kinds)), 1)
    )
    groups = (Group("all", authored("كل الأسئلة", "All")),)
    return versioned(
        Form("survey", authored("استبيان", "Survey"), fields, groups=groups, languages=("ar", "en"))
    )


def _answers(form: Form, chance: random.Random) -> dict[str, Any]:
    makers: Mapping[str, Callable[[Field], Any]] = {
        "choice": lambda asked: chance.choice(asked.options).name,
        "integer": lambda asked: chance.randrange(100),
        "decimal": lambda asked: round(chance.random() * 100, 2),
        "date": lambda asked: (date(2026, 1, 1) + timedelta(chance.randrange(60))).isoformat(),
        "text": lambda asked: " ".join(chance.choices(_WORDS, k=6)),
    }
    return {asked.name: makers[asked.type](asked) for asked in form.fields}


async def _fill(url: str, rows: int) -> None:
    form, sealer, chance = survey(), Sealer(SECRET), random.Random(7)
    ids = Ids(lambda: NOW)
    async with Database(url) as database:
        who = Person(id=ids.new(), name="ليلى")
        async with database.begin() as tx:
            await forms.keep(tx, [form], NOW)
            data = sealer.seal(codecs.encode_part(who), persons.CONTEXT)
            await tx.execute(insert(people).values(id=who.id, data=data, **_PERSON))
        for start in range(0, rows, _LOT):
            made = [
                {
                    "id": ids.new(),
                    "person_id": who.id,
                    "form_version": form.version,
                    "reference": f"{number:07}",
                    "answers": sealer.seal(codecs.encode(_answers(form, chance)), exports.IDENTIFIED),
                    "created_at": NOW + timedelta(seconds=number),
                    **_SUBMISSION,
                }
                for number in range(start, min(start + _LOT, rows))
            ]
            async with database.begin() as tx:
                await tx.execute(insert(submissions), made)


_PERSON = {
    "version": 1,
    "language": "ar",
    "area": "",
    "sex": "",
    "birth_year": 0,
    "registered": True,
    "stopped": False,
    "discreet": False,
    "created_at": NOW,
    "seen_at": NOW,
}
_SUBMISSION = {
    "programme": "sample",
    "form": "survey",
    "facts": {},
    "flags": [],
    "area": "",
    "happened": "",
    "mode": "identified",
    "wave": "",
    "stage": "sent",
    "revision": 1,
    "language": "ar",
    "channel": "telegram",
    "updated_at": NOW,
}


def _source(database: Database, folder: Path) -> Source:
    programme = Programme("sample", Text(value="sample"), Text(value="sample"), Text(value="sample"))
    form = survey()
    book = Book(programme, Areas(), forms={form.name: form}, versions={form.version: form})
    return Source(database, Sealer(SECRET), book, Catalogues.load(), Objects.at(str(folder / "media")))


# ------------------------------------------------------------------------------------- both ways


async def ours(url: str, path: Path) -> None:
    """The export as `tamasuk export survey --format xlsx` makes it."""
    async with Database(url) as database:
        source = _source(database, path.parent)
        wish = Wish("survey", formats=("xlsx",))
        made = await export_form(source, wish, path.parent / "exports", NOW, Ids(lambda: NOW).new())
    made.files[0].replace(path)


async def same_cells(url: str, path: Path) -> Iterator[Sequence[Cell]]:
    """Every row that ours writes, its headers first, in memory."""
    async with Database(url) as database:
        source = _source(database, path.parent)
        form = survey()
        plan = KoboPlan(source.book, source.catalogues, {form.version: form}, Wish("survey"))
        rows: list[Sequence[Cell]] = [plan.sheets[0][1].columns]
        after: Row | None = None
        async with database.read() as tx:
            while page := await exports.page(tx, source.sealer, "sample", "survey", after, _LOT):
                rows += [filled.cells for row in page for filled in plan.rows(row, {}, None)]
                after = page[-1]
    return iter(rows)


def bare(path: Path, rows: Iterator[Sequence[Cell]]) -> None:
    """XlsxWriter in constant memory, by the methods that it has for each kind of cell."""
    from xlsxwriter import Workbook

    book = Workbook(str(path), {"constant_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(number, column, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            elif cell is not None:
                sheet.write_datetime(number, column, cell, day)
    book.close()


def main(what: str, url: str, path: Path) -> None:
    """One of the two in this process: how long it took, and the most memory that it held."""
    rows = asyncio.run(same_cells(url, path)) if what == "bare" else iter(())
    started = time.perf_counter()
    if what == "bare":
        bare(path, rows)
    else:
        asyncio.run(ours(url, path))
    seconds = time.perf_counter() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "megabytes": most}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
