"""What recurs: by the wall clock, once each time, through summer time and leap days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.recurring import next_after
from bot.core.sending.schedule import LAST_DAY, Recurring

AMMAN, BEIRUT, BERLIN = map(ZoneInfo, ("Asia/Amman", "Asia/Beirut", "Europe/Berlin"))
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


def all_of(record: Recurring, zone: ZoneInfo, days: int = 366) -> list[datetime]:
    """Every time of a year, on the wall clock."""
    found, moment = list[datetime](), NEW_YEAR
    while (comes := next_after(record, moment, zone, len(found))) and comes < NEW_YEAR + timedelta(days=days):
        found.append(comes.astimezone(zone))
        moment = comes
    return found


@pytest.mark.parametrize("zone", [AMMAN, BEIRUT, BERLIN], ids=str)
@pytest.mark.parametrize("hour", [0, 2, 3, 10, 23])
def test_every_day_has_one(zone: ZoneInfo, hour: int) -> None:
    """Berlin leaves 02:30 out once and has it twice once; Beirut leaves 00:30 out, and has 23:30 twice."""
    found = all_of(Recurring(hour, 30), zone)
    days = [one.date() for one in found]

    assert all(other - one == timedelta(days=1) for one, other in pairwise(days))
    assert len(days) in {365, 366}
    assert {(one.hour, one.minute) for one in found} <= {(hour, 30), (hour + 1, 30)}
    assert sum(one.hour != hour for one in found) <= 1
    assert all(one.fold == 0 for one in found)


def test_two_days_of_the_week() -> None:
    found = all_of(Recurring(10, weekdays=(6, 2)), AMMAN, 28)

    assert [f"{one:%a %d}" for one in found][:4] == ["Sun 03", "Wed 06", "Sun 10", "Wed 13"]
    assert len(found) == 8


def test_the_last_day_of_the_month() -> None:
    found = all_of(Recurring(10, days=(LAST_DAY,)), AMMAN)

    assert [one.day for one in found] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_a_leap_day_is_waited_for() -> None:
    comes = next_after(Recurring(10, days=(29,), months=(2,)), NEW_YEAR, AMMAN)

    assert comes == datetime(2028, 2, 29, 10, tzinfo=AMMAN)


def test_it_begins_ends_and_is_counted() -> None:
    record = Recurring(10, begins=date(2027, 3, 1), ends=date(2027, 3, 5), times=3)

    assert [one.day for one in all_of(record, AMMAN)] == [1, 2, 3]
    assert next_after(record, datetime(2027, 3, 4, 12, tzinfo=AMMAN), AMMAN) == datetime(
        2027, 3, 5, 10, tzinfo=AMMAN
    )
    assert next_after(record, datetime(2027, 3, 5, 10, tzinfo=AMMAN), AMMAN) is None


def test_whoever_asks_within_the_hour_that_was_left_out_misses_nothing() -> None:
    """02:30 of 28 March 2027 is not there in Berlin, and comes at 03:30."""
    after = datetime(2027, 3, 28, 3, 10, tzinfo=BERLIN)

    assert next_after(Recurring(2, 30), after, BERLIN) == datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN)


@given(
    st.integers(0, 366 * 24 * 60),
    st.integers(0, 23),
    st.lists(st.integers(0, 6), max_size=3),
    st.sampled_from([AMMAN, BEIRUT, BERLIN, ZoneInfo("Australia/Lord_Howe")]),
)
def test_the_next_is_later_and_the_same_from_any_moment_before_it(
    minutes: int, hour: int, weekdays: list[int], zone: ZoneInfo
) -> None:
    record = Recurring(hour, 30, weekdays=tuple(weekdays))
    moment = NEW_YEAR + timedelta(minutes=minutes)
    comes = next_after(record, moment, zone)

    assert comes is not None
    assert comes > moment
    assert next_after(record, moment + (comes - moment) / 2, zone) == comes
