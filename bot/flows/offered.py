"""Typed answers to a message to many: the number that stands before a choice, or its words.

Such a message leaves outside any turn, so what it offers is looked up by the turn that hears the answer.
Where it is the newest thing that somebody sees and numbers are typed (`Turn.offered`), «1» is meant for it
and not for a question, or a menu, further up. Elsewhere it is asked only for words that nothing else claims.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.arabic import intent, said
from bot.core.conversation import Said, Tapped
from bot.core.message import Choice, Message
from bot.flows import hearing, picking, tapping
from bot.flows.scene import Scene


def found(scene: Scene, data: Mapping[str, Any]) -> None:
    """The words again, with what the message offers, if there is one."""
    words = Said(str(data["text"]), str(data["message"]), str(data["edits"]), str(data["about"]))
    message = data.get("message_to_many")
    choice = _meant(scene, words.text, message.choices) if isinstance(message, Message) else None
    if choice is not None:
        tapping.tap(scene, Tapped(0, choice))
    else:
        hearing.hear(scene, words, looked=True)


def _meant(scene: Scene, text: str, choices: tuple[Choice, ...]) -> str | None:
    """While a question is open only what cannot be misheard: the whole words, or the newest number."""
    book, language = scene.book, scene.person.language
    if not scene.busy:
        return picking.pick(text, choices, book, language, intent(said(text), language))
    whole = picking.named(text, choices, book, language)
    if whole is None and scene.turn.offered:
        return picking.counted(text, choices)
    return whole
