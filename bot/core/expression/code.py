"""A compiled part of an expression: what kind of value it gives, and the closure that gives it.

Kinds are known before anything is evaluated, so a conversion is one closure around another, or none. A part
of kind NODES gives a text, where a question was asked once, or a list of texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from bot.core.expression.scope import Answer, Row, Scope
from bot.core.expression.values import (
    Nodes,
    Value,
    as_boolean,
    as_number,
    as_text,
    number_as_text,
    text_as_number,
)

Run = Callable[[Scope], Any]


class Kind(Enum):
    """DATE is a Moment; ROWS are those of a list; ANY is known when it is evaluated."""

    NUMBER = auto()
    DATE = auto()
    TEXT = auto()
    BOOLEAN = auto()
    NODES = auto()
    ROWS = auto()
    ANY = auto()


@dataclass(frozen=True, slots=True)
class Code:
    """`constant`: what was written out, so that it need not be converted each time."""

    kind: Kind
    run: Run
    constant: float | str | None = None


def first(found: Answer) -> str:
    """The text that counts where one is wanted."""
    if type(found) is str:
        return found
    return found[0] if found else ""


def several(found: Answer) -> Sequence[str]:
    """As a list, also of one."""
    return (found,) if isinstance(found, str) else found


def texts_of(rows: Sequence[Row]) -> Sequence[str]:
    """What stands in each row: its first column."""
    return [next(iter(row.values()), "") for row in rows]


def text(code: Code) -> Callable[[Scope], str]:
    """It, as a text."""
    run = code.run
    match code.kind:
        case Kind.TEXT:
            return run
        case Kind.NODES:
            return lambda scope: first(run(scope))
        case Kind.NUMBER:
            if code.constant is not None:
                constant = number_as_text(float(code.constant))
                return lambda scope: constant
            return lambda scope: number_as_text(run(scope))
        case Kind.BOOLEAN:
            return lambda scope: "true" if run(scope) else "false"
        case Kind.ROWS:
            return lambda scope: first(texts_of(run(scope)))
        case _:
            return lambda scope: as_text(run(scope))


def number(code: Code) -> Callable[[Scope], float]:
    """It, as a number."""
    run = code.run
    match code.kind:
        case Kind.NUMBER:
            return run
        case Kind.BOOLEAN:
            return lambda scope: float(run(scope))
        case Kind.DATE:
            return lambda scope: run(scope).days
        case Kind.ANY:
            return lambda scope: as_number(run(scope), scope.zone)
        case _:
            words = text(code)
            return lambda scope: text_as_number(words(scope), scope.zone)


def boolean(code: Code) -> Callable[[Scope], bool]:
    """It, as true or false."""
    run = code.run
    match code.kind:
        case Kind.BOOLEAN:
            return run
        case Kind.TEXT | Kind.ROWS:
            return lambda scope: bool(run(scope))
        case Kind.NODES:
            return lambda scope: isinstance(found := run(scope), str) or bool(found)
        case _:
            return lambda scope: as_boolean(run(scope))


def nodes(code: Code) -> Callable[[Scope], Sequence[str]] | None:
    """It, as answers; None when it never is any."""
    run = code.run
    match code.kind:
        case Kind.NODES:
            return lambda scope: several(run(scope))
        case Kind.ROWS:
            return lambda scope: texts_of(run(scope))
        case Kind.ANY:
            return lambda scope: list(found) if isinstance(found := run(scope), Nodes) else [as_text(found)]
        case _:
            return None


def members(code: Code) -> Callable[[Scope], Sequence[str]]:
    """Answers, or the one text that it is."""
    found = nodes(code)
    if found is not None:
        return found
    words = text(code)
    return lambda scope: (words(scope),)


def value(code: Code) -> Callable[[Scope], Value]:
    """It, as somebody outside may hold it."""
    run = code.run
    match code.kind:
        case Kind.NODES | Kind.ROWS:
            found = members(code)
            return lambda scope: Nodes.of(found(scope), scope.zone)
        case _:
            return run
