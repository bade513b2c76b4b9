"""Hours that run on working days: a promise made on Thursday evening is not broken on Friday."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sending.promise import morning, next_time, promised, reminded
from bot.core.sending.rules import Sending

AMMAN = ZoneInfo("Asia/Amman")
WEEK = Sending()
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


def local(day: int, hour: int) -> datetime:
    """In March 2026, whose first is a Sunday: 5 is a Thursday, 6 and 7 are days of rest."""
    return datetime(2026, 3, day, hour, tzinfo=AMMAN)


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        (local(3, 10), 24, local(4, 10)),
        (local(5, 10), 24, local(8, 10)),
        (local(5, 23), 2, local(8, 1)),
        (local(6, 12), 24, local(9, 0)),
        (local(1, 9), 72, local(4, 9)),
    ],
)
def test_hours_run_on_working_days_only(asked: datetime, hours: int, due: datetime) -> None:
    assert promised(asked, hours, AMMAN, WEEK) == due


def test_where_every_day_is_one_of_rest_a_promise_still_ends() -> None:
    never = Sending(rest=tuple(range(7)))
    assert promised(local(3, 10), 24, AMMAN, never) < local(3, 10) + timedelta(days=60)


@given(
    st.integers(0, 6 * 365 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
    st.integers(1, 200),
    st.sampled_from(["Asia/Amman", "Asia/Baghdad", "Asia/Damascus", "Asia/Beirut", "Africa/Cairo"]),
)
def test_it_is_never_sooner_than_the_hours_and_never_on_a_day_of_rest(
    asked: datetime, hours: int, zone: str
) -> None:
    due = promised(asked, hours, ZoneInfo(zone), WEEK)
    assert due - asked >= timedelta(hours=hours)
    day = (due - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    assert not WEEK.rests(day)


def test_nobody_is_reminded_at_night_or_on_a_day_of_rest() -> None:
    assert reminded(local(4, 3), AMMAN, WEEK).astimezone(AMMAN) == local(4, 11)  # Ramadan
    assert reminded(local(6, 12), AMMAN, WEEK).astimezone(AMMAN) == local(8, 11)
    assert reminded(local(4, 12), AMMAN, WEEK) == local(4, 12)


def test_the_next_time_is_on_a_working_day() -> None:
    at = (8 * 60 + 30, 16 * 60)
    assert next_time(local(4, 9), at, AMMAN, WEEK) == local(4, 16)
    assert next_time(local(4, 16), at, AMMAN, WEEK) == local(5, 8) + timedelta(minutes=30)
    assert next_time(local(5, 17), at, AMMAN, WEEK) == local(8, 8) + timedelta(minutes=30)
    never = Sending(rest=tuple(range(7)))
    assert next_time(local(5, 17), at, AMMAN, never) == local(6, 8) + timedelta(minutes=30)


EVEN = Sending(ramadans=((date(2026, 2, 18), date(2026, 2, 28)),))
"""No day of March is of Ramadan."""


@pytest.mark.parametrize(
    ("at", "over"),
    [
        (local(3, 21), local(4, 9)),
        (local(4, 3), local(4, 9)),
        (local(5, 22), local(6, 9)),
        (local(3, 9), None),
        (local(6, 12), None),
    ],
)
def test_a_night_ends_on_whatever_day(at: datetime, over: datetime | None) -> None:
    assert morning(at, AMMAN, EVEN) == over


def test_where_nothing_is_ever_open_there_is_no_morning_to_wait_for() -> None:
    assert morning(local(3, 12), AMMAN, Sending(open=(), ramadan=())) is None
