"""Dates and times: read as ODK writes them (ISO 8601), counted in days since 1970, and formatted."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo

DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?"
_DATED = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})(?:[T ]{_TIME})?", re.ASCII)
_TIMED = re.compile(_TIME, re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def read(text: str, zone: tzinfo) -> datetime | None:
    """The moment that a text says; without a zone of its own it is local. None when it says none."""
    if len(text) == 10 and text[4] == text[7] == "-":  # as it is mostly written
        try:
            return datetime.fromisoformat(text).replace(tzinfo=zone)
        except ValueError:
            return None
    found = _DATED.fullmatch(text)
    if found is None:
        return None
    year, month, day, *time = found.groups()
    try:
        moment = datetime(int(year), int(month), int(day), tzinfo=zone)
        return moment if time[0] is None else _at(moment, time)
    except (ValueError, OverflowError):
        return None


def _at(moment: datetime, time: list[str | None]) -> datetime:
    hour, minute, second, fraction, offset = time
    micro = int((fraction or "0").ljust(6, "0")[:6])
    placed = moment.replace(
        hour=int(hour or 0), minute=int(minute or 0), second=int(second or 0), microsecond=micro
    )
    return placed if offset is None else placed.replace(tzinfo=_offset(offset))


def _offset(words: str) -> tzinfo:
    """ValueError when there is no such zone."""
    if words == "Z":
        return UTC
    hours, minutes = int(words[1:3]), int(words[3:].lstrip(":") or 0)
    if minutes >= 60 or hours >= 24:
        raise ValueError(words)
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if words[0] == "-" else away)


def share_of_day(text: str, zone: tzinfo) -> float:
    """What part of the local day has passed at a time; NaN when the text is none (`decimal-time`)."""
    found = _TIMED.fullmatch(text.strip())
    if found is None:
        return math.nan
    try:
        local = _at(datetime(1970, 1, 1, tzinfo=zone), list(found.groups())).astimezone(zone)
    except (ValueError, OverflowError):
        return math.nan
    return (local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6) / DAY


def there(moment: datetime, zone: tzinfo) -> datetime | None:
    """The same moment in a zone; None where that is beyond the calendar, as its last evening further east."""
    try:
        return moment.astimezone(zone)
    except (ValueError, OverflowError):
        return None


def since_epoch(moment: datetime) -> float:
    """Days since 1970, UTC."""
    return (moment - _EPOCH).total_seconds() / DAY


def from_days(days: float, zone: tzinfo) -> datetime | None:
    """The moment so many days after 1970, to the millisecond; None beyond the calendar."""
    if not math.isfinite(days):
        return None
    try:
        return there(_EPOCH + timedelta(milliseconds=round(days * DAY * 1000)), zone)
    except OverflowError:
        return None


def written(moment: datetime, *, timed: bool = False) -> str:
    """A date alone where it is local midnight, else with its time and zone."""
    if not timed and (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0):
        return f"{moment:%Y-%m-%d}".rjust(10, "0")
    return moment.isoformat(timespec="milliseconds")


_PARTS: Mapping[str, Callable[[datetime], str]] = {
    "Y": lambda m: f"{m.year:04}",
    "y": lambda m: f"{m.year % 100:02}",
    "m": lambda m: f"{m.month:02}",
    "n": lambda m: f"{m.month}",
    "b": lambda m: _MONTHS[m.month - 1],
    "d": lambda m: f"{m.day:02}",
    "e": lambda m: f"{m.day}",
    "H": lambda m: f"{m.hour:02}",
    "h": lambda m: f"{m.hour}",
    "M": lambda m: f"{m.minute:02}",
    "S": lambda m: f"{m.second:02}",
    "3": lambda m: f"{m.microsecond // 1000:03}",
    "a": lambda m: _WEEKDAYS[m.weekday()],
    "W": lambda m: f"{m.isocalendar().week}",
    "u": lambda m: f"{m.isoweekday()}",
    "w": lambda m: f"{m.isoweekday() % 7}",
    "Z": lambda m: m.isoformat(timespec="seconds")[19:],
    "%": lambda m: "%",
}
_DIRECTIVE = re.compile("%(.)", re.DOTALL)


def formatted(moment: datetime, pattern: str) -> str:
    """By the directives of `format-date`; a letter that is none of them stands as it is."""

    def part(found: re.Match[str]) -> str:
        make = _PARTS.get(found[1])
        return make(moment) if make is not None else found[0]

    return _DIRECTIVE.sub(part, pattern)
