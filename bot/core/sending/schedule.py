"""When the steps of a campaign wish to leave: schedules as data, the moments they mean, and their checks.

A wish is not yet a moment of leaving: that is `calendar`'s to say. What recurs is counted by
`actions.recurring`; everything else here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, Literal, TypeAlias

from bot.core.sending.calendar import USEFUL, Ignored
from bot.core.sending.rules import Sending
from bot.core.text import Text, day, key, moment

Unit = Literal["hours", "days"]
LAST_DAY: Final = -1
FURTHEST: Final = timedelta(days=366)
MOST_TIMES: Final = 366
MOST_REMINDERS: Final = 5
LEAST_BETWEEN: Final = 20
"""Hours between two reminders."""
_LONGEST: Final[Mapping[Unit, int]] = {"hours": 72, "days": 366}
_MONTH_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Now:
    """At once."""


@dataclass(frozen=True, slots=True)
class At:
    """At one moment, the same for all."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class Recurring:
    """At an hour of the wall clock, again and again.

    `weekdays` (Monday is 0), `days` of the month (-1 is the last) and `months`: none named is every one, and
    a day must fit all that are named. `begins` and `ends` are its first and last day. `times`: so often at
    most, 0 for no limit.
    """

    hour: int
    minute: int = 0
    weekdays: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    begins: date | None = None
    ends: date | None = None
    times: int = 0


@dataclass(frozen=True, slots=True)
class Since:
    """So long after something of the person's. A birthday is not known: only its year is asked."""

    amount: int
    unit: Unit = "days"
    of: Literal["registered"] = "registered"


@dataclass(frozen=True, slots=True)
class Around:
    """So long before or after an event, which is a name and the moment when it starts."""

    event: str
    starts: datetime
    amount: int
    unit: Unit = "days"
    side: Literal["before", "after"] = "before"


@dataclass(frozen=True, slots=True)
class Remind:
    """A reminder of a form that was begun and left, or never answered.

    The first `after` so many hours, within the 24 in which WhatsApp takes free text; then one `every` so
    many, `limit` at most.
    """

    form: str
    of: Literal["unfinished", "unanswered"] = "unfinished"
    after: int = 21
    every: int = 72
    limit: int = 1


Schedule: TypeAlias = Now | At | Recurring | Since | Around | Remind


# -------------------------------------------------------------------------------------------- moments


def shifted(start: datetime, amount: int, unit: Unit, zone: tzinfo) -> datetime:
    """So many hours later (earlier, below zero), or so many days later at the same hour of the wall clock.

    At an hour that summer time leaves out, as long after it; at one that comes twice, the first time.
    """
    if unit == "hours":
        return start.astimezone(UTC) + timedelta(hours=amount)
    local = start.astimezone(zone) + timedelta(days=amount)
    return local.replace(fold=0).astimezone(UTC)


def wished(
    schedule: Now | At | Since | Around, now: datetime, zone: tzinfo, dates: Mapping[str, datetime]
) -> datetime | None:
    """When a message wishes to leave; `dates` are the person's. None when they lack the date."""
    match schedule:
        case Now():
            return now
        case At():
            return schedule.moment
        case Since():
            start = dates.get(schedule.of)
            return None if start is None else shifted(start, schedule.amount, schedule.unit, zone)
        case Around():
            amount = -schedule.amount if schedule.side == "before" else schedule.amount
            return shifted(schedule.starts, amount, schedule.unit, zone)


def reminded(schedule: Remind, since: datetime, last: datetime | None, given: int) -> datetime | None:
    """When the next reminder wishes to leave; None after the last.

    `since`: the invitation, or the last answer of what is unfinished. `last`: the reminder before; `given`:
    how many there were.
    """
    if given >= schedule.limit:
        return None
    first = since + timedelta(hours=schedule.after)
    return first if last is None else max(first, last + timedelta(hours=schedule.every))


def useful_until(schedule: Schedule, wish: datetime, closes: datetime | None = None) -> datetime:
    """Until when a message is useful: an event's start, what it asks for closes, or three days."""
    until = wish + USEFUL
    if isinstance(schedule, Around) and schedule.side == "before":
        until = schedule.starts
    return until if closes is None else min(until, closes)


def ignored(schedule: Schedule, zone: tzinfo, rules: Sending) -> frozenset[Ignored]:
    """What does not hold a message up: an event on a day of rest may be announced on one."""
    if isinstance(schedule, Around) and rules.rests(schedule.starts.astimezone(zone).date()):
        return frozenset({"weekend"})
    return frozenset()


# --------------------------------------------------------------------------------------------- checks


def problems(schedule: Schedule, now: datetime, zone: tzinfo) -> tuple[Text, ...]:
    """What must be corrected before a schedule is kept."""
    match schedule:
        case Now():
            return ()
        case At():
            return tuple(_to_come(schedule.moment, now))
        case Recurring():
            return tuple(_recurring(schedule, now.astimezone(zone).date()))
        case Since():
            return tuple(_length(schedule.amount, schedule.unit))
        case Around():
            return tuple(_around(schedule, now, zone))
        case Remind():
            return tuple(_reminder(schedule))


def _to_come(wish: datetime, now: datetime) -> Iterator[Text]:
    if wish <= now:
        yield key("schedule.past", moment=moment(wish))
    elif wish > now + FURTHEST:
        yield key("schedule.far", moment=moment(wish))


def _length(amount: int, unit: Unit) -> Iterator[Text]:
    if not 1 <= amount <= _LONGEST[unit]:
        yield key(f"schedule.{unit}", most=_LONGEST[unit])


def _around(schedule: Around, now: datetime, zone: tzinfo) -> Iterator[Text]:
    wrong = [*_length(schedule.amount, schedule.unit)]
    wish = None if wrong else wished(schedule, now, zone, {})
    yield from wrong or (_to_come(wish, now) if wish else ())


def _recurring(schedule: Recurring, today: date) -> Iterator[Text]:
    if not (0 <= schedule.hour <= 23 and 0 <= schedule.minute <= 59):
        yield key("schedule.clock")
    if not all(0 <= one <= 6 for one in schedule.weekdays):
        yield key("schedule.weekdays")
    if not _comes(schedule):
        yield key("schedule.never")
    if not 0 <= schedule.times <= MOST_TIMES:
        yield key("schedule.times", most=MOST_TIMES)
    if schedule.ends and schedule.ends < today:
        yield key("schedule.over", day=day(schedule.ends))
    elif schedule.ends and schedule.begins and schedule.ends < schedule.begins:
        yield key("schedule.ends_first", begins=day(schedule.begins), ends=day(schedule.ends))


def _comes(schedule: Recurring) -> bool:
    """Whether there is such a day at all: no month has a 32nd, and no February a 30th."""
    months, days = schedule.months or tuple(range(1, 13)), schedule.days or (1,)
    if not all(1 <= month <= 12 for month in months) or not all(one == LAST_DAY or one >= 1 for one in days):
        return False
    return all(any(one <= _MONTH_DAYS[month - 1] for month in months) for one in days)


def _reminder(schedule: Remind) -> Iterator[Text]:
    yield from _length(schedule.after, "hours")
    if schedule.every < LEAST_BETWEEN:
        yield key("schedule.every", least=LEAST_BETWEEN)
    if not 1 <= schedule.limit <= MOST_REMINDERS:
        yield key("schedule.limit", most=MOST_REMINDERS)
