"""A greeting, thanks, laughter or an insult: one short line, then what is open again. Never an answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.arabic import ambiguous, said
from bot.core.arabic.courtesy import courtesy
from bot.core.arabic.languages import language
from bot.core.conversation import Said
from bot.flows import filling, menu
from bot.flows.asides import choosing
from bot.flows.commands import register
from bot.flows.scene import Scene

_CALM = timedelta(hours=24)
_OPENINGS = frozenset({"salam", "greeting"})


def polite(scene: Scene, words: Said) -> bool:
    """Whether the words were only polite, or named a language with nothing open, and are answered."""
    kind = courtesy(words.text) or _inshallah(words)
    if kind is None:
        return _language(scene, words)
    new = not scene.busy and not scene.person.registered and kind in _OPENINGS
    welcomed = new and kind == "greeting"  # the welcome is the greeting
    if not welcomed and (kind != "insult" or _first_insult(scene)):
        scene.say(f"courtesy.{kind}")
    if scene.busy:
        scene.again()
    elif new:
        register(scene)
    elif kind in _OPENINGS or kind == "whoareyou":
        menu.home(scene)
    return True


def _inshallah(words: Said) -> str | None:
    """«إن شاء الله» is no yes; where nothing is asked it is heard."""
    return "acknowledge" if ambiguous(said(words.text)) == ("yes",) else None


def _first_insult(scene: Scene) -> bool:
    """It is answered once, calmly, and then not heard for a day, however many follow."""
    before = scene.talk.notes.get("insulted")
    if before is not None and scene.turn.now - datetime.fromisoformat(str(before)) <= _CALM:
        return False
    scene.note("insulted", scene.turn.now.isoformat())
    return True


def _language(scene: Scene, words: Said) -> bool:
    """The bare name of a language, unless it may be an answer: to a list of several, or outside a form."""
    named = language(said(words.text))
    field = filling.open_field(scene)
    in_form = field is not None and field.type != "choices" and scene.aside is None
    if named is None or (scene.busy and not in_form):
        return False
    choosing.speak(scene, named)
    return True
