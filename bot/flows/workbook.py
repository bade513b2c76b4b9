"""A form from a workbook while it is filled in: what its expressions say is worked out with every answer.

The draft keeps the answers by key and, in its notes, what conditions leave out (`off`); the Record that they
make (`bot.core.logic`) is made again where it is needed, and changes nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zlib import crc32

from bot.core.conversation import Draft
from bot.core.field import Answered, Asking
from bot.core.form import Answer, Field, Form, Option
from bot.core.logic import Record, graph_of, name_of, waits
from bot.core.offers import wording
from bot.flows.defaults import answer_of

if TYPE_CHECKING:
    from bot.flows.scene import Scene

_HOURS = frozenset({"datetime", "time"})
_ENDS = frozenset({"end", "end time"})


# ------------------------------------------------------------------------------------ the record


def record(scene: Scene, form: Form, draft: Draft) -> Record:
    """What the open draft comes to."""
    return Record(
        form=form,
        answers=dict(draft.answers),
        off=set(draft.notes.get("off", ())),
        now=_now(scene, form),
        zone=scene.turn.local.tzinfo or scene.turn.now.tzinfo,  # type: ignore[arg-type] # it has one
        labels=_Labels(scene, form),
        seed=crc32(draft.id.encode()),
        facts=_Facts(scene, form, draft),
        budget=scene.budget,
    )


def _now(scene: Scene, form: Form) -> datetime:
    """What `now()` says: of a private form the day, because the hour would lead to whoever wrote then."""
    local = scene.turn.local
    return local.replace(hour=0, minute=0, second=0, microsecond=0) if form.private else local


class _Labels(Mapping[str, Mapping[str, str]]):
    """Question → choice → label in the person's language, looked up where an expression asks for one."""

    def __init__(self, scene: Scene, form: Form) -> None:
        self._scene, self._form = scene, form

    def __getitem__(self, name: str) -> Mapping[str, str]:  # type: ignore[explicit-override] # this ring has no `override`
        language = self._scene.person.language
        options = self._form.field(name).options
        languages = (language, *self._form.languages)
        return {one.name: self._said(one, languages) for one in options}

    def _said(self, option: Option, languages: Sequence[str]) -> str:
        found = (wording(option.label, self._scene.book, code) for code in languages)
        return next(filter(None, found), option.name)

    def __iter__(self) -> Iterator[str]:  # type: ignore[explicit-override] # as above
        return (one.name for one in self._form.fields if one.options)

    def __len__(self) -> int:  # type: ignore[explicit-override] # as above
        return sum(1 for _ in self)


class _Facts(Mapping[str, str]):
    """Question → what the bot knows by itself, looked up where such a question comes into being."""

    def __init__(self, scene: Scene, form: Form, draft: Draft) -> None:
        self._scene, self._form, self._draft = scene, form, draft

    def __getitem__(self, name: str) -> str:  # type: ignore[explicit-override] # as above
        field = self._form.field(name)
        return _known(self._scene, self._form, self._draft, field) if field.type == "metadata" else ""

    def __iter__(self) -> Iterator[str]:  # type: ignore[explicit-override] # as above
        return (one.name for one in self._form.fields if one.type == "metadata")

    def __len__(self) -> int:  # type: ignore[explicit-override] # as above
        return sum(1 for _ in self)


def _keep(scene: Scene, made: Record, **changes: Any) -> None:
    """Write what the record has become into the draft; what is passed but asked no more is not passed."""
    draft = scene.draft
    if draft is None:
        return
    passed = changes.pop("passed", draft.passed)
    standing = tuple(one for one in passed if _is_there(made, one))
    notes = {**changes.pop("notes", draft.notes), "off": sorted(made.off)}
    scene.set_draft(answers=made.answers, passed=standing, notes=notes, **changes)


def _is_there(made: Record, name: str) -> bool:
    return made.is_there(name) and not (waits(made.form.field(name)) and made.requires(name))


def begin(scene: Scene, form: Form, draft: Draft) -> None:
    """Work everything out for the first time, what the bot knows by itself among it."""
    settle(scene, form, draft)


def settle(scene: Scene, form: Form, draft: Draft) -> None:
    """What follows from answers that went without a word of the person."""
    made = record(scene, form, draft)
    made.start()
    _keep(scene, made)


def _known(scene: Scene, form: Form, draft: Draft, field: Field) -> str:
    """What the bot knows by itself; of a private form nothing that would say who it is."""
    match field.settings.get("of"):
        case "start" | "start time" if not form.private:
            started = datetime.fromisoformat(draft.started).astimezone(scene.turn.local.tzinfo)
            return started.isoformat(timespec="milliseconds")
        case "today":
            return scene.turn.local.date().isoformat()
        case "username" if form.mode == "identified":
            return scene.person.name
        case _:
            return ""


def completed(scene: Scene, form: Form, draft: Draft) -> dict[str, Answer]:
    """The answers as they are sent."""
    ends = [one.name for one in form.fields if one.type == "metadata" and one.settings.get("of") in _ENDS]
    if form.private or not ends:
        return dict(draft.answers)
    made, now = record(scene, form, draft), scene.turn.local.isoformat(timespec="milliseconds")
    return {**draft.answers, **{key: now for name in ends for key in made.places_asked(name)}}


def store(scene: Scene, form: Form, draft: Draft, name: str, value: Answer, **changes: Any) -> None:
    """An answer, and all that follows from it."""
    made = record(scene, form, draft)
    made.answer(name, value)
    passed = tuple(one for one in draft.passed if one != name)
    _keep(scene, made, passed=passed, **changes)


def leave_out(scene: Scene, form: Form, draft: Draft, name: str) -> None:
    """A question that is passed has no answer."""
    made = record(scene, form, draft)
    made.forget(name)
    passed = (*(one for one in draft.passed if one != name), name)
    _keep(scene, made, passed=passed, partial={})


def allows(scene: Scene, form: Form, draft: Draft, name: str, value: Answer) -> bool:
    """Whether the constraint of a question, if it has one, is kept by an answer."""
    owner = graph_of(form).owners[name_of(name)]
    return owner.is_repeat or record(scene, form, draft).allows(name, value)


def is_more(form: Form, name: str) -> bool:
    """Whether that is no question of the workbook, but whether there is another repetition."""
    return name_of(name) in graph_of(form).repeats


def branches(form: Form, names: Iterable[str]) -> bool:
    """Whether an answer to one of these questions can bring others, or make some needless."""
    graph = graph_of(form)
    seen: set[str] = set()
    waiting = [name_of(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in graph.repeats:
            return True
        for one in graph.dependents.get(name, ()):
            made = graph.owners[one].made
            if "relevant" in made or "count" in made:
                return True
            if "calculation" in made and one not in seen:
                seen.add(one)
                waiting.append(one)
    return False


def suggestion(scene: Scene, form: Form, draft: Draft, field: Field) -> Answered | None:
    """The default of a question, as the answer that it would be; None where it could not be given."""
    owner = graph_of(form).owners.get(name_of(field.name))
    if owner is None or owner.is_repeat or "default" not in owner.made or field.name in draft.answers:
        return None
    if form.private and field.type in _HOURS and owner.made["default"].moves:
        return None  # it is midnight there
    made = record(scene, form, draft)
    text = made.suggests(field.name)
    asking = Asking(field, form, scene.book, scene.person, scene.turn.local, draft.answers)
    value = answer_of(text, asking) if text else None
    return Answered(value) if value not in (None, []) and made.allows(field.name, value) else None
