"""What a form says of when and how its questions are asked, as values that can be compared between versions.

Of a repeat, pyxform writes `repeat_count` as a calculated field of its own («members_count»): here it is the
count of its group, and no question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from bot.core.form import Field, Form, Group, Logic
from bot.core.records import changed
from bot.core.text import Text

Rule = Literal[
    "relevant", "constraint", "constraint_text", "default", "calculation", "choice_filter", "parameters"
]
GroupRule = Literal["group_relevant", "group_count"]
Row = frozenset[tuple[str, str]]

_NAMED = re.compile(r"\$\{([^{}]*)\}")


def rules(field: Field) -> dict[Rule, object]:
    """What is said in so many words; whether it is required has sentences of its own."""
    logic = field.logic or Logic()
    return {
        "relevant": (logic.relevant, field.relevant),
        "constraint": logic.constraint,
        "constraint_text": logic.constraint_text,
        "default": logic.default,
        "calculation": (logic.calculation, *(f"${{{one}}}" for one in logic.trigger)),
        "choice_filter": logic.filter,
        "parameters": tuple(sorted(field.settings.items())),
    }


def required(field: Field) -> str:
    """Of the question, as an expression."""
    stated = field.logic.required if field.logic else ""
    return "true()" if field.required else stated


def read_only(field: Field) -> bool:
    """Whether it is shown, and not asked."""
    return field.logic is not None and field.logic.read_only


def called(value: object, names: Mapping[str, str]) -> object:
    """A rule or label with the questions that it names as they are called now: old name → new."""
    match value:
        case str():
            return _NAMED.sub(lambda found: f"${{{names.get(found[1], found[1])}}}", value)
        case tuple():
            return tuple(called(one, names) for one in value)
        case Text():
            languages = {code: str(called(words, names)) for code, words in value.languages.items()}
            return changed(value, languages=languages)
        case _:
            return value


# ------------------------------------------------------------------------------------------- groups


def count(form: Form, group: Group) -> str:
    """How often it is asked, as the workbook says it."""
    made = next((one for one in form.fields if _counts(one, group)), None)
    return made.logic.calculation if made and made.logic else group.count


def questions(form: Form) -> tuple[Field, ...]:
    """The fields without those that only hold the count of a repeat."""
    return tuple(one for one in form.fields if not any(_counts(one, group) for group in form.groups))


def _counts(field: Field, group: Group) -> bool:
    """A question «child_count» that somebody answers, and that a repeat «child» names, is a question."""
    made = field.type == "computed" and not field.label.languages
    return made and field.name == f"{group.name}_count" and group.count == f"${{{field.name}}}"


def group_rules(form: Form, group: Group) -> dict[GroupRule, str]:
    """When a group is asked, and how often."""
    return {"group_relevant": group.relevant, "group_count": count(form, group)}


def surroundings(form: Form, other: Form) -> Callable[[Field], tuple[object, ...]]:
    """By question: the groups around it that decide whether and how often it is asked, the innermost first.

    A group that the other version has too stands for itself, whatever its rules are; one that it lacks stands
    for its rules, so that only another name for it is no other place.
    """
    groups = {one.name: one for one in form.groups}
    others = {one.name: one for one in other.groups}

    def around(field: Field) -> Iterator[object]:
        name, seen = field.group, set[str]()
        while name in groups and name not in seen:
            seen.add(name)
            group, twin = groups[name], others.get(name)
            if twin is not None and (_decides(group) or _decides(twin)):
                yield name
            elif twin is None and _decides(group):
                yield group.relevant, str(group.repeat), count(form, group)
            name = group.within

    return lambda field: tuple(around(field))


def _decides(group: Group) -> bool:
    return group.repeat or bool(group.relevant)


# -------------------------------------------------------------------------------------------- lists


def data(form: Form, other: Form) -> dict[str, frozenset[Row]]:
    """What stands in the lists that both versions have, beside the options and labels that people see.

    Of a list that no question offers, all of it. A file goes by its name without the ending.
    """
    offered = {_stem(one.listed) for version in (form, other) for one in version.fields if one.listed}
    theirs = {_stem(name): rows for name, rows in other.lists.items()}
    found: dict[str, frozenset[Row]] = {}
    for name, rows in form.lists.items():
        stem = _stem(name)
        if stem not in theirs:
            continue
        shared = {row.get("name") for row in theirs[stem]}
        found[stem] = frozenset(
            frozenset(
                (column, said) for column, said in row.items() if column != "label" or stem not in offered
            )
            for row in rows
            if row.get("name") in shared or stem not in offered
        )
    return found


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
