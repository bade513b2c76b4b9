"""Forms from workbooks: which of those that are open somebody wants to fill in."""

from __future__ import annotations

from bot.core.message import Choice, Message
from bot.core.text import key
from bot.flows.aside import AsideKind, Kept, ask
from bot.flows.opening import offered, open_named
from bot.flows.scene import Scene


def _put(scene: Scene) -> Message:
    choices = [Choice(form.name, form.title) for form in offered(scene)]
    return ask(scene, (key("surveys.which"),), [*choices, Choice("back", key("choice.back"), number=-1)])


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        scene.run("home")
    else:
        open_named(scene, choice)


KINDS = (AsideKind("surveys", _put, _choose),)
