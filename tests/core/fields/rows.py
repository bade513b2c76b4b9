"""A row of a table of cases: a question, what is sent to it one after another, and what it comes to.

It comes to a value, or to the key of a refusal, or to the key of what is then asked. A lone text is typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.conversation import Input, Sent, Shared
from bot.core.form import Field
from tests.core.fields.asked import Asked, medium, photos

Given = str | Input | Sequence[str | Input]


@dataclass(frozen=True)
class Row:
    """`asked`: the key of the first part that is put then, '' for the question itself."""

    to: Asked
    given: Sequence[str | Input]
    value: Any = None
    refused: str = ""
    asked: str | None = None


def _given(given: Given) -> Sequence[str | Input]:
    return given if isinstance(given, list | tuple) else [given]  # type: ignore[list-item]  # one input


def gives(to: Asked | Field, given: Given, value: Any, language: str = "ar") -> Row:
    return Row(_asked(to, language), _given(given), value)


def refuses(to: Asked | Field, given: Given, key: str, language: str = "ar") -> Row:
    return Row(_asked(to, language), _given(given), refused=key)


def asks(to: Asked | Field, given: Given, key: str, language: str = "ar") -> Row:
    return Row(_asked(to, language), _given(given), asked=key)


def _asked(to: Asked | Field, language: str) -> Asked:
    return replace(to if isinstance(to, Asked) else Asked(to), language=language)


VOICE = Sent((medium("voice", "v1"),))
HERE = Shared(32.5568, 35.8469)
ALBUM = photos("m1", "m2", "m3")
