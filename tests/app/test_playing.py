"""`tamasuk form play`: a workbook is filled in at a terminal, or from a pipe, and nothing is left of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.app.conversing import is_marked, with_form
from bot.flows.xlsform.loading import load
from tests.app.home import Home, wrapped
from tests.flows.player import conversation
from tests.flows.sample import book, catalogues
from tests.flows.xlsform.tables import table
from tests.syntax import TREE

HOUSEHOLD = TREE / "tests/flows/workbooks/household.md"

SURVEY = """
    type | name | label::العربية (ar) | label::English (en) | required | constraint
    text | who | ما الاسم؟ | Which name? | yes |
    select_one yn | own | هل البيت ملك؟ | Is the house your own? | yes |
    select_multiple thing | has | ماذا فيه؟ | What is in it? | yes |
    integer | rooms | كم غرفة؟ | How many rooms? | yes | . < 20
    geopoint | where | أين هو؟ | Where is it? | yes |
    image | front | صورة الباب | The front door | yes |
"""
CHOICES = """
    list_name | name | label::العربية (ar) | label::English (en)
    yn | yes | نعم | Yes
    yn | no | لا | No
    thing | water | ماء | Water
    thing | light | كهرباء | Light
    thing | stove | موقد | Stove
"""
SETTINGS = "form_title | form_id | default_language{more}\nالبيت | house | العربية (ar){value}"
TYPED = ("ليلى", "٢", "1 3", "٤", "/position 31.9 35.9", "/photo الباب", "تم", "1")
ANSWERS = ["who: ليلى", "own: no", "has: water stove", "rooms: 4"]


@pytest.fixture
def house(empty: Home) -> Path:
    return workbook(empty.folder)


def workbook(folder: Path, survey: str = SURVEY, more: str = "", value: str = "") -> Path:
    """The house as a file; `more` and `value`: a column of the sheet settings."""
    given = {"more": f" | {more}" if more else "", "value": f" | {value}" if value else ""}
    path = folder / "house.md"
    path.write_text(table(survey, CHOICES, SETTINGS.format(**given)))
    return path


def typed(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_it_is_filled_in_and_told_and_nothing_is_left(empty: Home, house: Path) -> None:
    done = empty.run("form", "play", str(house), typed=typed(*TYPED))
    said = done.stdout
    assert done.stderr == ""
    for part in ("/photo", "ما الاسم؟", "1. نعم", "2. لا", "كم غرفة؟", "1. إرسال", "←  ٢", *ANSWERS):
        assert part in plain(said), part
    assert "where: {" in plain(said)
    assert wrapped(said) == []
    assert [path.name for path in empty.folder.iterdir()] == ["house.md"]


def plain(said: str) -> str:
    """Without isolates."""
    return said.replace("\u2068", "").replace("\u2069", "")


def test_it_speaks_the_language_that_is_asked_for(empty: Home, house: Path) -> None:
    said = empty.run("form", "play", str(house), "--language", "en", typed=typed("Rana", "No")).stdout
    assert "An answer is" in said
    assert "1. Yes" in said
    assert "What is in it?" in said
    assert "ماذا فيه" not in said


def test_what_is_refused_is_asked_again(empty: Home, house: Path) -> None:
    said = empty.run("form", "play", str(house), typed=typed(*TYPED[:3], "50")).stdout
    assert said.count("كم غرفة؟") == 2


def test_a_position_that_is_none_brings_the_help(empty: Home, house: Path) -> None:
    said = empty.run("form", "play", str(house), typed=typed(*TYPED[:4], "/position Irbid")).stdout
    assert said.count("/position 31.9 35.9") == 2


def test_whoever_quits_leaves_what_follows_unread(empty: Home, house: Path) -> None:
    said = empty.run("form", "play", str(house), typed=typed("ليلى", "/quit", "1")).stdout
    assert said.rstrip().endswith("/quit")
    assert empty.run("form", "play", str(house), typed="").exit_code == 0


def test_what_only_a_database_knows_is_said_to_be_elsewhere(empty: Home, house: Path) -> None:
    said = empty.run("form", "play", str(house), "--language", "en", typed=typed("Rana", "my data")).stdout
    assert "running bot" in said


# ------------------------------------------------------------------------------------------ golden


def test_what_was_said_replays_identically(empty: Home) -> None:
    lines = ("ليلى", "[1]", "إربد", "1", "نعم", "سامر", "200", "٣٤", "تخطي", "لا", "/voice", "تخطي", "1")
    done = empty.run("form", "play", str(HOUSEHOLD), "--golden", typed=typed(*lines))
    assert "عدد الأفراد" in done.stderr
    assert "=  submit household {" in done.stdout
    assert "who: volunteer   workbook: household" in done.stdout
    assert replayed(empty.folder, HOUSEHOLD, done.stdout) == done.stdout


def replayed(folder: Path, workbook: Path, golden: str) -> str:
    """The file, played again by the player of the golden conversations."""
    form, path = load(workbook).form, folder / "said.chat"
    assert form is not None
    path.write_text(golden)
    return conversation(path, with_form(book(), form), catalogues())


def test_a_golden_file_holds_what_was_pressed_sent_and_kept(empty: Home, house: Path) -> None:
    said = empty.run("form", "play", str(house), "--golden", typed=typed(*TYPED)).stdout.splitlines()
    assert said[:2] == ["# البيت", "language: ar   channel: telegram   who: volunteer   workbook: house"]
    for line in ("[لا]", "1 3", "<position 31.9 35.9>", "<photo> الباب", "[إرسال]"):
        assert f"←  {line}" in said
    assert "=  keep photo" in said
    [sent] = [line for line in said if line.startswith("=  submit house ")]
    assert json.loads(sent.removeprefix("=  submit house "))["who"] == "ليلى"


@pytest.mark.parametrize("words", ["[نعم]", "<3", "✎ أهلاً", "↩ نعم"])
def test_words_that_look_like_a_mark_stay_words(empty: Home, house: Path, words: str) -> None:
    assert is_marked(words)
    done = empty.run("form", "play", str(house), "--golden", typed=typed(words, *TYPED[1:]))
    assert f"who: {words}" in plain(done.stderr)
    assert json.dumps(words, ensure_ascii=False) in done.stdout


# ----------------------------------------------------------------------------------------- refused


def test_a_workbook_that_cannot_be_used_says_why(empty: Home) -> None:
    broken = workbook(empty.folder, "type | name | label\ninteger | n | N | ${nobody} > 1")
    broken.write_text(broken.read_text().replace("| label", "| label | relevant"))
    done = empty.run("form", "play", str(broken), status=1)
    assert "nobody" in done.stdout
    assert "لا يوجد سؤال" in done.stdout
    assert done.stderr


def test_warnings_come_first(empty: Home) -> None:
    path = workbook(empty.folder, f"{SURVEY}    geotrace | way | الطريق | The way | |\n")
    said = empty.run("form", "play", str(path), "--language", "en").stdout
    assert "geotrace" in said.splitlines()[0]
    assert "Which name?" in said


@pytest.mark.parametrize(
    ("column", "value", "words", "said"),
    [
        ("tamasuk_closes", "2020-01-01", (), "2020"),
        ("", "", ("--language", "fr"), "ar en ckb"),
    ],
)
def test_what_cannot_be_tried(
    empty: Home, column: str, value: str, words: tuple[str, ...], said: str
) -> None:
    path = workbook(empty.folder, more=column, value=value)
    done = empty.run("form", "play", str(path), *words, status=1)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_a_form_for_some_is_tried_by_one_of_them(empty: Home) -> None:
    path = workbook(empty.folder, more="tamasuk_roles", value="champion")
    assert "who: champion" in empty.run("form", "play", str(path), "--golden").stdout
    path = workbook(empty.folder, more="tamasuk_mode", value="staff")
    assert "who: coordinator" in empty.run("form", "play", str(path), "--golden").stdout


async def test_at_a_terminal_it_waits_for_each_answer(empty: Home, house: Path) -> None:
    with empty.terminal("form", "play", str(house)) as terminal:
        await terminal.see("ما الاسم؟")
        terminal.type("ليلى")
        await terminal.see("2. لا")
        await terminal.interrupt()
        assert await terminal.end() == 130
    assert "Traceback" not in terminal.shown
