"""Schedules: the moments that they mean, what is wrong with them, and that they survive JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.channel import Reader
from bot.core.sending.schedule import (
    LAST_DAY,
    Around,
    At,
    Now,
    Recurring,
    Remind,
    Schedule,
    Since,
    problems,
    reminded,
    shifted,
    useful_until,
    wished,
)
from bot.i18n import Catalogues

AMMAN, BERLIN = ZoneInfo("Asia/Amman"), ZoneInfo("Europe/Berlin")
NOW = datetime(2027, 3, 1, 12, tzinfo=AMMAN)
EVENT = datetime(2027, 3, 30, 10, tzinfo=AMMAN)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

EVERY: tuple[Schedule, ...] = (
    Now(),
    At(NOW + DAY),
    Recurring(10, 30, (6, 2), (), (), date(2027, 3, 1), date(2027, 6, 1), 12),
    Since(7),
    Around("لقاء المتطوعين", EVENT, 3),
    Remind("registration", "unanswered", 24, 72, 2),
)


@pytest.mark.parametrize("schedule", EVERY, ids=lambda one: type(one).__name__)
def test_a_schedule_survives_json_and_has_no_problem(schedule: Schedule) -> None:
    assert msgspec.json.decode(msgspec.json.encode(schedule), type=type(schedule)) == schedule
    assert problems(schedule, NOW, AMMAN) == ()


# ---------------------------------------------------------------------------------------- moments


@pytest.mark.parametrize(
    ("schedule", "wish"),
    [
        (Now(), NOW),
        (At(EVENT), EVENT),
        (Since(1), NOW - 9 * DAY),
        (Since(2, "hours"), NOW - 10 * DAY + 2 * HOUR),
        (Around("لقاء", EVENT, 3), EVENT - 3 * DAY),
        (Around("لقاء", EVENT, 1, "hours"), EVENT - HOUR),
        (Around("لقاء", EVENT, 1, "days", "after"), EVENT + DAY),
    ],
    ids=str,
)
def test_what_a_schedule_means(schedule: Now | At | Since | Around, wish: datetime) -> None:
    assert wished(schedule, NOW, AMMAN, {"registered": NOW - 10 * DAY}) == wish


def test_who_lacks_the_date_gets_no_message() -> None:
    assert wished(Since(1), NOW, AMMAN, {}) is None


def test_days_keep_the_hour_of_the_wall_clock_and_hours_do_not() -> None:
    """Summer time begins in Berlin on 28 March 2027, at two, and ends on 31 October, at three."""
    event = datetime(2027, 3, 29, 10, tzinfo=BERLIN)

    assert shifted(event, -2, "days", BERLIN) == datetime(2027, 3, 27, 10, tzinfo=BERLIN)
    assert shifted(event, -48, "hours", BERLIN) == datetime(2027, 3, 27, 9, tzinfo=BERLIN)
    left_out = shifted(event.replace(hour=2, minute=30), -1, "days", BERLIN)
    assert left_out == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    twice = shifted(datetime(2027, 10, 30, 2, 30, tzinfo=BERLIN), 1, "days", BERLIN)
    assert twice == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(st.integers(0, 365 * 24), st.integers(-30, 30), st.sampled_from([AMMAN, BERLIN]))
def test_days_there_and_back_differ_by_summer_time_at_most(hours: int, days: int, zone: ZoneInfo) -> None:
    start = NOW + hours * HOUR

    assert abs(shifted(start, days, "days", zone) - start - days * DAY) <= HOUR


def test_reminders_come_apart_and_end() -> None:
    remind = Remind("pulse", after=24, every=72, limit=2)

    assert reminded(remind, NOW, None, 0) == NOW + DAY
    assert reminded(remind, NOW, NOW + DAY, 1) == NOW + 4 * DAY
    assert reminded(remind, NOW + 5 * DAY, NOW + DAY, 1) == NOW + 6 * DAY
    assert reminded(remind, NOW, NOW + 4 * DAY, 2) is None


def test_until_when_a_message_is_useful() -> None:
    assert useful_until(Now(), NOW) == NOW + 72 * HOUR
    assert useful_until(Now(), NOW, NOW + DAY) == NOW + DAY
    assert useful_until(Around("لقاء", EVENT, 3), EVENT - 3 * DAY) == EVENT
    assert useful_until(Around("لقاء", EVENT, 1, "days", "after"), EVENT + DAY) == EVENT + 4 * DAY


# ------------------------------------------------------------------------------------------ checks

WRONG: list[tuple[Schedule, str]] = [
    (At(NOW), "past"),
    (At(NOW - DAY), "past"),
    (At(NOW + 400 * DAY), "far"),
    (Around("لقاء", NOW + DAY, 3), "past"),
    (Around("لقاء", EVENT, 0), "days"),
    (Around("لقاء", EVENT, 73, "hours"), "hours"),
    (Since(-1), "days"),
    (Recurring(24), "clock"),
    (Recurring(10, 60), "clock"),
    (Recurring(10, weekdays=(7,)), "weekdays"),
    (Recurring(10, days=(32,)), "never"),
    (Recurring(10, days=(0,)), "never"),
    (Recurring(10, days=(30,), months=(2,)), "never"),
    (Recurring(10, months=(13,)), "never"),
    (Recurring(10, times=400), "times"),
    (Recurring(10, ends=date(2027, 2, 28)), "over"),
    (Recurring(10, begins=date(2027, 4, 2), ends=date(2027, 4, 1)), "ends_first"),
    (Remind("pulse", after=0), "hours"),
    (Remind("pulse", every=19), "every"),
    (Remind("pulse", limit=6), "limit"),
]


@pytest.mark.parametrize(("schedule", "name"), WRONG, ids=lambda one: str(one)[:50])
def test_what_is_wrong_is_said_in_both_languages(schedule: Schedule, name: str) -> None:
    found = problems(schedule, NOW, AMMAN)

    assert [one.key for one in found] == [f"schedule.{name}"]
    for language in ("ar", "en"):
        words = Catalogues.load().render(found[0], Reader(language=language))
        assert "{" not in words
        assert not words.startswith("schedule.")


@pytest.mark.parametrize("days", [(29,), (LAST_DAY,), (1, 29), (LAST_DAY, 1)])
def test_days_that_come_at_least_in_a_leap_year_are_right(days: tuple[int, ...]) -> None:
    assert problems(Recurring(10, days=days, months=(2,)), NOW, AMMAN) == ()


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = problems(Recurring(25, weekdays=(9,), times=-1), NOW, AMMAN)

    assert [one.key for one in found] == ["schedule.clock", "schedule.weekdays", "schedule.times"]
