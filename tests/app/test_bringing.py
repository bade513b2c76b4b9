"""A list of people from the terminal: looked at, brought in with links and cards, listed, undone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.core.arabic import bidi
from tests.actions.people import RANA, SAMER, listed
from tests.app.home import Home, wrapped

SENDER = {"WHATSAPP__ACCOUNT_SID": "AC0", "WHATSAPP__AUTH_TOKEN": "x", "WHATSAPP__SENDER": "+14155550100"}


@pytest.fixture
def file(home: Home) -> Path:
    path = home.folder / "volunteers.csv"
    path.write_bytes(listed(RANA, SAMER, "هدى,07912,,,,ورشة,2026-02-10"))
    return path


def code(printed: str) -> str:
    """The code of the list, in the command that undoes it: in English and in Arabic."""
    found = re.findall(r"^.* 7 .*: tamasuk people undo ([0-9a-f]{8})$", printed, re.M)
    assert len(found) == 2, printed
    assert len(set(found)) == 1
    return str(found[0])


def test_a_list_comes_in_with_its_links_and_cards_and_is_undone(home: Home, file: Path) -> None:
    home.settings(**SENDER)
    links, cards = home.folder / "links.xlsx", home.folder / "cards.html"
    words = ("people", "import", str(file), "--links", str(links), "--cards", str(cards))
    printed = home.run(*words, typed="y\n").stdout
    assert "New: 2\nRows that stay out: 1\nRow 4: not a phone number: 07912" in printed
    assert "الصف 4: رقم الهاتف غير صحيح: 07912" in printed
    assert "The list is in. New: 2, changed: 0." in printed
    assert "دخلت القائمة. الجديد: 2، والمتغيّر: 0." in printed
    assert printed.splitlines()[-2:] == [str(links), str(cards)]
    assert not {*wrapped(printed)} - {str(links), str(cards)}
    assert bidi.strip(printed) == printed
    [headers, rana, _, huda] = load_workbook(links).active.iter_rows(values_only=True)
    assert headers[-1] == "رابط واتساب"
    assert str(rana[-1]).startswith("https://wa.me/14155550100?text=")
    assert huda[-1] is None
    page = cards.read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert "رنا محمد" in page
    assert "<script" not in page
    assert re.findall(r"(?:src|href)=", page) == []

    again = home.folder / "again.xlsx"
    said = home.run("people", "import", str(file), "--yes", "--links", str(again)).stdout
    assert "There is nothing new in this list" in said
    assert list(load_workbook(again).active.iter_rows(values_only=True))[1][-1] == rana[-1]

    shown = home.run("people", "imports").stdout
    assert re.search(rf"^{code(printed)} .* 2 +0$", shown, re.M)
    assert "volunteers.csv" in shown
    undone = home.run("people", "undo", code(printed)).stdout
    assert "2 people of it are no longer awaited" in undone
    assert re.search(r" 0 +0  undone$", home.run("people", "imports").stdout, re.M)
    assert "undone before" in home.refused("people", "undo", code(printed))


def test_who_does_not_say_yes_brings_nobody_in(home: Home, file: Path) -> None:
    assert "nothing of it was kept" in home.run("people", "import", str(file), typed="n\n").stdout
    assert "No list was brought in yet" in home.run("people", "imports").stdout


def test_what_is_wrong_with_a_file_is_said(home: Home) -> None:
    table = home.folder / "table.csv"
    table.write_text("name,phone\nRana,0791234567\n", encoding="utf-8")
    assert "consent source, consent date" in home.refused("people", "import", str(table))
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "There are no people in this file" in home.refused("people", "import", str(table))
    (home.folder / "list.pdf").write_bytes(b"%PDF-")
    assert ".xlsx .csv" in home.refused("people", "import", "list.pdf")
    assert "nowhere.xlsx" in home.refused("people", "import", "nowhere.xlsx")
    assert "There is no list of that code" in home.refused("people", "undo", "12345678")
