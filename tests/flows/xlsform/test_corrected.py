"""Corrections of a form from a workbook: a repetition too many, and what is refused before it is repeated."""

from __future__ import annotations

import pytest

from bot.core.conversation import Said
from bot.core.form import Form
from tests.flows.xlsform.tables import YES_NO, form
from tests.flows.xlsform.test_asking import chat, draft, said

CLASSES = """
    type | name | label | repeat_count | required
    text | school | ما اسم المدرسة؟ | |
    integer | classes | كم صفاً فيها؟ | |
    begin_repeat | class | صف ${teacher} | ${classes} |
    text | teacher | من المعلم؟ | |
    image | photo | صورة للصف؟ | |
    end_repeat | | | |
"""
LEFT_OUT = "صار العدد أقل، فتركنا ما زاد عليه من «صف» ({})، وتعود إجاباته إن زاد العدد من جديد."
BACK = "عادت إجابات «صف» التي تركناها ({})."


@pytest.fixture(scope="module")
def classes() -> Form:
    return form(CLASSES)


FILLED = ("مدرسة النور", "3", "هدى", "تخطي", "سامر", "تخطي", "ليلى", "تخطي", "[تعديل]", "كم صفا")


def test_repetitions_beyond_a_lower_number_are_counted_and_come_back_with_a_higher_one(classes: Form) -> None:
    player = chat(classes, *FILLED, "1")
    assert said(player)[0] == LEFT_OUT.format(2)
    assert "teacher[2]" not in draft(player).answers
    player.play("←  [تعديل]")
    player.play("←  كم صفا")
    player.play("←  2")
    assert said(player)[0] == BACK.format(1)
    assert draft(player).answers["teacher[2]"] == "سامر"
    for line in ("تخطي", "[تعديل]", "كم صفا", "3"):
        player.play(f"←  {line}")
    assert said(player)[0] == BACK.format(1)
    assert draft(player).answers["teacher[3]"] == "ليلى"


def test_a_number_that_is_passed_over_leaves_them_all_out(classes: Form) -> None:
    player = chat(classes, *FILLED, "تخطي")
    assert said(player)[0] == LEFT_OUT.format(3)
    for line in ("[تعديل]", "كم صفا", "3"):
        player.play(f"←  {line}")
    assert said(player)[0] == BACK.format(3)


def test_repetitions_that_nobody_has_answered_go_without_a_word(classes: Form) -> None:
    player = chat(classes, "مدرسة النور", "3", "رجوع", "2")
    assert said(player)[0] == "صف – 1"
    assert "left_out" not in draft(player).notes


def test_another_answer_says_nothing_of_repetitions(classes: Form) -> None:
    player = chat(classes, *FILLED, "3")
    assert said(player)[0] == "هذه إجاباتك. هل نرسلها؟"


def test_a_repeat_that_is_asked_no_more_is_not_called_a_lower_number() -> None:
    made = form(
        """
        type | name | label | relevant | repeat_count
        select_one yn | any | هل من صفوف؟ | |
        begin_repeat | class | صف | ${any} = 'yes' | 2
        text | teacher | من المعلم؟ | |
        end_repeat | | | |
        """,
        YES_NO,
    )
    player = chat(made, "نعم", "هدى", "سامر", "[تعديل]", "هل من", "لا")
    assert said(player)[0] == "هذه إجاباتك. هل نرسلها؟"
    assert "left_out" not in draft(player).notes


def test_of_repeats_within_each_other_only_the_outer_is_counted() -> None:
    made = form(
        """
        type | name | label | repeat_count
        integer | classes | كم صفاً؟ |
        begin_repeat | class | صف | ${classes}
        integer | pupils | كم تلميذاً؟ |
        begin_repeat | pupil | تلميذ | ${pupils}
        text | called | ما الاسم؟ |
        end_repeat | | |
        end_repeat | | |
        """
    )
    player = chat(made, "2", "1", "هدى", "2", "سامر", "ليلى", "[تعديل]", "كم صفا", "1")
    assert said(player)[0] == LEFT_OUT.format(1)
    for line in ("[تعديل]", "كم صفا", "2"):
        player.play(f"←  {line}")
    assert draft(player).answers["called[2][2]"] == "ليلى"


# ------------------------------------------------------------------------ before it is repeated


@pytest.mark.parametrize(
    ("kind", "constraint", "typed", "other", "value"),
    [
        ("date", ". <= today()", "8/3/2026", "4/3/2026", "2026-03-04"),
        ("time", "starts-with(., '09')", "الساعة 7", "09:30 ص", "09:30"),
        ("dateTime", ". <= now()", "8/3/2026 15:00", "4/3/2026 15:00", "2026-03-04T15:00:00.000+03:00"),
        ("integer", ". < 1000", "1.250", "7", 7),
        ("decimal", ". > 2000", "1,250", "2500", 2500),
    ],
)
def test_what_may_not_be_given_is_refused_before_it_is_confirmed(
    kind: str, constraint: str, typed: str, other: str, value: object
) -> None:
    made = form(
        f"""
        type | name | label | constraint | constraint_message
        {kind} | asked | السؤال؟ | {constraint} | لا يصح هذا.
        text | after | وماذا بعد؟ | |
        """
    )
    player = chat(made, typed)
    assert said(player)[0] == "لا يصح هذا."
    assert not draft(player).partial
    player.play(f"←  {other}")
    if draft(player).partial:
        player.play("←  نعم")
    assert draft(player).answers == {"asked": value}


def test_a_correction_that_is_refused_is_not_called_one() -> None:
    made = form(
        """
        type | name | label | constraint | constraint_message
        integer | age | كم عمرك؟ | . < 120 | لا يصح هذا.
        text | after | وماذا بعد؟ | |
        """
    )
    player = chat(made)
    player.take(Said("12", message="m1"))
    player.take(Said("1200", message="m1", edits="m1"))
    assert said(player)[0] == "لا يصح هذا."
    assert draft(player).answers == {"age": 12}
