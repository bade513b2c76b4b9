"""The end of a form: the summary, correcting one answer of it, and what people say there."""

from __future__ import annotations

from bot.core.conversation import Draft
from bot.core.form import Field, Form
from bot.core.message import Choice, Message
from bot.core.text import Text, key, verbatim
from bot.flows import filling
from bot.flows.scene import Scene


def message(scene: Scene, form: Form, draft: Draft) -> Message:
    """What stands at the end of a form: summary, offer to look again, or the list of what can change."""
    stamp = scene.stamp()
    about = f"question:{stamp}"
    match draft.at:
        case "edit":
            parts, choices = _edit(scene, form, draft)
        case "offer":
            parts = (key("offer.heading"),)
            choices = (
                Choice("send", key("choice.send"), style="primary"),
                Choice("review", key("choice.review")),
            )
        case _:
            parts, choices = _summary(scene, form, draft)
    return Message(parts=parts, choices=choices, stamp=stamp, about=about)


def answered(scene: Scene, form: Form, draft: Draft) -> list[Field]:
    """The fields that a summary shows: answered, asked, and not the consent itself."""
    return [
        f
        for f in filling.asked_fields(scene, form, draft)
        if f.name in draft.answers and filling.kind_of(f).asked and f.name != form.consent
    ]


def _shown(scene: Scene, field: Field, draft: Draft) -> Text:
    value = draft.answers[field.name]
    return filling.kind_of(field).show(value, filling.asking(scene, field))


def _summary(scene: Scene, form: Form, draft: Draft) -> tuple[tuple[Text, ...], tuple[Choice, ...]]:
    lines = tuple(
        key("summary.line", label=f.label, value=_shown(scene, f, draft))
        for f in answered(scene, form, draft)
    )
    choices = [Choice("send", key("choice.send"), style="primary"), Choice("edit", key("choice.edit"))]
    if any(f.details for f in form.fields) and not draft.notes.get("details") and not draft.only:
        choices.append(Choice("details", key("choice.details")))
    choices.append(Choice("cancel", key("choice.cancel")))
    return (key("summary.heading"), *lines), tuple(choices)


def _edit(scene: Scene, form: Form, draft: Draft) -> tuple[tuple[Text, ...], tuple[Choice, ...]]:
    fields = answered(scene, form, draft)
    lines = tuple(
        key("edit.line", n=n, label=f.label, value=_shown(scene, f, draft)) for n, f in enumerate(fields, 1)
    )
    choices = tuple(Choice(f.name, verbatim(str(n)), number=n) for n, f in enumerate(fields, 1))
    return (key("edit.which"), *lines), choices


def choose(scene: Scene, choice: str) -> bool:
    """A choice of the summary; False when it is none of its own."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        return False
    if draft.at == "edit":
        return _choose_field(scene, form, draft, choice)
    match choice:
        case "send":
            scene.set_draft(at="send")
        case "edit":
            scene.set_draft(at="edit")
            scene.again()
        case "review":
            scene.set_draft(at="summary")
            scene.again()
        case "details":
            scene.set_draft(notes={**draft.notes, "details": True})
            filling.advance(scene)
        case "cancel":
            scene.run("cancel")
        case _:
            return False
    return True


def _choose_field(scene: Scene, form: Form, draft: Draft, choice: str) -> bool:
    for field in answered(scene, form, draft):
        if field.name == choice:
            filling.reopen_field(scene, field, editing=True)
            return True
    return False


# What people say at a summary instead of pressing.
SAID = {"done": "send", "yes": "send", "edit": "edit", "no": "edit"}


def by_word(scene: Scene, intent: str | None) -> bool:
    """A word that means one of the choices here."""
    draft = scene.draft
    if draft is None or draft.at not in {"summary", "offer"} or intent not in SAID:
        return False
    wanted = SAID[intent]
    return choose(scene, "review" if wanted == "edit" and draft.at == "offer" else wanted)
