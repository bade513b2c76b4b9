"""Choices that are pressed. One that belongs to a question that has passed is answered politely as stale."""

from __future__ import annotations

from bot.core.conversation import LookUp, Tapped
from bot.flows import asides, ending, filling, hearing, misreading
from bot.flows.asides import staff
from bot.flows.commands import COMMANDS
from bot.flows.scene import Scene


def tap(scene: Scene, tapped: Tapped) -> None:
    """A choice, by the stamp of its question and its id."""
    if tapped.stamp == 0:
        _standing(scene, tapped.choice)
    elif tapped.stamp != scene.talk.stamp:
        _stale(scene)
    elif scene.aside is not None and scene.aside.kind != "menu":
        _aside(scene, tapped.choice)
    elif filling.open_field(scene) is not None:
        _field(scene, tapped.choice)
    elif scene.form is not None and ending.choose(scene, tapped.choice):
        return
    else:
        _stale(scene)


def _standing(scene: Scene, choice: str) -> None:
    """What stays valid: the menu, notices, a report that came back."""
    kind, _, rest = choice.partition(":")
    if kind == "menu" and rest in COMMANDS:
        scene.close_aside()
        COMMANDS[rest](scene)
    elif kind == "fix":
        scene.effect(LookUp("submission", {"id": rest, "fix": True}))
    elif kind in {"review", "thread"} and staff.act(scene, choice):
        return
    else:
        _stale(scene)


def _stale(scene: Scene) -> None:
    scene.say("tap.stale")
    scene.again()


def _aside(scene: Scene, choice: str) -> None:
    before = scene.talk.stamp
    aside = scene.aside
    offered = asides.BY_NAME[aside.kind].put(scene).choices if aside is not None else ()
    scene.set_talk(stamp=before)
    if any(c.id == choice for c in offered):
        hearing.choose_aside(scene, choice)
    else:
        _stale(scene)


# Choices that the engine adds beside a field's own.
_EXTRAS = {"skip": "skip", "listen": "listen", "human": "human"}


def _field(scene: Scene, choice: str) -> None:
    field = filling.open_field(scene)
    if field is None:
        return
    kind = filling.kind_of(field)
    reading = kind.tap(choice, filling.asking(scene, field))
    if reading is not None:
        filling.apply(scene, field, reading)
    elif choice == "why" and field.why is not None:
        scene.say(field.why)
        scene.again()
    elif choice in _EXTRAS:
        COMMANDS[_EXTRAS[choice]](scene)
    else:
        misreading.misread(scene)


def takes_yes_no(scene: Scene) -> bool:
    """Whether what is open can be answered by yes or no."""
    if scene.aside is not None:
        kind = asides.BY_NAME.get(scene.aside.kind)
        before = scene.talk.stamp
        ids = {c.id for c in kind.put(scene).choices} if kind is not None else set()
        scene.set_talk(stamp=before)
        return {"yes", "no"} <= ids
    field = filling.open_field(scene)
    return field is not None and not filling.kind_of(field).open_text and len(field.options) == 2
