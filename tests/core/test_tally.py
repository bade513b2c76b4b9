"""A head count adds up, whatever is answered step by step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core import tally
from bot.core.arabic.headcount import Headcount

BANDS = tally.BANDS


def test_nobody_is_left_over_and_nobody_is_invented() -> None:
    count = tally.value({"total": 5, "women": 2, "bands": {"0-17": 5}}, BANDS, cross=False)
    assert count["bands"] == {"0-17": 5, "18-29": 0, "30-59": 0, "60+": 0}


def test_what_is_not_known_is_never_zero() -> None:
    count = tally.value({"total": 5, "women": None, "bands": {"0-17": None, "18-29": 2}}, BANDS, cross=False)
    assert count["men"] is None
    assert count["bands"] == {"0-17": None, "18-29": 2, "30-59": None, "60+": None}


def test_children_counted_beside_women_and_men_leave_the_sex_unknown() -> None:
    line = Headcount(None, 10, 5, 6, "apart")
    assert tally.from_line(line, {}, BANDS, cross=False) == {"total": 21, "bands": {"0-17": 6}}


def test_a_line_adds_to_what_was_known() -> None:
    assert tally.from_line(Headcount(men=12), {"total": 27}, BANDS, cross=False) == {"total": 27, "women": 15}


@given(
    st.integers(1, 300),
    st.floats(0, 1),
    st.lists(st.none() | st.floats(0, 1), min_size=8, max_size=8),
    st.booleans(),
)
def test_any_answers_end_and_add_up(
    total: int, share: float, answers: list[float | None], cross: bool
) -> None:
    """Each band is answered with a part of what is left, or not known; the last known one takes all of it."""
    women = int(total * share)
    count: dict[str, object] = {"total": total, "women": women}
    for part in answers:
        ages = tally.next_ages(count, BANDS, cross=cross)
        if ages is None:
            break
        assert 0 < ages.rest <= ages.people
        number = None if part is None else ages.rest if ages.last else int(ages.rest * part)
        count = tally.with_ages(count, ages, number)
    assert tally.next_ages(count, BANDS, cross=cross) is None
    value = tally.value(count, BANDS, cross=cross)
    assert value["women"] + value["men"] == total
    groups = value["cross"].values() if cross else [value["bands"]]
    people = [women, total - women] if cross else [total]
    for bands, size in zip(groups, people, strict=True):
        known = [number for number in bands.values() if number is not None]
        assert list(bands) == list(BANDS)
        assert sum(known) == size if len(known) == len(BANDS) else sum(known) <= size
