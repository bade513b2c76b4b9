"""Which backups are kept, which are meant, and when the next is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.backup import kept, last_night, meant, moment_of, name_of, next_night

AMMAN = ZoneInfo("Asia/Amman")
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def nights(count: int) -> list[str]:
    """One each night until the last."""
    return [name_of(NOW - timedelta(days=n, hours=9)) for n in range(count)]


def test_seven_days_and_three_weeks_are_kept() -> None:
    names = nights(60)
    keep = kept(names, NOW, AMMAN, 30)
    ages = [(NOW - moment_of(name)).days for name in sorted(keep, reverse=True)]
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len(ages) == 10
    weeks = {moment_of(name).astimezone(AMMAN).isocalendar()[:2] for name in sorted(keep)[:3]}
    assert len(weeks) == 3
    assert max(ages) <= 30


@given(st.lists(st.integers(0, 60 * 24 * 60), min_size=1, max_size=60), st.integers(1, 60))
def test_whatever_there_is_the_newest_stays_and_nothing_is_too_old(ages: list[int], days: int) -> None:
    names = {name_of(NOW - timedelta(minutes=age)) for age in ages}
    keep = kept(names, NOW, AMMAN, days)
    assert max(names) in keep
    assert keep <= names
    assert len(keep) <= 11
    older = [name for name in keep if NOW - moment_of(name) >= timedelta(days=days)]
    assert older in ([], [max(names)])


@given(st.integers(1, 40))
def test_thinning_every_night_ends_with_seven_days_and_three_weeks(start: int) -> None:
    there: set[str] = set()
    for night in range(start, start + 60):
        now = NOW + timedelta(days=night)
        there.add(name_of(now))
        there = kept(there, now, AMMAN, 30)
    assert len(there) == 10


def test_of_a_day_the_newest_stays() -> None:
    early, late = name_of(NOW - timedelta(hours=5)), name_of(NOW - timedelta(hours=1))
    assert kept([early, late], NOW, AMMAN, 30) == {late}


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ("latest", ["20260305T003000Z"]),
        ("20260304T003000Z", ["20260304T003000Z"]),
        ("2026-03-04", ["20260304T003000Z"]),
        ("202603", ["20260304T003000Z", "20260305T003000Z"]),
        ("2025", []),
        ("", []),
    ],
)
def test_one_is_meant_by_name_day_or_latest(which: str, found: list[str]) -> None:
    assert meant(["20260305T003000Z", "20260304T003000Z"], which) == found


def test_it_is_due_at_night_where_the_programme_is() -> None:
    assert last_night(NOW, AMMAN).astimezone(AMMAN).strftime("%d %H:%M") == "05 03:00"
    assert next_night(NOW, AMMAN).astimezone(AMMAN).strftime("%d %H:%M") == "06 03:00"
    before = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)  # half past two there
    assert last_night(before, AMMAN).astimezone(AMMAN).strftime("%d %H:%M") == "04 03:00"
    assert next_night(before, AMMAN).astimezone(AMMAN).strftime("%d %H:%M") == "05 03:00"
