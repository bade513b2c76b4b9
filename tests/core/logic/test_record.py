"""What is asked, what follows, what is worked out; a corrected record is the one answered right at once."""

from __future__ import annotations

import random
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.form import Answer, Form, Group
from bot.core.logic import Record
from tests.core.logic.forms import NOW, form, question, record


def asked(one: Record) -> list[str]:
    return [key for key, _, _ in one.stops()]


CASCADE = form(
    question("country", "choice", listed="countries"),
    question("city", "choice", listed="cities", filter="country=${country}"),
    question("area", relevant="${city} = 'irbid'"),
)


def test_a_filter_leaves_what_belongs_to_the_answer_before() -> None:
    one = record(CASCADE, country="jo")
    assert [option.name for option in one.options("city")] == ["irbid", "amman"]


def test_an_answer_that_is_no_choice_any_more_is_asked_again_with_all_that_rests_on_it() -> None:
    one = record(CASCADE, country="jo", city="irbid", area="الرمثا")
    assert asked(one) == ["country", "city", "area"]
    one.answer("country", "iq")
    assert one.answers == {"country": "iq"}
    assert asked(one) == ["country", "city"]
    assert one.following() is not None
    assert one.following()[0] == "city"  # type: ignore[index]


GROUPS = form(
    question("has", "choice"),
    question("name", group="kids"),
    question("age", "integer", group="inner", constraint=". < 18"),
    question("double", "computed", group="inner", calculation="${age} * 2"),
    question("told", relevant="${double} > 10"),
    groups=(
        Group("kids", relevant="${has} = 'yes'"),
        Group("inner", within="kids", relevant="${name} != ''"),
    ),
)


def test_a_group_that_is_left_out_takes_along_what_lies_in_it() -> None:
    one = record(GROUPS, has="yes", name="ليلى", age=8)
    assert one.answers["double"] == "16"
    assert asked(one) == ["has", "name", "age", "double", "told"]
    one.answer("told", "x")
    one.answer("has", "no")
    assert one.answers == {"has": "no"}
    assert asked(one) == ["has"]
    one.answer("has", "yes")
    one.answer("name", "ليلى")
    one.answer("age", 4)
    assert (one.answers["double"], asked(one)[-1]) == ("8", "double")


def test_constraints_and_requirements() -> None:
    made = form(
        question("min", "integer"),
        question("max", "integer", constraint=". >= ${min}", required="${min} > 5"),
        question("why", default="concat('more than ', ${min})"),
    )
    one = record(made, min=3)
    assert [one.allows("max", value) for value in (2, 3, None)] == [False, True, True]
    assert not one.requires("max")
    one.answer("max", 4)
    one.answer("min", 6)
    assert "max" not in one.answers, "it does not hold any more"
    assert one.requires("max")
    assert one.suggests("why") == "more than 6"


REPEAT = form(
    question("head"),
    question("member", group="people"),
    question("age", "integer", group="people"),
    question("adult", "computed", group="people", calculation="if(${age} >= 18, 'yes', 'no')"),
    question("job", group="people", relevant="${adult} = 'yes'"),
    question("total", "computed", calculation="sum(${age})"),
    question("size", "computed", calculation="count(${people})"),
    question("eldest", relevant="max(${age}) > 60"),
    question("second", "computed", calculation="indexed-repeat(${member}, ${people}, 2)"),
    question("place", "computed", group="people", calculation="position(..)"),
    groups=(Group("people", repeat=True),),
)


def test_a_repeat_asks_whether_there_is_another() -> None:
    one = record(REPEAT, head="x")
    assert one.following()[0] == "people[1]"  # type: ignore[index]
    one.answer("people[1]", "yes")
    first: dict[str, Answer] = {"member[1]": "ليلى", "age[1]": 30, "job[1]": "معلمة", "people[2]": "yes"}
    for key, value in first.items():
        assert one.following()[0] == key  # type: ignore[index]
        one.answer(key, value)
    one.answer("member[2]", "سامي")
    one.answer("age[2]", 7)
    assert one.following()[0] == "people[3]"  # type: ignore[index]
    one.answer("people[3]", "no")
    worked = {
        key: one.answers[key] for key in ("total", "size", "second", "adult[1]", "adult[2]", "place[2]")
    }
    assert worked == {
        "total": "37", "size": "2", "second": "سامي", "adult[1]": "yes", "adult[2]": "no", "place[2]": "2",
    }  # fmt: skip
    assert one.following() is None
    one.answer("age[2]", 61)
    assert one.following()[0] == "job[2]"  # type: ignore[index]


def test_a_repetition_that_is_taken_back_is_gone_with_what_was_worked_out_of_it() -> None:
    one = record(REPEAT)
    one.answer("head", "x")
    for n, age in ((1, 30), (2, 70)):
        one.answer(f"people[{n}]", "yes")
        one.answer(f"member[{n}]", "m")
        one.answer(f"age[{n}]", age)
    one.answer("eldest", "x")
    one.answer("people[2]", "no")
    assert not [key for key in one.answers if key.endswith("[2]") and key != "people[2]"]
    assert (one.answers["total"], one.answers["size"], "eldest" in one.answers) == ("30", "1", False)


COUNTED = form(
    question("many", "integer"),
    question("name", group="kid"),
    question("shots", "integer", group="kid"),
    question("what", group="shot", relevant="${name} != 'none'"),
    question("all", "computed", calculation="count(${shot})"),
    groups=(
        Group("kid", repeat=True, count="${many}"),
        Group("shot", within="kid", repeat=True, count="${shots}"),
    ),
)


def test_counted_repeats_within_repeats() -> None:
    one = record(COUNTED, many=2)
    assert asked(one) == ["many", "name[1]", "shots[1]", "name[2]", "shots[2]", "all"]
    one.answer("shots[1]", 2)
    one.answer("shots[2]", 1)
    assert [key for key in asked(one) if key.startswith("what")] == ["what[1][1]", "what[1][2]", "what[2][1]"]
    assert one.answers["all"] == "3"
    one.answer("name[1]", "none")
    assert [key for key in asked(one) if key.startswith("what")] == ["what[2][1]"]
    one.answer("many", 1)
    assert asked(one) == ["many", "name[1]", "shots[1]", "all"]
    one.answer("many", 1000)
    assert asked(one)[-1] == "all"
    assert len([key for key in asked(one) if key.startswith("name")]) == 50


# ------------------------------------------------------------------------------------- properties

VALUES: dict[str, list[Answer]] = {
    "head": ["x", "y"],
    "people": ["yes", "no"],
    "member": ["ليلى", "سامي"],
    "age": [3, 30, 70],
    "job": ["a", "b"],
    "eldest": ["e"],
}


def filled(one: Record, chance: random.Random) -> dict[str, Answer]:
    """Answer whatever is asked, to the end; what was answered."""
    given: dict[str, Answer] = {}
    for _ in range(60):
        stop = one.following()
        if stop is None:
            return given
        key = stop[0]
        value = chance.choice(VALUES[key.partition("[")[0]]) if key != "people[4]" else "no"
        given[key] = value
        one.answer(key, value)
    raise AssertionError("it does not end")


@given(st.integers(0, 10_000), st.lists(st.integers(0, 10_000), min_size=1, max_size=6))
def test_a_corrected_record_is_the_one_answered_right_at_once(seed: int, corrections: list[int]) -> None:
    one = record(REPEAT)
    filled(one, random.Random(seed))
    for number in corrections:
        chance = random.Random(number)
        keys = [key for key, part, _ in one.stops() if key in one.answers and part.name in VALUES]
        key = chance.choice(keys)
        one.answer(key, chance.choice(VALUES[key.partition("[")[0]]) if key != "people[4]" else "no")
        filled(one, chance)
    again = record(REPEAT)
    while (stop := again.following()) is not None:
        again.answer(stop[0], one.answers[stop[0]])
    assert again.answers == one.answers
    assert again.off == one.off


@pytest.mark.parametrize("made", [CASCADE, GROUPS, REPEAT, COUNTED])
def test_a_record_that_was_stored_goes_on_where_it_was(made: Form) -> None:
    one = record(made)
    again = Record(made, dict(one.answers), set(one.off), NOW, UTC)
    assert asked(again) == asked(one)


# -------------------------------------------------------------------------- across repetitions

ROOMS = form(
    question("rooms", "integer"),
    question("name", group="room"),
    question("thing", group="device"),
    question("things", "computed", group="room", calculation="count(${device})"),
    question("told", "computed", group="room", calculation="concat(${thing}, '')"),
    question("every", "computed", calculation="count(${device})"),
    question(
        "before", "computed", group="room", calculation="indexed-repeat(${name}, ${room}, position(..) - 1)"
    ),
    question("guest", group="visit"),
    question("of", "computed", group="visit", calculation="${name}"),
    groups=(
        Group("room", repeat=True, count="${rooms}"),
        Group("device", within="room", repeat=True),
        Group("visit", repeat=True),
    ),
)


def test_what_is_repeated_within_a_repetition_is_counted_in_it_alone() -> None:
    given: dict[str, Answer] = {
        "rooms": 2,
        "device[1][1]": "yes",
        "device[1][2]": "yes",
        "device[2][1]": "yes",
    }
    one = record(ROOMS, **given)
    assert [one.answers[key] for key in ("things[1]", "things[2]", "every")] == ["2", "1", "3"]
    one.answer("thing[2][1]", "حاسوب")
    assert [one.text(key) for key in ("told[1]", "told[2]")] == ["", "حاسوب"]


def test_what_looks_into_another_repetition_follows_it() -> None:
    given: dict[str, Answer] = {"rooms": 3, "name[1]": "أ", "name[3]": "ج"}
    one = record(ROOMS, **given)
    assert [one.text(f"before[{n}]") for n in (1, 2, 3)] == ["", "أ", ""]
    one.answer("name[1]", "ألف")
    one.answer("name[2]", "باء")
    assert [one.text(f"before[{n}]") for n in (1, 2, 3)] == ["", "ألف", "باء"]


def test_the_same_place_in_another_repeat_is_another_place() -> None:
    """Of a question that is repeated elsewhere an expression sees the first answer, as XPath has it."""
    given: dict[str, Answer] = {
        "rooms": 2,
        "name[1]": "أ",
        "name[2]": "ب",
        "visit[1]": "yes",
        "visit[2]": "yes",
    }
    one = record(ROOMS, **given)
    assert [one.text(f"of[{n}]") for n in (1, 2)] == ["أ", "أ"]


def test_what_waits_for_another_answer_is_worked_out_after_it() -> None:
    made = form(
        question("said"),
        question("count", "integer"),
        question("at", "computed", calculation="concat('at ', ${said})", trigger=("said",)),
    )
    one = record(made, count=3)
    assert one.text("at") == ""
    one.answer("said", "now")
    assert one.text("at") == "at now"
    one.forget("said")
    assert one.text("at") == ""


# ------------------------------------------------------------------------------------- choices


def test_a_required_question_without_choices_requires_nothing() -> None:
    made = form(
        question("country", "choice", listed="countries"),
        question("city", "choice", listed="cities", filter="country=${country}", required="true()"),
    )
    assert not record(made).requires("city")
    assert record(made, country="jo").requires("city")


def test_a_filter_of_a_text_filters_nothing() -> None:
    one = record(form(question("a", filter="false()")), a="two words")
    assert one.answers == {"a": "two words"}


def test_nothing_chosen_is_within_every_constraint() -> None:
    one = record(form(question("a", "choices", listed="countries", constraint="count-selected(.) > 0")))
    assert one.allows("a", [])
    assert one.allows("a", ["jo"])


# ------------------------------------------------------------------------ in brackets behind a repeat

AGES: dict[str, Answer] = {"limit": 18}
for _place, _age in enumerate((9, 35, 40), 1):
    AGES |= {f"member[{_place}]": "yes", f"age[{_place}]": _age}


def household(calculation: str) -> Form:
    return form(
        question("limit", "integer"),
        question("age", "integer", group="member"),
        question("found", "computed", calculation=calculation),
        groups=(Group("member", repeat=True),),
    )


@pytest.mark.parametrize(
    ("calculation", "wanted"),
    [
        ("count(${member}[age < 18])", "1"),
        ("count(/data/member[age < 18])", "1"),
        ("count(${member}[./age < 18])", "1"),
        ("count(${member}[${age} < 18])", "1"),
        ("count(${member}[age < ${limit}])", "1"),
        ("count(${member}[age < 18]/age)", "1"),
        ("sum(${member}[age > 18]/age)", "75"),
        ("sum(${member}[age > 18][2]/age)", "40"),
        ("count(${age}[. < 18])", "1"),
        ("${member}[2]/age", "35"),
        ("count(${member})", "3"),
    ],
)
def test_what_is_counted_follows_every_answer_of_a_repetition(calculation: str, wanted: str) -> None:
    """The answers come after the repetition has begun, as they do in a chat."""
    assert record(household(calculation), **AGES).text("found") == wanted


def test_a_name_in_brackets_is_that_of_its_own_repetition() -> None:
    made = form(
        question("age", "integer", group="member"),
        question("younger", "computed", group="home", calculation="count(${member}[age < 18])"),
        groups=(Group("home", repeat=True), Group("member", within="home", repeat=True)),
    )
    given: dict[str, Answer] = {"home[1]": "yes", "member[1][1]": "yes", "age[1][1]": 5, "home[2]": "yes"}
    more: dict[str, Answer] = {"member[2][1]": "yes", "age[2][1]": 30, "member[2][2]": "yes", "age[2][2]": 7}
    one = record(made, **given, **more)
    assert [one.text("younger[1]"), one.text("younger[2]")] == ["1", "1"]
    one.answer("age[2][1]", 3)
    assert [one.text("younger[1]"), one.text("younger[2]")] == ["1", "2"]


def test_a_repetition_sees_all_the_others_in_brackets() -> None:
    """As it does without them: the repeat is the whole of it, also from inside."""
    made = form(
        question("age", "integer", group="member"),
        question("children", "computed", group="member", calculation="count(${member}[age < 18])"),
        question("all", "computed", group="member", calculation="count(${member})"),
        groups=(Group("member", repeat=True),),
    )
    one = record(made, **{key: value for key, value in AGES.items() if key != "limit"})
    assert [one.text(f"children[{n}]") for n in (1, 2, 3)] == ["1", "1", "1"]
    assert [one.text(f"all[{n}]") for n in (1, 2, 3)] == ["3", "3", "3"]
    one.answer("age[2]", 17)
    assert [one.text(f"children[{n}]") for n in (1, 2, 3)] == ["2", "2", "2"]
