"""A date as people type it, in any digits and with any name of its month.

Numbers are day, month, year, unless the first has four digits. Nothing is guessed silently: what can be
read in two ways is confirmed in words, or asked. Hijri dates are converted and always confirmed.
Writing a date is the affair of the catalogues.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final

from bot.core.arabic.dateparts import Parts, parts_of
from bot.core.arabic.days import DayReading, spoken_day
from bot.core.arabic.folding import key
from bot.core.arabic.months import TWO_MONTHS, from_hijri, hijri_year, mark_months
from bot.core.arabic.readings import Either, Exact

DateReading = DayReading

_LONGEST: Final = 80
_HALF_A_YEAR: Final = 183
_YEARS: Final = range(1900, 2200)
_HIJRI_YEARS: Final = range(1300, 1500)
_LEAP_GAP: Final = 8

_TOKEN = re.compile(r"@[a-z]+[0-9]*|\d+|[^\W\d_]+")


def date(text: str, today: datetime.date, hour: int, *, ahead: bool = False) -> DateReading:
    """The day a whole message says, seen from the local day and hour.

    Without a year it is the last such day, or with `ahead` the next one; None when it is no date.
    """
    if len(text) > _LONGEST:
        return None
    words = _TOKEN.findall(mark_months(key(text)))
    if not words:
        return None
    return spoken_day(words, today, hour, ahead=ahead) or _written(words, today, ahead=ahead)


def _written(words: list[str], today: datetime.date, *, ahead: bool) -> DateReading:
    parts = parts_of(words)
    if parts is None:
        return None
    reading = _resolve(parts, today, ahead=ahead)
    if isinstance(reading, Exact) and parts.weekday not in (None, reading.value.weekday()):
        return Exact(reading.value, confirm=True)
    return reading


def _resolve(parts: Parts, today: datetime.date, *, ahead: bool) -> DateReading:
    years = [number for number in parts.numbers if len(number) == 4]
    of_hijri = parts.hijri or bool(parts.hijri_months) or any(int(y) in _HIJRI_YEARS for y in years)
    named = parts.hijri_months if of_hijri else parts.months
    unusable = (parts.months or parts.bare) if of_hijri else parts.hijri_months
    if unusable or len(named) + bool(parts.bare) > 1:
        return None
    if parts.bare:
        return _either(parts, today, ahead=ahead)
    month = next(iter(named), None)
    if of_hijri:
        return _hijri(parts, month, today, ahead=ahead)
    if month is not None:
        return _named(parts, month, today, ahead=ahead)
    return _numbers(parts, today, ahead=ahead)


def _either(parts: Parts, today: datetime.date, *, ahead: bool) -> DateReading:
    first, second = (_named(parts, month, today, ahead=ahead) for month in TWO_MONTHS[parts.bare])
    match first, second:
        case Exact(value=a), Exact(value=b):
            return Either(min(a, b), max(a, b))
        case Exact(value=only), _:
            return Exact(only, confirm=True)
        case _:
            return None


def _named(parts: Parts, month: int, today: datetime.date, *, ahead: bool) -> Exact[datetime.date] | None:
    """A day, the month by name, and perhaps a year on either side."""
    day, year = _day_and_year(parts.numbers)
    if day is None:
        return None
    if year is None:
        return _without_year(month, day, today, ahead=ahead, confirm=parts.confused)
    short = len(year) == 2
    return _exact(_full_year(year, today), month, day, confirm=parts.confused or short)


def _day_and_year(numbers: Sequence[str]) -> tuple[int | None, str | None]:
    match numbers:
        case [day] if len(day) <= 2:
            return int(day), None
        case [year, day] if len(year) == 4 and len(day) <= 2:
            return int(day), year
        case [day, year] if len(day) <= 2 and len(year) in (2, 4):
            return int(day), year
        case _:
            return None, None


def _numbers(parts: Parts, today: datetime.date, *, ahead: bool) -> Exact[datetime.date] | None:
    match parts.numbers:
        case [day] if parts.of_month and len(day) <= 2:
            return _of_month(int(day), today, ahead=ahead)
        case [day, month] if len(day) <= 2 and len(month) <= 2:
            return _without_year(int(month), int(day), today, ahead=ahead, confirm=True)
        case [year, month, day] if len(year) == 4 and len(month) <= 2 and len(day) <= 2:
            return _doubted(year, int(month), int(day), today)
        case [day, month, year] if len(day) <= 2 and len(month) <= 2 and len(year) in (2, 4):
            return _doubted(year, int(month), int(day), today)
        case _:
            return None


def _doubted(year: str, month: int, day: int, today: datetime.date) -> Exact[datetime.date] | None:
    """A month that cannot be one is the day; where both could be the month, the date is repeated in words."""
    swapped = month > 12 and day <= 12
    if swapped:
        month, day = day, month
    confirm = swapped or len(year) == 2 or (day <= 12 and day != month)
    return _exact(_full_year(year, today), month, day, confirm=confirm)


def _full_year(year: str, today: datetime.date) -> int:
    """Two digits are of this century up to ten years from now, else of the last."""
    if len(year) != 2:
        return int(year)
    century = today.year // 100 * 100
    full = century + int(year)
    return full if full <= today.year + 10 else full - 100


def _exact(year: int, month: int, day: int, *, confirm: bool) -> Exact[datetime.date] | None:
    if year not in _YEARS:
        return None
    try:
        return Exact(datetime.date(year, month, day), confirm)
    except ValueError:
        return None


def _without_year(
    month: int, day: int, today: datetime.date, *, ahead: bool, confirm: bool
) -> Exact[datetime.date] | None:
    """The last or next such day; confirmed when more than half a year away: it may be the other."""
    years = (
        range(today.year, today.year + _LEAP_GAP) if ahead else range(today.year, today.year - _LEAP_GAP, -1)
    )
    for year in years:
        found = _exact(year, month, day, confirm=confirm)
        if found and (found.value >= today if ahead else found.value <= today):
            far = abs((found.value - today).days) > _HALF_A_YEAR
            return Exact(found.value, confirm or far)
    return None


def _of_month(day: int, today: datetime.date, *, ahead: bool) -> Exact[datetime.date] | None:
    """«بالعشرين»: the last or next twentieth, repeated in words."""
    for months in range(12):
        year, month = divmod(today.year * 12 + today.month - 1 + (months if ahead else -months), 12)
        found = _exact(year, month + 1, day, confirm=True)
        if found and (found.value >= today if ahead else found.value <= today):
            return found
    return None


def _hijri(
    parts: Parts, month: int | None, today: datetime.date, *, ahead: bool
) -> Exact[datetime.date] | None:
    numbers = list(parts.numbers)
    if month is not None:
        day, year = _day_and_year(numbers)
    elif len(numbers) == 3:
        if len(numbers[0]) == 4:
            numbers.reverse()
        day, month, year = int(numbers[0]), int(numbers[1]), numbers[2]
    else:
        return None
    if day is None or month is None:
        return None
    found = _hijri_day(year, month, day, today, ahead=ahead)
    return Exact(found, confirm=True) if found else None


def _hijri_day(
    year: str | None, month: int, day: int, today: datetime.date, *, ahead: bool
) -> datetime.date | None:
    if year is not None:
        return from_hijri(int(year) + (1400 if len(year) == 2 else 0), month, day)
    this = hijri_year(today)
    for offset in (0, 1 if ahead else -1):
        found = from_hijri(this + offset, month, day) if this else None
        if found and (found >= today if ahead else found <= today):
            return found
    return None
