"""Somebody who was awaited comes: the name first, then what a list said is filled in and the rest is asked.

Before a yes to the name nothing of the list is told, and nothing of it is kept without a yes to the consent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.core.conversation import Errand, LookUp
from bot.core.form import Answer, Form
from bot.core.message import Message
from bot.core.text import day, key, verbatim
from bot.flows import drafts, filling
from bot.flows.aside import AsideKind, Kept, items, simple
from bot.flows.opening import begin, form_for
from bot.flows.scene import Scene

# Channels whose addresses are phones, which lists know people by.
_BY_PHONE = frozenset({"whatsapp"})
# What is known of an answer is the person's already, by the name of what a question remembers.
_FILLED = ("name", "sex", "birth_year", "area", "district")


def look(scene: Scene) -> bool:
    """Look once, before somebody new registers, whether they are awaited from this phone; whether we do."""
    known = "met" in scene.talk.notes or scene.talk.waiting
    if known or not scene.book.awaits or scene.turn.channel not in _BY_PHONE:
        return False
    scene.effect(LookUp("awaited", {}))
    return True


def found_here(scene: Scene, facts: Kept) -> None:
    """Who is awaited from this phone: asked one after another; else somebody new."""
    scene.note("met", True)
    people = list(facts.get("people", ()))
    if people and not scene.busy:
        ask(scene, people)
    else:
        scene.run("start")


def ask(scene: Scene, people: Sequence[Mapping[str, Any]]) -> None:
    """Is this your name?"""
    scene.note("met", True)
    scene.open_aside("prepared", people=list(people))
    scene.again()


def _put(scene: Scene) -> Message:
    [first, *_] = items(scene, "people")
    return simple(scene, key("prepared.ask", name=verbatim(str(first["name"]))), "yes", "no")


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    first, *others = kept["people"]
    if choice == "yes":
        scene.effect(LookUp("prepared", {"id": first["id"]}))
    elif others:
        ask(scene, others)
    else:
        scene.run("start")


def found(scene: Scene, facts: Kept) -> None:
    """What the list says of who said yes; or it says nothing any more."""
    id_, form = str(facts.get("id", "")), form_for(scene, "register")
    if not id_:
        scene.say("invitation.expired")
        scene.run("start")
    elif scene.person.registered or form is None:
        claim(scene, id_)
        scene.run("start")
    else:
        _fill(scene, form, id_, facts)


def claim(scene: Scene, id_: str) -> None:
    """It is theirs: the errand sees to what else the list asked for."""
    scene.effect(Errand("claim", f"claim:{id_}", {"prepared": id_}))


def _fill(scene: Scene, form: Form, id_: str, facts: Kept) -> None:
    """The registration with what is known; what was answered by hand before stays."""
    if facts.get("language") in scene.book.programme.languages:
        scene.set_person(language=str(facts["language"]))
    scene.set_person(form=filling.FORM_OF_ADDRESS.get(str(facts.get("sex", "")), scene.person.form))
    draft, agreed = scene.draft, day(date.fromisoformat(str(facts["agreed"])))
    if draft is None:
        scene.say("welcome")
    scene.say("prepared.yours", source=verbatim(str(facts["source"])), date=agreed)
    answers = _answers(scene, form, facts)
    if draft is not None and draft.form == form.name:
        notes = {**draft.notes, "prepared": id_}
        scene.set_draft(answers={**answers, **draft.answers}, notes=notes)
        filling.advance(scene)
        return
    for waiting in [one for one in scene.talk.waiting if one.form == form.name]:
        drafts.drop_waiting(scene, waiting)
    begin(scene, form, answers=answers, notes={"prepared": id_})


def _answers(scene: Scene, form: Form, facts: Kept) -> dict[str, Answer]:
    """What the questions of the registration remember; an area that the tree no longer has is asked again."""
    areas, made = scene.book.areas, dict[str, Answer]()
    for field in form.fields:
        value = facts.get(field.remembers) if field.remembers in _FILLED else None
        if not value:
            continue
        if field.type != "place" or value in areas.by_code:
            made[field.name] = value
        elif field.remembers == "district" and not areas.children(str(facts.get("area", ""))):
            made[field.name] = {"text": str(value)}
    return made


KINDS = (AsideKind("prepared", _put, _choose, words={"yes": "yes", "no": "no"}),)
