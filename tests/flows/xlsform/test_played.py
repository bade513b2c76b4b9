"""Every form is played to the end by a generated respondent, in each of its languages."""

from __future__ import annotations

import json
import warnings
from functools import cache
from pathlib import Path

import pytest
from pyxform.xls2json_backends import get_xlsform

from bot.core.fields import BY_NAME
from bot.core.form import Form
from bot.flows.xlsform.loaded import Loaded
from bot.flows.xlsform.loading import load
from tests.flows.sample import WORKBOOKS
from tests.flows.xlsform.respondent import Respondent

REAL = Path(__file__).parents[4] / "shared" / "data" / "xlsforms"
# A short form is played often: of a dozen mistakes put in on purpose, each seldom shows, but most show so.
OFTEN, FEW = range(1, 13), range(1, 4)
_LONG = 40
# What the index counts as a question, though a phone answers it and nobody is asked.
_COUNTED = frozenset({"imei", "uri:deviceid"})


@cache
def loaded(path: Path) -> Loaded:
    return load(path)


def form_of(path: Path) -> Form:
    found = loaded(path)
    assert found.form is not None, [str(one) for one in found.errors]
    return found.form


def _paths() -> list[Path]:
    real = REAL / "good"
    return [*sorted(WORKBOOKS.glob("*.md")), *(sorted(real.iterdir()) if real.is_dir() else ())]


def _counts() -> list[tuple[str, int]]:
    """Real forms, and how many questions each has; none where they are not at hand."""
    index = REAL / "INDEX.json"
    listed = json.loads(index.read_text("utf-8"))["good"] if index.is_file() else []
    return [(one["file"], one["questions"]) for one in listed]


@pytest.mark.parametrize("path", _paths(), ids=lambda path: path.stem)
def test_it_is_played_to_the_end_in_each_of_its_languages(path: Path) -> None:
    form = form_of(path)
    for language in form.languages:
        for seed in FEW if len(form.fields) > _LONG else OFTEN:
            played = Respondent(form, language, seed)
            played.play()
            sent, right = played.final()
            assert sent == right, (language, seed)


@pytest.mark.parametrize(("file", "questions"), _counts() or [("", 0)])
def test_every_question_of_the_sheet_is_there(file: str, questions: int) -> None:
    """Asked, or passed over and said so, or there to label the columns of a table."""
    if not file:
        return
    path = REAL / "good" / file
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = get_xlsform(path).survey
    labels = sum(row.get("appearance") == "label" for row in sheet)
    passed = sum(one.code == "passed_over" for one in loaded(path).problems)
    names = {str(row.get("name", "")) for row in sheet}
    written = [one for one in form_of(path).fields if one.name.rpartition("/")[2] in names]
    asked = sum(BY_NAME[one.type].asked for one in written)
    counted = sum(row.get("type") in _COUNTED for row in sheet)
    assert asked + labels + passed + counted == questions
