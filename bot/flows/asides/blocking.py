"""What a coordinator rarely does with a person's thread: mute it for a day, or block with a reason."""

from __future__ import annotations

from typing import Any, Final

from bot.core.conversation import Errand, Said
from bot.core.message import Message
from bot.core.text import key, verbatim
from bot.flows.aside import AsideKind, Kept, beside, data, simple
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

REASONS: Final = ("why_insults", "why_threats", "why_flood")
LONGEST_REASON = 500


def more(scene: Scene, person: str) -> None:
    """«المزيد» under somebody's message."""
    scene.open_aside("thread_more", person=person)
    scene.again()


def ask_why(scene: Scene, person: str) -> None:
    """Nobody is blocked without a reason, and never at the first press."""
    scene.open_aside("block_why", person=person)
    scene.run("name_person")


def _put_more(scene: Scene) -> Message:
    return simple(scene, key("thread.more"), "mute_day", "block", "back")


def _more(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "mute_day":
        facts = {"verb": "mute", "person": kept["person"]}
        scene.effect(Errand("attend", f"attend:{scene.new_id()}", facts))
    elif choice == "block":
        ask_why(scene, str(kept["person"]))
    else:
        scene.run("home")


def _put_why(scene: Scene) -> Message:
    text = key("block.why", name=verbatim(data(scene, "name")))
    return simple(scene, text, *REASONS, "other_reason", "back")


def _why(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in REASONS:
        _block(scene, kept, reason=choice)
    elif choice == "other_reason":
        scene.open_aside("block_words", **kept)
        scene.again()
    else:
        scene.run("home")


def _put_words(scene: Scene) -> Message:
    return beside(scene, key("block.write"), "back")


def _back(scene: Scene, choice: str, kept: Kept) -> None:
    scene.run("home")


def _take_words(scene: Scene, words: Said) -> bool:
    reason = tidy(words.text, LONGEST_REASON)
    if not reason or scene.aside is None:
        return False
    kept = scene.aside.data
    scene.close_aside()
    _block(scene, kept, words=reason)
    return True


def _block(scene: Scene, kept: Kept, **why: Any) -> None:
    scene.effect(Errand("block", f"block:{scene.new_id()}", {"person": kept["person"], **why}))


KINDS = (
    AsideKind("thread_more", _put_more, _more, words={"back": "back"}, passing=True),
    AsideKind("block_why", _put_why, _why, words={"back": "back", "no": "back"}),
    AsideKind("block_words", _put_words, _back, take=_take_words, open_text=True),
)
