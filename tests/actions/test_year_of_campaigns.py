"""A simulated year of three campaigns: recurring, around events, and reminders.

The clock is injected; the year is 2027, whose Ramadan is from 8 February to 8 March. Amman has no summer
time, Beirut changes at midnight and Berlin in the small hours.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.actions.recurring import next_after
from bot.core.sending.calendar import Due, Leaves, Paused, Skipped, Whose, leaves, leaves_before
from bot.core.sending.hours import in_ramadan
from bot.core.sending.rules import Halt, Sending
from bot.core.sending.schedule import Around, Recurring, Remind, reminded, useful_until, wished

ZONES = [ZoneInfo(name) for name in ("Asia/Amman", "Asia/Beirut", "Europe/Berlin")]
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EXAMS = (date(2027, 6, 20), date(2027, 7, 1))


def rules(zone: ZoneInfo) -> Sending:
    begins, ends = (datetime.combine(day, datetime.min.time(), zone) for day in EXAMS)
    return Sending(outages=(Halt(begins, ends, "", "outage"),))


def fits(local: datetime, rest: tuple[int, ...] = (4, 5)) -> bool:
    """Within the hours of the day that it is, and on no day of rest."""
    hours = {*range(11, 17), 21, 22} if in_ramadan(local.date()) else set(range(9, 21))
    return local.hour in hours and local.weekday() not in rest


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_weekly_message_of_thursday_evening(zone: ZoneInfo) -> None:
    """Thursdays at 20:30: at once; in Ramadan at 21:00; in the exams not at all."""
    record, sending = Recurring(20, 30, weekdays=(3,)), rules(zone)
    left, skipped, moment = list[datetime](), list[datetime](), NEW_YEAR
    while (wish := next_after(record, moment, zone)) and wish.year == 2027:
        whose = Whose(zone, sent=tuple(left[-9:]))
        match leaves(Due(wish, useful_until(record, wish)), whose, sending):
            case Leaves(at=at):
                left.append(at)
            case Skipped() | Paused():
                skipped.append(wish)
        moment = wish
    local = [one.astimezone(zone) for one in left]

    assert all(map(fits, local))
    assert {f"{one:%a %H:%M}" for one in local if in_ramadan(one.date())} == {"Thu 21:00"}
    assert {f"{one:%a %H:%M}" for one in local if not in_ramadan(one.date())} == {"Thu 20:30"}
    assert [one.astimezone(zone).date() for one in skipped] == [date(2027, 6, 24)]
    assert len(left) + len(skipped) == 52


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("hour", [8, 10, 23])
def test_a_word_before_the_event_of_every_day(zone: ZoneInfo, hour: int) -> None:
    """Somewhere there is an event every day; an hour before, or else the evening before, and never after."""
    sending = Sending(rest=(), weekly_cap=0)
    for n in range(365):
        starts = datetime.combine(date(2027, 1, 1) + n * DAY, datetime.min.time(), zone).replace(hour=hour)
        schedule = Around("لقاء", starts, 1, "hours")
        wish = wished(schedule, NEW_YEAR, zone, {})
        assert wish is not None
        found = leaves_before(Due(wish, useful_until(schedule, wish)), NEW_YEAR - DAY, Whose(zone), sending)
        assert isinstance(found, Leaves), starts
        assert timedelta() < starts - found.at <= DAY + HOUR
        assert fits(found.at.astimezone(zone), rest=())


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_three_days_before_is_at_the_same_hour(zone: ZoneInfo) -> None:
    for n in range(365):
        starts = datetime(2027, 1, 4, 10, tzinfo=zone) + n * DAY
        wish = wished(Around("لقاء", starts, 3), NEW_YEAR, zone, {})
        assert wish is not None
        local = wish.astimezone(zone)
        assert (local.hour, local.date()) == (10, starts.date() - 3 * DAY)


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_who_never_answers_is_reminded_twice_and_left_alone(zone: ZoneInfo) -> None:
    """Somebody leaves a form unfinished in every hour of the year."""
    remind, sending = Remind("registration", "unfinished", after=21, every=72, limit=2), Sending()
    for n in range(0, 365 * 24, 5):
        since, left = NEW_YEAR + n * HOUR, list[datetime]()
        while wish := reminded(remind, since, left[-1] if left else None, len(left)):
            found = leaves(Due(wish, wish + 7 * DAY), Whose(zone, sent=tuple(left)), sending)
            assert isinstance(found, Leaves)
            left.append(found.at)
        assert len(left) == 2
        assert left[0] - since >= 21 * HOUR
        assert all(other - one >= 72 * HOUR for one, other in pairwise(left))
        assert all(fits(one.astimezone(zone)) for one in left)
