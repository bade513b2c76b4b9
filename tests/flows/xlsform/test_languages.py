"""A column without a language beside others that name theirs: nothing is lost, or that is an error."""

from __future__ import annotations

import pytest

from tests.flows.xlsform.tables import form, loaded

WELL, ENGLISH = "ما رأيك في البئر؟", "What of the well?"


@pytest.mark.parametrize("columns", ["label | label::English (en)", "label::English (en) | label"])
def test_arabic_without_a_name_stays_beside_named_english(columns: str) -> None:
    """pyxform gave the unnamed column as the form's own, and that was the first named one."""
    values = f"{WELL} | {ENGLISH}" if columns.startswith("label |") else f"{ENGLISH} | {WELL}"
    made = form(f"type | name | {columns}\ntext | t | {values}")
    assert made.languages == ("ar", "en")
    assert made.fields[0].label.languages == {"ar": WELL, "en": ENGLISH}


def test_a_label_beside_a_named_hint_is_in_its_own_language() -> None:
    made = form(f"type | name | label | hint::English (en)\ntext | t | {WELL} | In words")
    assert made.languages == ("ar", "en")
    assert made.fields[0].label.languages == {"ar": WELL}


@pytest.mark.parametrize(
    ("unnamed", "named", "languages"),
    [
        ("A", "label::Arabic (ar)", ("en", "ar")),
        ("Puits", "label::English (en)", ("default", "en")),
        ("بئر", "label::Kurdish (ckb)", ("ar", "ckb")),
        ("هل ${name} هنا", "label::English (en)", ("ar", "en")),
        ("123", "label::English (en)", ("default", "en")),
    ],
)
def test_it_is_told_by_its_letters(unnamed: str, named: str, languages: tuple[str, ...]) -> None:
    made = form(f"type | name | label | {named}\ntext | name | {unnamed} | other")
    assert made.languages == languages


def test_what_only_goes_on_where_another_leaves_off_is_that_language() -> None:
    """Labels named in the survey, and none of the choices: the commonest workbook of one language."""
    made = form(
        "type | name | label::English (en)\nselect_one x | a | A", "list_name | name | label\nx | y | Yes"
    )
    assert made.languages == ("en",)
    assert made.fields[0].options[0].label.languages == {"en": "Yes"}


def test_what_the_converter_writes_itself_is_no_language() -> None:
    made = form(
        "type | name | label::Arabic (ar)\nselect_one x or_other | a | أ",
        "list_name | name | label::Arabic (ar)\nx | y | نعم",
    )
    assert made.languages == ("ar",)


@pytest.mark.parametrize(
    ("columns", "settings"),
    [
        ("label | label::Arabic (ar)", ""),
        ("label::Arabic (ar) | label", ""),
        ("label | label::English (en)", "default_language\nEnglish (en)"),
    ],
)
def test_two_columns_of_one_language_are_an_error_that_says_which_to_name(
    columns: str, settings: str
) -> None:
    found = loaded(f"type | name | {columns}\ntext | t | كوردی | عربي\ntext | u | ب | ت", "", settings)
    [error] = found.errors
    assert (error.code, error.row, error.column) == ("language_twice", 2, "label")
    assert "label" in error.said("ar")


def test_two_columns_that_say_the_same_lose_nothing() -> None:
    assert form("type | name | label | label::Arabic (ar)\ntext | t | بئر | بئر").languages == ("ar",)


def test_other_is_said_in_every_language_and_nobody_is_warned_of_it() -> None:
    found = loaded(
        "type | name | label::Arabic (ar) | label::English (en)\n"
        "select_one place or_other | where | أين؟ | Where?",
        "list_name | name | label::Arabic (ar) | label::English (en)\nplace | home | البيت | Home",
    )
    assert found.form is not None
    assert not found.problems
