"""A question that belongs to no form: one small record per kind, gathered in `bot.flows.asides`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.conversation import Said, Sent
from bot.core.message import Choice, Message
from bot.core.text import Text, key
from bot.flows.scene import Scene

Kept = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AsideKind:
    """How it is put, what a choice does, and what becomes of words that are no choice.

    `choose` is called with the aside already closed; what it kept is handed in. `take` gets words that
    neither a choice nor a command claimed and returns whether it used them. With `open_text` only the
    global words are commands.
    """

    name: str
    put: Callable[[Scene], Message]
    choose: Callable[[Scene, str, Kept], None]
    take: Callable[[Scene, Said], bool] | None = None
    sent: Callable[[Scene, Sent], bool] | None = None
    open_text: bool = False


def simple(scene: Scene, text: Text, *ids: str, **labels: str) -> Message:
    """A question with choices whose labels are `choice.ID`, or `labels[ID]`."""
    stamp = scene.stamp()
    choices = tuple(Choice(i, key(f"choice.{labels.get(i, i)}")) for i in ids)
    return Message(parts=(text,), choices=choices, stamp=stamp, about=f"question:{stamp}")


def data(scene: Scene, name: str) -> str:
    """A text that the open aside keeps."""
    return str(scene.aside.data.get(name, "")) if scene.aside else ""
