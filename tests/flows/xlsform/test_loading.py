"""Workbooks become forms, or are refused with sheet, row and remedy."""

from __future__ import annotations

import json
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bot.flows.xlsform import load, read
from tests.flows.xlsform.tables import YES_NO, fields, form, loaded

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "xlsforms"


def test_questions_groups_and_languages() -> None:
    made = form(
        """
        type | name | label::العربية (ar) | label::en | relevant | required | constraint | constraint_message
        text | who | ما اسمك؟ | Your name? | | yes | |
        begin_group | home | بيتك | Your home | ${who} != '' | | |
        integer | rooms | كم غرفة؟ | How many rooms? | | | . < 20 | أقل من 20
        select_one yn | own | هل هو ملك؟ | Is it yours? | ${rooms} > 1 | | |
        end_group | | | | | | |
        note | thanks | شكراً | Thanks | | | |
        """,
        YES_NO,
        """
        form_title | form_id | default_language
        البيت | Home Survey | العربية (ar)
        """,
    )
    known = fields(made)
    assert (made.name, made.languages, made.title.languages) == ("home_survey", ("ar", "en"), {"ar": "البيت"})
    assert [(one.name, one.type, one.group) for one in made.fields] == [
        ("who", "text", ""), ("rooms", "integer", "home"), ("own", "choice", "home"), ("thanks", "note", ""),
    ]  # fmt: skip
    assert [(one.name, one.relevant, one.repeat) for one in made.groups] == [("home", "${who} != ''", False)]
    assert known["who"].label.languages == {"ar": "ما اسمك؟", "en": "Your name?"}
    assert known["who"].logic is not None
    assert known["who"].logic.required == "true()"
    assert known["rooms"].logic is not None
    assert (known["rooms"].logic.constraint, known["rooms"].logic.constraint_text.languages) == (  # type: ignore[union-attr]
        ". < 20", {"ar": "أقل من 20"},
    )  # fmt: skip
    assert [one.name for one in known["own"].options] == ["yes", "no"]
    assert len(made.version) == 16


def test_the_same_workbook_is_the_same_version() -> None:
    survey = "type | name | label\ntext | a | a"
    assert form(survey).version == form(survey).version != form(survey.replace("| a | a", "| a | b")).version


def test_repeats_ranges_files_and_what_is_known_by_itself() -> None:
    made = form(
        """
        type | name | label | parameters | repeat_count | choice_filter | calculation | default | trigger
        start | begun | | | | | | |
        username | me | | | | | | |
        begin_repeat | kid | Child | | 3 | | | |
        range | mark | Mark | start=1 end=5 step=2 | | | | |
        end_repeat | | | | | | | |
        select_one_from_file towns.csv | town | Town | | | country='jo' | | |
        calculate | twice | | | | | 2 * 2 | |
        date | day | Day | | | | | today() |
        text | say | Say | | | | | hello |
        """,
        towns__csv="name,label,country\nirbid,إربد,jo\nmosul,الموصل,iq\n".encode(),
    )
    known = fields(made)
    assert (made.groups[0].repeat, bool(made.groups[0].count)) == (True, True)
    assert known["mark"].settings == {"min": "1", "max": "5", "step": "2"}
    assert [one.label.languages["ar"] for one in known["town"].options] == ["إربد", "الموصل"]
    assert made.lists["towns.csv"][0]["country"] == "jo"
    logics = {name: one.logic for name, one in known.items() if one.logic}
    assert (logics["twice"].calculation, logics["day"].default, logics["say"].default) == (
        "2 * 2", "today()", "'hello'",
    )  # fmt: skip


# -------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("row", "code", "what"),
    [
        ("text | b | B | ${a} >", "syntax", ">"),
        ("text | b | B | lenght(${a}) > 1", "function", "lenght"),
        ("text | b | B | selected(${a})", "arguments", "selected"),
        ("text | b | B | ${c} = 1", "unknown_name", "c"),
        ("text | b | B | ${a} = irbid", "bare_word", "irbid"),
        ("text | b | B | instance('towns')/root/item[name = 'x']/label = 'x'", "no_list", "towns"),
        ("text | b | B | ${b} = 1", "circle", "b → b"),
        ("sound | b | B |", "type", "sound"),
        ("text | | B |", "no_name", ""),
        ("select_one nothing | b | B |", "no_list", "nothing"),
        ("text | b | ما دينك؟ |", "prohibited", "دينك"),
    ],
)
def test_an_error_says_where_and_what(row: str, code: str, what: str) -> None:
    found = loaded(f"type | name | label | relevant\ntext | a | A |\n{row}", YES_NO)
    assert found.form is None
    [error] = found.errors
    assert (error.code, error.about.get("what", "")) == (code, what)
    assert (error.row, error.sheet) in {(3, "survey"), (0, "")}
    assert "row 3" in str(error) or not error.row
    assert error.said("ar") != error.said("en")


@pytest.mark.parametrize(
    ("row", "code", "what"),
    [
        ("geotrace | b | B", "passed_over", "geotrace"),
        ("text | b | هل عليك دين؟", "sensitive", "دين"),
        ("select_one_from_file towns.csv | b | B", "no_file", "towns.csv"),
        ("select_one long | b | B", "long_label", "هذا خيار أطول بكثير من زر واحد"),
    ],
)
def test_a_warning_keeps_the_form(row: str, code: str, what: str) -> None:
    choices = "list_name | name | label\nlong | a | هذا خيار أطول بكثير من زر واحد"
    found = loaded(f"type | name | label\ntext | a | A\n{row}", choices)
    assert found.form is not None
    assert [(one.code, one.about["what"]) for one in found.problems if not one.error] == [(code, what)]


def test_circles_are_told_once_each() -> None:
    found = loaded(
        """
        type | name | label | calculation | relevant
        calculate | a | | ${b} + 1 |
        calculate | b | | ${c} + 1 |
        calculate | c | | ${a} + 1 |
        text | d | D | | ${e} = 1
        text | e | E | | ${d} = 1
        """
    )
    assert [one.about["what"] for one in found.errors] == ["a → b → c → a", "d → e → d"]


@pytest.mark.parametrize(
    ("group", "inner", "way"),
    [
        ("begin_group | g | G | ${a} = '' | |", "end_group", "g → a → g"),
        ("begin_repeat | g | G | | | count(${a}) + 1", "end_repeat", "g → g_count → a → g"),
    ],
)
def test_a_group_that_rests_on_what_is_in_it_is_a_circle(group: str, inner: str, way: str) -> None:
    """Such a form would put its answer in and take it away again for ever."""
    found = loaded(
        f"""
        type | name | label | relevant | calculation | repeat_count
        {group}
        calculate | a | | | '1' |
        {inner} | | | | |
        """
    )
    assert [one.about["what"] for one in found.errors] == [way]


def test_a_triggered_calculation_may_name_itself() -> None:
    made = form(
        """
        type | name | label | calculation | trigger
        text | said | Said | |
        calculate | times | | coalesce(${times}, 0) + 1 | ${said}
        """
    )
    assert fields(made)["times"].logic is not None


def test_what_the_bot_knows_by_itself_may_be_named() -> None:
    made = form("type | name | label | relevant\nusername | me | |\ntext | a | A | ${me} != ''")
    assert (fields(made)["me"].type, fields(made)["me"].settings) == ("metadata", {"of": "username"})


# --------------------------------------------------------------------------------- hostile files


def _workbook(**cells: Any) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (("type", "name", "label"), ("text", "a", "A")):
        sheet.append(row)
    for cell, value in cells.items():
        sheet[cell] = value
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def test_formulas_without_a_result_and_merged_cells_are_pointed_out() -> None:
    found = read(_workbook(D2="=1+1"), "a.xlsx")
    assert [(one.code, one.about["what"]) for one in found.problems] == [("formula", "D2")]
    assert found.form is not None


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"\xff" * 100, "مرحبا".encode(), b"| survey |"]
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.md", "a.csv", "a.bin", "a"])
def test_what_is_no_workbook_is_refused(content: bytes, name: str) -> None:
    found = read(content, name)
    assert found.form is None
    assert found.errors


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 130_000_000)
    found = read(packed.getvalue(), "a.xlsx")
    assert [one.code for one in found.problems] == ["too_large"]


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(10**9)
    assert [one.code for one in load(path).problems] == ["too_large"]
    assert [one.code for one in load(tmp_path).problems] == ["unreadable"]


def test_declared_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r><item><name>&b;</name></item></r>'
    found = loaded("type | name | label\nxml-external | towns |\ntext | a | A", towns__xml=bomb)
    assert [one.about["what"] for one in found.errors] == ["towns.xml"]


# --------------------------------------------------------------------------------- real workbooks


@cache
def _index() -> dict[str, list[dict[str, Any]]]:
    """Real forms of public repositories; without them nothing is compared."""
    file = FOLDER / "INDEX.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else {"good": [], "broken": []}


@pytest.mark.parametrize("name", [Path(one["file"]).name for one in _index()["good"]] or ["none"])
def test_real_forms_are_read(name: str) -> None:
    if name == "none":
        return
    found = load(FOLDER / "good" / name)
    assert found.form is not None, [str(one) for one in found.errors]
    assert not found.errors


@pytest.mark.parametrize("name", [Path(one["file"]).name for one in _index()["broken"]] or ["none"])
def test_broken_forms_are_refused(name: str) -> None:
    if name == "none":
        return
    found = load(FOLDER / "broken" / name)
    assert found.form is None
    [code] = {one.code for one in found.errors}
    assert code != "refused", "it is said in both languages"


def test_a_header_that_stands_twice_is_told_with_its_sheet() -> None:
    book = Workbook()
    survey, choices = book.active, book.create_sheet("choices")
    assert survey is not None
    survey.title = "survey"
    for row in (("type", "name", "label"), ("select_one yn", "a", "A")):
        survey.append(row)
    choices.append(("list_name", "name", "label", "label"))
    choices.append(("yn", "yes", "Yes", "Ja"))
    written = BytesIO()
    book.save(written)
    [error] = read(written.getvalue(), "a.xlsx").errors
    assert (error.code, error.sheet, error.row, error.about["what"]) == (
        "header_twice",
        "choices",
        1,
        "label",
    )


@pytest.mark.parametrize(("cell", "wanted"), [("FALSE", "false()"), ("True", "true()"), ("yes", "true()")])
def test_a_cell_that_became_true_or_false_is_no_bare_word(cell: str, wanted: str) -> None:
    found = form(f"type | name | label | relevant\ntext | a | A | {cell}\ntext | b | B | ")
    logic = found.field("a").logic
    assert logic is not None
    assert logic.relevant == wanted
