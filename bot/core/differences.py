"""What a new version of a form changes, for whoever reads its results and for whoever is asked.

A question that only another name was given to keeps its words and its type; its answers stand in two columns
from then on, which is why it is told apart from one that was taken out. Whatever names it (`${who}`) is no
other for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core import rules
from bot.core.form import Field, Form
from bot.core.rules import GroupRule, Rule

Setting = Literal["mode", "closes", "draft", "review", "voice", "roles"]
Question = Literal[
    "added",
    "renamed",
    "type",
    "label",
    "options_added",
    "options_removed",
    "removed",
    "required",
    "read_only",
    "moved",
]
Kind = Setting | Question | Rule | GroupRule | Literal["group_repeat", "list"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. `name`: the question, as it is called now unless it was taken out; a group («group_…») or
    list; '' of the whole form.

    `was` and `now`: names where it was renamed (`was` also of options that are no more), types, values of a
    setting ('' where it is not set, roles with spaces between), yes and no, of `required` also sometimes.
    `options`: names of choices. No rule stands here itself: nobody reads an expression in a chat.
    """

    kind: Kind
    name: str = ""
    was: str = ""
    now: str = ""
    options: tuple[str, ...] = ()


def differences(before: Form, after: Form) -> tuple[Difference, ...]:
    """In the order of the new form; what was taken out comes last."""
    return tuple(_found(before, after))


def _found(before: Form, after: Form) -> Iterator[Difference]:
    was = _settings(before)
    for kind, now in _settings(after).items():
        if was[kind] != now:
            yield Difference(kind, was=was[kind], now=now)
    pairs, gone = _matched(before, after)
    names = {old.name: new.name for old, new in pairs if old is not None and old.name != new.name}
    around, within = rules.surroundings(before, after), rules.surroundings(after, before)
    for old, new in pairs:
        if old is None:
            yield Difference("added", new.name)
            continue
        yield from _between(old, new, names)
        if rules.called(around(old), names) != within(new):
            yield Difference("moved", new.name)
    yield from _groups(before, after, names)
    here = rules.data(after, before)
    yield from (
        Difference("list", name) for name, rows in rules.data(before, after).items() if here[name] != rows
    )
    yield from (Difference("removed", one.name) for one in gone)


def _matched(before: Form, after: Form) -> tuple[list[tuple[Field | None, Field]], list[Field]]:
    """Each question as it was, if it was there, and as it is; then those that are no more."""
    asked = rules.questions(after)
    names = {field.name for field in asked}
    old = {field.name: field for field in rules.questions(before)}
    gone = {name: field for name, field in old.items() if name not in names}
    pairs: list[tuple[Field | None, Field]] = []
    for new in asked:
        one = old.get(new.name) or _the_same(new, gone)
        pairs.append((one, new))
        if one is not None:
            gone.pop(one.name, None)
    return pairs, list(gone.values())


def _settings(form: Form) -> dict[Setting, str]:
    """How a form is asked."""
    return {
        "mode": form.mode,
        "closes": form.closes,
        "draft": str(form.lives_hours or ""),
        "review": _whether(form.reviewed),
        "voice": _whether(form.voice),
        "roles": " ".join(form.roles),
    }


def _the_same(new: Field, gone: dict[str, Field]) -> Field | None:
    """The question that this one was called differently: the same words, the same type."""
    if not new.label.languages:
        return None
    return next((old for old in gone.values() if (old.type, old.label) == (new.type, new.label)), None)


def _between(was: Field, new: Field, names: Mapping[str, str]) -> Iterator[Difference]:
    if was.name != new.name:
        yield Difference("renamed", new.name, was.name, new.name)
    if was.type != new.type:
        yield Difference("type", new.name, was.type, new.type)
    if rules.called(was.label, names) != new.label:
        yield Difference("label", new.name)
    yield from _options(was, new)
    now = rules.rules(new)
    for kind, rule in rules.rules(was).items():
        if rules.called(rule, names) != now[kind]:
            yield Difference(kind, new.name)
    before, after = rules.called(rules.required(was), names), rules.required(new)
    if before != after:
        yield Difference("required", new.name, _demand(rules.required(was)), _demand(after))
    shown, shows = rules.read_only(was), rules.read_only(new)
    if shown != shows:
        yield Difference("read_only", new.name, _whether(shown), _whether(shows))


def _options(was: Field, new: Field) -> Iterator[Difference]:
    before, after = ([one.name for one in field.options] for field in (was, new))
    had, has = frozenset(before), frozenset(after)
    added = tuple(name for name in after if name not in had)
    removed = tuple(name for name in before if name not in has)
    if added:
        yield Difference("options_added", new.name, options=added)
    if removed:
        yield Difference(
            "options_removed", new.name, was.name if was.name != new.name else "", options=removed
        )


def _demand(required: str) -> str:
    return {"": "no", "false()": "no", "true()": "yes"}.get(required, "sometimes")


def _whether(so: bool) -> str:
    return "yes" if so else "no"


def _groups(before: Form, after: Form, names: Mapping[str, str]) -> Iterator[Difference]:
    """Of those that both versions have; what another place means to a question is told with the question."""
    old = {one.name: one for one in before.groups}
    for new in after.groups:
        was = old.get(new.name)
        if was is None:
            continue
        if was.repeat != new.repeat:
            yield Difference("group_repeat", new.name, _whether(was.repeat), _whether(new.repeat))
        now = rules.group_rules(after, new)
        for kind, rule in rules.group_rules(before, was).items():
            if rules.called(rule, names) != now[kind] and (kind != "group_count" or was.repeat is new.repeat):
                yield Difference(kind, new.name)
