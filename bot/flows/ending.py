"""The end of a form: the summary, correcting one answer of it, and what people say there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from zlib import crc32

from bot.core.arabic import ambiguous, said
from bot.core.conversation import Draft, Said
from bot.core.form import Field, Form
from bot.core.logic import places_of
from bot.core.logic.texts import YES
from bot.core.message import Choice, Message
from bot.core.text import Text, key, verbatim
from bot.flows import asked, filling, question, referring, workbook
from bot.flows.picking import partly, pick
from bot.flows.scene import Scene
from bot.flows.wording import as_heading

_SEND = Choice("send", key("choice.send"), style="primary")
_BACK = Choice("back", key("choice.back"), number=-1)
# Of more answers no button tells which is which: their numbers are typed.
_MOST_BUTTONS = 20


def message(scene: Scene, form: Form, draft: Draft) -> Message:
    """What stands at the end of a form: summary, offer to look again, or the list of what can change."""
    match draft.at:
        case "edit":
            parts, choices = _edit(scene, form, draft)
        case "offer":
            parts, choices = (key("offer.heading"),), (_SEND, Choice("review", key("choice.review")))
        case _:
            parts, choices = _summary(scene, form, draft)
    stamp = scene.stamp()
    question.remember_stamp(scene, draft, _mark(draft), stamp)
    hint = key("edit.how") if choices == (_BACK,) else None
    return Message(parts=parts, choices=choices, hint=hint, stamp=stamp, about=f"question:{stamp}")


def _mark(draft: Draft) -> str:
    """What stands at the end now: another answer makes it another."""
    shown = json.dumps([draft.answers, sorted(draft.passed)], sort_keys=True, default=str)
    return f"{draft.at}{question.STEP}{crc32(shown.encode()):x}"


def is_same(scene: Scene, stamp: int) -> bool:
    """Whether an earlier message showed what stands at the end now: its choices are as good as the newest."""
    draft = scene.draft
    known = draft.notes.get("asked") if draft is not None else None
    return draft is not None and isinstance(known, dict) and known.get(str(stamp)) == _mark(draft)


def answered(scene: Scene, form: Form, draft: Draft) -> list[Field]:
    """The fields that a summary shows: answered or left, and not the consent itself."""
    return [
        f
        for f in asked.fields(scene.person, form, draft)
        if asked.is_done(f, draft)
        and asked.is_asked(f)
        and f.name != form.consent
        and not _only_one(scene, f, draft)
    ]


def _only_one(scene: Scene, field: Field, draft: Draft) -> bool:
    """What the way in answered and nothing else could answer is nothing to look at."""
    prefilled = field.name in draft.notes.get("prefilled", ())
    return prefilled and len(asked.adapted(scene.person, field).options) == 1


def _shown(scene: Scene, field: Field, draft: Draft) -> Text:
    if field.name not in draft.answers or draft.answers[field.name] == []:
        return key("summary.left")
    value = draft.answers[field.name]
    return filling.kind_of(field).show(value, filling.asking(scene, field))


def _tells_nothing(form: Form, field: Field, draft: Draft) -> bool:
    """How many repetitions there are is seen by their answers; only that there is none is said."""
    if not form.worked or not workbook.is_more(form, field.name):
        return False
    return draft.answers.get(field.name) == YES or places_of(field.name)[-1] > 1


def _summary(scene: Scene, form: Form, draft: Draft) -> tuple[tuple[Text, ...], tuple[Choice, ...]]:
    fields = [f for f in answered(scene, form, draft) if not _tells_nothing(form, f, draft)]
    lines = list(_lines(scene, form, draft, fields, "summary.line"))
    attached = [*draft.notes.get("attached", ()), *draft.notes.get("voices", ())]
    if attached:
        lines.append(key("summary.attached", count=len(attached)))
    choices = [_SEND, Choice("edit", key("choice.edit"))] if lines else [_SEND]
    if any(f.details for f in form.fields) and not asked.has_details(form, draft) and not draft.only:
        choices.append(Choice("details", key("choice.details")))
    choices.append(Choice("cancel", key("choice.cancel")))
    return (key("summary.heading"), *lines), tuple(choices)


def _lines(
    scene: Scene, form: Form, draft: Draft, fields: Sequence[Field], line: str, among: Collection[str] = ()
) -> Iterator[Text]:
    """A line for each answer, or for those `among` them; of a workbook under the headings of its groups."""
    before = None
    for n, field in enumerate(fields, 1):
        if among and field.name not in among:
            continue
        if form.worked:
            yield from referring.headings(scene, form, draft, before, field)
            before = field
        now = filling.question_named(scene, form, draft, field.name)
        label, value = as_heading(now.label), _shown(scene, now, draft)
        numbered = {"n": n} if line == "edit.line" else {}
        yield key(line, **numbered, label=label, value=value)


def _edit(scene: Scene, form: Form, draft: Draft) -> tuple[tuple[Text, ...], tuple[Choice, ...]]:
    """Every answer by its number; when a few are meant by what was typed, those, under the same numbers."""
    fields = answered(scene, form, draft)
    among = _among(fields, draft)
    lines = _lines(scene, form, draft, fields, "edit.line", among)
    numbers = _numbers(form, fields)
    choices = [one for one, field in zip(numbers, fields, strict=True) if not among or field.name in among]
    heading = key("field.meant.some" if among else "edit.which")
    return (heading, *lines), (*(choices if len(choices) <= _MOST_BUTTONS else ()), _BACK)


def _among(fields: Sequence[Field], draft: Draft) -> set[str]:
    """The few between which is asked now, as far as they are still answered; none when it is all."""
    return {f.name for f in fields}.intersection(draft.partial.get("among", ()))


def _numbers(form: Form, fields: Sequence[Field]) -> list[Choice]:
    """A choice for each answer, by its number; names in a workbook may be longer than a button carries."""
    return [
        Choice(str(n) if form.worked else f.name, verbatim(str(n)), number=n) for n, f in enumerate(fields, 1)
    ]


def choose(scene: Scene, choice: str) -> bool:
    """A choice of the end of a form; False when it is none of its own."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        return False
    if draft.at == "edit":
        return _choose_field(scene, form, draft, choice)
    match choice:
        case "send":
            scene.set_draft(at="send")
        case "edit" | "review":
            scene.set_draft(at="edit" if choice == "edit" else "summary", partial={})
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
    if choice == "back":
        _back(scene, draft)
        return True
    for n, field in enumerate(answered(scene, form, draft), 1):
        if choice in {field.name, str(n)}:
            filling.reopen(scene, field, editing=True)
            return True
    return False


def _back(scene: Scene, draft: Draft) -> None:
    """From a few to all of them, and from those to the summary."""
    if draft.partial:
        scene.set_draft(partial={})
        scene.again()
    else:
        filling.back(scene)


# What people say at a summary instead of pressing.
SAID = {"done": "send", "yes": "send", "edit": "edit", "no": "edit"}


def hear(scene: Scene, words: Said, intent: str | None) -> bool:
    """Words at the end of a form: one of its choices, or a word that means one."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        return False
    if draft.at != "edit" and intent in SAID and "stop" not in ambiguous(said(words.text)):
        wanted = SAID[intent]
        return choose(scene, "review" if wanted == "edit" and draft.at == "offer" else wanted)
    if draft.at == "edit":
        choice = "back" if intent == "done" else _meant(scene, form, draft, words, intent)
    else:
        choices = scene.peek(lambda s: message(s, form, draft)).choices
        choice = pick(words.text, choices, scene.book, scene.person.language, intent)
    return choice is not None and choose(scene, choice)


def _meant(scene: Scene, form: Form, draft: Draft, words: Said, intent: str | None) -> str | None:
    """Which answer somebody would change: by its number, else by the words of its question."""
    if intent == "no" and draft.partial:
        return "back"
    fields = answered(scene, form, draft)
    for choices in ((*_numbers(form, fields), _BACK), _as_asked(scene, form, draft, fields)):
        choice = pick(words.text, choices, scene.book, scene.person.language, intent)
        if choice is not None:
            return choice
    return None


def _as_asked(scene: Scene, form: Form, draft: Draft, fields: Sequence[Field]) -> list[Choice]:
    """A choice for each answer, by the words of its question as it stands now."""
    named = [filling.question_named(scene, form, draft, f.name) for f in fields]
    return [Choice(f.name, f.label, number=-1) for f in named]


def take(scene: Scene, words: Said, intent: str | None) -> bool:
    """Words that no command claimed: a part of the question whose answer somebody would change.

    One question that has it is opened, between several is asked; False when there is none.
    """
    form, draft = scene.form, scene.draft
    if form is None or draft is None or draft.at != "edit" or intent in {"yes", "no"}:
        return False
    choices = _as_asked(scene, form, draft, answered(scene, form, draft))
    found = partly(words.text, choices, scene.book, scene.person.language, _MOST_BUTTONS)
    if len(found) == 1:
        return choose(scene, found[0])
    if found:
        scene.set_draft(partial={"among": list(found)})
        scene.set_talk(misread=0)
        scene.again()
    return bool(found)
