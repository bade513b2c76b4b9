"""How far back words reach, seen from Thursday 5 March 2026 at noon."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.arabic.lately import Lately, Period, lately, period

TODAY, NOON = date(2026, 3, 5), 12


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("منذ 1 آذار", date(2026, 3, 1), None),
        ("من ١/٢/٢٠٢٦", date(2026, 2, 1), None),
        ("since 1 February", date(2026, 2, 1), None),
        ("منذ أسبوعين", date(2026, 2, 19), None),
        ("آخر 10 أيام", date(2026, 2, 23), None),
        ("خلال ١٤ يوماً", date(2026, 2, 19), None),
        ("last 10 days", date(2026, 2, 23), None),
        ("سجلوا منذ شهر", date(2026, 2, 5), None),
        ("بعد 1 شباط", date(2026, 2, 2), None),
        ("after 2026-02-01", date(2026, 2, 2), None),
        ("قبل 15 شباط", None, date(2026, 2, 14)),
        ("before 15 February", None, date(2026, 2, 14)),
        ("حتى أمس", None, date(2026, 3, 4)),
        ("until 15 February", None, date(2026, 2, 15)),
        ("من 1 كانون الثاني حتى 15 شباط", date(2026, 1, 1), date(2026, 2, 15)),
        ("from 1 January to 31 January", date(2026, 1, 1), date(2026, 1, 31)),
    ],
)
def test_days_are_read_with_what_bounds_them(text: str, first: date | None, last: date | None) -> None:
    assert period(text, TODAY, NOON) == Period(first, last)


@pytest.mark.parametrize(
    "text",
    ["", "رجوع", "1 آذار", "10", "قبل أسبوع", "من", "منذ بكرا", "من 15 شباط إلى 1 شباط", "آخر", "منذ " * 40],
)
def test_a_day_that_bounds_nothing_is_no_period(text: str) -> None:
    assert period(text, TODAY, NOON) is None


@pytest.mark.parametrize(
    ("text", "days", "silent"),
    [
        ("خلال 14 يوماً", 14, False),
        ("آخر أسبوع", 7, False),
        ("كتبوا منذ 1 آذار", 4, False),
        ("last 2 weeks", 14, False),
        ("لم يكتبوا منذ شهرين", 59, True),
        ("ما كتبوا من شهر", 28, True),
        ("بدون رسالة منذ ٣٠ يوماً", 30, True),
        ("not for 30 days", 30, True),
        ("have not written for 2 weeks", 14, True),
    ],
)
def test_so_many_days_with_or_without_a_message(text: str, days: int, silent: bool) -> None:
    assert lately(text, TODAY, NOON) == Lately(days, silent)


@pytest.mark.parametrize("text", ["", "رجوع", "30", "اليوم", "غداً", "ليلى", "لم يكتبوا", "خلال"])
def test_anything_else_says_no_days(text: str) -> None:
    assert lately(text, TODAY, NOON) is None
