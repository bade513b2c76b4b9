"""`make messages`: other catalogues follow the Arabic one, and lose nothing."""

from pathlib import Path

import pytest

from locales import follow

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {}\\n"\n\n'
SIX = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
TWO = "nplurals=2; plural=(n != 1);"

ARABIC = """
msgid "menu.hello"
msgstr "أهلاً"

msgid "menu.photos"
msgid_plural "menu.photos"
msgstr[0] "بلا صور"
msgstr[1] "صورة"
msgstr[2] "صورتان"
msgstr[3] "{count} صور"
msgstr[4] "{count} صورة"
msgstr[5] "{count} صورة أو أكثر"
"""
ENGLISH = """
# Greets everybody.
msgid "menu.hello"
msgstr "Hello"

msgid "menu.gone"
msgstr "Gone"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, header, texts in (("ar", SIX, ARABIC), ("en", TWO, ENGLISH)):
        path = tmp_path / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        path.write_text(HEADER.format(header) + texts)
    return tmp_path


def english(folder: Path) -> str:
    return (folder / "en/LC_MESSAGES/messages.po").read_text()


def test_what_is_missing_is_appended_with_the_arabic_beside_it(folder: Path) -> None:
    before = english(folder)
    follow.main(folder)
    assert english(folder).startswith(before.rstrip())
    assert english(folder).removeprefix(before.rstrip()) == (
        '\n\n#. {count} صورة أو أكثر\nmsgid "menu.photos"\nmsgid_plural "menu.photos"\n'
        'msgstr[0] ""\nmsgstr[1] ""\n\n'
    )


def test_a_second_time_changes_nothing(folder: Path) -> None:
    follow.main(folder)
    before = english(folder)
    follow.main(folder)
    assert english(folder) == before


def test_it_says_how_complete_each_is_and_what_has_gone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    follow.main(folder)
    assert capsys.readouterr().out.splitlines() == [
        "en: 1 of 2 texts, 1 added without words",
        "en: not in Arabic any more: menu.gone",
    ]
