"""How the kinds of workbooks are put: lines of steps, orders, moments."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.core.conversation import Shared
from bot.core.field import Answered
from bot.core.fields import BY_NAME
from bot.core.form import Form
from bot.core.text import Text, authored
from tests.core.fields.asked import NOON, Asked, option, question, said_in, tapped
from tests.core.fields.cases_workbook import DOWN, FIVES, HALVES, MANY, NEEDS, TEN, WHEN


def ids(now: Asked) -> list[str]:
    return [choice.id for choice in now.prompt().choices]


def keys(now: Asked) -> list[str]:
    return [part.key for part in now.prompt().parts]


def hint(now: Asked) -> str:
    found = now.prompt().hint
    return found.key if found is not None else ""


# ---------------------------------------------------------------------------------------- range


def test_up_to_eleven_steps_have_buttons_without_numbers_of_their_own() -> None:
    assert ids(Asked(TEN)) == [str(n) for n in range(11)]
    assert {choice.number for choice in Asked(TEN).prompt().choices} == {-1}
    assert ids(Asked(HALVES)) == ["0", "0.5", "1", "1.5", "2", "2.5", "3"]
    assert ids(Asked(DOWN)) == ["5", "3", "1", "-1", "-3", "-5"]
    assert hint(Asked(TEN)) == ""


def test_more_steps_are_typed_within_bounds_that_are_said() -> None:
    now = Asked(FIVES)
    assert ids(now) == ["-8"]
    found = now.prompt().hint
    assert found is not None
    assert found.key == "field.range.between"
    shown = {name: _words(part) for name, part in found.params.items() if isinstance(part, Text)}
    assert shown == {"min": "5", "max": "100", "step": "5", "examples": "5 10 15"}


def _words(text: Text) -> str:
    parts = [_words(part) for part in text.params.values() if isinstance(part, Text)]
    return " ".join([*([text.value] if text.value else []), *parts])


def test_the_hint_of_the_author_comes_first() -> None:
    assert hint(Asked(replace(FIVES, hint=authored("بالدنانير", "In dinars")))) == "field.lines"


def test_a_line_without_two_ends_has_neither_buttons_nor_steps_to_tell() -> None:
    assert ids(Asked(question("range", min="0"))) == []
    assert hint(Asked(question("range", min="0"))) == "field.number.least"
    assert hint(Asked(question("range"))) == "field.number.whole"


# ----------------------------------------------------------------------------------------- rank


def test_an_order_is_asked_place_by_place() -> None:
    first = Asked(NEEDS)
    assert (ids(first), keys(first), hint(first)) == (
        ["water", "food", "school", "doctor", "-9"],
        [],
        "field.rank.first",
    )
    now, _ = first.answered([tapped("food")])
    assert ids(now) == ["water", "school", "doctor", "undo"]
    assert [choice.number for choice in now.prompt().choices] == [1, 3, 4, -1]
    assert keys(now) == ["", "field.rank.line", "field.rank.next"]
    assert now.prompt().parts[-1].params == {"n": 2}
    assert now.prompt().slot


def test_the_last_one_takes_its_place_and_the_order_is_repeated() -> None:
    _, reading = Asked(NEEDS).answered([tapped("food"), tapped("doctor"), tapped("water")])
    assert isinstance(reading, Answered)
    assert reading.ack is not None
    assert reading.ack.key == "field.rank.done"
    _, typed = Asked(NEEDS).answered(["3 1 2 4"])
    assert isinstance(typed, Answered)
    assert typed.ack is None


def test_a_step_back_leads_to_the_beginning() -> None:
    now, _ = Asked(NEEDS).answered([tapped("food"), tapped("undo")])
    assert (now.partial, "undo" in ids(now)) == ({}, False)
    assert BY_NAME["rank"].tap("undo", now.asking()) is None


def test_many_options_are_printed_and_not_pressed() -> None:
    now = Asked(MANY)
    assert (ids(now), keys(now)) == ([], ["", "field.lines"])
    now, _ = now.answered(["3 1"])
    assert ids(now) == ["undo"]
    assert keys(now) == ["", "field.list", "field.lines", "field.rank.next"]


def test_an_order_is_shown_with_its_numbers() -> None:
    text = Asked(NEEDS).show(["school", "water"])
    first, rest = text.params["first"], text.params["rest"]
    assert isinstance(first, Text)
    assert isinstance(rest, Text)
    assert (first.key, rest.key, rest.params["label"]) == (
        "field.rank.line",
        "field.rank.line",
        NEEDS.options[0].label,
    )


# ------------------------------------------------------------------------------------- datetime


def test_a_day_is_asked_first_and_then_its_time() -> None:
    first = Asked(WHEN)
    assert (ids(first), hint(first)) == (["today", "yesterday"], "field.datetime.hint")
    now, _ = first.answered([tapped("yesterday")])
    assert (ids(now), keys(now)) == (["other_day"], ["field.datetime.time"])
    now, _ = now.answered(["5:30"])
    assert ids(now) == ["05:30", "17:30", "none_of_these", "other_day"]


def test_the_offset_is_that_of_the_place_on_the_day() -> None:
    """Syria changed its clocks until 2022."""
    damascus = replace(Asked(WHEN), local=NOON.astimezone(ZoneInfo("Asia/Damascus")))
    _, reading = damascus.answered(["15/1/2021 15:30"])
    assert isinstance(reading, Answered)
    assert reading.value == "2021-01-15T15:30:00.000+02:00"


@pytest.mark.parametrize(
    ("value", "format", "words"),
    [
        ("2026-11-21T15:30:00.000+03:00", "moment", "2026-11-21T15:30:00+03:00"),
        ("-8", "", "-8"),
        (None, "", ""),
    ],
)
def test_a_moment_is_shown_in_words(value: str | None, format: str, words: str) -> None:
    shown = Asked(WHEN).show(value)
    assert (shown.format, shown.value) == (format, words)


# ----------------------------------------------------------------------------- what is not asked


@pytest.mark.parametrize("kind", ["hidden", "metadata"])
def test_what_is_not_asked_says_nothing(kind: str) -> None:
    now = Asked(question(kind))
    assert not BY_NAME[kind].asked
    assert (now.prompt().parts, now.prompt().choices) == ((), ())
    assert now.show(7).value == "7"
    assert now.show("x7").value == "x7"


# ------------------------------------------------------------------- what a workbook takes and tells

WORKBOOK = Form("w", Text(), (), languages=("ar",))


def test_a_workbook_takes_only_the_position_of_the_phone() -> None:
    """«نعم» was kept as the place."""
    place = Asked(question("position"), form=WORKBOOK)
    for words in ("نعم", "عند المدرسة", "32.5, 35.9"):
        assert said_in(place.read(words)) == "field.position.phone"
    assert said_in(place.read(Shared(91.0, 0.0))) == "field.position.phone"
    assert isinstance(place.read(Shared(32.5, 35.8)), Answered)


def test_that_several_may_be_chosen_is_said_until_one_is() -> None:
    several = Asked(replace(NEEDS, type="choices"), form=WORKBOOK)
    assert hint(several) == "field.choices.several"
    now, _ = several.answered([tapped("food")])
    assert hint(now) == ""
    long = Asked(question("choices", *(option(f"o{n}", n, f"خيار {n}", f"Option {n}") for n in range(1, 20))))
    assert hint(long) == "field.choice.search"
    assert hint(replace(long, form=WORKBOOK)) == "field.lines"
