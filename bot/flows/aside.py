"""A question that belongs to no form: one small record per kind, gathered in `bot.flows.asides`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.conversation import Said, Sent
from bot.core.message import Choice, Message
from bot.core.text import Text, key, verbatim
from bot.flows.scene import Scene

Kept = Mapping[str, Any]
# The number under which an aside was first asked: buttons of any of its copies count.
SINCE = "since"


@dataclass(frozen=True, slots=True)
class AsideKind:
    """How it is put, what a choice does, and what becomes of words that are no choice.

    `choose` is called with the aside already closed; what it kept is handed in. `words`: what a yes, a no
    or a done mean here, as choices. `recognise` takes words that are certainly an answer, `take` words that
    neither a choice nor a command claimed; each returns whether it used them. With `open_text` any words
    are an answer, so only the global ones are commands. With `passing` the question may be passed over:
    words that it cannot use close it and are heard as if it had never stood there.
    """

    name: str
    put: Callable[[Scene], Message]
    choose: Callable[[Scene, str, Kept], None]
    words: Mapping[str, str] = field(default_factory=dict)
    recognise: Callable[[Scene, Said], bool] | None = None
    take: Callable[[Scene, Said], bool] | None = None
    sent: Callable[[Scene, Sent], bool] | None = None
    open_text: bool = False
    passing: bool = False


def simple(scene: Scene, text: Text, *ids: str, **labels: str) -> Message:
    """A question with choices whose labels are `choice.ID`, or `labels[ID]`."""
    return ask(scene, (text,), [Choice(i, key(f"choice.{labels.get(i, i)}")) for i in ids])


def beside(scene: Scene, text: Text, *ids: str) -> Message:
    """A question that any words answer: its choices have no numbers, for a number is an answer too."""
    return ask(scene, (text,), [Choice(i, key(f"choice.{i}"), number=-1) for i in ids])


def ask(scene: Scene, parts: tuple[Text, ...], choices: list[Choice]) -> Message:
    """A question under a number of its own."""
    stamp = scene.stamp()
    return Message(parts=parts, choices=tuple(choices), stamp=stamp, about=f"question:{stamp}")


def data(scene: Scene, name: str) -> str:
    """A text that the open aside keeps."""
    return str(scene.aside.data.get(name, "")) if scene.aside else ""


def items(scene: Scene, name: str) -> list[Any]:
    """A list that the open aside keeps."""
    found = scene.aside.data.get(name) if scene.aside else None
    return list(found) if isinstance(found, list | tuple) else []


def told(facts: Kept, name: str) -> Iterator[Text]:
    """What came back of an errand to be told: lines as they are, or texts as JSON has them."""
    for line in facts.get(name, ()):
        yield _text(line) if isinstance(line, Mapping) else verbatim(str(line))


def _text(plain: Mapping[str, Any]) -> Text:
    given = plain.get("params", {})
    params = {name: _text(one) if isinstance(one, Mapping) else one for name, one in given.items()}
    return Text(**{**plain, "params": params})
