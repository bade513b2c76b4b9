"""What a record may cost: beyond it some of it stays empty, and nothing hangs or fills the memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from time import perf_counter

import pytest

from bot.core.form import Answer, Field, Group, Option
from bot.core.logic import Record, circles
from bot.core.text import Text
from tests.core.logic.forms import NOW, form, question, record


def test_two_defaults_that_name_each_other_come_to_an_end() -> None:
    made = form(
        question("a", "integer", default="1", constraint=". <= ${b}", read_only=True),
        question("b", "integer", default="2", constraint=". >= ${a}", read_only=True),
    )
    assert list(circles(made)) == [("a", "b")]
    assert record(made).answers == {}
    rising = form(
        question("a", "integer", default="1", constraint="${b} = ''", read_only=True),
        question("b", "integer", default="2", constraint="${a} != ''", read_only=True),
    )
    assert record(rising).budget.spent


def test_a_default_that_its_constraint_allows_stays() -> None:
    made = form(
        question("a", "integer", default="1", constraint="${a} <= ${b}", read_only=True),
        question("b", "integer", default="2", read_only=True),
        question("c", "integer", default="3", constraint=". <= ${b}", read_only=True),
    )
    assert list(circles(made)) == []
    assert record(made).answers == {"a": "1", "b": "2"}


def test_texts_that_double_stop_where_a_cell_is_full() -> None:
    made = form(
        question("c0", "computed", calculation="'xxxxxxxxxxxxxxxx'"),
        *(
            question(f"c{n}", "computed", calculation=f"concat(${{c{n - 1}}}, ${{c{n - 1}}})")
            for n in range(1, 40)
        ),
        question("last", "computed", calculation="'still'"),
    )
    one = record(made)
    assert max(len(str(text)) for text in one.answers.values()) == 16_384
    assert ("c11" in one.unworked, "c11" in one.answers, one.answers["last"]) == (True, False, "still")


def test_long_texts_have_a_bound_together() -> None:
    long = "x" * 30_000
    made = form(
        question("a"), *(question(f"c{n}", "computed", calculation="concat(${a}, '')") for n in range(100))
    )
    one = record(made, a=long)
    assert sum(len(str(text)) for text in one.answers.values()) <= 1_000_000
    assert one.answers["c9"] == long
    one.answer("a", "x")
    assert one.answers["c99"] == "x"


def test_repeats_within_repeats_have_a_bound_together() -> None:
    made = form(
        question("q", group="c"),
        question("told", "computed", calculation="'still'"),
        groups=(
            Group("a", repeat=True, count="50"),
            Group("b", within="a", repeat=True, count="50"),
            Group("c", within="b", repeat=True, count="50"),
        ),
    )
    began = perf_counter()
    one = record(made)
    assert perf_counter() - began < 10
    assert one.unworked
    assert len(one.answers) <= 25_000
    assert one.answers["told"] == "still"
    assert one.following() == ("q[1][1][1]", made.fields[0], (1, 1, 1))


TOWNS = tuple({"name": str(n)} for n in range(4_000))
OPTIONS = tuple(Option(one["name"], Text(value=one["name"]), n) for n, one in enumerate(TOWNS, 1))
DEAR = "instance('t')/root/item[name = instance('t')/root/item[name = '3999']/name]/name"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (question("b", "computed", calculation=f"count({DEAR})"), {}),
        (question("b", relevant=f"{DEAR} = '3999'"), {"b": "3"}),
        (question("b", constraint=f". = {DEAR}"), {"b": "3"}),
        (replace(question("b", "choice", listed="t", filter=f"name = {DEAR}"), options=OPTIONS), {"b": "3"}),
        (question("b", "computed", default="7", constraint=f". = {DEAR}"), {"b": "3"}),
    ],
)
def test_half_a_search_neither_counts_nor_takes_away_what_was_said(
    asked: Field, kept: dict[str, Answer]
) -> None:
    made = replace(form(asked), lists={"t": TOWNS})
    began = perf_counter()
    one = Record(made, {"b": "3"}, set(), NOW, UTC)
    one.start()
    assert one.budget.spent
    assert (one.answers, one.off) == (kept, set())
    assert one.allows("b", "2"), "nobody is kept at a question whose constraint cannot be worked out"
    assert perf_counter() - began < 5


def test_half_a_number_takes_no_repetition_away() -> None:
    made = replace(
        form(question("q", group="r"), groups=(Group("r", repeat=True, count=f"count({DEAR})"),)),
        lists={"t": TOWNS},
    )
    one = Record(made, {"r[1]": "yes", "q[1]": "x"}, set(), NOW, UTC)
    one.start()
    assert one.answers == {"r[1]": "yes", "q[1]": "x"}


def test_a_record_of_three_hundred_questions_in_fifty_repetitions_is_worked_out() -> None:
    made = form(
        question("n", "integer"),
        *(question(f"q{n}", "integer", "r", relevant="${n} > 0") for n in range(150)),
        *(question(f"c{n}", "computed", "r", calculation=f"${{q{n}}} + ${{n}}") for n in range(150)),
        question("sum", "computed", calculation="sum(${c0}) + sum(${c149})"),
        groups=(Group("r", repeat=True, count="${n}"),),
    )
    one = record(made, n=50)
    one.answer("q0[50]", 7)
    assert (one.budget.spent, one.unworked) == (False, set())
    assert one.answers["c0[50]"] == "57"
