"""Expressions of a form, checked where they stand: they compile, form no circle, and can be waited for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.expression import Expression, ExpressionError, compile
from bot.core.form import Field, Form, Group
from bot.core.logic import circles
from bot.flows.xlsform.costs import costly
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
        if placed.attribute != "filter":
            found += [
                Problem("bare_word", SURVEY, place.row, place.column, {"what": name})
                for name in sorted(made.bare - known)
            ]
        found += _lists(made, form, place)
    if not any(one.error for one in found):
        for way in circles(form):
            about = {"what": " → ".join([*way, way[0]])}
            found.append(Problem("circle", SURVEY, rows.get(way[0], 0), about=about))
    if not any(one.error for one in found):
        found += costly(form, rows, {one: headers.get(column, column) for one, column in COLUMNS.items()})
    return found


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
