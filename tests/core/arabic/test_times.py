"""Times of day as people say them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.readings import Either, Exact
from bot.core.arabic.times import time

# A question mark: to be confirmed. A bar: one of the two.
TIMES = {
    "5:30 م": "17:30",
    "٥:٣٠ مساءً": "17:30",
    "5:30 ص": "05:30",
    "5:30 PM": "17:30",
    "5 p.m.": "17:00",
    "5pm": "17:00",
    "10 am": "10:00",
    "12 am": "00:00",
    "12 pm": "12:00",
    "12 ص": "00:00",
    "17:30": "17:30",
    "١٧:٣٠": "17:30",
    "17.30": "17:30",
    "18:00:00": "18:00",
    "0:30": "00:30",
    "24:00": "00:00",
    "الساعة 17": "17:00",
    "05:30": "05:30?",
    "5:30": "05:30|17:30",
    "12:30": "00:30|12:30",
    "5": "05:00|17:00",
    "الساعة 5": "05:00|17:00",
    "الساعة خمسة": "05:00|17:00",
    "الخامسة": "05:00|17:00",
    "الساعة خمسة ونص": "05:30|17:30",
    "خمسة وربع": "05:15|17:15",
    "خمسة وتلت": "05:20|17:20",
    "5 إلا ربع": "04:45|16:45",
    "الساعة خمسة وعشر دقائق": "05:10|17:10",
    "6 و 20": "06:20|18:20",
    "5 إلا 5 دقائق": "04:55|16:55",
    "الساعة العاشرة صباحاً": "10:00",
    "الحادية عشرة صباحاً": "11:00",
    "الثانية عشرة ظهراً": "12:00?",
    "حدعش ونص الصبح": "11:30?",
    "الساعة خمسة العصر": "17:00?",
    "خمسة ونص العصر": "17:30?",
    "الساعة 3:15 بعد الظهر": "15:15?",
    "1 الظهر": "13:00?",
    "11 الظهر": "11:00?",
    "12 بالليل": "00:00?",
    "2 بالليل": "02:00?",
    "9 بالليل": "21:00?",
    "4 الفجر": "04:00?",
    "7 المغرب": "19:00?",
    "8 العشاء": "20:00?",
    "منتصف الليل": "00:00?",
    "نص الليل": "00:00?",
    "الصبح": "09:00?",
    "الظهر": "12:00?",
    "العصر": "16:00?",
    "المغرب": "18:00?",
    "العشاء": "20:00?",
    "مساءً": "19:00?",
    "بعد الظهر": "16:00?",
    "بعد المغرب": "18:30?",
    "قبل الظهر": "11:30?",
}
NO_TIMES = [
    "",
    "كلام",
    "ص",
    "م",
    "الساعة",
    "50",
    "25:00",
    "24:30",
    "10:75",
    "5:30 كلام",
    "خمسة كلام",
    "العصر المغرب",
    "بعد",
    "5:5",
    "\0",
    "\ud800",
    "5" * 100_000,
]


def _clock(written: str) -> datetime.time:
    return datetime.time.fromisoformat(written)


PIECES = "5 12 5:30 24:00 الساعة خمسة ونص إلا ربع م ص العصر بالليل بعد قبل و دقائق"


@pytest.mark.parametrize("typed", TIMES)
def test_a_time(typed: str) -> None:
    written = TIMES[typed]
    first, _, second = written.rstrip("?").partition("|")
    if second:
        assert time(typed) == Either(_clock(first), _clock(second))
    else:
        assert time(typed) == Exact(_clock(first), confirm=written.endswith("?"))


@pytest.mark.parametrize("typed", NO_TIMES, ids=lambda typed: typed[:20].encode("unicode_escape").decode())
def test_what_is_no_time(typed: str) -> None:
    assert time(typed) is None


@given(st.times().map(lambda value: value.replace(second=0, microsecond=0)))
def test_a_clock_of_twenty_four_hours_is_read_as_written(value: datetime.time) -> None:
    match time(value.strftime("%H:%M")):
        case Exact(value=read):
            assert read == value
        case Either(first=first, second=second):
            assert value.hour in (10, 11, 12)
            assert value in (first, second)
        case None:
            pytest.fail("no time")


@given(
    st.text(st.characters(exclude_categories=())) | st.lists(st.sampled_from(PIECES.split())).map(" ".join)
)
def test_any_text_may_be_a_time(text: str) -> None:
    reading = time(text)
    assert reading is None or isinstance(reading, Exact | Either)
