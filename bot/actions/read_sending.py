"""The table `[sending]` of `programme.toml`: when campaign messages may leave, and who must agree.

docs/programme.md says what each key means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.actions.declared import Declared, shown
from bot.core.place import Areas
from bot.core.sending.hours import DAY, Spans, Window, Windows, outside, windows
from bot.core.sending.rules import Approval, Halt, Sending

_SPAN: Final = re.compile(r"([01]?\d|2[0-4])(?::([0-5]\d))?\s*-\s*([01]?\d|2[0-4])(?::([0-5]\d))?")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DEFAULT: Final = Sending()
_NEVER: Final = date(9000, 1, 1)
_LONGEST_RAMADAN: Final = timedelta(days=31)


def read_sending(file: Declared, zone: str, daytime: tuple[int, int], areas: Areas) -> Sending:
    """What the table says. Without `quiet`, messages leave in daytime."""
    table = file.inner("sending", '{ quiet = "21-9" }')
    said = Sending(
        open=_open(table, daytime),
        ramadan=_ramadan(table),
        ramadans=_ramadans(table),
        rest=_weekdays(table),
        weekly_cap=table.number("weekly_cap", _DEFAULT.weekly_cap, 0, 50),
        approval=_approval(table),
        brake=table.number("brake", _DEFAULT.brake, 0, 1_000_000),
        outages=tuple(_outages(table, zone, areas)),
    )
    table.finish()
    return said


def _open(table: Declared, daytime: tuple[int, int]) -> Windows:
    """The hours in which messages may leave: all but the quiet ones."""
    first, last = daytime
    ordinary = ((first * 60, last * 60),)
    said = table.words("quiet", example='"21-9"')
    quiet = _windows(table, "quiet", (said,), '"21-9"') if said else outside(ordinary)
    if outside(quiet):
        return outside(quiet)
    table.wrong("quiet", "all_quiet")
    return ordinary


def _ramadan(table: Declared) -> Windows:
    example = '["11-17", "21-23"]'
    said = table.many("ramadan", (), example)
    if not said and table.values.get("ramadan") == []:
        table.wrong("ramadan", "empty_list", example=example)
    return _windows(table, "ramadan", said, example) or _DEFAULT.ramadan


def _windows(table: Declared, key: str, said: tuple[str, ...], example: str) -> Windows:
    """Spans of hours; none of them when one is wrong."""
    spans = [span for one in said if (span := _span(one))]
    if len(spans) == len(said):
        return windows(spans)
    wrong = next(one for one in said if _span(one) is None)
    table.wrong(key, "span", value=shown(wrong), example=example)
    return ()


def _span(said: str) -> Window | None:
    """«21-9», «21:30-8»; None when it is no span, or no time lies between."""
    found = _SPAN.fullmatch(said)
    if found is None:
        return None
    first, last = (int(found[n]) * 60 + int(found[n + 1] or 0) for n in (1, 3))
    return (first, last) if max(first, last) <= DAY and first % DAY != last % DAY else None


def _weekdays(table: Declared) -> tuple[int, ...]:
    default = tuple(_WEEKDAYS[day] for day in _DEFAULT.rest)
    found = table.many("weekend", default, '["fri", "sat"]')
    for name in found:
        if name not in _WEEKDAYS:
            table.wrong("weekend", "day_name", value=shown(name))
    if set(found) == set(_WEEKDAYS):
        table.wrong("weekend", "all_quiet")
    return tuple(sorted({_WEEKDAYS.index(name) for name in found if name in _WEEKDAYS}))


def _approval(table: Declared) -> Approval:
    found = table.words("approval", _DEFAULT.approval, '"public"')
    for known in get_args(Approval):
        if found == known:
            return known  # type: ignore[no-any-return]
    table.wrong("approval", "approval", value=shown(found))
    return _DEFAULT.approval


def _ramadans(table: Declared) -> Spans:
    """First and last day of Ramadan, where the tables are not followed."""
    found = []
    for row in table.rows("ramadan_days", "{ from = 2027-02-08, to = 2027-03-09 }"):
        first, last = _days(row)
        if first and last and last - first < _LONGEST_RAMADAN:
            found.append((first, last))
        elif first and last:
            row.wrong("to", "long_ramadan", value=last)
        row.finish()
    return tuple(found)


def _outages(table: Declared, zone: str, areas: Areas) -> Iterable[Halt]:
    """Planned days on which nothing leaves, for an area or for all."""
    for row in table.rows("outage", "{ from = 2027-06-20, to = 2027-07-10 }"):
        first, last = _days(row)
        area = row.words("area") if "area" in row.values else ""
        if area and areas.by_code and areas.get(area) is None:
            row.wrong("area", "no_area", value=area)
        row.words("why")
        row.finish()
        if first and last:
            begins, ends = (_midnight(day, zone) for day in (first, last + timedelta(days=1)))
            yield Halt(begins, ends, area, "outage")


def _days(row: Declared) -> tuple[date | None, date | None]:
    """The days `from` and `to`; without `to`, one day."""
    first, last = row.on("from", "2027-06-20", required=True), row.on("to", "2027-07-10")
    if first and last and not first <= last < _NEVER:
        row.wrong("to", "backwards", value=last)
        return None, None
    return first, last or first


def _midnight(day: date, zone: str) -> datetime:
    """A day's beginning; a zone that is wrong was noted already."""
    try:
        return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.combine(day, time(), UTC)
