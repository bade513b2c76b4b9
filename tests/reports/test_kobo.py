"""Real workbooks in Kobo's layout: what is laid out is read again as it was, however headers are written."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.actions.import_columns import Known
from bot.actions.import_flaws import Flaws
from bot.actions.import_rows import Reading
from bot.actions.import_sheets import Workbook
from bot.actions.import_values import Values
from bot.core.form import Answer, Field, Form
from bot.core.logic import graph_of
from bot.core.logic.keys import key_of
from bot.core.place import Areas
from bot.core.text import Text
from bot.flows.xlsform.loading import load
from bot.reports.columns import Wording
from bot.reports.kobo import MEDIA, Filling, Layout, Style
from bot.reports.tables import Csv, Heading, Xlsx

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "xlsforms" / "good"
ZONE = ZoneInfo("Asia/Amman")
NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the workbooks are not at hand")


def words(language: str) -> Callable[[Text], str]:
    def of(text: Text) -> str:
        return text.languages.get(language) or next(iter(text.languages.values()), text.key or text.value)

    return of


def answer(asked: Field, chance: random.Random) -> Answer:  # noqa: C901 - a table of kinds
    """What somebody might have said; None for what a table cannot hold."""
    names = list(dict.fromkeys(option.name for option in asked.options))
    match asked.type:
        case "choice":
            return chance.choice(names) if names else "anything"
        case "choices":
            return [name for name in names if chance.random() < 0.5] or names[:1] or ["anything"]
        case "rank":
            return chance.sample(names, len(names))
        case "integer":
            return chance.randrange(100)
        case "decimal" | "range":
            return chance.choice([chance.randrange(100), 1.25])
        case "date":
            return (NOW.date() - timedelta(chance.randrange(9_000))).isoformat()
        case "time":
            return f"{chance.randrange(24):02}:{chance.randrange(60):02}"
        case "datetime":
            return "2026-03-05T18:30:00.000+03:00"
        case "position":
            return {"latitude": 32.5, "longitude": -35.25, "altitude": 610.5}
        case "acknowledge":
            return names[0] if names else "ok"
        case "text" | "hidden" | "metadata":
            return chance.choice(["كلمات، «بين» قوسين", "=1+1", "007 is <b>", "سطر\nوسطر", "_x000D_ &amp;"])
        case "computed":
            return chance.choice(["12", "007", "عشرة"])
        case kind if kind in MEDIA:
            return {"name": f"{asked.name}.jpg"}
        case _:
            return None


def answers(form: Form, chance: random.Random) -> dict[str, Answer]:
    """A whole submission, with two repetitions of every repeat."""
    owners = graph_of(form).owners
    found: dict[str, Answer] = {}
    for name, owner in owners.items():
        depth = len(owner.repeats) + owner.is_repeat
        for places in product((1, 2), repeat=depth):
            given = (
                "yes"
                if owner.is_repeat
                else answer(owner.part, chance)
                if isinstance(owner.part, Field)
                else None
            )
            if given is not None:
                found[key_of(name, places)] = given
    return found


def written(layout: Layout, form: Form, given: list[dict[str, Answer]], path: Path) -> None:
    """The file, as an export writes it."""
    filling = Filling(layout)
    rows = [filled for one in given for filled in filling.rows(form.version, one, {})]
    headings = [Heading(sheet.title, sheet.headers) for sheet in layout.sheets]
    if path.suffix == ".xlsx":
        with path.open("wb") as stream, Xlsx(stream, path.parent, NOW) as book:
            sheets = [book.sheet(heading) for heading in headings]
            for row in rows:
                sheets[row.sheet].write(row.cells)
        return
    for number, (sheet, heading) in enumerate(zip(layout.sheets, headings, strict=True)):
        name = path if number == 0 else path.with_suffix(f".{sheet.name}.csv")
        with name.open("wb") as stream, Csv(stream, heading) as text:
            for row in rows:
                if row.sheet == number:
                    text.write(row.cells)


def read(form: Form, path: Path, languages: dict[str, Callable[[Text], str]]) -> Iterator[dict[str, Any]]:
    """The answers in a file."""
    flaws = Flaws()
    known = Known({form.version: form}, Areas(), languages)
    with Workbook(path) as book:
        for row in Reading(known, Values(Areas(), ZONE, [*languages.values()]), Areas(), flaws).records(
            book.tables
        ):
            yield row.answers
    assert [flaw.text.params for flaw in flaws.found] == []


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.xls*")))
def test_what_is_laid_out_is_read_again(name: str, ending: str, tmp_path: Path) -> None:
    form = load(FOLDER / name).form
    assert form is not None
    chance = random.Random(name)
    given = [answers(form, chance) for _ in range(3)]
    languages = {code: words(code) for code in form.languages}
    for labels, groups, split in product((False, True), repeat=3):
        wording = Wording(chance.choice([*languages.values()]), Areas(), codes=not labels)
        layout = Layout({form.version: form}, Style(wording, labels, groups, split), lambda asked: False)
        path = tmp_path / f"{labels}-{groups}-{split}.{ending}"
        written(layout, form, given, path)
        if labels and alike(layout):
            continue
        assert list(read(form, path, languages)) == given


def alike(layout: Layout) -> bool:
    """Whether two choices of one question have one label: nobody can tell which was meant."""
    for placed in (one for sheet in layout.sheets for one in sheet.placed):
        labels = [label.strip() for _, label in placed.column.values]
        if len(set(labels)) < len(labels):
            return True
    return False
