"""When something recurs next on the wall clock of a zone, counted by APScheduler's trigger.

The trigger counts on a clock that knows no summer time, and what it finds is then looked up in the zone: an
hour that is left out comes as much later, one that is there twice comes once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from apscheduler.triggers.cron import CronTrigger

from bot.core.sending.schedule import LAST_DAY, Recurring

_NEXT: Final = timedelta(microseconds=1)
_LOOKED: Final = 400
"""As many as a year has days, and more."""
_LEFT_OUT: Final = timedelta(hours=3)
"""More than any zone leaves out for the summer."""


def next_after(record: Recurring, moment: datetime, zone: tzinfo, given: int = 0) -> datetime | None:
    """The first time after a moment; None when there is none, or `given` are as many as it may be."""
    if record.times and given >= record.times:
        return None
    trigger = _trigger(record)
    wall = moment.astimezone(zone).replace(tzinfo=UTC, fold=0) - _LEFT_OUT
    while True:
        found: datetime | None = trigger.get_next_fire_time(None, wall)
        if found is None:
            return None
        comes = found.replace(tzinfo=zone).astimezone(UTC)
        if comes > moment:
            return comes
        wall = found + _NEXT


def last_after(record: Recurring, moment: datetime, zone: tzinfo) -> datetime | None:
    """The last time of those that begin at a moment; None of what has no end, or one that is too far."""
    if not record.times and record.ends is None:
        return None
    last, given = moment, 1
    while given < _LOOKED:
        comes = next_after(record, last, zone, given)
        if comes is None:
            return last
        last, given = comes, given + 1
    return None


def _trigger(record: Recurring) -> CronTrigger:
    return CronTrigger(
        month=_named(record.months),
        day=_named(record.days),
        day_of_week=_named(record.weekdays),
        hour=record.hour,
        minute=record.minute,
        start_date=_at(record.begins, time.min),
        end_date=_at(record.ends, time.max),
        timezone=UTC,
    )


def _at(day: date | None, clock: time) -> datetime | None:
    return None if day is None else datetime.combine(day, clock, UTC)


def _named(numbers: tuple[int, ...]) -> str:
    return ",".join("last" if one == LAST_DAY else str(one) for one in numbers) or "*"
