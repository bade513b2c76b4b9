"""Schedules in words, in Arabic and English, and as a chat keeps them."""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.arabic import bidi
from bot.core.channel import Reader
from bot.core.sending.plain import plain, read
from bot.core.sending.schedule import LAST_DAY, Around, At, Now, Recurring, Remind, Schedule, Since
from bot.core.sending.wording import said
from bot.i18n import Catalogues
from tests.flows.sample import book

AMMAN = ZoneInfo("Asia/Amman")
START = datetime(2027, 3, 30, 10, tzinfo=AMMAN)
CASES: tuple[tuple[Schedule, str, str], ...] = (
    (Now(), "الآن", "Now"),
    (At(START), "الثلاثاء 30 آذار (مارس) 2027، 10:00 ص", "Tuesday 30 March 2027, 10:00 am"),
    (
        Recurring(10, weekdays=(2, 6), times=10),
        "كل أسبوع (الأحد، الأربعاء)، 10:00 ص، 10 مرات",
        "every week (Sunday, Wednesday), 10:00 am, 10 times",
    ),
    (
        Recurring(18, 30, begins=date(2027, 4, 1), ends=date(2027, 6, 1)),
        "كل يوم، 6:30 م، ابتداءً من الخميس 1 نيسان (أبريل) 2027، حتى الثلاثاء 1 حزيران (يونيو) 2027",
        "every day, 6:30 pm, from Thursday 1 April 2027, until Tuesday 1 June 2027",
    ),
    (
        Recurring(9, days=(1, LAST_DAY), months=(3, 9)),
        "كل شهر (اليوم 1، الأخير)، 9:00 ص، في الأشهر 3, 9",
        "every month (day 1, the last), 9:00 am, in the months 3, 9",
    ),
    (
        Recurring(9, days=(13,), weekdays=(4,)),
        "حين يوافق اليوم 13 من الشهر أحد هذه الأيام: الجمعة، 9:00 ص",
        "when day 13 of the month is one of these: Friday, 9:00 am",
    ),
    (Since(1), "بعد التسجيل بيوم", "a day after registration"),
    (Since(11, "hours"), "بعد التسجيل بـ 11 ساعة", "11 hours after registration"),
    (
        Around("تدريب", START, 3),
        "قبل «تدريب» بـ 3 أيام: السبت 27 آذار (مارس) 2027، 10:00 ص",
        "3 days before “تدريب”: Saturday 27 March 2027, 10:00 am",
    ),
    (
        Around("تدريب", START, 1, "hours", "after"),
        "بعد «تدريب» بساعة: الثلاثاء 30 آذار (مارس) 2027، 11:00 ص",
        "an hour after “تدريب”: Tuesday 30 March 2027, 11:00 am",
    ),
    (
        Remind("pulse", limit=2),
        "تذكير بإكمال «نبض التماسك»، مرتين على الأكثر",
        "a reminder to finish “Cohesion pulse”, 2 times at most",
    ),
    (
        Remind("gone", "unanswered"),
        "تذكير بالإجابة عن «gone»، مرة واحدة",
        "a reminder to answer “gone”, once",
    ),
)


@pytest.mark.parametrize(("schedule", "arabic", "english"), CASES)
def test_it_is_said(schedule: Schedule, arabic: str, english: str) -> None:
    words = Catalogues.load()
    text = said(schedule, book(), AMMAN)
    for language, expected in (("ar", arabic), ("en", english)):
        assert bidi.strip(words.render(text, Reader(language, zone="Asia/Amman"))) == expected


@pytest.mark.parametrize("schedule", [one for one, _, _ in CASES])
def test_what_a_chat_keeps_of_it_is_the_same_when_it_is_read(schedule: Schedule) -> None:
    assert read(json.loads(json.dumps(plain(schedule)))) == schedule


def test_what_is_as_ever_is_not_kept() -> None:
    assert plain(Recurring(10)) == {"type": "recurring", "hour": 10}
    assert plain(Since(3)) == {"type": "since", "amount": 3}
    assert plain(Now()) == "now"
