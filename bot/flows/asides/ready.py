"""The messages that are ready: one of them as the words of a message to many, or all of them as a series."""

from __future__ import annotations

from bot.core.message import Choice, Message
from bot.core.sending.plain import plain
from bot.core.text import key, verbatim
from bot.flows.announcement import Kept, ask_for, onward, reworded
from bot.flows.aside import AsideKind, ask, items
from bot.flows.scene import Scene
from bot.flows.shipped.starters import SCHEDULE, STARTERS, Starter

_BACK = Choice("back", key("choice.back"), number=-1)


def _put(scene: Scene) -> Message:
    """Each by its number. The series is a whole of its own, so it is offered before the first message."""
    lines = [key("announce.ready_line", number=n, text=one.text) for n, one in enumerate(STARTERS, 1)]
    choices = [Choice(f"ready:{one.name}", verbatim(str(n)), number=n) for n, one in enumerate(STARTERS, 1)]
    if not items(scene, "before"):
        choices.append(Choice("whole_series", key("choice.whole_series")))
    return ask(scene, (key("announce.ready"), *lines), [*choices, _BACK])


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    named = {one.name: one for one in STARTERS}
    chosen = named.get(choice.removeprefix("ready:"))
    if choice == "whole_series":
        first = {"text": _words(scene, STARTERS[0]), "form": "", "at": plain(SCHEDULE)}
        onward(scene, {**reworded(kept, ""), **first, "series": True})
    elif chosen is not None:
        onward(scene, reworded(kept, _words(scene, chosen)))
    else:
        ask_for(scene, kept, "text")


def _words(scene: Scene, one: Starter) -> str:
    """As the author reads it; its translation goes along."""
    return one.text.languages.get(scene.person.language) or one.text.languages["ar"]


KINDS = (AsideKind("announce_ready", _put, _choose, words={"back": "back"}),)
