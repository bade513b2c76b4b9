"""Dates as people type them, seen from Thursday 12 March 2026, ten in the morning."""

from __future__ import annotations

import datetime
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.dates import date
from bot.core.arabic.readings import Either, Exact

TODAY = datetime.date(2026, 3, 12)
MORNING = 10
NIGHT = 3

SURE = {
    "اليوم": "2026-03-12",
    "today": "2026-03-12",
    "هسا": "2026-03-12",
    "هلق": "2026-03-12",
    "هسه": "2026-03-12",
    "الآن": "2026-03-12",
    "أمس": "2026-03-11",
    "يوم أمس": "2026-03-11",
    "مبارح": "2026-03-11",
    "امبارح": "2026-03-11",
    "البارحة": "2026-03-11",
    "yesterday": "2026-03-11",
    "أول أمس": "2026-03-10",
    "أول مبارح": "2026-03-10",
    "the day before yesterday": "2026-03-10",
    "غداً": "2026-03-13",
    "بكرا": "2026-03-13",
    "بكرة": "2026-03-13",
    "باجر": "2026-03-13",
    "باچر": "2026-03-13",
    "بعد غد": "2026-03-14",
    "بعد بكرا": "2026-03-14",
    "بعد باچر": "2026-03-14",
    "عقب باچر": "2026-03-14",
    "الخميس الماضي": "2026-03-05",
    "يوم الأحد الماضي": "2026-03-08",
    "الأربعا اللي فات": "2026-03-11?",
    "last Thursday": "2026-03-05",
    "الثلاثاء القادم": "2026-03-17",
    "الجمعة الجاي": "2026-03-13?",
    "الجمعة الجاية": "2026-03-13?",
    "الجمعة القادمة": "2026-03-13?",
    "الخميس الجاي": "2026-03-19",
    "next Monday": "2026-03-16",
    "هالخميس": "2026-03-12?",
    "هالسبت": "2026-03-14?",
    "هذا الثلاثاء": "2026-03-10?",
    "السبت": "2026-03-07?",
    "الاثنين": "2026-03-09?",
    "قبل 3 أيام": "2026-03-09",
    "قبل ٣ ايام": "2026-03-09",
    "من تلات تيام": "2026-03-09",
    "قبل يوم": "2026-03-11",
    "قبل يومين": "2026-03-10",
    "من يومين": "2026-03-10",
    "قبل أسبوع": "2026-03-05?",
    "قبل أسبوعين": "2026-02-26?",
    "قبل 3 أسابيع": "2026-02-19?",
    "قبل شهر": "2026-02-12?",
    "بعد 3 أيام": "2026-03-15",
    "بعد أسبوع": "2026-03-19?",
    "3 days ago": "2026-03-09",
    "a week ago": "2026-03-05?",
    "in two days": "2026-03-14",
    "5/3/2026": "2026-03-05?",
    "٥-٣-٢٠٢٦": "2026-03-05?",
    "۵/۳/۲۰۲۶": "2026-03-05?",
    "5.3.2026": "2026-03-05?",
    "5 3 2026": "2026-03-05?",
    "2026/3/5": "2026-03-05?",
    "2026-02-25": "2026-02-25",
    "25/2/2026": "2026-02-25",
    "2/25/2026": "2026-02-25?",
    "5/5/2026": "2026-05-05",
    "5/3/26": "2026-03-05?",
    "25/2/98": "1998-02-25?",
    "5/3": "2026-03-05?",
    "25/2": "2026-02-25?",
    "بتاريخ 25/2/2026م": "2026-02-25",
    "5 آذار 2026": "2026-03-05",
    "5 اذار 2026": "2026-03-05",
    "5 مارس": "2026-03-05",
    "آذار 5": "2026-03-05",
    "2026 آذار 5": "2026-03-05",
    "5 من آذار": "2026-03-05",
    "5 آذار 26": "2026-03-05?",
    "5آذار2026": "2026-03-05",
    "يوم 5 آذار": "2026-03-05",
    "الخميس 5 آذار (مارس) 2026": "2026-03-05",
    "الجمعة 5 آذار 2026": "2026-03-05?",
    "5 شهر 3": "2026-03-05",
    "5 شهر ثلاثة": "2026-03-05",
    "خمسة شهر ثلاثة 2026": "2026-03-05",
    "الخامس من آذار": "2026-03-05",
    "الخامس عشر من شباط": "2026-02-15",
    "الخامس والعشرين من شباط": "2026-02-25",
    "خمسة وعشرين شباط": "2026-02-25",
    "بالعشرين": "2026-02-20?",
    "بالعشرين من شباط": "2026-02-20",
    "بـ 20": "2026-02-20?",
    "5 March 2026": "2026-03-05",
    "March 5th, 2026": "2026-03-05",
    "the 5th of March": "2026-03-05",
    "5 mar 2026": "2026-03-05",
    "20 آذار": "2025-03-20?",
    "5 أيار": "2025-05-05?",
    "20 أيلول": "2025-09-20",
    "29 شباط": "2024-02-29?",
    "3 يونيو 2025": "2025-06-03?",
    "3 يونيه 2025": "2025-06-03?",
    "3 يوليو 2025": "2025-07-03?",
    "3 حزيران 2025": "2025-06-03",
    "3 تموز 2025": "2025-07-03",
}

MONTHS = {
    1: "كانون الثاني، كانون ثاني، ك2، يناير، jan، January",
    2: "شباط، فبراير، feb",
    3: "آذار، اذار، مارس، mar",
    4: "نيسان، أبريل، ابريل، إبريل، apr",
    5: "أيار، ايار، مايس، مايو، may",
    6: "حزيران، يونيو، يونيه، jun",
    7: "تموز، يوليو، يوليه، jul",
    8: "آب، اب، أغسطس، اغسطس، aug",
    9: "أيلول، ايلول، سبتمبر، sep",
    10: "تشرين الأول، تشرين اول، ت1، أكتوبر، اكتوبر، oct",
    11: "تشرين الثاني، تشرين ثاني، ت2، نوفمبر، nov",
    12: "كانون الأول، كانون اول، ك1، ديسمبر، dec",
}

HIJRI = {
    "10 رمضان 1447": "2026-02-27",
    "١٠ رمضان ١٤٤٧ هـ": "2026-02-27",
    "10 رمضان 47": "2026-02-27",
    "10/9/1447": "2026-02-27",
    "1447/9/10هـ": "2026-02-27",
    "10 رمضان": "2026-02-27",
    "29 شعبان 1447": "2026-02-17",
    "1 محرم 1447": "2025-06-26",
    "3 صفر 1447": "2025-07-28",
    "12 ربيع الأول 1447": "2025-09-04",
    "1 ربيع الآخر 1447": "2025-09-23",
    "1 ربيع الثاني 1447": "2025-09-23",
    "1 جمادى الأولى 1447": "2025-10-23",
    "1 جمادى الآخرة 1447": "2025-11-22",
    "27 رجب 1447": "2026-01-16",
    "1 شوال 1446": "2025-03-30",
    "5 ذو القعدة 1446": "2025-05-03",
    "1 ذي الحجة 1446": "2025-05-28",
    "1 شوال": "2025-03-30",
}

NO_DATES = [
    "",
    "كلام",
    "5",
    "2026",
    "آذار",
    "شهر 3",
    "اب",
    "أبي",
    "صفر",
    "رمضان كريم",
    "31/2/2026",
    "32/1/2026",
    "29 شباط 2026",
    "13/13/13",
    "0/0/0",
    "5/3/2026 الساعة 5",
    "5 آذار نيسان",
    "5 آذار رمضان",
    "5 رمضان 2026",
    "31 رمضان 1447",
    "5/3/1200",
    "5/3/9999",
    "قبل 0 أيام",
    "قبل 99999 يوم",
    "قبل",
    "قبل شهر 3",
    "الخميس الجمعة",
    "الخميس الأزرق",
    "شهر 13",
    "هـ",
    "\0",
    "\ud800",
    "1/" * 50_000,
]


def expected(written: str) -> Exact[datetime.date]:
    """A day in ISO form; a question mark after it: to be confirmed."""
    return Exact(datetime.date.fromisoformat(written.rstrip("?")), confirm=written.endswith("?"))


PIECES = "1 5 31 2026 1447 آذار كانون رمضان هـ شهر يوم الخميس الماضي قبل بعد أيام بالعشرين م / من"


@pytest.mark.parametrize("typed", SURE)
def test_a_date(typed: str) -> None:
    assert date(typed, TODAY, MORNING) == expected(SURE[typed])


@pytest.mark.parametrize(
    ("month", "name"), [(month, name) for month, names in MONTHS.items() for name in names.split("، ")]
)
def test_every_name_of_a_month(month: int, name: str) -> None:
    reading = date(f"5 {name} 2025", TODAY, MORNING)
    assert isinstance(reading, Exact)
    assert reading.value == datetime.date(2025, month, 5)
    assert reading.confirm is (name[:3] in {"يون", "يول"})


@pytest.mark.parametrize("typed", HIJRI)
def test_a_hijri_date_is_converted_and_confirmed(typed: str) -> None:
    assert date(typed, TODAY, MORNING) == expected(HIJRI[typed] + "?")


@pytest.mark.parametrize("typed", NO_DATES, ids=lambda typed: typed[:20].encode("unicode_escape").decode())
def test_what_is_no_date(typed: str) -> None:
    assert date(typed, TODAY, MORNING) is None


@pytest.mark.parametrize(
    ("typed", "first", "second"),
    [
        ("15 كانون 2026", "2026-01-15", "2026-12-15"),
        ("15 كانون", "2025-12-15", "2026-01-15"),
        ("15 تشرين", "2025-10-15", "2025-11-15"),
        ("تشرين 3", "2025-10-03", "2025-11-03"),
    ],
)
def test_a_bare_kanun_or_tishrin_is_asked(typed: str, first: str, second: str) -> None:
    either = Either(datetime.date.fromisoformat(first), datetime.date.fromisoformat(second))
    assert date(typed, TODAY, MORNING) == either


def test_a_day_that_only_one_tishrin_has_is_confirmed() -> None:
    assert date("31 تشرين 2025", TODAY, MORNING) == expected("2025-10-31?")


@pytest.mark.parametrize("typed", ["اليوم", "نهار اليوم", "today"])
def test_today_before_four_is_asked(typed: str) -> None:
    assert date(typed, TODAY, NIGHT) == Either(TODAY - timedelta(days=1), TODAY)
    assert date(typed, TODAY, 4) == Exact(TODAY)


def test_yesterday_before_four_is_confirmed() -> None:
    assert date("مبارح", TODAY, NIGHT) == expected("2026-03-11?")
    assert date("قبل يومين", TODAY, NIGHT) == expected("2026-03-10?")
    assert date("الآن", TODAY, NIGHT) == expected("2026-03-12")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("20 آذار", "2026-03-20"),
        ("5 آذار", "2027-03-05?"),
        ("بالعشرين", "2026-03-20?"),
        ("بالعاشر", "2026-04-10?"),
        ("السبت", "2026-03-14?"),
        ("الخميس", "2026-03-12?"),
        ("1 شوال", "2026-03-20?"),
        ("29 شباط", "2028-02-29?"),
    ],
)
def test_where_the_day_is_to_come(typed: str, day: str) -> None:
    assert date(typed, TODAY, MORNING, ahead=True) == expected(day)


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2080, 12, 31)), st.sampled_from("/-. "))
def test_a_date_in_numbers_is_that_date(day: datetime.date, between: str) -> None:
    for written in (day.strftime(f"%Y{between}%m{between}%d"), day.strftime(f"%d{between}%m{between}%Y")):
        reading = date(written, TODAY, MORNING)
        assert isinstance(reading, Exact)
        assert reading.value == day
        assert reading.confirm is (day.day <= 12 and day.day != day.month)


@given(
    st.text(st.characters(exclude_categories=())) | st.lists(st.sampled_from(PIECES.split())).map(" ".join),
    st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)),
    st.integers(0, 23),
    st.booleans(),
)
def test_any_text_may_be_a_date(text: str, today: datetime.date, hour: int, ahead: bool) -> None:
    match date(text, today, hour, ahead=ahead):
        case Either(first=first, second=second):
            assert first < second
        case reading:
            assert reading is None or isinstance(reading.value, datetime.date)
