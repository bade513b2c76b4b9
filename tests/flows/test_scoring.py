"""The scores of the pulse: the worked example, what is missing, and doubts about quality."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.form import Answer
from bot.flows import scoring

EXAMPLE: dict[str, Answer] = {
    f"p{number:02}": str(value)
    for number, value in enumerate((4, 3, 5, 4, 2, 4, 4, 5, 3, 3, 1, 2, 4, 2, 3), 1)
}
DOMAINS = {
    "trust": 62.5,
    "belonging": 87.5,
    "contact": 65.0,
    "cooperation": 25.0,
    "safety": 62.5,
    "fairness": 25.0,
}
STARTED = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def flags(answers: dict[str, Answer], seconds: float) -> tuple[str, ...]:
    return scoring.flags(answers, STARTED.isoformat(), STARTED + timedelta(seconds=seconds))


def test_the_worked_example() -> None:
    assert scoring.domains(EXAMPLE) == DOMAINS
    index = scoring.index(EXAMPLE)
    assert index is not None
    assert round(index, 1) == 54.6


@pytest.mark.parametrize(
    ("name", "value", "score"),
    [
        ("p01", "1", 0),
        ("p01", "3", 50),
        ("p01", "5", 100),
        ("p11", "1", 0),
        ("p11", "4", 100),
        ("p01", 4, 75),
    ],
)
def test_an_item_goes_from_0_to_100(name: str, value: Answer, score: float) -> None:
    assert scoring.item(name, {name: value}) == score


@pytest.mark.parametrize("missing", [None, "-8", "-9", "6", "", True, "٣", [], "0"])
def test_what_is_no_degree_is_missing_and_not_zero(missing: Answer) -> None:
    assert scoring.item("p01", {"p01": missing}) is None


def test_a_domain_needs_half_of_its_items() -> None:
    assert scoring.domains({"p01": "5"}) == {"trust": 100}
    assert scoring.domains({"p05": "5", "p06": "5"}) == {}
    assert scoring.domains({"p05": "5", "p06": "5", "p07": "1"})["contact"] == pytest.approx(200 / 3)


def test_an_optional_item_counts_where_it_is_asked() -> None:
    assert scoring.domains({"p13": "5", "p17": "1"}) == {"safety": 50}
    assert scoring.domains({"p13": "5"}, asked=("p13", "p15")) == {"safety": 100}
    assert scoring.domains({"p13": "5"}, asked=("p13", "p15", "p17")) == {}


def test_the_index_needs_four_domains() -> None:
    three: dict[str, Answer] = {"p01": "5", "p03": "5", "p14": "5"}
    assert scoring.index(three) is None
    assert scoring.index({**three, "p13": "1"}) == 75


@given(
    st.dictionaries(
        st.sampled_from([f"p{n:02}" for n in range(1, 20)]), st.sampled_from(["1", "2", "3", "4", "5", "-9"])
    )
)
def test_no_score_leaves_0_to_100(answers: dict[str, Answer]) -> None:
    index = scoring.index(answers)
    assert index is None or 0 <= index <= 100


@pytest.mark.parametrize(
    ("value", "seconds", "said"),
    [
        ("4", 30, ("fast", "uniform")),
        ("4", 60, ("uniform",)),
        ("4", 90, ()),
        ("4", 200, ()),
    ],
)
def test_haste_and_one_answer_to_everything_are_noted(
    value: str, seconds: float, said: tuple[str, ...]
) -> None:
    same: dict[str, Answer] = {f"p{n:02}": value for n in range(1, 17)}
    assert flags(same, seconds) == said


def test_different_answers_are_not_uniform_and_one_answer_is_neither() -> None:
    assert flags(EXAMPLE, 60) == ()
    assert flags({"p01": "4", "p02": "-9"}, 60) == ()


@pytest.mark.parametrize(
    ("years", "band"),
    [(0, ""), (15, "0-17"), (18, "18-24"), (29, "25-29"), (44, "30-44"), (59, "45-59"), (95, "60+")],
)
def test_the_band_of_an_age(years: int, band: str) -> None:
    assert scoring.age_band(years) == band
