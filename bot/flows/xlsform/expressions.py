"""Expressions of a form, checked where they stand: they compile, name what there is, and form no circle."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.expression import Expression, ExpressionError, compile
from bot.core.form import Field, Form, Group
from bot.flows.xlsform.problems import SURVEY, Problem

# The attributes of `Logic` and `Group` that hold expressions, and the columns that they come from.
COLUMNS: Mapping[str, str] = {
    "relevant": "relevant",
    "constraint": "constraint",
    "required": "required",
    "default": "default",
    "calculation": "calculation",
    "filter": "choice_filter",
    "count": "repeat_count",
}
# What a form says of itself, whatever it asks.
_GIVEN = frozenset({"instanceID", "instanceName"})


@dataclass(frozen=True, slots=True)
class Placed:
    """An expression of a question or group, and the column that it stands in."""

    owner: str
    attribute: str
    source: str


def expressions(form: Form) -> Iterator[Placed]:
    """All of a form, in order."""
    for group in form.groups:
        yield from _of(group)
    for one in form.fields:
        yield from _of(one)


def _of(one: Field | Group) -> Iterator[Placed]:
    holder = one if isinstance(one, Group) else one.logic
    for attribute in COLUMNS:
        source = getattr(holder, attribute, "")
        if source:
            yield Placed(one.name, attribute, source)


def checked(form: Form, rows: Mapping[str, int], headers: Mapping[str, str]) -> list[Problem]:
    """What is wrong with them. `rows`: of a question; `headers`: as the sheet has them."""
    found: list[Problem] = []
    known = {one.name for one in form.fields} | {one.name for one in form.groups} | _GIVEN
    depends: dict[str, set[str]] = {}
    for placed in expressions(form):
        place = _Place(
            rows.get(placed.owner, 0), headers.get(COLUMNS[placed.attribute], COLUMNS[placed.attribute])
        )
        try:
            made = compile(placed.source)
        except ExpressionError as error:
            found.append(place.problem(error, placed.source))
            continue
        found += [place.problem(fault, placed.source) for fault in made.faults]
        found += [
            Problem("unknown_name", SURVEY, place.row, place.column, {"what": name})
            for name in sorted(made.names - known)
        ]
        found += _lists(made, form, place)
        if placed.attribute in {"relevant", "calculation"}:
            depends.setdefault(placed.owner, set()).update(made.names & known)
    return [*found, *_circles(depends, rows)]


@dataclass(frozen=True, slots=True)
class _Place:
    row: int
    column: str

    def problem(self, error: ExpressionError, source: str) -> Problem:
        what = error.what or source[-1:]
        return Problem(error.reason, SURVEY, self.row, self.column, {"what": what, "source": source})


def _lists(made: Expression, form: Form, place: _Place) -> Iterator[Problem]:
    for name in sorted(made.lists - form.lists.keys()):
        yield Problem("no_list", SURVEY, place.row, place.column, {"what": name})


def _circles(depends: Mapping[str, Collection[str]], rows: Mapping[str, int]) -> Iterator[Problem]:
    """Questions whose relevance or calculation rests on itself, each circle told once."""
    told: set[frozenset[str]] = set()
    done: set[str] = set()
    for start in depends:
        circle = _circle(start, depends, done)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            yield Problem(
                "circle", SURVEY, rows.get(circle[0], 0), about={"what": " → ".join([*circle, circle[0]])}
            )


def _circle(start: str, depends: Mapping[str, Collection[str]], done: set[str]) -> Sequence[str]:
    """A way from a question back to itself, by depth first and without calling itself."""
    if start in done:
        return ()
    path: list[str] = [start]
    ways: list[Iterator[str]] = [iter(sorted(depends.get(start, ())))]
    while ways:
        following = next(ways[-1], None)
        if following is None:
            ways.pop()
            done.add(path.pop())
        elif following in path:
            return path[path.index(following) :]
        elif following not in done:
            path.append(following)
            ways.append(iter(sorted(depends.get(following, ()))))
    return ()
