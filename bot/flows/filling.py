"""Filling in a form: which question is next, how it is put, what an answer does.

The draft says where somebody is (`at`): a field's name, 'summary', 'offer', 'edit' or 'send'. Which fields
are asked is worked out from the answers each time (`asked`), so going back, changing an earlier answer
and skip logic need no bookkeeping. Photos that came before their question wait in the draft's notes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zlib import crc32

from bot.core.conversation import Consent, Draft
from bot.core.field import Answered, Asking, FieldType, Gathering, Partial, Prompt, Reading, Refusal
from bot.core.fields import BY_NAME
from bot.core.fields.photo import again
from bot.core.form import Answer, Field, Form
from bot.core.message import Choice, Message
from bot.core.offers import lines
from bot.core.records import changed
from bot.core.text import Text, key
from bot.flows import asked, drafts, misreading, referring, workbook
from bot.flows.scene import Scene
from bot.flows.wording import as_heading

ENDS = frozenset({"", "summary", "offer", "edit", "send"})
_REMEMBERED = 24
STEP = "#"
APART = "~"
_MOST_CHOICES = 8
# «لا توجد صور», and «تم» once there are some, stand where others have «تخطي».
_OWN_WAY_ON = frozenset({"photo"})
_SKIP, _WHY, _LISTEN, _LANGUAGE, _HUMAN, _SUGGESTED = (
    Choice(name, key(f"choice.{name}"), number=-1)
    for name in ("skip", "why", "listen", "menu_language", "human", "suggested")
)


# ---------------------------------------------------------------------------------- the way on


def kind_of(field: Field) -> FieldType:
    return BY_NAME[field.type]


def open_field(scene: Scene) -> Field | None:
    """The field now open, if the draft stands at one."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None or draft.at in ENDS:
        return None
    return question_named(scene, form, draft, draft.at)


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
    _tell_notes(scene, form, draft)
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


def _tell_notes(scene: Scene, form: Form, draft: Draft) -> None:
    """Notes that stand before the next question are said with it, once."""
    if "note" not in form.types and not form.worked:
        return
    told, last = [], None
    for field in asked.fields(scene.person, form, draft):
        waits = asked.is_asked(field)
        if waits and not asked.is_done(field, draft):
            break
        if not waits and not _said(form, field):
            continue
        if not waits and field.name not in draft.passed:
            _tell(scene, form, draft, last, field)
            told.append(field.name)
        last = field
    if told:
        scene.set_draft(passed=(*draft.passed, *told))


def _tell(scene: Scene, form: Form, draft: Draft, last: Field | None, field: Field) -> None:
    """A note; of a workbook under the headings of the groups that it begins."""
    if not form.worked:
        scene.say(field.label)
        return
    for text in referring.headings(scene, form, draft, last, field):
        scene.say(text)
    scene.say(referring.note(scene, form, draft, field))


def _said(form: Form, field: Field) -> bool:
    """Whether something that waits for no answer is said: a note, and what a workbook shows and works out."""
    return field.type == "note" or (form.worked and field.logic is not None and field.logic.read_only)


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


# -------------------------------------------------------------------------------- how it is put


def question(scene: Scene, field: Field, same: bool) -> Message:
    """The open field as a message."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        raise ValueError("no form is open")
    prompt = kind_of(field).ask(asking(scene, field))
    stamp = scene.talk.stamp if same else scene.stamp()
    remember_stamp(scene, draft, _mark(field, draft, prompt), stamp)
    return Message(
        parts=prompt.parts or _words(scene, form, draft, field),
        choices=(*prompt.choices, *extras(scene, field, len(prompt.choices))),
        hint=_hint(scene, field, prompt),
        progress=_progress(scene, form, draft),
        stamp=stamp,
        layout=prompt.layout or ("scale" if field.scale else ""),
        multiple=prompt.multiple,
        slot=f"ask:{stamp}" if prompt.slot else "",
        asks=prompt.asks,
        about=f"question:{stamp}",
    )


def _words(scene: Scene, form: Form, draft: Draft, field: Field) -> tuple[Text, ...]:
    """Its label; of a workbook under the headings of the groups that it begins, but for what a note began."""
    if not form.worked:
        return (field.label,)
    last = asked.previous(scene.person, form, draft)
    begun = referring.headings(scene, form, draft, last, field)
    return (*(one for one in begun if scene.book.filled(one) not in scene.acks), field.label)


def _hint(scene: Scene, field: Field, prompt: Prompt) -> Text | None:
    """What helps to answer, a line each: the answer that is suggested, the hint, the guidance."""
    if prompt.parts:
        return prompt.hint
    found = (_suggested(scene, field), prompt.hint or field.hint, field.guidance)
    kept = [one for one in found if one is not None]
    return lines(kept) if len(kept) > 1 else next(iter(kept), None)


def _suggested(scene: Scene, field: Field) -> Text | None:
    """«الجواب المقترح: ٥», for as long as there is no other."""
    found = suggestion(scene, field)
    if found is None:
        return None
    return key("form.suggested", answer=kind_of(field).show(found.value, asking(scene, field)))


def _mark(field: Field, draft: Draft, prompt: Prompt) -> str:
    """What was asked: the field, and of a later step of it also which one, as far as its buttons go."""
    if not draft.partial:
        return field.name
    # How many photos there are makes no difference to «تم»; everywhere else the words tell the step.
    words = [part.key for part in prompt.parts] if field.type == "photo" else prompt.parts
    step = repr((words, [(choice.id, choice.label) for choice in prompt.choices]))
    return f"{field.name}{STEP}{crc32(step.encode()):x}"


def is_same_step(scene: Scene, field: Field, stamp: int) -> bool:
    """Whether an earlier message asked what is asked now, in a later step of the open question."""
    draft = scene.draft
    known = draft.notes.get("asked") if draft is not None else None
    if draft is None or not draft.partial or not isinstance(known, dict):
        return False
    return known.get(str(stamp)) == _mark(field, draft, kind_of(field).ask(asking(scene, field)))


def remember_stamp(scene: Scene, draft: Draft, mark: str, stamp: int) -> None:
    """Which question had which number: a reply or a tap may still mean it."""
    known = {**draft.notes.get("asked", {}), str(stamp): mark}
    if len(known) > _REMEMBERED:
        del known[min(known, key=int)]  # JSON keeps no order
    scene.set_draft(notes={**draft.notes, "asked": known})


def question_of(scene: Scene, stamp: int | str) -> str:
    """The field of the open form that was asked under a number; '' when it was none, or long ago."""
    known = scene.draft.notes.get("asked") if scene.draft else None
    name = str(known.get(str(stamp), "")) if isinstance(known, dict) else ""
    return "" if STEP in name else name


def _progress(scene: Scene, form: Form, draft: Draft) -> tuple[int, int] | None:
    """Which question of how many; what the way in answered is not counted."""
    if draft.editing:
        return None
    questions = asked.questions(scene.person, form, draft)
    if form.worked:
        waiting = (f.name for f in questions if f.name == draft.at or not asked.is_done(f, draft))
        if workbook.branches(form, waiting):
            return None  # an answer may bring more questions, or fewer
        questions = [f for f in questions if not workbook.is_more(form, f.name)]
    prefilled, at, n, of = draft.notes.get("prefilled", ()), draft.at, 0, 0
    for field in questions:
        if field.name == at:
            of = n = of + 1
        elif field.name not in prefilled:
            of += 1
    return (n, of) if n and of > 1 else None


def extras(scene: Scene, field: Field, options: int) -> tuple[Choice, ...]:
    """Beside the options: skip, why, listen, language, and a person after three misunderstandings."""
    form = scene.form
    first = form is not None and form.purpose == "register" and form.consent == field.name
    offered = (
        (_SUGGESTED, bool(suggestion(scene, field))),
        (_SKIP, not field.required and field.type not in _OWN_WAY_ON),
        (_WHY, field.why is not None and options <= _MOST_CHOICES),
        (_LISTEN, bool(field.recorded)),
        (_LANGUAGE, first and len(scene.book.programme.languages) > 1),
        (_HUMAN, scene.talk.misread >= misreading.OFFER_HUMAN),
    )
    return tuple([_apart(choice, field) for choice, wanted in offered if wanted])


def _apart(extra: Choice, field: Field) -> Choice:
    """Beside an option of the same name it has another."""
    names = {option.name for option in (*field.options, *field.special)}
    return changed(extra, id=f"{extra.id}{APART}") if extra.id in names else extra


def suggestion(scene: Scene, field: Field) -> Answered | None:
    """The default of a question from a workbook, as the answer that it would be."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None or field.logic is None or not field.logic.default:
        return None
    return workbook.suggestion(scene, form, draft, field)


# ------------------------------------------------------------------------------------- answers


def apply(scene: Scene, field: Field, reading: Reading, message: str = "") -> None:
    """What a reading of the open question does to the draft."""
    match reading:
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
        case Answered(value) if (refusal := _refusal(scene, field, value)) is not None:
            unask(scene)
            misreading.refuse(scene, refusal, message)
        case Answered(value, ack):
            if ack is not None:
                scene.say(ack)
            store(scene, field, value, message)
            settle(scene, field, value)


def _refusal(scene: Scene, field: Field, value: Answer) -> Text | None:
    """What a workbook says to an answer that the constraint of its question does not allow."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None or not form.worked:
        return None
    if workbook.allows(scene, form, draft, field.name, value):
        return None
    return referring.refusal(scene, form, draft, field)


# What a question keeps while it asks whether something was meant.
_MEANT = frozenset({"among", "degree", "meant", "confirm", "either"})


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
    if form is not None and form.consent == field.name and not _agreed(scene, form, field, value):
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
        drafts.drop(scene)
        scene.say(form.declined or key("form.declined"))
    return yes


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
    else:
        answers = {k: v for k, v in draft.answers.items() if k != field.name}
        passed = (*(name for name in draft.passed if name != field.name), field.name)
        scene.set_draft(answers=answers, passed=passed, partial={})
    scene.set_talk(skips=scene.talk.skips + 1, misread=0)
    advance(scene)
    draft = scene.draft or draft
    if scene.talk.skips == 2 and draft.at not in ENDS and not draft.notes.get("skips"):
        scene.set_draft(notes={**draft.notes, "skips": True})
        scene.open_aside("skips")
        scene.again()


def back(scene: Scene) -> None:
    """To the question before; at the first one it says so."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        scene.again()
    elif draft.editing or draft.at == "edit":
        leave(scene)
        scene.set_draft(at="summary", editing=False)
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
