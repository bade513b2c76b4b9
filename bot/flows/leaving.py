"""What was being written when somebody turned to something else: it lived in the open question and is gone.

Nobody is to look for it later, so its end is said with whatever comes next.
"""

from __future__ import annotations

from typing import Final

from bot.core.conversation import Aside
from bot.flows.scene import Scene

_WRITTEN: Final = ("announce_", "audience")
"""How the questions begin between whose answers a message to many is composed."""
_BESIDE: Final = frozenset({"reply_confirm", "towhom", "reason_confirm"})


def holds_words(aside: Aside | None) -> bool:
    """Whether words are in it that somebody has written and not sent."""
    if aside is None or not (aside.kind.startswith(_WRITTEN) or aside.kind in _BESIDE):
        return False
    return bool(aside.data.get("text") or aside.data.get("before"))


def told(scene: Scene, before: Aside | None) -> None:
    """Say so, when the question that was open is open no more and held such words."""
    if holds_words(before) and scene.aside is not before:
        scene.say("left.words")


__all__ = ["holds_words", "told"]
