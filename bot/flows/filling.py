"""Filling in a form: which question is next, how it is put, what an answer does.

The draft says where somebody is (`at`): a field's name, 'summary', 'offer' or 'edit'. Which fields are
asked is worked out from the answers each time, so going back, changing an earlier answer and skip
logic need no bookkeeping.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.conversation import CancelWake, Consent, Draft, DropDraft, Hush, Waiting, WakeAt
from bot.core.field import Answered, Asking, FieldType, Gathering, Reading, Refusal
from bot.core.fields import BY_NAME
from bot.core.form import Answer, Answers, Field, Form, Option
from bot.core.message import Choice, Message
from bot.core.text import key, verbatim
from bot.flows import misreading
from bot.flows.scene import Scene

MAX_FIELDS = 400
ENDS = frozenset({"", "summary", "offer", "edit", "send"})


# ----------------------------------------------------------------------------------- opening


def begin(scene: Scene, form: Form, **draft: Any) -> None:
    """Open a form: a new draft, or the one of this form that waits. What is open now waits meanwhile."""
    if scene.draft is not None and scene.draft.form == form.name and not draft:
        scene.again()
        return
    suspend(scene)
    made = Draft(
        id=scene.new_id(),
        form=form.name,
        version=form.version,
        started=scene.turn.now.isoformat(),
        until=_until(scene, form),
        **draft,
    )
    scene.open_draft(made)
    scene.set_talk(skips=0, misread=0)
    _schedule(scene, form, made)
    if form.private:
        scene.effect(Hush(on=True))
    if form.intro is not None and not made.about:
        scene.say(form.intro)
    advance(scene)


def _until(scene: Scene, form: Form) -> str:
    return (scene.turn.now + timedelta(hours=form.lives_hours)).isoformat() if form.lives_hours else ""


def _schedule(scene: Scene, form: Form, draft: Draft) -> None:
    """An unfinished form that ends is ended by a waking; one reminder goes before it."""
    if form.lives_hours:
        ends = scene.turn.now + timedelta(hours=form.lives_hours)
        scene.effect(WakeAt(f"expire:{draft.id}", ends, {"draft": draft.id, "form": form.name}))
    if form.reminder_hours[0]:
        scene.effect(WakeAt(f"nudge:{draft.id}", _nudge_at(scene, form), {"draft": draft.id}))


def _nudge_at(scene: Scene, form: Form) -> Any:
    """20 hours from now when that is daytime, else the last daytime moment before (`content.md` §3.3)."""
    first, last = scene.book.programme.daytime
    local = scene.turn.local + timedelta(hours=form.reminder_hours[0])
    if local.hour >= last:
        local = local.replace(hour=last - 1, minute=59)
    elif local.hour < first:
        local = (local - timedelta(days=1)).replace(hour=last - 1, minute=59)
    return scene.turn.now + (local - scene.turn.local)


def suspend(scene: Scene) -> None:
    """Put the open draft among the waiting ones."""
    draft, form = scene.draft, scene.form
    if draft is None:
        return
    waiting = Waiting(draft.id, draft.form, draft.started)
    scene.set_talk(waiting=(*scene.talk.waiting, waiting))
    if form is not None and form.private:
        scene.effect(Hush(on=False))
    scene.open_draft(None)


def resume(scene: Scene, draft: Draft) -> None:
    """Open a draft that waited."""
    suspend(scene)
    scene.set_talk(waiting=tuple(w for w in scene.talk.waiting if w.draft != draft.id), misread=0)
    scene.open_draft(draft)
    form = scene.form
    if form is not None and form.private:
        scene.effect(Hush(on=True))
    scene.again()


def drop(scene: Scene) -> None:
    """Forget the open draft and what was to wake for it."""
    draft, form = scene.draft, scene.form
    if draft is None:
        return
    scene.effect(DropDraft(draft.id))
    cancel_wakes(scene, draft)
    if form is not None and form.private:
        scene.effect(Hush(on=False))
    scene.open_draft(None)
    scene.set_talk(misread=0, skips=0)


def cancel_wakes(scene: Scene, draft: Draft) -> None:
    """A form that has ended neither reminds nor expires."""
    if draft.until:
        scene.effect(CancelWake(f"expire:{draft.id}"), CancelWake(f"nudge:{draft.id}"))


# ---------------------------------------------------------------------------------- the way on


def kind_of(field: Field) -> FieldType:
    return BY_NAME[field.type]


def adapted(scene: Scene, field: Field) -> Field:
    """The field with options taken from the person, where it says so (`settings.options_from`)."""
    source = field.settings.get("options_from", "")
    if not source:
        return field

    known = scene.person.profile.get(source)
    mine = known if isinstance(known, list) else []
    options = tuple(
        Option(str(one["id"]), verbatim(str(one["name"])), n) for n, one in enumerate(mine[-8:], 1)
    )
    return replace(
        field, options=(*options, *(replace(o, number=len(options) + o.number) for o in field.options))
    )


def asked_fields(scene: Scene, form: Form, draft: Draft) -> Iterator[Field]:
    """The fields that are asked as the answers stand, in order; unanswered branches count when relevant."""
    for field in form.fields[:MAX_FIELDS]:
        if draft.only and field.name not in draft.only:
            continue
        wanted = draft.notes.get("details") or field.name in draft.answers or field.name in draft.only
        if field.details and not wanted:
            continue
        if field.relevant is None or field.relevant.holds(draft.answers):
            yield field


def next_field(scene: Scene, form: Form, draft: Draft) -> Field | None:
    """The first field asked and not yet answered or passed."""
    for field in asked_fields(scene, form, draft):
        done = field.name in draft.answers or field.name in draft.passed
        if not done and kind_of(field).asked:
            return field
    return None


def advance(scene: Scene) -> None:
    """Go to the next question; after the last, to the summary or straight to sending."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        return
    _tell_notes(scene, form, draft)
    field = next_field(scene, form, draft)
    if field is not None:
        scene.set_draft(at=field.name, partial={}, editing=False)
    else:
        scene.set_draft(at=_end(form, draft), partial={})
    scene.again()


def _end(form: Form, draft: Draft) -> str:
    if form.summary == "none" and not draft.about:
        return "send"
    return "offer" if form.summary == "offer" and not draft.editing else "summary"


def _tell_notes(scene: Scene, form: Form, draft: Draft) -> None:
    """Notes that stand before the next question are said with it, once."""
    told = []
    for field in asked_fields(scene, form, draft):
        if field.type == "note" and field.name not in draft.passed:
            scene.say(field.label)
            told.append(field.name)
        elif field.name not in draft.answers and field.name not in draft.passed and kind_of(field).asked:
            break
    if told:
        scene.set_draft(passed=(*draft.passed, *told))


def asking(scene: Scene, field: Field, intent: str | None = None, **changes: Any) -> Asking:
    """What the field's type may look at now."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        raise ValueError("no form is open")
    made = Asking(
        field=adapted(scene, field),
        form=form,
        book=scene.book,
        person=scene.person,
        local=scene.turn.local,
        answers=draft.answers,
        partial=draft.partial,
        intent=intent or "",
    )
    return replace(made, **changes) if changes else made


def open_field(scene: Scene) -> Field | None:
    """The field now open, if the draft stands at one."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None or draft.at in ENDS:
        return None
    return form.field(draft.at)


# -------------------------------------------------------------------------------- how it is put


def question(scene: Scene, field: Field, same: bool) -> Message:
    """The open field as a message."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        raise ValueError("no form is open")
    prompt = kind_of(field).ask(asking(scene, field))
    stamp = scene.talk.stamp if same else scene.stamp()
    fields = [f for f in asked_fields(scene, form, draft) if kind_of(f).asked]
    done = sum(1 for f in fields if f.name in draft.answers or f.name in draft.passed)
    return Message(
        parts=prompt.parts or (field.label,),
        choices=(*prompt.choices, *_extras(scene, field, bool(prompt.choices))),
        hint=prompt.hint or field.hint,
        progress=(min(done + 1, len(fields)), len(fields)) if len(fields) > 1 else None,
        stamp=stamp,
        layout=prompt.layout or ("scale" if field.scale else ""),
        multiple=prompt.multiple,
        slot=f"ask:{stamp}" if prompt.slot else "",
        asks=prompt.asks,
        about=f"question:{stamp}",
    )


def _extras(scene: Scene, field: Field, choices: bool) -> tuple[Choice, ...]:
    """Beside the options: skip, listen, and a person after three misunderstandings. They carry no number."""
    extras = []
    if not field.required:
        extras.append(Choice("skip", key("choice.skip"), number=-1))
    if field.why is not None and not choices:
        extras.append(Choice("why", key("choice.why"), number=-1))
    if field.recorded:
        extras.append(Choice("listen", key("choice.listen"), number=-1))
    if scene.talk.misread >= misreading.OFFER_HUMAN:
        extras.append(Choice("human", key("choice.human"), number=-1))
    return tuple(extras)


# ------------------------------------------------------------------------------------- answers


def apply(scene: Scene, field: Field, reading: Reading, message: str = "") -> None:
    """What a reading of the open question does to the draft."""
    match reading:
        case Refusal(text):
            misreading.refuse(scene, text)
        case Gathering(partial, ack, quiet):
            scene.set_draft(partial=dict(partial))
            scene.set_talk(misread=0)
            if ack is not None:
                scene.say(ack)
            if not quiet:
                scene.again(same=kind_of(field).ask(asking(scene, field)).slot)
        case Answered(value, ack):
            if ack is not None:
                scene.say(ack)
            store(scene, field, value, message)
            settle(scene, field, value)


def store(scene: Scene, field: Field, value: Answer, message: str = "") -> None:
    """Write an answer; an identifier of the message lets a later edit find it."""
    draft = scene.draft
    if draft is None:
        return
    given = {**draft.given, field.name: message} if message else draft.given
    passed = tuple(name for name in draft.passed if name != field.name)
    scene.set_draft(answers={**draft.answers, field.name: value}, given=given, passed=passed, partial={})
    scene.set_talk(misread=0, skips=0)


def settle(scene: Scene, field: Field, value: Answer) -> None:
    """Consent may end the form; everything else goes on."""
    form = scene.form
    if form is not None and form.consent == field.name and not _agreed(scene, form, field, value):
        return
    advance(scene)


def _agreed(scene: Scene, form: Form, field: Field, value: Answer) -> bool:
    yes = value == field.options[0].name
    scene.effect(Consent(form.name, form.consent_version, scene.person.language, yes))
    if not yes:
        drop(scene)
        scene.say(form.declined or key("form.declined"))
    return yes


def skip(scene: Scene) -> None:
    """Leave the open question unanswered, where the form allows it."""
    field, draft = open_field(scene), scene.draft
    if field is None or draft is None:
        scene.again()
        return
    if field.required:
        scene.say("skip.required")
        scene.again()
        return
    scene.set_draft(passed=(*draft.passed, field.name), partial={})
    scene.set_talk(skips=scene.talk.skips + 1, misread=0)
    if scene.talk.skips == 2 and not draft.notes.get("skips"):
        scene.set_draft(notes={**draft.notes, "skips": True})
        scene.open_aside("skips")
        scene.again()
        return
    advance(scene)


def back(scene: Scene) -> None:
    """To the question before; at the first one it says so."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        scene.again()
        return
    if draft.partial and draft.at not in ENDS:
        scene.set_draft(partial={})
        scene.again()
        return
    before = None
    for field in asked_fields(scene, form, draft):
        if field.name == draft.at:
            break
        if kind_of(field).asked and field.name != form.consent:
            before = field
    if before is None:
        scene.say("back.first")
        scene.again()
        return
    reopen_field(scene, before)


def reopen_field(scene: Scene, field: Field, editing: bool = False) -> None:
    """Ask a question again whose answer is to change; the rest of the answers stay."""
    draft = scene.draft
    if draft is None:
        return
    scene.set_draft(
        at=field.name,
        partial={},
        editing=editing,
        answers={k: v for k, v in draft.answers.items() if k != field.name},
        passed=tuple(name for name in draft.passed if name != field.name),
    )
    scene.again()


def relevant_answers(scene: Scene, form: Form, draft: Draft) -> Answers:
    """The answers that count: those of questions that the other answers still ask for."""
    kept: dict[str, Answer] = {}
    for field in form.fields:
        if field.name in draft.answers and (field.relevant is None or field.relevant.holds(kept)):
            kept[field.name] = draft.answers[field.name]
    extra = {k: v for k, v in draft.answers.items() if k.startswith("_")}
    return {**kept, **extra}
