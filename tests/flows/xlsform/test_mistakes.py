"""The commonest mistakes are told in Arabic, where they stand, all of a kind at once."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook

from bot.flows.xlsform.converting import read
from bot.flows.xlsform.problems import Problem
from tests.flows.xlsform.tables import YES_NO, loaded

HEAD = "type | name | label | relevant\n"
QUESTION = "type | name | label\n"


def _places(errors: list[Problem]) -> list[tuple[str, int, str]]:
    return [(one.code, one.row, one.column) for one in errors]


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ("begin_repeat | r | R |\ntext | a | A |", [("unclosed", 2, "type")]),
        ("begin_group | g | G |\nbegin_group | h | H |\ntext | a | A |",
         [("unclosed", 2, "type"), ("unclosed", 3, "type")]),
        ("text | a | A |\nend_group | | |", [("unopened", 3, "type")]),
        ("begin repeat | r | R |\nbegin_group | g | G |\ntext | a | A |\nend repeat | | |",
         [("unclosed", 3, "type")]),
        ("text | my name | A |\ntext | your  age | B |",
         [("name_spaces", 2, "name"), ("name_spaces", 3, "name")]),
        ("text | what? | A |\ntext | 1st | B |", [("name_sign", 2, "name"), ("name_first", 3, "name")]),
        ("text | a | A |\ntext | a | B |\ntext | a | C |",
         [("name_twice", 3, "name"), ("name_twice", 4, "name")]),
        ("text | | A |\nnote | | B |\ntext | | C |", [("no_name", 2, "name"), ("no_name", 4, "name")]),
        ("select_one x | a | A |\nselect_one yn | b | B |\nrank z | c | C |",
         [("no_list", 2, "type"), ("no_list", 4, "type")]),
        ("text | a | ${foo} | ${nam} = 1\ntext | b | B | ${a} = ${nam}",
         [("unknown_name", 2, "label"), ("unknown_name_again", 2, "relevant")]),
        ("text | a | A |\ntext | b | B | ${a = 1\ntext | c | ${a b} |",
         [("reference", 3, "relevant"), ("reference", 4, "label")]),
        (" | a | A |", [("no_type", 2, "")]),
    ],
)  # fmt: skip
def test_all_of_a_kind_are_told_where_they_stand(rows: str, places: list[tuple[str, int, str]]) -> None:
    found = loaded(HEAD + rows, YES_NO)
    assert found.form is None
    assert sorted(_places(found.errors), key=lambda one: one[1:]) == places
    assert all(one.sheet == "survey" and "pyxform" not in one.said("ar") for one in found.errors)


def test_a_name_that_many_rows_miss_is_told_once_with_all_of_them() -> None:
    rows = "\n".join(
        f"text | q{row} | Q | ${{{'nam' if row not in (5, 8) else 'q2'}}} = 1" for row in range(2, 11)
    )
    [error] = loaded(HEAD + rows).errors
    assert (error.code, error.row, error.about["rows"]) == ("unknown_name_again", 2, "3–4, 6–7, 9–10")
    assert error.said("ar").endswith("\u20683–4, 6–7, 9–10\u2069")


def test_a_name_may_come_again_in_another_group() -> None:
    rows = """
    begin_group | g | G |
    text | a | A |
    text | a | A |
    end_group | | |
    begin_group | h | H |
    text | a | A |
    end_group | | |
    """
    [error] = loaded(HEAD + rows).errors
    assert (error.code, error.row, error.about["also"], error.about["instead"]) == (
        "name_twice",
        4,
        "3",
        "a_2",
    )


def test_a_repeat_has_a_name_of_its_own_in_the_whole_form() -> None:
    rows = """
    begin_repeat | r | R |
    text | a | A |
    end_repeat | | |
    begin_group | g | G |
    begin_repeat | r | R |
    text | b | B |
    end_repeat | | |
    end_group | | |
    """
    assert _places(loaded(HEAD + rows).errors) == [("repeat_twice", 6, "name")]


@pytest.mark.parametrize(
    ("name", "instead"),
    [("my name", "my_name"), ("my-name?", "my-name"), ("2nd", "q_2nd"), ("?!", "question_2"),
     ("اسمي هنا", "اسمي_هنا")],
)  # fmt: skip
def test_a_name_that_may_stand_there_is_proposed(name: str, instead: str) -> None:
    [error] = loaded(f"{QUESTION}text | {name} | A").errors
    assert error.about["instead"] == instead
    assert error.said("ar").endswith(instead)
    assert not loaded(f"{QUESTION}text | {instead} | A").errors


def test_spaces_are_named_as_the_fault() -> None:
    [error] = loaded(f"{QUESTION}text | my name | A").errors
    assert "مسافة" in error.said("ar")
    assert "space" in error.said("en")


@pytest.mark.parametrize("type_", ["select_multiple yn", "select_multiple yn or_other"])
def test_a_choice_with_a_space_is_told_in_its_row(type_: str) -> None:
    choices = "list_name | name | label\nother | x y | X\nyn | a | A\nyn | b c | B\nyn | d e | D"
    found = loaded(f"{QUESTION}{type_} | q | Q", choices)
    assert [(one.code, one.sheet, one.row, one.column, one.about["instead"]) for one in found.errors] == [
        ("choice_space", "choices", 4, "name", "b_c"),
        ("choice_space", "choices", 5, "name", "d_e"),
    ]


def test_a_choice_twice_or_without_a_name() -> None:
    twice = "list_name | name | label\nyn | a | A\nyn | a | B\nyn | a | C"
    assert _places(loaded(f"{QUESTION}select_one yn | q | Q", twice).errors) == [
        ("choice_twice", 3, "name"), ("choice_twice", 4, "name"),
    ]  # fmt: skip
    nameless = "list_name | name | label\nyn | | A"
    assert _places(loaded(f"{QUESTION}select_one yn | q | Q", nameless).errors) == [
        ("choice_no_name", 2, "name")
    ]


# --------------------------------------------------------------------------------------- headers


def _written(*rows: tuple[str, ...], choices: tuple[tuple[str, ...], ...] = ()) -> bytes:
    book = Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    for row in rows:
        survey.append(row)
    if choices:
        sheet = book.create_sheet("choices")
        for row in choices:
            sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("header", "instead"),
    [
        ("label:العربية (ar)", "label::العربية (ar)"),
        ("Label : English (en)", "Label::English (en)"),
        ("label - English (en)", "label::English (en)"),
        ("lable::English (en)", "label::English (en)"),
        ("Labl", "label"),
    ],
)
@pytest.mark.parametrize("kind", ["note", "text"])
def test_a_header_that_is_not_understood_is_told_with_how_it_is_written(
    header: str, instead: str, kind: str
) -> None:
    rows = ("type", "name", header, "media::image::English (en)"), (kind, "intro", "أهلا", "")
    found = read(_written(*rows, ("text", "b", "B", "x.png")), "a.xlsx")
    [error] = found.errors
    assert (error.code, error.sheet, error.row, error.column) == ("header", "survey", 1, header)
    assert instead in error.said("ar")
    assert instead in error.said("en")


def test_a_language_that_would_be_dropped_is_an_error_though_another_is_there() -> None:
    rows = ("type", "name", "label::English (en)", "label:العربية (ar)"), ("text", "a", "A", "أ")
    choices = ("list_name", "name", "label::English (en)", "label:العربية"), ("yn", "y", "Y", "ن")
    found = read(_written(*rows, choices=choices), "a.xlsx")
    assert [(one.code, one.sheet) for one in found.errors if one.code == "header"]


def test_one_colon_alone_is_understood() -> None:
    """As pyxform has it: only beside a header with two is it dropped."""
    assert not loaded("type | name | label:English (en) | hint:English (en)\ntext | a | A | B").errors


def test_no_header_at_all_names_the_question() -> None:
    assert _places(loaded("type | name\nnote | intro").errors) == [("no_words", 2, "name")]


# -------------------------------------------------------------------------------------- direction


def test_english_stands_on_lines_of_its_own_from_left_to_right() -> None:
    said = Problem("refused", "survey", 2, "name", {"what": "One line.\n{'a': 1}"}).said("ar")
    assert said.splitlines()[1:] == ["\u2066One line.\u2069", "\u2066{'a': 1}\u2069"]
    assert "One" not in said.splitlines()[0]
    assert "\u2066" not in Problem("refused", about={"what": "One line."}).said("en")


def test_signs_of_a_reference_stay_together() -> None:
    assert "«\u2066${nam}\u2069»" in Problem("unknown_name", about={"what": "nam"}).said("ar")
    assert "${nam}" in Problem("unknown_name", about={"what": "nam"}).said("en")
    assert "«\u2068${na m}\u2069»" in Problem("reference", about={"what": "${na m}"}).said("ar")
    expression = Problem("syntax", about={"what": ">", "source": "'نعم' = ${a} >"}).said("ar")
    assert expression.endswith("\u2066'نعم' = ${a} >\u2069")
    assert "«\u2068label::العربية (ar)\u2069»" in Problem("no_label", column="label::العربية (ar)").said("ar")


@pytest.mark.parametrize(
    ("survey", "choices", "code"),
    [
        ("text | a | A\ntext | A | B", "", "name_case"),
        ("select_one yn | q | Q", "list_name | name | label\nyn | a |", "choice_no_label"),
        ("select_one yn | q | Q", "list_name | name | label | my col\nyn | a | A | x", "choice_header"),
    ],
)
def test_the_commonest_remarks_are_told_in_arabic(survey: str, choices: str, code: str) -> None:
    found = loaded(QUESTION + survey, choices)
    assert found.form is not None
    assert code in {one.code for one in found.problems}
    assert "remarked" not in {one.code for one in found.problems}
