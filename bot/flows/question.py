"""How the open question of a form is put: its words, what is offered beside its own choices, how far it is.

Each question has a number, its stamp, which its buttons carry; the draft remembers the last of them, so that
a tap or a reply that comes late can still be understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from bot.core.conversation import Draft
from bot.core.field import Answered, Prompt
from bot.core.form import Field, Form
from bot.core.message import Choice, Message
from bot.core.offers import lines
from bot.core.records import changed
from bot.core.text import Text, key
from bot.flows import asked, misreading, referring, workbook
from bot.flows.filling import asking, kind_of
from bot.flows.scene import Scene

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


def message(scene: Scene, field: Field, same: bool) -> Message:
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
    if field.logic is None and field.guidance is None:
        return prompt.hint or field.hint
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
    found = []
    if field.logic is not None and not _is_listed(field) and suggestion(scene, field):
        found.append(_SUGGESTED)
    if not field.required and field.type not in _OWN_WAY_ON:
        found.append(_SKIP)
    if field.why is not None and options <= _MOST_CHOICES:
        found.append(_WHY)
    if field.recorded:
        found.append(_LISTEN)
    if form is not None and form.consent == field.name and _first(scene, form):
        found.append(_LANGUAGE)
    if scene.talk.misread >= misreading.OFFER_HUMAN:
        found.append(_HUMAN)
    return tuple(_apart(found, field) if form is not None and form.worked else found)


def _first(scene: Scene, form: Form) -> bool:
    """Whether somebody new may want another language of ours."""
    return form.purpose == "register" and len(scene.book.programme.languages) > 1


def _is_listed(field: Field) -> bool:
    """Whether what is suggested has its own button, among few."""
    return field.type in {"choice", "acknowledge"} and len(field.options) <= _MOST_CHOICES


def _apart(extras: Sequence[Choice], field: Field) -> list[Choice]:
    """Beside an option of the same name one has another."""
    names = {option.name for option in (*field.options, *field.special)} if extras else ()
    return [changed(one, id=f"{one.id}{APART}") if one.id in names else one for one in extras]


def suggestion(scene: Scene, field: Field) -> Answered | None:
    """The default of a question from a workbook, as the answer that it would be."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None or field.logic is None or not field.logic.default:
        return None
    return workbook.suggestion(scene, form, draft, field)
