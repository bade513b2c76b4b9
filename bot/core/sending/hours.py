"""The hours of a day in which messages may leave, by the wall clock of the person's zone.

Between two changes of a zone's offset a wall clock runs evenly, so the search goes from one change to the
next and counts plainly in between. That is what makes it right where summer time leaves an hour out or
has it twice: a moment is judged by what the clock on the wall shows, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from hijridate import Gregorian

DAY: Final = 24 * 60
Window = tuple[int, int]
Windows = tuple[Window, ...]
"""Spans of a day in minutes: from the first on, up to the second and without it. In order, apart."""
Spans = tuple[tuple[date, date], ...]

_A_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_RAMADAN: Final = 9
_NEAR: Final = timedelta(days=40)


def windows(spans: Iterable[Window]) -> Windows:
    """Spans as windows of one day; one that ends before it begins goes on after midnight."""
    parts = []
    for start, stop in spans:
        parts += [(start, stop)] if start < stop else [(start, DAY), (0, stop)]
    joined: list[Window] = []
    for start, stop in sorted(part for part in parts if part[0] < part[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return tuple(joined)


def outside(spans: Windows) -> Windows:
    """The rest of the day."""
    edges = (0, *(edge for span in spans for edge in span), DAY)
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple((start, stop) for start, stop in pairs if start < stop)


def next_open(
    moment: datetime, zone: tzinfo, of_day: Callable[[date], Windows], until: datetime
) -> datetime | None:
    """The first moment from this one on in a window of its local day, if there is one before `until`."""
    moment = moment.astimezone(UTC)
    while moment < until:
        end, offset = _steady(moment, zone)
        first = _wall(moment, offset)
        opens = _opens(first, _wall(end, offset), of_day)
        if opens is not None:
            found = moment + (opens - first)
            return found if found < until else None
        moment = end
    return None


def _wall(moment: datetime, offset: timedelta) -> datetime:
    return moment.replace(tzinfo=None) + offset


def _steady(moment: datetime, zone: tzinfo) -> tuple[datetime, timedelta]:
    """Up to when the zone keeps the offset that it has now, a day at most; and that offset."""
    offset = _offset(moment, zone)
    same, other = moment.replace(microsecond=0), moment.replace(microsecond=0) + _A_DAY
    if _offset(other, zone) == offset:
        return other, offset
    while other - same > _SECOND:
        middle = same + timedelta(seconds=(other - same) // _SECOND // 2)
        if _offset(middle, zone) == offset:
            same = middle
        else:
            other = middle
    return other, offset


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _opens(first: datetime, end: datetime, of_day: Callable[[date], Windows]) -> datetime | None:
    """The first moment of a window between two of an even wall clock."""
    day = first.date()
    while day <= end.date():
        midnight = datetime.combine(day, time())
        for start, stop in of_day(day):
            opens = max(first, midnight + timedelta(minutes=start))
            if opens < min(end, midnight + timedelta(minutes=stop)):
                return opens
        day += _A_DAY
    return None


def in_ramadan(day: date, entered: Spans = ()) -> bool:
    """Whether a day is of Ramadan: as was entered for that year, else by the Umm al-Qura tables."""
    near = [span for span in entered if span[0] - _NEAR <= day <= span[1] + _NEAR]
    if near:
        return any(first <= day <= last for first, last in near)
    return _by_tables(day)


@lru_cache(maxsize=1024)
def _by_tables(day: date) -> bool:
    try:
        return Gregorian(day.year, day.month, day.day).to_hijri().month == _RAMADAN
    except (ValueError, OverflowError):
        return False
