"""A known phone in perhaps other hands: a name and a year of birth, before anything of the person is shown.

A phone number passes from one person to another. Nothing said here tells what is kept; who does not know
both begins as somebody new, or turns to the team.
"""

from __future__ import annotations

from bot.core.arabic import numbers
from bot.core.arabic.names import name_key
from bot.core.conversation import Become, Said
from bot.core.message import Message
from bot.core.text import key
from bot.flows.aside import AsideKind, Kept, beside, data
from bot.flows.scene import Scene

_TRIES = 3


def doubt(scene: Scene) -> bool:
    """Ask before anything else, if there is somebody to be mistaken for; whether there is."""
    person = scene.person
    if not (person.registered and person.name and person.birth_year):
        return False
    scene.open_aside("known", name="", tries=0)
    scene.again()
    return True


def _put(scene: Scene) -> Message:
    text = "known.year" if data(scene, "name") else "known.name"
    return beside(scene, key(text), "new_person")


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    scene.effect(Become(""))


def _take(scene: Scene, words: Said) -> bool:
    """First the name, then the year; which of them was wrong is not said."""
    if scene.aside is None:
        return False
    name, tries = data(scene, "name"), int(scene.aside.data.get("tries", 0))
    if not name:
        scene.open_aside("known", name=words.text[:100], tries=tries)
        scene.again()
    elif _is_known(scene, name, words.text):
        scene.close_aside()
        scene.say("who.back", name=scene.person.name)
        scene.run("held")
    elif tries + 1 < _TRIES:
        scene.open_aside("known", name="", tries=tries + 1)
        scene.say("known.wrong")
        scene.again()
    else:
        scene.close_aside()
        scene.effect(Become(""))
    return True


def _is_known(scene: Scene, name: str, year: str) -> bool:
    same = name_key(name) == name_key(scene.person.name)
    return same and numbers.integer(year) == scene.person.birth_year


KINDS = (AsideKind("known", _put, _choose, take=_take, open_text=True),)
