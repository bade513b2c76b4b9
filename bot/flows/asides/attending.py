"""The choices under a person's message to the team, pressed there or typed: take, close, mute, block, judge.

What is typed names no person. With one thread that it can mean it means that one; of several one is chosen.
"""

from __future__ import annotations

from typing import Any

from bot.core.conversation import Errand
from bot.core.message import Choice, Message
from bot.core.text import Text, key, verbatim
from bot.flows.aside import AsideKind, Kept, ask, data, items
from bot.flows.asides import answering, blocking
from bot.flows.scene import Scene


def act(scene: Scene, verb: str, person: str) -> bool:
    """Whether it was one of them."""
    match verb:
        case "take" | "close" | "mute":
            _ask_for(scene, "attend", verb=verb, person=person)
        case "ready":
            answering.choose_reply(scene, person)
        case "more":
            blocking.more(scene, person)
        case "block":
            blocking.ask_why(scene, person)
        case "lift" | "keep" if scene.person.is_a("admin"):
            _ask_for(scene, "judge", verdict=verb, person=person)
        case _:
            return False
    return True


def _ask_for(scene: Scene, kind: str, **facts: Any) -> None:
    scene.effect(Errand(kind, f"{kind}:{scene.new_id()}", facts))


# ------------------------------------------------------------------------------------ chosen by words


def typed(scene: Scene, verb: str, threads: list[Any]) -> None:
    """Whose thread is meant, of those that it can mean."""
    if len(threads) == 1:
        act(scene, verb, str(threads[0]["person"]))
    elif threads:
        scene.open_aside("whose", verb=verb, threads=threads[:8])
        scene.again()
    else:
        scene.say("attend.none")
        scene.run("home")


def _put(scene: Scene) -> Message:
    named = [Choice(str(one["person"]), _name(str(one["name"]))) for one in items(scene, "threads")]
    return ask(scene, (key("attend.whose"),), [*named, Choice("back", key("choice.back"), number=-1)])


def _name(name: str) -> Text:
    return verbatim(name) if name else key("choice.unnamed")


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back" or not act(scene, str(kept["verb"]), choice):
        scene.run("home")


def attended(scene: Scene, facts: Kept) -> None:
    """It is done, or a colleague was first, or it is not theirs."""
    outcome = str(facts.get("outcome", "gone"))
    name, by = str(facts.get("name", "")), str(facts.get("by", ""))
    scene.say(f"attend.{outcome}", name=_name(name), by=verbatim(by) if by else key("choice.unnamed"))
    if scene.busy:
        scene.again()


def named(scene: Scene, name: str) -> bool:
    """The name of whom the open question is about, when it shows one."""
    if scene.aside is None or scene.aside.kind not in {"ready_confirm", "block_why"}:
        return False
    scene.open_aside(scene.aside.kind, **{**scene.aside.data, "name": name or data(scene, "name")})
    return True


KINDS = (AsideKind("whose", _put, _choose, words={"back": "back"}, passing=True),)
