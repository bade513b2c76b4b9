"""Our own columns of the sheet settings, and what a form without names may not be filled with."""

from __future__ import annotations

import datetime
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from bot.core.audience import filterable
from bot.core.versions import versioned
from bot.flows.xlsform.converting import read
from bot.flows.xlsform.nameless import secured
from tests.flows.xlsform.tables import fields, form, loaded

SURVEY = "type | name | label\ntext | a | A"


def settings(**columns: str) -> str:
    return f"form_id | {' | '.join(columns)}\nsample | {' | '.join(columns.values())}"


def test_without_them_a_form_is_as_usual() -> None:
    made = form(SURVEY)
    assert (made.mode, made.closes, made.lives_hours, made.reviewed, made.voice, made.roles) == (
        "identified", "", 0, False, True, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "attribute", "kept"),
    [
        ("tamasuk_mode", "anonymous", "mode", "anonymous"),
        ("Tamasuk mode", "Staff", "mode", "staff"),
        ("tamasuk-mode", "anonymous", "mode", "anonymous"),
        ("tamasukmode", "anonymous", "mode", "anonymous"),
        ("تماسك_الهوية", "برمز", "mode", "pseudonymous"),
        ("tamasuk_closes", "2026-12-31", "closes", "2026-12-31"),
        ("تماسك_الإغلاق", "٢٠٢٦-١٢-٣١", "closes", "2026-12-31"),
        ("tamasuk_draft_hours", "72", "lives_hours", 72),
        ("تماسك_ساعات_المسودة", "٧٢", "lives_hours", 72),
        ("tamasuk_review", "yes", "reviewed", True),
        ("تماسك_مراجعة", "نعم", "reviewed", True),
        ("tamasuk_voice", "FALSE", "voice", False),
        ("تماسك_الصوت", "لا", "voice", False),
        ("tamasuk_roles", "champion volunteer", "roles", ("champion", "volunteer")),
        ("تماسك_الأدوار", "رائد، منسقة", "roles", ("champion", "coordinator")),
    ],
)
def test_a_column_sets_what_it_says(column: str, value: str, attribute: str, kept: object) -> None:
    made = form(SURVEY, settings=settings(**{column: value}))
    assert getattr(made, attribute) == kept
    assert made.name == "sample"


@pytest.mark.parametrize(
    ("column", "value", "code", "row"),
    [
        ("tamasuk_mode", "secret", "own_mode", 2),
        ("tamasuk_mod", "anonymous", "own_column", 1),
        ("تماسك_شيء", "x", "own_column", 1),
        ("tamasuk_closes", "31/12/2026", "own_closes", 2),
        ("tamasuk_closes", "2026-02-30", "own_closes", 2),
        ("tamasuk_draft_hours", "0", "own_draft_hours", 2),
        ("tamasuk_draft_hours", "three days", "own_draft_hours", 2),
        ("tamasuk_review", "perhaps", "own_yes_no", 2),
        ("tamasuk_voice", "12", "own_yes_no", 2),
        ("tamasuk_roles", "champion king", "own_roles", 2),
    ],
)
def test_what_is_not_understood_is_an_error(column: str, value: str, code: str, row: int) -> None:
    found = loaded(SURVEY, settings=settings(**{column: value}))
    assert found.form is None
    [error] = found.errors
    assert (error.code, error.sheet, error.row, error.column) == (code, "settings", row, column)
    assert value in error.said("ar") or code == "own_column"


CHOOSING = "type | name | label\nselect_one yn | helped | ?\nselect_one yn | again | ?\ntext | why | ?"
YES_NO = "list_name | name | label\nyn | y | Yes\nyn | n | No"


def test_questions_are_offered_to_audiences() -> None:
    named = settings(tamasuk_filter="helped")
    made = form(CHOOSING, YES_NO, named)
    assert [one.name for one in made.fields if filterable(one)] == ["helped"]
    assert made.version != form(CHOOSING, YES_NO, settings(tamasuk_review="no")).version
    arabic = form(CHOOSING, YES_NO, settings(تماسك_الجمهور="helped، again"))
    assert [one.name for one in arabic.fields if filterable(one)] == ["helped", "again"]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"tamasuk_filter": "why"}, "own_filter"),
        ({"tamasuk_filter": "helped nothing"}, "own_filter"),
        ({"tamasuk_filter": "helped", "tamasuk_mode": "anonymous"}, "own_filter_nameless"),
    ],
)
def test_what_nobody_may_ask_about_is_an_error(columns: dict[str, str], code: str) -> None:
    found = loaded(CHOOSING, YES_NO, settings(**columns))
    assert [(one.code, one.column) for one in found.errors] == [(code, "tamasuk_filter")]


def test_a_form_without_names_is_not_reviewed() -> None:
    found = loaded(SURVEY, settings=settings(tamasuk_mode="anonymous", tamasuk_review="yes"))
    assert [one.code for one in found.errors] == ["own_review"]


@pytest.mark.parametrize("mode", ["pseudonymous", "anonymous"])
def test_a_form_without_names_hears_no_voices(mode: str) -> None:
    """A voice note would be kept beside the person who sent it."""
    assert not form(SURVEY, settings=settings(tamasuk_mode=mode)).voice
    assert not secured(versioned(replace(form(SURVEY), mode=mode))).voice
    found = loaded(SURVEY, settings=settings(tamasuk_mode=mode, tamasuk_voice="yes"))
    assert [one.code for one in found.errors] == ["own_voice"]


def test_an_empty_cell_sets_nothing() -> None:
    assert form(SURVEY, settings=settings(tamasuk_mode="", tamasuk_voice="no")).mode == "identified"


def test_cells_of_a_spreadsheet_are_read_as_they_are() -> None:
    """A day, a number and a yes are no texts there."""
    book = Workbook()
    survey, sheet = book.active, book.create_sheet("settings")
    assert survey is not None
    survey.title = "survey"
    for row in (("type", "name", "label"), ("text", "a", "A")):
        survey.append(row)
    values: list[Any] = [datetime.date(2026, 12, 31), 72, True]
    sheet.append(["tamasuk_closes", "tamasuk_draft_hours", "tamasuk_review"])
    sheet.append(values)
    written = BytesIO()
    book.save(written)
    made = read(written.getvalue(), "a.xlsx").form
    assert made is not None
    assert (made.closes, made.lives_hours, made.reviewed) == ("2026-12-31", 72, True)


# ---------------------------------------------------------------------------------- without names

NAMING = "type | name | label | relevant\nusername | me | |\nstart | begun | |\ntext | a | A | ${me} = ''"


def test_what_names_somebody_is_not_filled_in_without_names() -> None:
    found = loaded(NAMING, settings=settings(tamasuk_mode="pseudonymous"))
    assert found.form is not None
    assert [(one.code, one.row, one.about["what"]) for one in found.problems] == [
        ("identifies", 2, "username")
    ]
    kept = fields(found.form)
    assert (kept["me"].type, kept["begun"].type) == ("hidden", "metadata")
    assert kept["me"].settings == {"withheld": "username"}, "by which an import knows that it is left out"


def test_a_mode_that_was_chosen_later_is_kept_to_as_well() -> None:
    named = form(NAMING, settings=settings(tamasuk_review="yes"))
    without = secured(versioned(replace(named, mode="anonymous")))
    assert (without.mode, without.reviewed, fields(without)["me"].type) == ("anonymous", False, "hidden")
    assert without == versioned(without) != named
    assert secured(named) is named
    assert secured(without) is without


# ------------------------------------------------------------------------------ pictures and sounds


def test_media_that_did_not_come_are_named_with_their_row() -> None:
    found = loaded(
        """
        type | name | label | media::image | media::audio
        text | a | A | map.png |
        text | b | B | | here.ogg
        """,
        here__ogg=b"OggS",
    )
    assert found.form is not None
    assert [(one.code, one.row, one.column, one.about["what"]) for one in found.problems] == [
        ("no_medium", 2, "media::image", "map.png")
    ]
    assert fields(found.form)["b"].media == {"audio": {"ar": "here.ogg"}}


def test_media_of_choices_are_said_once_each_list() -> None:
    found = loaded(
        "type | name | label\nselect_one towns | a | A",
        "list_name | name | label | media::image\ntowns | x | X |\ntowns | y | Y | y.png\ntowns | z | Z | z",
    )
    assert [(one.code, one.sheet, one.row) for one in found.problems] == [("choice_medium", "choices", 3)]


@pytest.mark.parametrize("kind", ["image", "audio", "video", "file", "geopoint"])
@pytest.mark.parametrize(
    ("mode", "told"), [("anonymous", ["traces"]), ("pseudonymous", ["traces"]), ("staff", [])]
)
def test_what_could_tell_who_answered_is_not_asked_without_names(
    kind: str, mode: str, told: list[str]
) -> None:
    """A medium is kept beside its person, and so are a face, a voice and a place."""
    found = loaded(f"type | name | label\n{kind} | a | A\ntext | b | B", settings=settings(tamasuk_mode=mode))
    assert found.form is not None
    assert [(one.code, one.row) for one in found.problems] == [(code, 2) for code in told]
    assert (found.form.field("a").type == "hidden") == bool(told)
