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

from bot.flows.xlsform.converting import read
from bot.flows.xlsform.loading import load
from bot.flows.xlsform.nameless import tells_who
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
    assert (made.languages, made.title.languages) == (("ar", "en"), {"ar": "البيت"})
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


def test_a_pattern_that_looks_ahead_is_told_with_a_remedy() -> None:
    found = loaded("type | name | label | constraint\ntext | a | A | regex(., '^(?=.*[0-9]).{8,}$')")
    [error] = found.errors
    assert (error.code, error.row, error.about["what"]) == ("pattern_part", 2, "(?=")
    assert "and not(regex(., '…'))" in error.said("en")
    assert "and not(regex(., '…'))" in error.said("ar")


def test_what_a_chat_could_not_wait_for_is_told_where_it_stands() -> None:
    rows = "\n".join(f"t | n{n} | n" for n in range(1_000))
    inner = "instance('t')/root/item[name = instance('t')/root/item[name = 'n999']/name]/name"
    survey = f"""
        type | name | label | constraint | choice_filter
        select_one t | a | A | | name != ''
        text | b | B | . = {inner} |
    """
    [error] = loaded(survey, f"list_name | name | label\n{rows}").errors
    assert (error.code, error.row, error.column) == ("costly", 3, "constraint")


def test_texts_that_double_are_told_at_the_first_that_is_too_long() -> None:
    doubling = "\n".join(f"calculate | c{n} | | concat(${{c{n - 1}}}, ${{c{n - 1}}})" for n in range(1, 25))
    found = loaded(
        f"type | name | label | calculation\ncalculate | c0 | | '{'x' * 16}'\n{doubling}\ntext | q | Q |"
    )
    [error] = found.errors
    assert (error.code, error.row, error.about["what"]) == ("long_text", 13, "c11")


def test_repeats_that_come_to_too_many_questions_are_told() -> None:
    survey = """
        type | name | label | repeat_count
        begin_repeat | a | A | 50
        begin_repeat | b | B | 50
        begin_repeat | c | C | 50
        text | q | Q |
        end_repeat | | |
        end_repeat | | |
        end_repeat | | |
    """
    [error] = loaded(survey).errors
    assert error.code in {"many_repeated", "costly_opening"}
    assert error.row


def test_defaults_that_drop_each_other_are_a_circle() -> None:
    survey = """
        type | name | label | default | constraint | readonly
        integer | a | A | 1 | . <= ${b} | yes
        integer | b | B | 2 | . >= ${a} | yes
        text | t | T | | |
    """
    [error] = loaded(survey).errors
    assert (error.code, error.row, error.about["what"]) == ("circle", 2, "a → b → a")


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


# ------------------------------------------------------------------------------- choices of a file

FILE = "type | name | label | parameters\nselect_one_from_file towns.csv | t | البلدة | {}"


def test_parameters_name_the_columns_of_a_file() -> None:
    made = form(FILE.format("value=code, label=title"), towns__csv="code,title\n1,إربد\n2,عمان\n".encode())
    assert [(one.name, one.label.languages["ar"]) for one in made.fields[0].options] == [
        ("1", "إربد"), ("2", "عمان"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parameters", "header", "column"),
    [
        ("value=code label=title", "kod,title", "code"),
        ("value=code label=title", "code,titel", "title"),
        ("", "code,title", "name"),
    ],
)
def test_a_file_without_the_column_is_an_error_that_names_it(
    parameters: str, header: str, column: str
) -> None:
    """Its choices had no name, and what was chosen was lost."""
    found = loaded(FILE.format(parameters), towns__csv=f"{header}\n1,A\n".encode())
    assert found.form is None
    [error] = found.errors
    assert (error.code, error.row, error.about) == ("no_column", 2, {"what": column, "file": "towns.csv"})


def test_a_file_without_labels_is_shown_by_its_names() -> None:
    made = form(FILE.format(""), towns__csv=b"name,x\nirbid,1\n")
    assert made.fields[0].options[0].label.value == "irbid"


# ------------------------------------------------------------------- defaults, and what is passed over


@pytest.mark.parametrize(
    ("kind", "words", "kept"),
    [
        ("text", "عمان (الأردن)", "'عمان (الأردن)'"),
        ("text", "(لا شيء)", "'(لا شيء)'"),
        ("text", "Amman (Jordan)", "'Amman (Jordan)'"),
        ("text", "it's (ours)", '"it\'s (ours)"'),
        ("barcode", "A(1)", "'A(1)'"),
        ("hidden", "عمان (الأردن)", "'عمان (الأردن)'"),
        ("text", "concat('a', 'b')", "concat('a', 'b')"),
        ("text", "today() - 1", "today() - 1"),
        ("text", "${a}", "${a}"),
        ("hidden", "'x'", "'x'"),
        ("date", "today()", "today()"),
        ("integer", "(1 + 2)", "(1 + 2)"),
    ],
)
def test_a_default_is_an_expression_only_where_it_certainly_is_one(kind: str, words: str, kept: str) -> None:
    made = form(f"type | name | label | default\ntext | a | A |\n{kind} | b | B | {words}")
    logic = made.field("b").logic
    assert logic is not None
    assert logic.default == kept


def test_a_misspelt_function_in_a_default_is_still_an_error() -> None:
    found = loaded("type | name | label | default\ntext | a | A | tody()")
    assert [one.code for one in found.errors] == ["function"]


def test_what_is_passed_over_keeps_its_column_and_may_be_named() -> None:
    found = loaded(
        "type | name | label | calculation\ngeoshape | s | شكل |\n"
        "calculate | c | | area(${s})\ntext | a | A |"
    )
    assert [one.code for one in found.problems] == ["passed_over"]
    assert found.form is not None
    assert [(one.name, one.type) for one in found.form.fields] == [
        ("s", "hidden"), ("c", "computed"), ("a", "text"),
    ]  # fmt: skip


def test_what_is_passed_over_is_withheld_in_a_form_without_names() -> None:
    """A chat asks for no way, but an import may bring one, and that tells whose it is."""
    made = form("type | name | label\ngeotrace | w | طريق\ntext | a | A", settings="tamasuk_mode\nanonymous")
    assert tells_who(made.field("w"), made)
