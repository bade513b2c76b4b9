"""What depends on what in a form: compiled once, and asked at every answer.

An owner is a question or a group that says something in an expression. Its rank is the place in an order in
which nothing comes before what it rests on; `circles` tells the importer why there is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from bot.core.expression import Expression, compile
from bot.core.form import Field, Form, Group, Logic

# What is evaluated again when something that it names has changed.
_LIVE = ("relevant", "calculation", "count", "filter", "constraint")
# What gives an answer or takes one away as soon as that has changed.
_SETTLING = frozenset({"relevant", "calculation", "count"})
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
    `wide`: owners that look from one repetition into others.
    `within`: group → everything below it, in order. `rank`: name → place in the order of evaluation.
    """

    parts: tuple[Part, ...]
    owners: dict[str, Owner] = field(default_factory=dict)
    dependents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    within: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rank: dict[str, int] = field(default_factory=dict)
    depths: dict[str, int] = field(default_factory=dict)
    repeats: frozenset[str] = frozenset()
    wide: frozenset[str] = frozenset()


def graph_of(form: Form) -> Graph:
    """The one of a form, made the first time that it is asked for; CycleError for one with `circles`."""
    made: Graph | None = getattr(form, "graph", None)
    if made is None:
        made = _graph(form)
        object.__setattr__(form, "graph", made)
    return made


def _graph(form: Form) -> Graph:
    graph = _owned(form)
    graph.repeats = frozenset(one.name for one in form.groups if one.repeat)
    for owner in graph.owners.values():
        for name in owner.above:
            graph.within[name] = (*graph.within.get(name, ()), owner.name)
    _connect(graph)
    return graph


def _owned(form: Form) -> Graph:
    """Its parts and owners; nothing is connected yet."""
    groups = {one.name: one for one in form.groups}
    children: dict[str, list[Field | Group]] = {"": []}
    for one in _in_order(form):
        children.setdefault(one.within if isinstance(one, Group) else one.group, []).append(one)
    graph = Graph(tuple(_parts("", children)))
    for group in form.groups:
        _own(graph, group, groups)
    for question in form.fields:
        _own(graph, question, groups)
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


def circles(form: Form) -> Iterator[tuple[str, ...]]:
    """Ways from a question or group back to itself, each from its first place in the form.

    In one of these an answer would undo what it rests on, for ever: a form that has any is refused.
    """
    graph = _owned(form)
    before, order = _before(graph), list(graph.owners)
    while True:
        try:
            TopologicalSorter(before).prepare()
        except CycleError as error:
            way = error.args[1][:0:-1]  # it ends where it began, and goes from what is rested on
            start = min(range(len(way)), key=lambda place: order.index(way[place]))
            way = [*way[start:], *way[:start]]
            yield tuple(way)
            before[way[0]].discard(way[1] if len(way) > 1 else way[0])
        else:
            return


def _live(owner: Owner) -> Iterator[tuple[str, Collection[str]]]:
    """Its expressions that follow others, and what they follow; a trigger stands for what is calculated."""
    triggers = getattr(getattr(owner.part, "logic", None), "trigger", ())
    for attribute in _LIVE:
        expression = owner.made.get(attribute)
        if expression is not None:
            names = expression.names if attribute == "filter" else expression.names | expression.bare
            yield attribute, triggers if attribute == "calculation" and triggers else names


def _before(graph: Graph, *, given: bool = True) -> dict[str, set[str]]:
    """What has to be worked out before each: what it names, and the groups around it.

    `given`: also what decides whether an answer stands that nobody gave.
    """
    before = {name: set(owner.above) for name, owner in graph.owners.items()}
    for owner in graph.owners.values():
        for attribute, names in _live(owner):
            if attribute in _SETTLING:
                before[owner.name].update(name for name in names if name in graph.owners)
            elif given and _gives_itself(owner):
                before[owner.name].update(
                    name for name in names if name in graph.owners and name != owner.name
                )
    return before


def _gives_itself(owner: Owner) -> bool:
    """Whether nobody gives its answer, and what does not allow that takes it away at once."""
    if waits(owner.part) or "calculation" in owner.made:
        return False
    return "default" in owner.made or getattr(owner.part, "type", "") == "metadata"


_UNASKED = frozenset({"note", "computed", "hidden", "metadata"})


def waits(part: Field | Group) -> bool:
    """Whether it waits for an answer at all; a repeat does, to whether there is another."""
    if isinstance(part, Group):
        return True
    return part.type not in _UNASKED and not (part.logic is not None and part.logic.read_only)


def _connect(graph: Graph) -> None:
    dependents: dict[str, dict[str, None]] = {}
    for owner in graph.owners.values():
        for _, names in _live(owner):
            for name in names:
                if name in graph.owners and name != owner.name:
                    dependents.setdefault(name, {})[owner.name] = None
    wide = (one.name for one in graph.owners.values() if any(made.wide for made in one.made.values()))
    graph.wide = frozenset(wide)
    graph.dependents = {name: tuple(those) for name, those in dependents.items()}
    try:
        ordered = tuple(TopologicalSorter(_before(graph)).static_order())
    except CycleError:  # forms that were stored before such circles were refused end with their budget
        ordered = tuple(TopologicalSorter(_before(graph, given=False)).static_order())
    graph.rank = {name: place for place, name in enumerate(ordered)}
