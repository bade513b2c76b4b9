"""What a new version of a form changes for whoever reads its results: columns, their types, words, choices.

A question that only another name was given to keeps its words and its type; its answers stand in two columns
from then on, which is why it is told apart from one that was taken out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.core.form import Field, Form

Setting = Literal["mode", "closes", "draft", "review", "voice", "roles"]
Kind = Setting | Literal["added", "renamed", "type", "label", "options_added", "options_removed", "removed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. `name`: the question, as it is called now unless it was taken out; '' of the whole form.

    `was` and `now`: names where it was renamed, types, values of a setting ('' where it is not set, roles
    with spaces between). `options`: names of choices.
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
    old = {field.name: field for field in before.fields}
    asked = {field.name for field in after.fields}
    gone = {name: field for name, field in old.items() if name not in asked}
    for new in after.fields:
        one = old.get(new.name) or _the_same(new, gone)
        if one is None:
            yield Difference("added", new.name)
            continue
        gone.pop(one.name, None)
        yield from _between(one, new)
    yield from (Difference("removed", name) for name in gone)


def _settings(form: Form) -> dict[Setting, str]:
    """How a form is asked."""
    return {
        "mode": form.mode,
        "closes": form.closes,
        "draft": str(form.lives_hours or ""),
        "review": "yes" if form.reviewed else "no",
        "voice": "yes" if form.voice else "no",
        "roles": " ".join(form.roles),
    }


def _the_same(new: Field, gone: dict[str, Field]) -> Field | None:
    """The question that this one was called differently: the same words, the same type."""
    if not new.label.languages:
        return None
    return next((old for old in gone.values() if (old.type, old.label) == (new.type, new.label)), None)


def _between(was: Field, new: Field) -> Iterator[Difference]:
    if was.name != new.name:
        yield Difference("renamed", new.name, was.name, new.name)
    if was.type != new.type:
        yield Difference("type", new.name, was.type, new.type)
    if was.label != new.label:
        yield Difference("label", new.name)
    before, after = ([one.name for one in field.options] for field in (was, new))
    if before == after:
        return
    had, has = frozenset(before), frozenset(after)
    added = tuple(name for name in after if name not in had)
    removed = tuple(name for name in before if name not in has)
    if added:
        yield Difference("options_added", new.name, options=added)
    if removed:
        yield Difference("options_removed", new.name, options=removed)
