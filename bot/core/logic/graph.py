"""What depends on what in a form: compiled once, and asked at every answer.

An owner is a question or a group that says something in an expression. Its rank is the place in an order in
which nothing comes before what it rests on; the importer has made sure that there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.expression import Expression, compile
from bot.core.form import Field, Form, Group, Logic

# What is evaluated again when something that it names has changed.
_LIVE = ("relevant", "calculation", "count", "filter", "constraint")
_NOTHING = Logic()


@dataclass(frozen=True, slots=True)
class Section:
    """A group, and what stands in it, in order."""

    group: Group
    parts: tuple[Part, ...]


Part = Field | Section


@dataclass(frozen=True, slots=True)
class Owner:
    """A question or group with its expressions by attribute. `repeats`: those around it, the outer first."""

    name: str
    part: Field | Group
    repeats: tuple[str, ...]
    above: tuple[str, ...]
    made: Mapping[str, Expression]

    @property
    def is_repeat(self) -> bool:
        """Whether it is asked several times over."""
        return isinstance(self.part, Group) and self.part.repeat


@dataclass(slots=True)
class Graph:
    """A form as its logic sees it.

    `parts`: the whole, nested. `owners`: every question and group. `dependents`: name → those that name it.
    `within`: group → everything below it, in order. `rank`: name → place in the order of evaluation.
    """

    parts: tuple[Part, ...]
    owners: dict[str, Owner] = field(default_factory=dict)
    dependents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    within: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rank: dict[str, int] = field(default_factory=dict)
    depths: dict[str, int] = field(default_factory=dict)
    repeats: frozenset[str] = frozenset()


def graph_of(form: Form) -> Graph:
    """The one of a form, made the first time that it is asked for."""
    made: Graph | None = getattr(form, "graph", None)
    if made is None:
        made = _graph(form)
        object.__setattr__(form, "graph", made)
    return made


def _graph(form: Form) -> Graph:
    groups = {one.name: one for one in form.groups}
    children: dict[str, list[Field | Group]] = {"": []}
    for one in _in_order(form):
        children.setdefault(one.within if isinstance(one, Group) else one.group, []).append(one)
    graph = Graph(tuple(_parts("", children)))
    for group in form.groups:
        _own(graph, group, groups)
    for question in form.fields:
        _own(graph, question, groups)
    graph.repeats = frozenset(one.name for one in form.groups if one.repeat)
    for owner in graph.owners.values():
        for name in owner.above:
            graph.within[name] = (*graph.within.get(name, ()), owner.name)
    _connect(graph)
    return graph


def _in_order(form: Form) -> Iterator[Field | Group]:
    """Groups stand where their first question does; one without any asks nothing."""
    groups, seen = {one.name: one for one in form.groups}, set[str]()
    for question in form.fields:
        around, name = list[Group](), question.group
        while name and name not in seen:
            seen.add(name)
            around.append(groups[name])
            name = groups[name].within
        yield from reversed(around)
        yield question


def _parts(within: str, children: Mapping[str, list[Field | Group]]) -> Iterator[Part]:
    for one in children.get(within, ()):
        yield Section(one, tuple(_parts(one.name, children))) if isinstance(one, Group) else one


def _own(graph: Graph, part: Field | Group, groups: Mapping[str, Group]) -> None:
    above: list[str] = []
    around = part.within if isinstance(part, Group) else part.group
    while around:
        above.insert(0, around)
        around = groups[around].within
    repeats = tuple(name for name in above if groups[name].repeat)
    holder = part if isinstance(part, Group) else (part.logic or _NOTHING)
    made = {one: compile(source) for one in _ATTRIBUTES if (source := getattr(holder, one, ""))}
    graph.owners[part.name] = Owner(part.name, part, repeats, tuple(above), made)
    is_repeat = isinstance(part, Group) and part.repeat
    graph.depths[part.name] = len(repeats) + is_repeat


_ATTRIBUTES = (*_LIVE, "required", "default")


def _connect(graph: Graph) -> None:
    dependents: dict[str, dict[str, None]] = {}
    before: dict[str, set[str]] = {name: set() for name in graph.owners}
    for owner in graph.owners.values():
        for attribute in _LIVE:
            expression = owner.made.get(attribute)
            if expression is None:
                continue
            triggers = getattr(getattr(owner.part, "logic", None), "trigger", ()) or ()
            names = expression.names if attribute != "calculation" or not triggers else triggers
            for name in names:
                if name in graph.owners and name != owner.name:
                    dependents.setdefault(name, {})[owner.name] = None
                    if attribute in {"relevant", "calculation", "count"}:
                        before[owner.name].add(name)
        before[owner.name].update(owner.above)
    graph.dependents = {name: tuple(those) for name, those in dependents.items()}
    graph.rank = _ranked(before)


def _ranked(before: Mapping[str, set[str]]) -> dict[str, int]:
    """Each after all that it rests on; in a circle, which the importer refuses, as they come."""
    rank: dict[str, int] = {}
    for start in before:
        waiting = [start]
        under_way: set[str] = set()
        while waiting:
            one = waiting[-1]
            missing = [name for name in before.get(one, ()) if name not in rank and name not in under_way]
            under_way.add(one)
            if missing:
                waiting += missing
            else:
                waiting.pop()
                rank.setdefault(one, len(rank))
    return rank
