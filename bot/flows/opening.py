"""Opening a form: a new draft, the one that waits, or a report that is to be corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bot.core.conversation import Draft, Hush, LookUp
from bot.core.form import Answer, Form
from bot.flows import drafts, filling, workbook
from bot.flows.scene import Scene

# What somebody says to the team in the middle of a form; then the form goes on.
BETWEEN = frozenset({"human", "complaint"})


def form_for(scene: Scene, purpose: str) -> Form | None:
    """The form that is asked now for a purpose."""
    return next((f for f in scene.book.forms.values() if f.purpose == purpose), None)


def open_form(scene: Scene, purpose: str, **draft: Any) -> None:
    """Begin the form of a purpose, or continue it where it waits. With `draft` a new one is begun."""
    form = form_for(scene, purpose)
    if form is None:
        scene.say("form.none")
        scene.again()
        return
    if draft:
        begin(scene, form, **draft)
    else:
        open_named(scene, form.name)


def offered(scene: Scene) -> tuple[Form, ...]:
    """Those that are open to this person now, by their names."""
    today = scene.turn.local.date()
    found = (form for form in scene.book.forms.values() if form.worked and not form.purpose)
    return tuple(sorted((one for one in found if _is_open(scene, one, today)), key=lambda one: one.name))


def _is_open(scene: Scene, form: Form, today: date) -> bool:
    person = scene.person
    if form.mode == "staff" and not person.staff:
        return False
    if form.roles and not any(map(person.is_a, form.roles)):
        return False
    return not form.closes or today <= date.fromisoformat(form.closes)


def is_withdrawn(scene: Scene, draft: Draft, form: Form) -> bool:
    """Whether a published form is asked nobody any more, and is not only being tried."""
    return form.worked and form.name not in scene.book.forms and "trial" not in draft.notes


def open_named(scene: Scene, name: str) -> None:
    """Begin a published form, or continue it where it waits; one that is asked no more says so."""
    form = scene.book.forms.get(name)
    if form is None:
        scene.say("form.none")
        scene.again()
        return
    waiting = drafts.waits(scene, name)
    if waiting:
        scene.effect(LookUp("draft", {"id": waiting}))
    else:
        begin(scene, form)


def begin(scene: Scene, form: Form, **draft: Any) -> None:
    """A new draft; what is open now waits meanwhile. A form that is open already stays as it is."""
    if scene.draft is not None and scene.draft.form == form.name and not draft:
        scene.close_aside()
        scene.again()
        return
    if form.purpose in BETWEEN and scene.draft is not None:
        draft["notes"] = {**draft.get("notes", {}), "after": scene.draft.id}
    drafts.suspend(scene)
    scene.close_aside()
    ends = drafts.ends_at(scene, form)
    made = Draft(
        id=scene.new_id(),
        form=form.name,
        version=form.version,
        started=scene.turn.now.isoformat(),
        until=ends.isoformat() if ends else "",
        **draft,
    )
    scene.open_draft(made)
    scene.set_talk(skips=0, misread=0)
    drafts.schedule(scene, form, made)
    if form.private:
        scene.effect(Hush(on=True))
    if form.worked:
        scene.say(replace(form.title, format="name"))  # in any language: few workbooks translate it
        if form.private:
            scene.say(f"form.{form.mode}")
        workbook.begin(scene, form, made)
    if form.intro is not None and not made.answers:
        scene.say(form.intro)
    filling.advance(scene)


def resume(scene: Scene, draft: Draft) -> None:
    """Open a draft that waited."""
    drafts.suspend(scene)
    drafts.forget_waiting(scene, draft.id)
    scene.close_aside()
    scene.set_talk(misread=0, skips=0)
    scene.open_draft(replace(draft, at="summary") if draft.at == "edit" else draft)
    form = scene.form
    if form is not None and form.private:
        scene.effect(Hush(on=True))
    scene.again()


def known(scene: Scene, form: Form) -> dict[str, Answer]:
    """What a person's record says to the questions of a form, to be corrected from its summary."""
    found: dict[str, Answer] = {}
    for field in form.fields:
        name = field.remembers
        if name.startswith("profile."):
            value: Answer = scene.person.profile.get(name.removeprefix("profile."))
        else:
            value = getattr(scene.person, name, None) if name else None
        if value not in (None, "", 0):
            in_words = field.type == "place" and value not in scene.book.areas.by_code
            found[field.name] = {"text": value} if in_words and isinstance(value, str) else value
    return found
