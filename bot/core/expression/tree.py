"""What an expression is made of. `at`: where it stands in the source, counted from 0."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text that is written out."""

    value: float | str


@dataclass(frozen=True, slots=True)
class Here:
    """`.`: the question that the expression belongs to; in brackets, what is looked at."""

    at: int


@dataclass(frozen=True, slots=True)
class Reference:
    """The answers to a question: `${name}`, or a path that ends in its name.

    `column`: a bare name, which in brackets means what stands in the row.
    """

    name: str
    at: int
    column: bool = False


@dataclass(frozen=True, slots=True)
class Above:
    """`..` so many times: a repetition."""

    levels: int
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given."""

    name: str
    arguments: tuple[Tree, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Negation:
    """A minus before it."""

    of: Tree


@dataclass(frozen=True, slots=True)
class Operation:
    """`operator`: or, and, =, !=, <, <=, >, >=, +, -, *, div, mod, |."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Filter:
    """`of[predicate]`."""

    of: Tree
    predicate: Tree


@dataclass(frozen=True, slots=True)
class Step:
    """`of/name`: a column of the rows of a list."""

    of: Tree
    name: str
    at: int


Tree = Literal | Here | Reference | Above | Call | Negation | Operation | Filter | Step
