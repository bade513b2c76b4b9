"""Small choices about oneself: language, when to be reminded, who holds the phone, what to delete."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.core.arabic import said
from bot.core.arabic.languages import language as language_named
from bot.core.conversation import Become, LookUp, Said, WakeAt
from bot.core.message import Choice, Message
from bot.core.text import Text, key, moment, verbatim
from bot.flows.aside import AsideKind, Kept
from bot.flows.scene import Scene

MAX_PERSONS = 5
_NAMES = {"ar": "العربية", "en": "English", "ckb": "کوردی"}


# -------------------------------------------------------------------------------------- language


def _put_language(scene: Scene) -> Message:
    stamp = scene.stamp()
    programme = scene.book.programme
    choices = tuple(
        Choice(
            code,
            key("choice.trial_language", name=_NAMES[code])
            if code in programme.trial_languages
            else verbatim(_NAMES[code]),
        )
        for code in programme.languages
    )
    return Message(parts=(key("language.ask"),), choices=choices, stamp=stamp, about=f"question:{stamp}")


def speak(scene: Scene, code: str) -> None:
    """Change the language of everything said from now on; the old one is what missing texts fall back to."""
    if code in scene.book.programme.languages:
        second = scene.person.language if scene.person.language != code else scene.person.second
        scene.set_person(language=code, second=second)
        scene.say("language.done")
    scene.again()


def _speak(scene: Scene, choice: str, kept: Kept) -> None:
    speak(scene, choice)


def _take_language(scene: Scene, words: Said) -> bool:
    code = language_named(said(words.text))
    if code is None:
        return False
    scene.close_aside()
    speak(scene, code)
    return True


# ----------------------------------------------------------------------------------------- later


def _put_later(scene: Scene) -> Message:
    stamp = scene.stamp()
    choices = tuple(Choice(i, key(f"choice.{i}")) for i in ("in_two_hours", "this_evening", "tomorrow"))
    return Message(parts=(key("later.ask"),), choices=choices, stamp=stamp, about=f"question:{stamp}")


def _later(scene: Scene, choice: str, kept: Kept) -> None:
    at = _when(scene.turn.local, choice, scene.book.programme.daytime)
    scene.effect(WakeAt("remind", scene.turn.now + (at - scene.turn.local)))
    scene.say("later.done", at=moment(at))


def _when(local: datetime, choice: str, daytime: tuple[int, int]) -> datetime:
    """In two hours, at 18:00, or tomorrow at this hour; moved into daytime."""
    first, last = daytime
    if choice == "in_two_hours":
        at = local + timedelta(hours=2)
    elif choice == "this_evening" and local.hour < 18:
        at = local.replace(hour=18, minute=0)
    elif choice == "this_evening":
        at = local + timedelta(hours=1)
    else:
        at = local + timedelta(days=1)
    if at.hour >= last:
        at = (at + timedelta(days=1)).replace(hour=first, minute=0)
    return at.replace(hour=first, minute=0) if at.hour < first else at


# ------------------------------------------------------------------------------------------- who


def ask_who(scene: Scene, persons: list[Any]) -> None:
    """«مَن معنا الآن؟» with the names on this phone and *somebody else*."""
    scene.open_aside("who", persons=persons)
    scene.again()


def _put_who(scene: Scene) -> Message:
    stamp = scene.stamp()
    persons = scene.aside.data.get("persons", []) if scene.aside else []
    choices = [Choice(p["id"], verbatim(p["name"]) if p["name"] else key("choice.unnamed")) for p in persons]
    if len(persons) < MAX_PERSONS:
        choices.append(Choice("new", key("choice.new_person")))
    return Message(parts=(key("who.ask"),), choices=tuple(choices), stamp=stamp, about=f"question:{stamp}")


def _who(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == scene.person.id:
        scene.again()
    else:
        scene.effect(Become("" if choice == "new" else choice))


# ------------------------------------------------------------------------------- delete which answers


def _put_answers(scene: Scene) -> Message:
    stamp = scene.stamp()
    items = scene.aside.data.get("items", []) if scene.aside else []
    choices = [Choice(str(n), _title(scene, item), number=n) for n, item in enumerate(items, 1)]
    choices.append(Choice("none", key("choice.none"), number=len(choices) + 1))
    return Message(
        parts=(key("deleteanswers.which"),), choices=tuple(choices), stamp=stamp, about=f"question:{stamp}"
    )


def _title(scene: Scene, item: Any) -> Text:
    form = scene.book.forms.get(item["form"])
    return form.title if form else verbatim(item["form"])


def _answers(scene: Scene, choice: str, kept: Kept) -> None:
    items = kept.get("items", [])
    if choice.isdecimal() and int(choice) <= len(items):
        scene.open_aside("deleteanswers", **items[int(choice) - 1])
    scene.again()


def look_up(scene: Scene, kind: str, **data: Any) -> None:
    """Ask the shell; the answer comes as Found in this same turn."""
    scene.effect(LookUp(kind, data))


KINDS = (
    AsideKind("language", _put_language, _speak, take=_take_language),
    AsideKind("later", _put_later, _later),
    AsideKind("who", _put_who, _who),
    AsideKind("whichanswers", _put_answers, _answers),
)
