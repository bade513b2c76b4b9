"""Small choices about oneself: language, form of address, which form, who holds the phone."""

from __future__ import annotations

from typing import Any

from bot.core.arabic import said
from bot.core.arabic.languages import language as language_named
from bot.core.conversation import Become, LookUp, Said
from bot.core.message import Choice, Message
from bot.core.text import key, verbatim
from bot.flows.aside import AsideKind, Kept, ask, items, simple
from bot.flows.asides.confirming import title_of
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
    scene.run("home" if scene.busy or scene.person.registered else "start")


def _speak(scene: Scene, choice: str, kept: Kept) -> None:
    speak(scene, choice)


def _take_language(scene: Scene, words: Said) -> bool:
    code = language_named(said(words.text))
    if code is None:
        return False
    scene.close_aside()
    speak(scene, code)
    return True


# ------------------------------------------------------------------------------- form of address


def _put_address(scene: Scene) -> Message:
    return simple(scene, key("address.ask"), "address_m", "address_f", "address_n", "back")


def _address(scene: Scene, choice: str, kept: Kept) -> None:
    if choice.startswith("address_"):
        scene.set_person(form=choice.removeprefix("address_"))
        scene.say("address.done")
    scene.run("home")


# ------------------------------------------------------------------------------------------- who


def ask_who(scene: Scene, persons: list[Any]) -> None:
    """«مَن معنا الآن؟» with the names on this phone and *somebody else*."""
    scene.open_aside("who", persons=persons)
    scene.again()


def _put_who(scene: Scene) -> Message:
    persons = items(scene, "persons")
    choices = [Choice(p["id"], verbatim(p["name"]) if p["name"] else key("choice.unnamed")) for p in persons]
    if len(persons) < MAX_PERSONS:
        choices.append(Choice("new", key("choice.new_person")))
    return ask(scene, (key("who.ask"),), choices)


def _who(scene: Scene, choice: str, kept: Kept) -> None:
    """The next words from this address are of that person, whose conversation then begins by itself."""
    if choice == scene.person.id:
        scene.run("home")
    else:
        scene.effect(Become("" if choice == "new" else choice))


# ------------------------------------------------------------------------------------ which form waits


def _put_drafts(scene: Scene) -> Message:
    choices = [Choice(w.draft, title_of(scene, w.form)) for w in reversed(scene.talk.waiting)]
    return ask(scene, (key("drafts.which"),), choices)


def _drafts(scene: Scene, choice: str, kept: Kept) -> None:
    scene.effect(LookUp("draft", {"id": choice}))


KINDS = (
    AsideKind("language", _put_language, _speak, recognise=_take_language),
    AsideKind("address", _put_address, _address, passing=True),
    AsideKind("who", _put_who, _who),
    AsideKind("drafts", _put_drafts, _drafts, passing=True),
)
