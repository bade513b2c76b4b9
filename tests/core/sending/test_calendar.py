"""When messages leave: what always holds, and a year of them played through.

1. Nothing leaves before its wish, at a closed hour, during a halt, over the cap, or when it is useless.
2. Asked again at the moment it leaves, a message stays there.
3. Of two wishes the later never leaves first.
4. Nothing is dropped while a free moment is left.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sending.calendar import WEEK, Due, Leaves, Paused, Skipped, Whose, leaves, leaves_before
from bot.core.sending.hours import in_ramadan, outside, windows
from bot.core.sending.rules import Halt, Sending

AMMAN, BEIRUT, BERLIN = map(ZoneInfo, ("Asia/Amman", "Asia/Beirut", "Europe/Berlin"))
ZONES = (AMMAN, BEIRUT, BERLIN, *map(ZoneInfo, ("America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe")))
PLAIN = Sending(rest=(), weekly_cap=0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(*parts: int, zone: ZoneInfo = AMMAN, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=zone, fold=fold)  # type: ignore[arg-type,misc]


def moment(wish: datetime, whose: Whose, rules: Sending = PLAIN, days: int = 14) -> str:
    """Where a message went, on the wall clock of the person."""
    found = leaves(Due(wish, wish + days * DAY), whose, rules)
    assert isinstance(found, Leaves)
    return f"{found.at.astimezone(whose.zone):%a %Y-%m-%d %H:%M %z}"


# ------------------------------------------------------------------------------------ what always holds

START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 3 * 365 * 24 * 3600).map(lambda seconds: START + timedelta(seconds=seconds))
edges = st.integers(0, 24 * 60)
day_windows = st.lists(st.tuples(edges, edges), min_size=1, max_size=3).map(windows)


@st.composite
def halts(draw: st.DrawFn) -> Halt:
    begins = draw(moments)
    hours = draw(st.integers(1, 24 * 20))
    return Halt(begins, begins + hours * HOUR, draw(st.sampled_from(("", "JO", "JO-IR"))), "outage")


@st.composite
def rules(draw: st.DrawFn) -> Sending:
    return Sending(
        open=draw(day_windows),
        ramadan=draw(day_windows),
        rest=draw(st.sampled_from(((), (4, 5), (0, 2, 6)))),
        weekly_cap=draw(st.integers(0, 3)),
        outages=tuple(draw(st.lists(halts(), max_size=3))),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[datetime, Whose, Sending]:
    wish = draw(moments)
    offsets = draw(st.lists(st.integers(-10 * 24, 20 * 24), max_size=6))
    sent = tuple(wish + hours * HOUR for hours in offsets)
    whose = Whose(draw(st.sampled_from(ZONES)), draw(st.sampled_from((frozenset(), frozenset({"JO"})))), sent)
    return wish, whose, draw(rules())


def is_free(moment: datetime, whose: Whose, sending: Sending) -> bool:
    """The rules once more, plainly: what a moment must fulfil."""
    local = moment.astimezone(whose.zone)
    minute = local.hour * 60 + local.minute
    if not any(start <= minute < stop for start, stop in sending.workdays(local.date())):
        return False
    if any(
        one.begins <= moment and (one.ends is None or moment < one.ends)
        for one in sending.outages
        if not one.area or one.area in whose.areas
    ):
        return False
    every = sorted((*whose.sent, moment))
    cap = sending.weekly_cap
    crowded = (
        last - first < WEEK and first <= moment <= last
        for first, last in zip(every, every[cap:], strict=False)
    )
    return not cap or not any(crowded)


@given(cases())
def test_nothing_leaves_at_a_moment_that_is_not_free(case: tuple[datetime, Whose, Sending]) -> None:
    wish, whose, sending = case
    found = leaves(Due(wish, wish + 30 * DAY), whose, sending)

    if isinstance(found, Leaves):
        assert wish <= found.at < wish + 30 * DAY
        assert is_free(found.at, whose, sending)
        assert (found.at == wish) == (not found.moved)


@given(cases(), st.integers(0, 60 * 24 * 20))
def test_no_free_moment_is_passed_over(case: tuple[datetime, Whose, Sending], minutes: int) -> None:
    wish, whose, sending = case
    tried = wish + timedelta(minutes=minutes)

    if is_free(tried, whose, sending):
        found = leaves(Due(wish, wish + 30 * DAY), whose, sending)
        assert isinstance(found, Leaves)
        assert found.at <= tried


@given(cases())
def test_a_message_stays_where_it_was_moved_to(case: tuple[datetime, Whose, Sending]) -> None:
    wish, whose, sending = case
    until = wish + 30 * DAY
    found = leaves(Due(wish, until), whose, sending)

    if isinstance(found, Leaves):
        assert leaves(Due(found.at, until), whose, sending) == Leaves(found.at)


@given(cases(), st.integers(0, 60 * 24 * 10))
def test_the_later_wish_never_leaves_first(case: tuple[datetime, Whose, Sending], minutes: int) -> None:
    wish, whose, sending = case
    until = wish + 30 * DAY
    first = leaves(Due(wish, until), whose, sending)
    second = leaves(Due(wish + timedelta(minutes=minutes), until), whose, sending)

    if isinstance(second, Leaves):
        assert isinstance(first, Leaves)
        assert first.at <= second.at


@given(day_windows)
def test_the_rest_of_the_rest_is_the_day_itself(spans: tuple[tuple[int, int], ...]) -> None:
    assert outside(outside(spans)) == spans
    assert sum(stop - start for start, stop in (*spans, *outside(spans))) == 24 * 60


# --------------------------------------------------------------------------------------------- one by one

HERE = Whose(AMMAN, frozenset({"JO", "JO-IR"}))


@pytest.mark.parametrize(
    ("wish", "leaves_at"),
    [
        (at(2026, 11, 23, 12), "Mon 2026-11-23 12:00 +0300"),
        (at(2026, 11, 23, 21), "Tue 2026-11-24 09:00 +0300"),
        (at(2026, 11, 23, 20, 59), "Mon 2026-11-23 20:59 +0300"),
        (at(2026, 11, 23, 3), "Mon 2026-11-23 09:00 +0300"),
        (at(2026, 11, 26, 22), "Sun 2026-11-29 09:00 +0300"),
        (at(2026, 11, 27, 12), "Sun 2026-11-29 09:00 +0300"),
        (at(2027, 2, 10, 18), "Wed 2027-02-10 21:00 +0300"),
    ],
)
def test_closed_hours_and_the_weekend_move_a_message(wish: datetime, leaves_at: str) -> None:
    assert moment(wish, HERE, Sending(weekly_cap=0)) == leaves_at


def test_what_moved_a_message_is_said() -> None:
    thursday = at(2026, 11, 26, 22)

    assert leaves(Due(thursday, thursday + 72 * HOUR), HERE, Sending()) == Leaves(
        at(2026, 11, 29, 9).astimezone(UTC), ("quiet", "weekend")
    )


def test_a_reminder_of_an_event_at_the_weekend_leaves_at_the_weekend() -> None:
    friday = at(2026, 11, 27, 12)
    due = Due(friday, friday + 3 * HOUR, frozenset({"weekend"}))

    assert leaves(due, HERE, Sending()) == Leaves(friday.astimezone(UTC))
    assert leaves(replace(due, ignores=frozenset()), HERE, Sending()) == Skipped("too_late", ("weekend",))


def test_what_is_no_longer_useful_is_skipped() -> None:
    night = at(2026, 11, 23, 23)

    assert leaves(Due(night, night), HERE, PLAIN) == Skipped("too_late")
    assert leaves(Due(night, night + 10 * HOUR), HERE, PLAIN) == Skipped("too_late", ("quiet",))
    assert isinstance(leaves(Due(night, night + 10 * HOUR + timedelta(seconds=1)), HERE, PLAIN), Leaves)


def test_over_the_cap_a_message_waits_for_the_week_to_pass() -> None:
    noon = at(2026, 11, 24, 12)
    whose = replace(HERE, sent=(noon - 6 * DAY, noon - DAY))
    capped = replace(PLAIN, weekly_cap=2)

    assert leaves(Due(noon, noon + 3 * DAY), whose, capped) == Leaves((noon + DAY).astimezone(UTC), ("cap",))
    assert leaves(Due(noon, noon + DAY), whose, capped) == Skipped("capped", ("cap",))
    assert leaves(Due(noon, noon + DAY, frozenset({"cap"})), whose, capped) == Leaves(noon.astimezone(UTC))


def test_what_is_to_leave_counts_for_the_cap_too() -> None:
    noon = at(2026, 11, 24, 12)
    whose = replace(HERE, sent=(noon + DAY,))

    assert leaves(Due(noon, noon + 20 * DAY), whose, replace(PLAIN, weekly_cap=1)) == Leaves(
        (noon + 8 * DAY).astimezone(UTC), ("cap",)
    )


def test_an_outage_moves_only_the_people_of_its_area() -> None:
    noon = at(2026, 11, 24, 12)
    exams = Halt(noon - DAY, noon + HOUR, "JO-IR", "outage")
    there, elsewhere = HERE, Whose(AMMAN, frozenset({"JO", "JO-AM"}))
    halted = replace(PLAIN, outages=(exams,))

    assert leaves(Due(noon, noon + DAY), there, halted) == Leaves((noon + HOUR).astimezone(UTC), ("outage",))
    assert leaves(Due(noon, noon + DAY), elsewhere, halted) == Leaves(noon.astimezone(UTC))


def test_a_pause_without_an_end_holds_until_it_is_lifted() -> None:
    noon = at(2026, 11, 24, 12)
    due = Due(noon, noon + DAY)

    assert leaves(due, HERE, PLAIN, [Halt(noon - HOUR, None, "JO")]) == Paused(noon + DAY, ("pause",))
    assert leaves(due, HERE, PLAIN, [Halt(noon + HOUR, None, "JO")]) == Leaves(noon.astimezone(UTC))
    assert leaves(due, HERE, PLAIN, [Halt(noon - HOUR, None, "IQ")]) == Leaves(noon.astimezone(UTC))


def test_what_would_come_after_its_event_leaves_the_evening_before() -> None:
    meeting = at(2026, 11, 24, 8, 30)
    due, now = Due(meeting - HOUR, meeting), at(2026, 11, 20, 12)

    assert leaves(due, HERE, PLAIN) == Skipped("too_late", ("quiet",))
    evening = Leaves(at(2026, 11, 23, 20, 45).astimezone(UTC), ("quiet",))
    assert leaves_before(due, now, HERE, PLAIN) == evening
    assert leaves_before(due, at(2026, 11, 23, 20, 50), HERE, PLAIN) == leaves(due, HERE, PLAIN)
    paused = [Halt(now, None, "JO")]
    assert leaves_before(due, now, HERE, PLAIN, paused) == Paused(meeting, ("pause",))


@given(cases(), st.integers(1, 100), st.integers(0, 48))
def test_what_leaves_earlier_leaves_at_a_free_moment_of_the_day_before(
    case: tuple[datetime, Whose, Sending], useful: int, known: int
) -> None:
    wish, whose, sending = case
    now = wish - known * HOUR
    found = leaves_before(Due(wish, wish + useful * HOUR), now, whose, sending)

    if isinstance(found, Leaves):
        assert max(now, wish - DAY) <= found.at < wish + useful * HOUR
        assert is_free(found.at, whose, sending)


# ----------------------------------------------------------------------------- summer time, and Ramadan

EARLY = Sending(open=windows([(2 * 60 + 30, 4 * 60)]), rest=(), weekly_cap=0)


def test_an_hour_that_is_left_out_opens_with_the_hour_after_it() -> None:
    """In Berlin the clock of 28 March 2027 goes from 02:00 to 03:00."""
    whose = Whose(BERLIN)

    assert moment(at(2027, 3, 28, 1, 50, zone=BERLIN), whose, EARLY) == "Sun 2027-03-28 03:00 +0200"
    assert moment(at(2027, 3, 28, 3, 10, zone=BERLIN), whose, EARLY) == "Sun 2027-03-28 03:10 +0200"


def test_a_window_within_the_hour_that_is_left_out_waits_for_the_next_day() -> None:
    short = replace(EARLY, open=windows([(2 * 60 + 10, 2 * 60 + 50)]))

    assert moment(at(2027, 3, 28, 1, zone=BERLIN), Whose(BERLIN), short) == "Mon 2027-03-29 02:10 +0200"


def test_in_an_hour_that_comes_twice_the_clock_on_the_wall_decides() -> None:
    """In Berlin 02:00 to 03:00 comes twice on 31 October 2027."""
    whose = Whose(BERLIN)
    twice = at(2027, 10, 31, 2, 10, zone=BERLIN)

    assert moment(twice, whose, EARLY) == "Sun 2027-10-31 02:30 +0200"
    assert moment(twice.replace(minute=40), whose, EARLY) == "Sun 2027-10-31 02:40 +0200"
    assert moment(twice.replace(fold=1), whose, EARLY) == "Sun 2027-10-31 02:30 +0100"


def test_where_midnight_is_left_out_the_day_begins_at_one() -> None:
    """In Beirut the clock of 28 March 2027 goes from 00:00 to 01:00."""
    whole = replace(PLAIN, open=((0, 60 * 2),))

    assert moment(at(2027, 3, 27, 23, zone=BEIRUT), Whose(BEIRUT), whole) == "Sun 2027-03-28 01:00 +0300"


def test_ramadan_is_of_the_tables_unless_its_days_were_entered() -> None:
    assert [in_ramadan(date(2027, 2, 7) + n * DAY) for n in (0, 1, 29, 30)] == [False, True, True, False]
    entered = ((date(2027, 2, 9), date(2027, 3, 10)),)
    assert [in_ramadan(date(2027, 2, 8) + n * DAY, entered) for n in (0, 1, 30, 31)] == [
        False,
        True,
        True,
        False,
    ]
    assert in_ramadan(date(2028, 1, 28), entered)
    assert not in_ramadan(date(2400, 1, 1))


@pytest.mark.parametrize("zone", [AMMAN, BEIRUT, BERLIN], ids=str)
def test_a_year_of_hourly_wishes(zone: ZoneInfo) -> None:
    """Every hour of 2027 somebody wishes to send: where it leaves, by the wall clock of three zones."""
    whose, sending = Whose(zone), Sending(weekly_cap=0)
    first = datetime(2027, 1, 1, tzinfo=UTC)
    wishes = [first + n * HOUR for n in range(365 * 24)]
    found = [leaves(Due(wish, wish + 72 * HOUR), whose, sending) for wish in wishes]
    left = [one.at for one in found if isinstance(one, Leaves)]
    local = [one.astimezone(zone) for one in left]

    assert len(left) == len(wishes), "72 hours are enough for any weekend"
    assert all(one <= other for one, other in pairwise(left))
    assert {one.weekday() for one in local} == {0, 1, 2, 3, 6}
    fasting = {one.hour for one in local if in_ramadan(one.date())}
    assert fasting == {*range(11, 17), 21, 22}
    assert {one.hour for one in local if not in_ramadan(one.date())} == set(range(9, 21))
    assert {one.date() for one in local if one.hour in {21, 22}} <= {
        date(2027, 2, 8) + n * DAY for n in range(29)
    }


def test_a_week_takes_two_messages_of_a_daily_campaign() -> None:
    """A year of daily wishes under the cap: each is moved or skipped, and no week has a third."""
    sending, whose, skipped = Sending(), Whose(AMMAN), 0
    for n in range(365):
        wish = at(2027, 1, 1, 10) + n * DAY
        found = leaves(Due(wish, wish + 3 * DAY), whose, sending)
        if isinstance(found, Leaves):
            whose = replace(whose, sent=(*whose.sent, found.at)[-9:])
            assert all(third - one >= WEEK for one, third in zip(whose.sent, whose.sent[2:], strict=False))
        else:
            assert isinstance(found, Skipped)
            skipped += 1
    assert 365 - 2 * 53 <= skipped <= 365 - 2 * 50
