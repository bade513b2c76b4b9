"""Ready replies of a coordinator to a person: chosen from a list, and shown before they leave.

They are texts of the catalogues, so that each reaches the person in the person's own language.
"""

from __future__ import annotations

from typing import Final

from bot.core.conversation import Errand
from bot.core.message import Choice, Message
from bot.core.text import key, verbatim
from bot.flows.aside import AsideKind, Kept, ask, data, simple
from bot.flows.scene import Scene

READY: Final = ("received", "unclear", "dates", "done", "elsewhere", "thanks")


def choose_reply(scene: Scene, person: str) -> None:
    """«رد جاهز» under somebody's message."""
    scene.open_aside("ready", person=person)
    scene.again()


def _put(scene: Scene) -> Message:
    choices = [Choice(name, key(f"choice.ready_{name}")) for name in READY]
    return ask(scene, (key("ready.ask"),), [*choices, Choice("back", key("choice.back"), number=-1)])


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in READY:
        scene.open_aside("ready_confirm", person=kept["person"], ready=choice)
        scene.run("name_person")
    else:
        scene.run("home")


def _put_confirm(scene: Scene) -> Message:
    text = scene.book.filled(key(f"ready.{data(scene, 'ready')}"))
    shown = key("reply.confirm", name=verbatim(data(scene, "name")), text=text)
    return simple(scene, shown, "send", "no", no="cancel")


def _confirm(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "send":
        facts = {"person": kept["person"], "ready": kept["ready"]}
        scene.effect(Errand("answer", f"answer:{scene.new_id()}", facts))
    else:
        scene.say("reply.dropped")
        scene.run("home")


KINDS = (
    AsideKind("ready", _put, _choose, words={"back": "back"}, passing=True),
    AsideKind("ready_confirm", _put_confirm, _confirm, words={"yes": "send", "done": "send", "no": "no"}),
)
