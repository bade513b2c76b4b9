"""How many days so many people take, where so many a day may be written to first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sending.spread import DAY, days, for_many, in_time, last, reserved

FIRST = datetime(2026, 3, 5, 9, tzinfo=UTC)


def test_six_thousand_at_250_a_day_take_four_weeks() -> None:
    """A tenth of each day is kept for what concerns somebody alone."""
    assert (reserved(250), for_many(250)) == (25, 225)
    assert days(6000, 250) == 26
    assert last(FIRST, 6000, 250) == FIRST + 26 * DAY


@pytest.mark.parametrize(
    ("number", "limit", "taken", "after"),
    [(225, 250, 0, 0), (226, 250, 0, 1), (1, 250, 225, 1), (0, 250, 250, 0), (10**6, 0, 0, 0), (3, 1, 0, 2)],
)
def test_after_how_many_days_the_last_has_had_a_turn(number: int, limit: int, taken: int, after: int) -> None:
    assert days(number, limit, taken) == after


@given(st.integers(0, 10_000), st.integers(1, 3000), st.integers(0, 3000))
def test_within_its_days_everybody_has_had_a_turn_and_a_day_before_somebody_has_not(
    number: int, limit: int, taken: int
) -> None:
    after = days(number, limit, taken)
    assert in_time(number, limit, taken, after * DAY) == number
    if after:
        assert in_time(number, limit, taken, after * DAY - timedelta(seconds=1)) < number
