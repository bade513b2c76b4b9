"""Whatever arrives, in whatever state: a kind of answer never raises, and its state survives JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import example
from hypothesis import given as inputs
from hypothesis import strategies as st

from bot.core.conversation import Found, Input, Moved, Odd, Said, Sent, Shared, Signalled, Tapped, Woke
from bot.core.field import Answered, FieldType, Gathering, Reading, Refusal
from bot.core.fields import TYPES
from bot.core.media import KINDS, Media
from bot.core.text import Text
from tests.core.fields.asked import Asked, question
from tests.core.fields.cases import CASES

CHOICES = ["yes", "no", "done", "none", "none_of_these", "more", "previous", "today", "yesterday", "tomorrow"]
CHOICES += [
    "unknown",
    "unknown_ages",
    "rest",
    "ok",
    "undo",
    "other_day",
    "v9",
    "skip",
    "JO-AM",
    "AM-1",
    "recent:1",
    "recent:",
    "5",
    "-8",
]

# What people type, what they paste, and what is made to break things.
WORDS = [
    "نعم",
    "لا",
    "27",
    "٥/٣/٢٠٢٦",
    "1,250",
    "1 3 5",
    "الموصل",
    "تم",
    "27: 15 نساء",
    "12:30",
    "-8",
    "¼",
    "Ⅷ",
]
WORDS += [
    "\u202eabc\u202c",
    "\u2067\u2069",
    "\0",
    "٥٥٥٥٥٥٥٥٥٥٥٥٥٥٥٥٥٥٥٥",
    "9" * 400,
    "{m:a|f:b}",
    "{0}",
    "%s",
]
texts = st.one_of(st.sampled_from(WORDS), st.text(max_size=60), st.text("٠١٥۷0179.,،:/- وصم", max_size=20))
media = st.builds(
    Media, st.sampled_from([*KINDS, "sticker"]), st.just("r"), st.uuids().map(str), st.text(max_size=12)
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
degrees = st.floats(allow_nan=True, allow_infinity=True) | st.none()
given_inputs: st.SearchStrategy[Input] = st.one_of(
    st.builds(Said, texts),
    st.builds(Said, texts),
    st.builds(lambda choice: Tapped(1, choice), st.sampled_from(CHOICES) | st.text(max_size=8)),
    st.builds(Sent, st.lists(media, max_size=4).map(tuple), st.text(max_size=30)),
    st.builds(Shared, degrees, degrees, st.text(max_size=5)),
    st.builds(Signalled, st.sampled_from(["👍", "👎", "🎉", ""])),
    st.builds(Odd, st.text(max_size=5)),
    st.just(Found("x")),
    st.just(Woke("x")),
    st.just(Moved(True)),
)


def _put(kind: FieldType, now: Asked, given: Input) -> Reading | None:
    if isinstance(given, Tapped):
        return kind.tap(given.choice, now.asking())
    return now.read(given)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
@inputs(st.data())
def test_no_conversation_breaks_a_kind(kind: FieldType, data: st.DataObject) -> None:
    now = data.draw(st.sampled_from([row.to for row in CASES[kind.name]]))
    for given in data.draw(st.lists(given_inputs, min_size=1, max_size=5)):
        reading = _put(kind, now, given)
        if isinstance(reading, Answered):
            json.dumps(reading.value, allow_nan=False)
            assert isinstance(now.show(reading.value), Text)
        elif isinstance(reading, Gathering):
            now = now.after(reading)
            assert len({choice.id for choice in now.prompt().choices}) == len(now.prompt().choices)
        else:
            assert reading is None or reading.text.key


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
@inputs(
    st.dictionaries(
        st.sampled_from(["min", "max", "step", "length", "count", "level", "within"]), st.text(max_size=8)
    )
)
def test_no_setting_of_an_author_breaks_a_kind(kind: FieldType, settings: dict[str, str]) -> None:
    now = Asked(replace(question(kind.name), settings=settings))
    assert isinstance(now.read("27"), Answered | Gathering | Refusal)
    assert now.prompt().asks in {"", "position"}


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
@pytest.mark.parametrize(
    "text", ["ا" * 100_000, "1" * 100_000, "1 3 " * 25_000, "e\u0301" * 50_000, "\u202e" * 100_000]
)
def test_a_very_long_text_is_answered(kind: FieldType, text: str) -> None:
    for row in CASES[kind.name][:5]:
        reading = row.to.read(text)
        assert isinstance(reading, Refusal) or not kind.asked


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
@inputs(st.recursive(st.none() | st.booleans() | st.integers() | numbers | st.text(), st.lists))
@example(0.0)
def test_any_stored_value_can_be_shown(kind: FieldType, value: object) -> None:
    for row in CASES[kind.name][:3]:
        for stored in (value, {"text": value}, {"photos": value}, {"total": value, "bands": value}):
            assert isinstance(row.to.show(stored), Text)  # type: ignore[arg-type]  # what an older version kept
