"""When an answer is not understood: the bot takes the blame, says what would help, and offers a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.text import Text
from bot.flows.scene import Scene

OFFER_HUMAN = 3
_ONCE_IN = timedelta(minutes=1)


def refuse(scene: Scene, text: Text, message: str = "") -> None:
    """Say what would be an answer, and ask again. An edit of that `message` is a new attempt."""
    scene.set_talk(misread=scene.talk.misread + 1)
    scene.note("unread", message or None)
    scene.say("misread.third" if scene.talk.misread == OFFER_HUMAN else text)
    scene.again()


def misread(scene: Scene, message: str = "") -> None:
    """Nothing open can use this. Said at most once a minute to one person; the question comes again.

    A question outside a form that was misunderstood three times is given up, and nothing has happened.
    """
    scene.set_talk(misread=scene.talk.misread + 1)
    scene.note("unread", message or None)
    if scene.talk.misread == OFFER_HUMAN:
        scene.say("misread.third")
        scene.close_aside()
    elif not _said_lately(scene):
        scene.say("misread")
        scene.set_talk(misread_at=scene.turn.now.isoformat())
    scene.again()


def _said_lately(scene: Scene) -> bool:
    said_at = scene.talk.misread_at
    return bool(said_at) and scene.turn.now - datetime.fromisoformat(said_at) < _ONCE_IN
