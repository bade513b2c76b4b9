"""When an answer is not understood: the bot takes the blame, says what would help, and offers a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.text import Text, key
from bot.flows.scene import Scene

OFFER_HUMAN = 3
_ONCE_IN = timedelta(minutes=1)


def refuse(scene: Scene, text: Text) -> None:
    """Say what would be an answer, and ask again."""
    scene.set_talk(misread=scene.talk.misread + 1)
    if scene.talk.misread == OFFER_HUMAN:
        scene.say("misread.third")
    else:
        scene.say(text)
    scene.again()


def misread(scene: Scene) -> None:
    """Nothing open can use this. Said at most once a minute to one person; the question comes again."""
    scene.set_talk(misread=scene.talk.misread + 1)
    said_at = scene.talk.misread_at
    recently = bool(said_at) and scene.turn.now - datetime.fromisoformat(said_at) < _ONCE_IN
    if scene.talk.misread == OFFER_HUMAN:
        scene.say("misread.third")
    elif not recently:
        scene.say(key("misread"))
        scene.set_talk(misread_at=scene.turn.now.isoformat())
    scene.again()
