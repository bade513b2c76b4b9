"""A second version of a workbook, as its coordinator reads in the chat what it changes."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from bot.actions.compare_form import Change
from bot.core.arabic import bidi
from bot.core.conversation import Found, State
from bot.core.differences import differences
from bot.core.form import Form
from tests.flows.player import Player
from tests.flows.sample import PEOPLE, book, catalogues
from tests.flows.xlsform.tables import form

HEADS = "type | name | label::العربية (ar) | label::English (en) | relevant | constraint"
FIRST = form(
    f"{HEADS}\ninteger | age | كم عمرك؟ | How old are you? | |\ntext | job | ما عملك؟ | What do you do? | |"
)
SECOND = form(
    f"{HEADS}\ninteger | age | كم عمرك؟ | How old are you? | | . < 120\n"
    "text | job | ما عملك؟ | What do you do? | ${age} > 17 |"
)


def read(before: Form, after: Form, language: str) -> str:
    """What the coordinator is told of the second version, once its state has been written and read."""
    known = book()
    known = replace(known, versions={**known.versions, after.version: after})
    player = Player(known, catalogues(), State(replace(PEOPLE["coordinator"], language=language)))
    said = Change(before, after, differences(before, after), {}, 0, {}).said()
    facts = {
        "version": after.version,
        "questions": 2,
        "differences": [msgspec.to_builtins(one) for one in said],
    }
    done = player.take(Found("workbook", facts))
    return bidi.strip("\n".join(player.words(part) for one in done.messages for part in one.parts))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("ar", ["تغيّر شرط قبول الإجابة عن السؤال «كم عمرك؟» (age)", "تغيّر شرط ظهور السؤال «ما عملك؟» (job)"]),
        (
            "en",
            [
                "Which answers the question “How old are you?” (age) accepts has changed",
                "When the question “What do you do?” (job) appears has changed",
            ],
        ),
    ],
)
def test_changed_rules_are_told_by_the_words_of_questions(language: str, sentences: list[str]) -> None:
    said = read(FIRST, SECOND, language)
    assert [one for one in sentences if one not in said.splitlines()] == []
    assert "120" not in said
    assert "${" not in said


def test_another_appearance_alone_is_told_as_that() -> None:
    hinted = form(f"{HEADS} | appearance\ninteger | age | كم عمرك؟ | How old are you? | | | numbers")
    plain = form(f"{HEADS}\ninteger | age | كم عمرك؟ | How old are you? | |")
    assert "تغيّرت الصياغة أو الترتيب أو المظهر فقط." in read(plain, hinted, "ar")


def shown(**facts: object) -> Player:
    """A coordinator before the settings of a workbook, all of which it says itself."""
    known = book()
    known = replace(known, versions={**known.versions, FIRST.version: FIRST})
    player = Player(known, catalogues(), State(PEOPLE["coordinator"]))
    player.take(Found("workbook", {"version": FIRST.version, "questions": 2, **facts}))
    player.play("←  [نشر]")
    return player


def test_the_last_day_that_a_workbook_says_goes_with_it() -> None:
    """It is no part of the version, so whoever publishes it cannot know it from there."""
    player = shown(stated=["closes"], settings={"closes": "2026-12-31"})
    player.play("←  [نشر الآن]")
    assert [line for line in player.lines if "errand publish" in line and '"closes": "2026-12-31"' in line]


def test_a_workbook_that_has_waited_for_too_long_is_said_to_be_gone() -> None:
    player = shown()
    player.book = replace(player.book, versions={})
    player.play("←  [نشر الآن]")
    assert any("لم تعد هذه الاستمارة متاحة" in line for line in player.lines)
    assert not any("errand publish" in line for line in player.lines)
