"""Which questions a draft asks, worked out from the answers each time: no bookkeeping when they change.

A field may take its options from the person, be needless because the answer is known, or be answered by
the way in (`settings`: `options_from`, `unless_single`, `unless_known`, `given`, `details_when`). What the
way in answered stands in the summary and can be changed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from bot.core.conversation import Draft
from bot.core.fields import BY_NAME
from bot.core.form import Answer, Answers, Field, Form, Option
from bot.core.logic import stops, waits
from bot.core.person import Person
from bot.core.text import verbatim

MAX_FIELDS = 400
_MAX_STOPS = 4_000
_SHOWN = 8
NEW = "new"


def fields(person: Person, form: Form, draft: Draft) -> Iterator[Field]:
    """The fields that are asked as the answers stand, in order; branches count when they are relevant."""
    if form.worked:
        yield from islice(_on_the_way(form, draft), _MAX_STOPS)
        return
    details = has_details(form, draft)
    always = frozenset() if draft.only else form.always
    for field in form.fields[:MAX_FIELDS]:
        if field.name in always or _wanted(person, field, draft, details):
            yield field


def _on_the_way(form: Form, draft: Draft) -> Iterator[Field]:
    """Of a workbook: what nothing leaves out, in every repetition, each under its key."""
    for name, part, _ in stops(form, draft.answers, frozenset(draft.notes.get("off", ()))):
        if not draft.only or name in draft.only:
            yield part if isinstance(part, Field) and part.name == name else form.field(name)


def _wanted(person: Person, field: Field, draft: Draft, details: bool) -> bool:
    name, answers, only = field.name, draft.answers, draft.only
    if only and name not in only:
        return False
    if field.details and not (details or name in answers or name in only):
        return False
    if field.settings and _known(person, field):
        return False
    return field.relevant is None or field.relevant.holds(answers)


def questions(person: Person, form: Form, draft: Draft) -> list[Field]:
    """Of `fields` those that wait for an answer."""
    return [
        field
        for field in fields(person, form, draft)
        if BY_NAME[field.type].asked and (field.logic is None or waits(field))  # as `is_asked` has it
    ]


def following(person: Person, form: Form, draft: Draft) -> Field | None:
    """The first field that is asked and neither answered nor passed."""
    for field in fields(person, form, draft):
        if not is_done(field, draft) and is_asked(field):
            return field
    return None


def before(person: Person, form: Form, draft: Draft) -> Field | None:
    """The question that somebody was asked before the open one; never the consent."""
    found = None
    prefilled = draft.notes.get("prefilled", ())
    for field in fields(person, form, draft):
        if field.name == draft.at:
            break
        if is_asked(field) and field.name != form.consent and field.name not in prefilled:
            found = field
    return found


def previous(person: Person, form: Form, draft: Draft) -> Field | None:
    """Of the fields that are asked the one before the open one."""
    found = None
    for field in fields(person, form, draft):
        if field.name == draft.at:
            break
        if is_asked(field):
            found = field
    return found


def is_still_asked(person: Person, form: Form, draft: Draft, name: str) -> bool:
    """Whether an earlier question can be answered anew; those of a workbook go with what they rest on."""
    return not form.worked or any(field.name == name for field in fields(person, form, draft))


def is_asked(field: Field) -> bool:
    """Whether this field waits for an answer at all."""
    return BY_NAME[field.type].asked and (field.logic is None or waits(field))


def is_done(field: Field, draft: Draft) -> bool:
    """Answered, or left on purpose."""
    return field.name in draft.answers or field.name in draft.passed


def has_details(form: Form, draft: Draft) -> bool:
    """Details are asked by choice, or where an answer calls for them (a closing report)."""
    if draft.notes.get("details"):
        return True
    calling = form.having("details_when")
    return bool(calling) and any(
        draft.answers.get(field.name) == field.settings["details_when"] for field in calling
    )


def _known(person: Person, field: Field) -> bool:
    """Whether the profile already says it."""
    attribute = field.settings.get("unless_known", "")
    return bool(attribute) and bool(getattr(person, attribute, None))


# -------------------------------------------------------------------------------- what the way in says


def adapted(person: Person, field: Field) -> Field:
    """The field with its options taken from the person, where it says so."""
    if "options_from" not in field.settings:
        return field
    mine = _mine(person, field)
    options = tuple(Option(str(one["id"]), verbatim(str(one["name"])), n) for n, one in enumerate(mine, 1))
    if not options:
        return field
    own = tuple(replace(o, number=len(options) + o.number) for o in field.options)
    return replace(field, options=(*options, *own))


def _mine(person: Person, field: Field) -> list[Mapping[str, Any]]:
    """What the person has named before, the newest last."""
    known = person.profile.get(field.settings.get("options_from", ""))
    mine = known if isinstance(known, list) else []
    return [one for one in mine if isinstance(one, Mapping)][-_SHOWN:]


def prefilled(person: Person, form: Form, draft: Draft) -> Draft:
    """The draft with what the way in answers, worked out anew; what was answered by hand stays."""
    names = draft.notes.get("prefilled", ())
    if not names and not form.having("unless_single") and not form.having("given"):
        return draft
    answers = {k: v for k, v in draft.answers.items() if k not in names}
    found: dict[str, Answer] = {}
    for field in form.fields:
        if field.name in answers or (draft.only and field.name not in draft.only):
            continue
        known = {**answers, **found}
        value = _given(person, field, draft, known)
        if value is not None and (field.relevant is None or field.relevant.holds(known)):
            found[field.name] = value
    if found == {name: draft.answers.get(name) for name in names}:
        return draft
    notes = {k: v for k, v in draft.notes.items() if k != "prefilled"}
    return replace(
        draft, answers={**answers, **found}, notes={**notes, "prefilled": list(found)} if found else notes
    )


def _given(person: Person, field: Field, draft: Draft, answers: Answers) -> Answer:
    """The only option that somebody has; the kind of report that the way in means."""
    if field.settings.get("unless_single") == "yes":
        mine = _mine(person, field)
        return str(mine[0]["id"]) if len(mine) == 1 else None if mine else NEW
    if field.settings.get("given") == "way_in":
        return _kind_of_report(person, draft, answers)
    return None


def _kind_of_report(person: Person, draft: Draft, answers: Answers) -> Answer:
    """The first report of an initiative begins it; the closing one has its own button."""
    initiative = answers.get("ir1")
    if draft.notes.get("way_in"):
        return str(draft.notes["way_in"])
    if initiative is None:
        return None
    return "start" if initiative == NEW else "progress"


# ------------------------------------------------------------------------------------ what counts


def relevant(form: Form, draft: Draft) -> dict[str, Answer]:
    """The answers that count: those of questions that the other answers still ask for."""
    kept: dict[str, Answer] = {}
    for field in form.fields:
        if field.name in draft.answers and (field.relevant is None or field.relevant.holds(kept)):
            kept[field.name] = draft.answers[field.name]
    return {**kept, **{k: v for k, v in draft.answers.items() if k.startswith("_")}}
