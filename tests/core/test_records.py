"""Records: values as a frozen dataclass has them, that hold only what is not as by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

import pytest

from bot.core.message import Choice, Message
from bot.core.records import changed, record
from bot.core.text import Text, key
from bot.storage import codecs


@record(frozen=True)
class Sample:
    name: str
    size: int = 0
    about: Mapping[str, int] = field(default_factory=dict)


def test_only_what_is_not_as_by_default_is_held_and_stored() -> None:
    sample = Sample("a", 0, {})
    assert vars(sample) == {"name": "a"}
    assert (sample.size, sample.about) == (0, {})
    assert codecs.encode(sample) == b'{"name":"a"}'
    assert codecs.decode(Sample, b'{"name":"a"}') == sample == Sample(name="a", size=0)


def test_a_message_is_stored_without_what_it_does_not_say() -> None:
    message = Message(parts=(key("menu.heading"),), choices=(Choice("yes", Text(value="نعم"), number=1),))
    stored = codecs.encode(message)
    assert stored.decode() == (
        '{"parts":[{"key":"menu.heading"}],"choices":[{"id":"yes","label":{"value":"نعم"},"number":1}]}'
    )
    assert codecs.decode(Message, stored) == message


@pytest.mark.parametrize(
    "changes", [{}, {"size": 3}, {"size": 0}, {"about": {"b": 1}}, {"name": "b", "size": 1}]
)
def test_a_changed_record_is_what_replace_makes(changes: dict[str, Any]) -> None:
    sample = Sample("a", 2)
    made = changed(sample, **changes)
    assert made == replace(sample, **changes)
    assert codecs.decode(Sample, codecs.encode(made)) == made


def test_nothing_changed_is_the_same_record() -> None:
    sample = Sample("a", 2)
    assert changed(sample, name="a", size=2) is sample


def test_what_a_record_must_have_is_asked_for() -> None:
    with pytest.raises(TypeError):
        Sample()  # type: ignore[call-arg] # that is the test
    with pytest.raises(TypeError):
        Sample("a", length=1)  # type: ignore[call-arg] # that is the test
    with pytest.raises(AttributeError):
        changed(Sample("a"), length=1)
