"""Weekdays of a text beside their dates. 14 March 2027 is a Sunday."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.channel import Reader
from bot.core.sending.weekdays import Mismatch, mismatches
from bot.i18n import Catalogues

TODAY = date(2027, 3, 1)
SUNDAY = date(2027, 3, 14)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("اللقاء يوم الخميس 14 آذار الساعة العاشرة", "الخميس 14 آذار"),
        ("اللقاء يوم الخميس 14 آذار (مارس) 2027، والحضور مفتوح.", "الخميس 14 آذار (مارس) 2027"),
        ("اللقاء يوم الخميس ١٤ آذار.", "الخميس ١٤ آذار"),
        ("اللقاء الخميس 14/3/2027", "الخميس 14/3/2027"),
        ("اللقاء في 14 آذار، الخميس", "14 آذار، الخميس"),
        ("اللقاء الخميس الموافق 14 آذار", "الخميس الموافق 14 آذار"),
        ("We meet on Thursday 14 March at ten.", "Thursday 14 March"),
        ("We meet on Thursday, March 14, 2027.", "Thursday, March 14, 2027"),
        ("اللقاء يوم الأحد 14 آذار", None),
        ("اللقاء يوم الخميس القادم", None),
        ("اللقاء يوم الخميس، والعدد 14", None),
        ("اللقاء يوم الخميس 18 آذار 2027", None),
        ("14 آذار", None),
        ("", None),
    ],
)
def test_a_weekday_that_is_not_of_its_date_is_found(text: str, words: str | None) -> None:
    found = mismatches(text, TODAY)

    if words is None:
        assert found == ()
    else:
        assert [one.day for one in found] == [SUNDAY]
        assert words in found[0].words


def test_every_one_is_found_and_is_asked_about() -> None:
    found = mismatches("الخميس 14 آذار\nأو الجمعة 15 آذار 2027.", TODAY)
    said = Catalogues.load().render(found[0].text, Reader())
    bare = "".join(letter for letter in said if letter not in "\u2066\u2067\u2068\u2069")

    assert [(one.words, one.day.day) for one in found] == [
        ("الخميس 14 آذار", 14),
        ("الجمعة 15 آذار 2027", 15),
    ]
    assert bare == (
        "في النص: «الخميس 14 آذار»، لكن هذا التاريخ هو الأحد 14 آذار (مارس) 2027. هل التاريخ صحيح؟"
    )


@given(st.dates(date(2027, 3, 2), date(2028, 2, 1)), st.integers(0, 6))
def test_exactly_the_other_six_days_are_wrong(day: date, weekday: int) -> None:
    names = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
    months = "كانون الثاني،شباط،آذار،نيسان،أيار،حزيران،تموز،آب،أيلول،تشرين الأول،تشرين الثاني،كانون الأول"
    text = f"موعدنا {names[weekday]} {day.day} {months.split('،')[day.month - 1]} {day.year} صباحاً"

    found = mismatches(text, TODAY)

    assert [one.day for one in found] == ([] if weekday == day.weekday() else [day])


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    assert all(isinstance(one, Mismatch) for one in mismatches(text, TODAY))
