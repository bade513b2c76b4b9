"""Every kind of answer, by its table; the state goes through JSON between any two inputs."""

from __future__ import annotations

import pytest

from bot.core.field import Answered, FieldType, Gathering, Refusal
from bot.core.fields import BY_NAME, TYPES
from bot.core.text import Text
from tests.core.fields.asked import said_in
from tests.core.fields.cases import CASES
from tests.core.fields.rows import Row

ROWS = [pytest.param(row, id=f"{name}-{n}") for name, rows in CASES.items() for n, row in enumerate(rows)]


def test_every_kind_has_cases_in_arabic_and_english() -> None:
    spoken = {name: {row.to.language for row in rows} for name, rows in CASES.items()}
    assert spoken == {one.name: {"ar", "en"} for one in TYPES}


def test_names_and_spellings_belong_to_one_kind() -> None:
    assert len(BY_NAME) == len(TYPES)
    spellings = [spelling for one in TYPES for spelling in one.xlsform]
    assert sorted(spellings) == sorted(set(spellings))


@pytest.mark.parametrize("row", ROWS)
def test_what_is_answered(row: Row) -> None:
    now, reading = row.to.answered(row.given)
    if row.refused:
        assert said_in(reading) == row.refused
    elif row.asked is not None:
        assert isinstance(reading, Gathering), reading
        parts = now.prompt().parts
        assert (parts[0].key if parts else "") == row.asked
    else:
        assert isinstance(reading, Answered), reading
        assert reading.value == row.value
        assert type(reading.value) is type(row.value)
        assert isinstance(now.show(reading.value), Text)


@pytest.mark.parametrize("row", ROWS)
def test_every_choice_that_is_offered_can_be_pressed(row: Row) -> None:
    now, _ = row.to.answered(row.given)
    for choice in now.prompt().choices:
        assert BY_NAME[now.field.type].tap(choice.id, now.asking()) is not None, choice.id


@pytest.mark.parametrize("row", ROWS)
def test_every_number_that_is_printed_can_be_typed(row: Row) -> None:
    """What is pressed in a list that toggles is marked or unmarked; typed, it is added or is the answer."""
    now, _ = row.to.answered(row.given)
    kind = BY_NAME[now.field.type]
    for choice in now.prompt().choices:
        if choice.number > 0:
            typed, pressed = now.read(str(choice.number)), kind.tap(choice.id, now.asking())
            taken = not isinstance(typed, Refusal) or typed.text.key != "field.choices.expected"
            assert taken if kind.name == "choices" else typed == pressed, choice.id


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_what_was_never_offered_is_not_pressed(kind: FieldType) -> None:
    for row in CASES[kind.name]:
        assert kind.tap("never-offered", row.to.asking()) is None
