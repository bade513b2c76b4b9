"""Buttons and lists: how a question looks that is answered by a press instead of a number.

WhatsApp shows them only from an object made before. So one is made for each shape, which is how many buttons
or rows there are, in each language; every word of it is filled in when it is sent. What has no shape (too
many choices, a label that would be cut, several to be chosen) stays numbered text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.core.templates import LIKED

BODY: Final = 1024
_BUTTONS, _LIST = "buttons", "list"
_MOST: Final = {_BUTTONS: 3, _LIST: 10}
_LABEL: Final = {_BUTTONS: 20, _LIST: 24}
_CARRIED: Final = {_BUTTONS: 128, _LIST: 200}
_FIRST: Final = 3
"""The number of the first label's variable: the body is 1, the button that opens a list 2."""


@dataclass(frozen=True, slots=True)
class Shape:
    """So many buttons, or rows of a list."""

    kind: str
    count: int

    @property
    def name(self) -> str:
        return f"{self.kind}_{self.count}"


@dataclass(frozen=True, slots=True)
class Pressable:
    """What can be pressed: a label, and what comes back."""

    label: str
    carries: str


def every() -> Iterator[tuple[Shape, str]]:
    """All that there are, in the languages that Meta knows of ours."""
    return (
        (Shape(kind, count), language)
        for kind, most in _MOST.items()
        for count in range(1, most + 1)
        for language in LIKED
    )


def language_of(language: str) -> str:
    """That of the object that shows it. Meta knows no Kurdish, and every word is filled in."""
    return language if language in LIKED else LIKED[0]


def shape_of(choices: Sequence[Pressable]) -> Shape | None:
    """The first in which none of them is cut; None when there is none."""
    if len({one.label for one in choices}) < len(choices):
        return None
    for kind, most in _MOST.items():
        if 0 < len(choices) <= most and all(_fits(one, kind) for one in choices):
            return Shape(kind, len(choices))
    return None


def _fits(one: Pressable, kind: str) -> bool:
    return 0 < _length(one.label) <= _LABEL[kind] and len(one.carries) <= _CARRIED[kind]


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def drawn(shape: Shape) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """The object as Twilio writes it: its types, and a sample for each variable."""
    rows = [(f"{{{{{_FIRST + 2 * n}}}}}", f"{{{{{_FIRST + 2 * n + 1}}}}}") for n in range(shape.count)]
    samples = {str(n): str(n) for n in range(1, _FIRST + 2 * shape.count)}
    if shape.kind == _LIST:
        items = [{"item": label, "id": carries} for label, carries in rows]
        return {"twilio/list-picker": {"body": "{{1}}", "button": "{{2}}", "items": items}}, samples
    actions = [{"type": "QUICK_REPLY", "title": label, "id": carries} for label, carries in rows]
    del samples["2"]
    return {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}, samples


def filled(shape: Shape, body: str, opens: str, choices: Sequence[Pressable]) -> str:
    """The values of its variables, as they are sent."""
    values = {"1": body} | ({"2": opens} if shape.kind == _LIST else {})
    for n, one in enumerate(choices):
        values |= {str(_FIRST + 2 * n): one.label, str(_FIRST + 2 * n + 1): one.carries}
    return json.dumps(values, ensure_ascii=False)
