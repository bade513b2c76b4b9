"""One person on two channels, or with a new number: a code shown on the old address, typed on the new."""

from __future__ import annotations

import re

from bot.core.arabic import digits
from bot.core.conversation import Errand, Said
from bot.core.message import Message
from bot.core.reference import code
from bot.core.text import key, ltr
from bot.flows.aside import AsideKind, Kept, simple
from bot.flows.scene import Scene

DIGITS = 6
_BETWEEN = re.compile(r"[\s-]+")


def offer(scene: Scene) -> None:
    """Show a code here, on the old address; ten minutes, five tries."""
    made = code(scene.turn.seed)
    data = {"code": made, "address": scene.turn.address}
    scene.effect(Errand("offer_code", f"offer_code:{scene.new_id()}", data))
    scene.say("link.code", code=ltr(made))


def ask(scene: Scene) -> None:
    """Ask for the code here, on the new address."""
    scene.open_aside("link")
    scene.again()


def _put(scene: Scene) -> Message:
    return simple(scene, key("link.ask"), "no_old_phone", "back")


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "no_old_phone":
        scene.effect(Errand("lost_phone", f"lost_phone:{scene.new_id()}", {"address": scene.turn.address}))
        scene.say("link.by_team")
    scene.run("home")


def read(scene: Scene, words: Said) -> bool:
    """Six digits, in groups or not, are the code."""
    typed = _BETWEEN.sub("", digits(words.text[:40]))
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdecimal()):
        return False
    scene.close_aside()
    data = {"code": typed, "address": scene.turn.address}
    scene.effect(Errand("link", f"link:{scene.new_id()}", data))
    scene.say("link.checking")
    return True


KINDS = (AsideKind("link", _put, _choose, recognise=read),)
