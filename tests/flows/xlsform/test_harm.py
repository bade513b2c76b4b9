"""What asks for the respondent's own is found wherever it is shown with a question, and in any language."""

from __future__ import annotations

import pytest

from tests.flows.xlsform.tables import form, loaded

BOTH = "type | name | label::Arabic (ar) | label::English (en)\n"
GROUP = "begin_group | g | {label}\ntext | a | A\nend_group | |"


def test_the_language_that_asks_it_wins_over_one_that_only_names_it() -> None:
    found = loaded(f"{BOTH}text | a | نسأل عن موضوع الدين | What is your religion?")
    assert [(one.code, one.about["what"]) for one in found.problems] == [("prohibited", "religion")]


def test_so_it_does_in_choices() -> None:
    choices = "list_name | name | label::Arabic (ar) | label::English (en)\nx | 1 | طوائف | your religion"
    found = loaded(f"{BOTH}select_one x | a | اختر | Choose", choices)
    assert [(one.code, one.sheet, one.row) for one in found.errors] == [("prohibited", "choices", 2)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("hint", "ما دينك؟"),
        ("guidance_hint", "ما دينك؟"),
        ("constraint_message", "اكتب دينك"),
        ("required_message", "اكتب دينك"),
    ],
)
def test_what_stands_beside_a_question_is_read(column: str, value: str) -> None:
    found = loaded(
        f"type | name | label | constraint | required | {column}\ntext | a | A | . != 'x' | yes | {value}"
    )
    assert [(one.code, one.row, one.column) for one in found.errors] == [("prohibited", 2, column)]


def test_a_heading_is_read_as_its_questions_are() -> None:
    found = loaded("type | name | label\n" + GROUP.format(label="ما دينك؟"))
    assert [(one.code, one.row, one.column) for one in found.errors] == [("prohibited", 2, "label")]
    found = loaded("type | name | label\n" + GROUP.format(label="عن الدين"))
    assert [one.code for one in found.problems] == ["sensitive"]


def test_a_note_may_name_what_is_not_asked() -> None:
    made = form("type | name | label | hint\nnote | n | لا نسأل ما دينك | ما دينك؟\ntext | a | A |")
    assert made.field("n").type == "note"
