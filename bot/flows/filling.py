"""Filling in a form: which question is next, how it is put, what an answer does.

The draft says where somebody is (`at`): a field's name, 'summary', 'offer', 'edit' or 'send'. Which fields
are asked is worked out from the answers each time (`asked`), so going back, changing an earlier answer
and skip logic need no bookkeeping. Photos that came before their question wait in the draft's notes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core.conversation import Consent, Draft, Errand, LookUp
from bot.core.field import Answered, Asking, FieldType, Gathering, Partial, Reading, Refusal
from bot.core.fields import BY_NAME
from bot.core.fields.photo import again
from bot.core.form import Answer, Field, Form
from bot.core.text import Text, key
from bot.flows import asked, drafts, misreading, referring, repetitions, telling, workbook
from bot.flows.scene import Scene
from bot.flows.wording import as_heading

ENOUGH_LEFT = 3
ENDS = frozenset({"", "summary", "offer", "edit", "send"})


# ---------------------------------------------------------------------------------- the way on


def kind_of(field: Field) -> FieldType:
    return BY_NAME[field.type]


def open_field(scene: Scene) -> Field | None:
    """The field now open, if the draft stands at one."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None or draft.at in ENDS:
        return None
    return referring.resolved(scene, form, draft, draft.at) if form.worked else form.field(draft.at)


def question_named(scene: Scene, form: Form, draft: Draft, name: str) -> Field:
    """A field as it is asked now."""
    return referring.resolved(scene, form, draft, name) if form.worked else form.field(name)


def asking(scene: Scene, field: Field, intent: str | None = None, partial: Partial | None = None) -> Asking:
    """What the field's type may look at now."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        raise ValueError("no form is open")
    return Asking(
        field=asked.adapted(scene.person, field),
        form=form,
        book=scene.book,
        person=scene.person,
        local=scene.turn.local,
        answers=draft.answers,
        partial=draft.partial if partial is None else partial,
        intent=intent or "",
    )


def advance(scene: Scene) -> None:
    """Go to the next question; after the last, to the summary or straight to sending."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        return
    known = asked.prefilled(scene.person, form, draft)
    if known is not draft:
        draft = known
        scene.open_draft(draft)
    telling.notes(scene, form, draft)
    field = asked.following(scene.person, form, draft)
    if field is None:
        scene.set_draft(at=_end(form, draft), partial={}, editing=False)
    elif field.name != draft.at:  # what the open question has gathered is not lost by changing another answer
        _open(scene, field)
    scene.again()


def _end(form: Form, draft: Draft) -> str:
    if form.summary == "none" and not draft.about:
        return "send"
    return "offer" if form.summary == "offer" and not draft.editing else "summary"


def _open(scene: Scene, field: Field) -> None:
    """Stand at a field, with the photos that came before it."""
    scene.set_draft(at=field.name, partial={}, editing=False)
    draft = scene.draft
    if field.type == "photo" and draft is not None and draft.notes.get("photos"):
        waiting = {k: draft.notes[k] for k in ("photos", "caption") if k in draft.notes}
        rest = {k: v for k, v in draft.notes.items() if k not in waiting}
        scene.set_draft(partial=waiting, notes=rest)


def leave(scene: Scene) -> None:
    """Go from the open question without an answer; photos that came for it wait until it is asked again."""
    draft, field = scene.draft, open_field(scene)
    if draft is None or field is None:
        return
    if field.type == "photo" and draft.partial.get("photos"):
        kept = {k: draft.partial[k] for k in ("photos", "caption") if k in draft.partial}
        answer = draft.answers.get(field.name)
        if isinstance(answer, dict):
            scene.set_draft(answers={**draft.answers, field.name: {**answer, **kept}})
        else:
            scene.set_draft(notes={**draft.notes, **kept})
    scene.set_draft(partial={})


# ------------------------------------------------------------------------------------- answers


def apply(scene: Scene, field: Field, reading: Reading, message: str = "") -> None:
    """What a reading of the open question does to the draft."""
    match _judged(scene, field, reading):
        case Refusal(text):
            if text.key and text.key == field.settings.get("above"):
                scene.open_aside("young", text=text.key)
                scene.again()
            else:
                unask(scene)
                misreading.refuse(scene, text, message)
        case Gathering(partial, ack, quiet):
            gather(scene, field, partial, message)
            if ack is not None:
                scene.say(ack)
            if not quiet:
                scene.again(same=scene.pressed and kind_of(field).ask(asking(scene, field)).slot)
        case Answered(value, ack):
            if ack is not None:
                scene.say(ack)
            store(scene, field, value, message)
            settle(scene, field, value)


def _judged(scene: Scene, field: Field, reading: Reading) -> Reading:
    """A reading, or what a workbook says to one that the constraint of its question does not allow.

    Before somebody is asked whether that was meant: nobody confirms what is then refused.
    """
    form, draft = scene.form, scene.draft
    if form is None or draft is None or field.logic is None or not field.logic.constraint:
        return reading
    values = _understood(scene, field, reading)
    if not values or any(workbook.allows(scene, form, draft, field.name, one) for one in values):
        return reading
    return Refusal(referring.refusal(scene, form, draft, field))


def _understood(scene: Scene, field: Field, reading: Reading) -> list[Answer]:
    """The answers that it comes to, or may still come to by one of the choices of *did you mean*."""
    match reading:
        case Answered(value):
            return [value]
        case Gathering(partial) if not _MEANT.isdisjoint(partial):
            kind, then = kind_of(field), asking(scene, field, partial=partial)
            readings = [kind.tap(choice.id, then) for choice in kind.ask(then).choices]
            return [value for one in readings if one for value in _understood(scene, field, one)]
        case _:
            return []


# What a question keeps while it asks whether something was meant.
_MEANT = frozenset({"among", "degree", "meant", "confirm", "either", "then"})


def is_copy(scene: Scene) -> bool:
    """Whether an older message of the open question may still be pressed: nothing of it was gathered."""
    return scene.draft is not None and scene.draft.partial.keys() <= _MEANT | {"page", "in"}


def unask(scene: Scene) -> None:
    """Whoever answers *did you mean* with something else meant something else."""
    draft = scene.draft
    if draft is not None and not _MEANT.isdisjoint(draft.partial):
        scene.set_draft(partial={k: v for k, v in draft.partial.items() if k not in _MEANT})


def gather(scene: Scene, field: Field, partial: Partial, message: str = "") -> None:
    """Keep what the open question has understood so far."""
    scene.set_draft(at=field.name, partial=dict(partial))
    if message and scene.draft is not None:
        scene.set_draft(given={**scene.draft.given, field.name: message})
    scene.set_talk(misread=0)


def store(scene: Scene, field: Field, value: Answer, message: str = "") -> None:
    """Write an answer, and which message of the provider's it came with: an edit of that replaces it."""
    draft = scene.draft
    if draft is None:
        return
    by_hand = [name for name in draft.notes.get("prefilled", ()) if name != field.name]
    notes = {**draft.notes, "prefilled": by_hand} if "prefilled" in draft.notes else draft.notes
    passed = tuple(name for name in draft.passed if name != field.name)
    partial = {} if draft.at == field.name else draft.partial
    given = {**draft.given, field.name: message} if message else draft.given
    scene.set_talk(misread=0, skips=0)
    if scene.form is not None and scene.form.worked:
        workbook.store(scene, scene.form, draft, field.name, value, partial=partial, given=given)
        repetitions.follow(scene, draft, field.name)
        return
    gone = _resting_on(scene, draft, field, value)
    answers = {k: v for k, v in draft.answers.items() if k not in gone}
    answers[field.name] = value
    scene.set_draft(answers=answers, passed=passed, partial=partial, notes=notes, given=given)


def _resting_on(scene: Scene, draft: Draft, field: Field, value: Answer) -> set[str]:
    """Answers that lie within this one (a district, a part of a count) are asked again when it changes."""
    if scene.form is None or draft.answers.get(field.name, value) == value:
        return set()
    return {f.name for f in scene.form.having("within") if f.settings["within"] == field.name}


def settle(scene: Scene, field: Field, value: Answer) -> None:
    """Consent may end the form; everything else goes on."""
    form = scene.form
    if form is not None and form.consent == field.name:
        if not _agreed(scene, form, field, value):
            return
        if scene.draft is not None and "prepared" in scene.draft.notes:  # now it may be filled in
            scene.effect(LookUp("prepared", {"id": scene.draft.notes["prepared"]}))
            return
    if form is not None and form.purpose == "register":
        _address(scene, field, value)
    advance(scene)


# Which form of address a sex, or an answer to «كيف نخاطبك؟», means.
FORM_OF_ADDRESS = {"male": "m", "female": "f", "prefer_not": "n", "m": "m", "f": "f", "n": "n"}


def _address(scene: Scene, field: Field, value: Answer) -> None:
    """Speak to a person from the next sentence on as they wish."""
    if field.remembers in {"sex", "form"} and value in FORM_OF_ADDRESS:
        scene.set_person(form=FORM_OF_ADDRESS[str(value)])


def _agreed(scene: Scene, form: Form, field: Field, value: Answer) -> bool:
    yes = bool(field.options) and value == field.options[0].name
    scene.effect(Consent(form.name, form.consent_version, scene.person.language, yes))
    if not yes:
        _disclaim(scene)
        drafts.drop(scene)
        scene.say(form.declined or key("form.declined"))
    return yes


def _disclaim(scene: Scene) -> None:
    """Whoever agrees to nothing leaves nothing of what a list said of them."""
    id_ = scene.draft.notes.get("prepared") if scene.draft is not None else None
    if id_:
        scene.effect(Errand("disclaim", f"disclaim:{id_}", {"prepared": id_}))


def skip(scene: Scene) -> None:
    """Leave the open question unanswered, where the form allows it; photos that have come are the answer."""
    field, draft = open_field(scene), scene.draft
    if field is None or draft is None:
        scene.again()
    elif draft.partial.get("photos") and (reading := kind_of(field).tap("done", asking(scene, field))):
        apply(scene, field, reading)
    elif field.required:
        scene.say(_requirement(scene, draft, field))
        scene.again()
    else:
        _pass(scene, field, draft)


def _requirement(scene: Scene, draft: Draft, field: Field) -> Text:
    """What is said to somebody who would pass a question that cannot be passed."""
    if scene.form is None or not scene.form.worked:
        return key("skip.required")
    return referring.requirement(scene, scene.form, draft, field)


def _pass(scene: Scene, field: Field, draft: Draft) -> None:
    if scene.form is not None and scene.form.worked:
        workbook.leave_out(scene, scene.form, draft, field.name)
        repetitions.follow(scene, draft, field.name)
    else:
        answers = {k: v for k, v in draft.answers.items() if k != field.name}
        passed = (*(name for name in draft.passed if name != field.name), field.name)
        scene.set_draft(answers=answers, passed=passed, partial={})
    scene.set_talk(skips=scene.talk.skips + 1, misread=0)
    advance(scene)
    draft = scene.draft or draft
    tired = scene.talk.skips == 2 and draft.at not in ENDS and not draft.notes.get("skips")
    if tired and _are_left(scene, draft, ENOUGH_LEFT):
        scene.set_draft(notes={**draft.notes, "skips": True})
        scene.open_aside("skips")
        scene.again()


def _are_left(scene: Scene, draft: Draft, number: int) -> bool:
    """Whether so many questions are still to come: near the end nobody is asked whether to go on."""
    form = scene.form
    if form is None:
        return False
    to_come = (one for one in asked.questions(scene.person, form, draft) if not asked.is_done(one, draft))
    return sum(1 for _ in to_come) >= number


def back(scene: Scene) -> None:
    """To the question before; at the first one it says so."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        scene.again()
    elif draft.editing or draft.at == "edit":
        leave(scene)
        scene.set_draft(at="summary", partial={}, editing=False)
        scene.again()
    elif draft.partial and not draft.partial.get("photos") and draft.at not in ENDS:
        scene.set_draft(partial={})
        scene.again()
    else:
        _one_back(scene, form, draft)


def _one_back(scene: Scene, form: Form, draft: Draft) -> None:
    field = asked.before(scene.person, form, draft)
    if field is None:
        scene.say("back.first")
        scene.again()
    else:
        reopen(scene, field)


def reopen(scene: Scene, field: Field, editing: bool = False, partial: Any = None) -> None:
    """Ask a question again; its answer stays until there is another, and so do all the others."""
    draft = scene.draft
    if draft is None:
        return
    leave(scene)
    _open(scene, field)
    if field.type == "photo" and scene.draft is not None and not scene.draft.partial:
        scene.set_draft(partial=again(draft.answers.get(field.name)))
    # Whoever looks at a correction and leaves it has still passed the question.
    passed = tuple(name for name in draft.passed if editing or name != field.name)
    scene.set_draft(editing=editing, passed=passed)
    if partial is not None:
        scene.set_draft(partial=dict(partial))
    scene.again()


def correct(scene: Scene, name: str, reading: Reading, message: str) -> None:
    """An earlier answer is replaced, by an edited message or a reply to its question; the rest goes on."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        return
    field, at = question_named(scene, form, draft, name), draft.at
    reading = _judged(scene, field, reading)
    if isinstance(reading, Gathering) and at != name:
        reopen(scene, field, editing=at in ENDS, partial=reading.partial)
        return
    if isinstance(reading, Answered) and name in draft.answers:
        shown = kind_of(field).show(reading.value, asking(scene, field))
        scene.say("edit.replaced", label=key("summary.line", label=as_heading(field.label), value=shown))
    apply(scene, field, reading, message)
    if at in {"summary", "offer", "edit"} and scene.draft is not None and scene.draft.at in ENDS:
        scene.set_draft(at="summary" if at == "edit" else at)


def fresh(scene: Scene, name: str) -> Asking:
    """A field of the open form as if nothing of it had been gathered."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        raise ValueError("no form is open")
    return replace(asking(scene, question_named(scene, form, draft, name)), partial={})
