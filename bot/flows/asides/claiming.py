"""Somebody who was awaited comes: the name first, then the consent, then only what a list did not say.

Before a yes to the name nothing else of the list is told. Before a yes to the consent nothing of it is kept,
not even in the draft: it is looked up again then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.core.arabic.names import name_key
from bot.core.conversation import Draft, Errand, LookUp, Said
from bot.core.form import Answer, Form
from bot.core.message import Message
from bot.core.text import day, key, verbatim
from bot.flows import drafts, filling
from bot.flows.aside import AsideKind, Kept, items, simple
from bot.flows.opening import begin, form_for
from bot.flows.scene import Scene

# Channels whose addresses are phones, which lists know people by.
_BY_PHONE = frozenset({"whatsapp"})
# What a list may say, by the name of what a question remembers.
_FILLED = ("name", "sex", "birth_year", "area", "district")


# ------------------------------------------------------------------------------------- the name


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


def _by_name(scene: Scene, words: Said) -> bool:
    """Whoever writes the name has said yes to it."""
    typed = name_key(words.text)
    mine = [one for one in items(scene, "people") if typed and name_key(str(one["name"])) == typed]
    if mine:
        scene.close_aside()
        scene.effect(LookUp("prepared", {"id": mine[0]["id"]}))
    return bool(mine)


# -------------------------------------------------------------------------------- what the list says


def found(scene: Scene, facts: Kept) -> None:
    """What the list says of who said yes: to the name, or to the consent after that."""
    form, draft = form_for(scene, "register"), scene.draft
    registering = form is not None and draft is not None and draft.form == form.name and not draft.about
    if scene.person.registered:
        _theirs_already(scene, facts)
    elif form is not None and draft is not None and registering:
        _go_on(scene, form, draft, facts)
    elif form is None or not facts.get("name"):
        scene.say("invitation.expired")
        scene.run("start")
    else:
        for waiting in [one for one in scene.talk.waiting if one.form == form.name]:
            drafts.drop_waiting(scene, waiting)
        scene.say("welcome")
        _greet(scene, facts)
        begin(scene, form, notes={"prepared": facts["id"]})


def _theirs_already(scene: Scene, facts: Kept) -> None:
    """Somebody who had registered before opens the link: their record stays as it is."""
    if facts.get("name"):
        claim(scene, str(facts["id"]))
    scene.run("start")


def _greet(scene: Scene, facts: Kept) -> None:
    """Where the name comes from, in the language that the list says."""
    if facts.get("language") in scene.book.programme.languages:
        scene.set_person(language=str(facts["language"]))
    agreed = day(date.fromisoformat(str(facts["agreed"])))
    scene.say("prepared.yours", source=verbatim(str(facts["source"])), date=agreed)


def _go_on(scene: Scene, form: Form, draft: Draft, facts: Kept) -> None:
    """The open registration; what was answered by hand stays. Of a list that is gone nothing is left."""
    if not facts.get("name"):
        scene.set_draft(notes={name: one for name, one in draft.notes.items() if name != "prepared"})
        filling.advance(scene)
        return
    if draft.notes.get("prepared") != facts["id"]:
        _greet(scene, facts)
        scene.set_draft(notes={**draft.notes, "prepared": facts["id"]})
    if form.consent and form.consent not in draft.answers:
        scene.again()
        return
    scene.set_person(form=filling.FORM_OF_ADDRESS.get(str(facts.get("sex", "")), scene.person.form))
    scene.set_draft(answers={**_answers(scene, form, facts), **draft.answers})
    filling.advance(scene)


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


def claim(scene: Scene, id_: str) -> None:
    """It is theirs: the errand sees to what else the list asked for."""
    scene.effect(Errand("claim", f"claim:{id_}", {"prepared": id_}))


KINDS = (AsideKind("prepared", _put, _choose, words={"yes": "yes", "no": "no"}, recognise=_by_name),)
