"""A Form is data: what is asked, in what order, under which condition.

Shipped forms are values of these types; an uploaded workbook becomes the same values. A form that
has asked anybody anything is stored whole and never changes: a new wording is a new version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.records import record
from bot.core.text import Text

# What JSON can hold. A missing answer is an absent key; `None` means skipped.
Answer = None | bool | int | float | str | list[Any] | dict[str, Any]
Answers = Mapping[str, Answer]

_REPEATED = 4096

DONT_KNOW = "-8"
PREFER_NOT = "-9"


@record(frozen=True)
class Condition:
    """When a field is asked: `field`'s answer is (or holds) one of `values`; any of `any`; all of `all`.

    Without `values` any answer of `field` will do. With `negate` the opposite. An unanswered field equals
    nothing, so `negate` holds for it.
    """

    field: str = ""
    values: tuple[str, ...] = ()
    any: tuple[Condition, ...] = ()
    all: tuple[Condition, ...] = ()
    negate: bool = False

    def holds(self, answers: Answers) -> bool:
        """Whether the field that carries this condition is asked now."""
        if self.any:
            found = any(c.holds(answers) for c in self.any)
        elif self.all:
            found = all(c.holds(answers) for c in self.all)
        else:
            found = _is_one_of(answers.get(self.field), self.values)
        return found is not self.negate


def _is_one_of(answer: Answer, values: tuple[str, ...]) -> bool:
    if answer is None:
        return False
    if isinstance(answer, str):
        return answer in values or not values
    given = answer if isinstance(answer, list) else [answer]
    return not values or any(str(one) in values for one in given)


@record(frozen=True)
class Option:
    """One option of a choice. `name` is stored; `number` is printed beside it and may be typed."""

    name: str
    label: Text
    number: int


_YES_NO = (Option("yes", Text(key="choice.yes"), 1), Option("no", Text(key="choice.no"), 2))


@record(frozen=True)
class Logic:
    """What a workbook says of a question in expressions (`bot.core.expression`); '' where it says nothing.

    `trigger`: the questions whose answers make `calculation` be made anew; without any it always is. `filter`
    chooses among the rows of the field's list. `read_only`: shown, and not asked.
    """

    relevant: str = ""
    constraint: str = ""
    constraint_text: Text | None = None
    required: str = ""
    required_text: Text | None = None
    default: str = ""
    calculation: str = ""
    trigger: tuple[str, ...] = ()
    filter: str = ""
    read_only: bool = False


@record(frozen=True)
class Group:
    """Questions that belong together; a repeat when they are asked several times over.

    `within`: the group around it. `count`: how many times, as an expression; '' asks after each whether there
    is another.
    """

    name: str
    label: Text | None = None
    within: str = ""
    relevant: str = ""
    repeat: bool = False
    count: str = ""
    appearance: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    `type` names a module of `bot.core.fields`. `remembers` names the attribute of Person, or a key of
    the profile (`profile.skills`), that the answer updates when the form is sent. `settings`: the type's own
    (texts: `min`, `max`, `length`; places: `level`, `within`; photos: `count`; tally: `cross`).
    `special` are the answers beside the options: don't know, prefer not to say. Of a workbook: `logic`,
    `group` (the innermost that it is in), `listed` (the list that its options come from), `guidance` and
    `media` (kind → language → name of a file).
    """

    name: str
    type: str
    label: Text
    hint: Text | None = None
    why: Text | None = None
    options: tuple[Option, ...] = ()
    required: bool = True
    relevant: Condition | None = None
    special: tuple[Option, ...] = ()
    voice: bool = True
    scale: bool = False
    remembers: str = ""
    details: bool = False
    sensitive: int = 0
    recorded: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    logic: Logic | None = None
    group: str = ""
    listed: str = ""
    appearance: str = ""
    guidance: Text | None = None
    media: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def number(self, name: str, otherwise: int) -> int:
        """A whole-number setting of this field."""
        return int(self.settings.get(name, otherwise))


class _Looked:
    """What is looked up in a form many times in every turn, made once with it. No part of its content.

    `always`: the fields that are asked whatever was answered, and of whomever. `worked`: it came from a
    workbook, so that expressions say what is asked. `graph`: what depends on what (`bot.core.logic`), where
    that was looked for.
    """

    __slots__ = ("_by_name", "_having", "_repeated", "always", "graph", "types", "worked")

    _by_name: Mapping[str, Field]
    _having: Mapping[str, tuple[Field, ...]]
    _repeated: dict[str, Field]
    always: frozenset[str]
    types: frozenset[str]
    worked: bool
    graph: object


@dataclass(frozen=True, slots=True)
class Form(_Looked):
    """What is asked, and by which rules it is kept.

    `mode`: identified, pseudonymous, anonymous, staff. `summary`: 'before' sending, 'offer', 'none'.
    `purpose` tells the engine what sending it means: '' (just stored), 'register', 'profile',
    'apply', 'conduct', 'report', 'pulse', 'complaint', 'human'. `consent` names the field whose first
    option agrees.
    `lives_hours`: an unfinished draft is dropped after that; 0: kept. Of a workbook: `groups`, `lists` (rows
    by column, in which 'name' is stored and 'label' shown) and `languages`, the first of which is its own.
    """

    name: str
    title: Text
    fields: tuple[Field, ...]
    version: str = ""
    intro: Text | None = None
    closing: Text | None = None
    declined: Text | None = None
    mode: str = "identified"
    purpose: str = ""
    consent: str = ""
    consent_version: str = ""
    summary: str = "before"
    reviewed: bool = False
    roles: tuple[str, ...] = ()
    lives_hours: int = 0
    reminder_hours: tuple[int, int] = (0, 0)
    closes: str = ""
    wave: str = ""
    voice: bool = True
    groups: tuple[Group, ...] = ()
    lists: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        settings = dict.fromkeys(setting for one in self.fields for setting in one.settings)
        having = {name: tuple(one for one in self.fields if name in one.settings) for name in settings}
        object.__setattr__(self, "_by_name", {one.name: one for one in reversed(self.fields)})
        object.__setattr__(self, "_having", having)
        object.__setattr__(self, "_repeated", {})
        object.__setattr__(self, "worked", bool(self.languages))
        object.__setattr__(self, "types", frozenset(one.type for one in self.fields))
        always = [f for f in self.fields if f.relevant is None and not f.details]
        known = frozenset(one.name for one in having.get("unless_known", ()))
        object.__setattr__(self, "always", frozenset(one.name for one in always) - known)

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when there is none.

        Inside a repeat its name is its key there («age[2]», `bot.core.logic`); «person[2]» asks whether there
        is such a repetition.
        """
        found = self._by_name.get(name) or self._repeated.get(name)
        if found is None:
            if len(self._repeated) >= _REPEATED:
                self._repeated.clear()
            found = self._repeated[name] = self._in_repetition(name)
        return found

    def _in_repetition(self, name: str) -> Field:
        plain, _, place = name.partition("[")
        if not place:
            raise KeyError(name)
        if plain in self._by_name:
            return replace(self._by_name[plain], name=name)
        group = next((one for one in self.groups if one.name == plain and one.repeat), None)
        if group is None:
            raise KeyError(name)
        more = "first" if name.endswith("[1]") else "another"
        label = Text(key=f"repeat.{more}", params={"group": group.label or Text(value=plain)})
        return Field(name, "choice", label, options=_YES_NO, group=group.within, voice=False)

    def having(self, setting: str) -> tuple[Field, ...]:
        """The fields with a setting of that name, in order."""
        return self._having.get(setting, ())

    @property
    def private(self) -> bool:
        """Whether answers must never meet the person (`design.md` §7)."""
        return self.mode in {"pseudonymous", "anonymous"}
