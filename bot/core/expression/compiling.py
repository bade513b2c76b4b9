"""Tree to closures: kinds of value are decided here, once, and not while a person waits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

from bot.core.expression import dates, numbers, places, texts  # noqa: F401 - they register their functions
from bot.core.expression.code import Code, Kind, Run, boolean, nodes, number, several, text, texts_of, value
from bot.core.expression.comparing import EQUAL, ORDER, comparison
from bot.core.expression.errors import ExpressionError
from bot.core.expression.functions import FUNCTIONS
from bot.core.expression.naming import Named, is_of_questions
from bot.core.expression.parsing import below, parse
from bot.core.expression.scope import Row, Scope, Standing, standing
from bot.core.expression.special import SPECIAL
from bot.core.expression.tree import (
    Above,
    Call,
    Filter,
    Here,
    Literal,
    Negation,
    Operation,
    Reference,
    Step,
    Tree,
)
from bot.core.expression.values import NAN, Value, as_boolean

_WIDE = frozenset({"indexed-repeat"})
_FAULTS = frozenset({"arguments", "pattern", "pattern_part", "pattern_large"})


@dataclass(frozen=True, slots=True)
class Expression:
    """Compiled once.

    `names`: the questions it looks at. `bare`: names by themselves, which in a filter of choices are columns
    of the list, and questions anywhere else. `columns`: those of the rows of a list. `lists`: the lists that
    it looks through. `moves`: it may give something else later though no answer changed (`now`, `today`).
    `wide`: it looks into other repetitions than its own. `faults`: calls with wrong arguments or a pattern
    that is none, which raise when they are reached; whoever imports a form refuses them.
    """

    source: str
    names: frozenset[str]
    bare: frozenset[str]
    columns: frozenset[str]
    lists: frozenset[str]
    moves: bool
    wide: bool
    faults: tuple[ExpressionError, ...]
    _value: Callable[[Scope], Value]
    _boolean: Callable[[Scope], bool]
    _text: Callable[[Scope], str]

    def evaluate(self, scope: Scope) -> Value:
        """What it is. ExpressionError for one of its faults, and for a pattern that is none."""
        return self._value(scope)

    def holds(self, scope: Scope) -> bool:
        """Whether it is true."""
        return self._boolean(scope)

    def text(self, scope: Scope) -> str:
        """What it is, as it is stored."""
        return self._text(scope)


@lru_cache(maxsize=4096)
def compile(source: str) -> Expression:
    """An expression, from its text; ExpressionError when it is none, or names an unknown function.

    The same text is compiled once: forms repeat themselves, and are read and then asked.
    """
    tree = parse(source)
    compiler = _Compiler()
    code = compiler.code(tree)
    parts = list(_parts(tree))
    named = Named()
    named.read(tree)
    calls = [one for one in parts if isinstance(one, Call)]
    return Expression(
        source,
        frozenset(named.questions),
        frozenset(named.bare),
        frozenset(named.columns),
        frozenset(name for call in calls if (name := _list_of(call))),
        any(call.name in {"now", "today"} for call in calls),
        any(isinstance(one, Step | Filter) or (isinstance(one, Call) and one.name in _WIDE) for one in parts),
        tuple(compiler.faults),
        value(code),
        boolean(code),
        text(code),
    )


def _parts(tree: Tree) -> Iterator[Tree]:
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += below(one)


def _list_of(call: Call) -> str:
    named = call.arguments[0] if call.arguments and call.name in {"instance", "pulldata"} else None
    return str(named.value) if isinstance(named, Literal) else ""


class _Compiler:
    """One expression under way. `faults`: the calls that it cannot carry out."""

    def __init__(self) -> None:
        self.faults: list[ExpressionError] = []

    def code(self, tree: Tree) -> Code:
        """A part of it."""
        match tree:
            case Literal(constant):
                kind = Kind.TEXT if isinstance(constant, str) else Kind.NUMBER
                return Code(kind, lambda scope: constant, constant)
            case Here():
                return Code(Kind.NODES, _here)
            case Reference():
                return _reference(tree)
            case Above():
                return Code(Kind.NODES, lambda scope: "")  # a repetition by itself: it is there
            case Call():
                return self._call(tree)
            case Negation(of):
                minus = number(self.code(of))
                return Code(Kind.NUMBER, lambda scope: -minus(scope))
            case Operation(sign, left, right):
                return _operation(sign, self.code(left), self.code(right))
            case Step():
                return _step(tree, self._rows(tree.of))
            case Filter(of, predicate) if is_of_questions(of):
                rows = _filter(self._rows(of), self.code(predicate))
                return Code(Kind.NODES, lambda scope: texts_of(rows.run(scope)))
            case Filter(of, predicate):
                return _filter(self.code(of), self.code(predicate))
            case _:
                assert_never(tree)

    def _rows(self, tree: Tree) -> Code:
        """What a column is taken of: the rows of a list, or the repetitions of a repeat."""
        match tree:
            case Filter(of, predicate):
                return _filter(self._rows(of), self.code(predicate))
            case Reference(name, _, _):
                return Code(Kind.ROWS, lambda scope: standing(scope, name))
            case _:
                return self.code(tree)

    def _call(self, tree: Call) -> Code:
        """One that is wrong raises when it is reached, as in XPath; who imports a form finds it before."""
        special, known = SPECIAL.get(tree.name), FUNCTIONS.get(tree.name)
        try:
            if special is not None:
                return special(tree, self.code)
            if known is not None:
                return known.compiled([self.code(one) for one in tree.arguments], tree.at)
        except ExpressionError as error:
            if error.reason not in _FAULTS:
                raise
            self.faults.append(error)
            return _raising(error)
        raise ExpressionError("function", tree.name, tree.at)


def _raising(error: ExpressionError) -> Code:
    def run(scope: Scope) -> Value:
        raise error

    return Code(Kind.ANY, run)


def _here(scope: Scope) -> object:
    return next(iter(scope.row.values()), "") if scope.row is not None else scope.own


def _reference(tree: Reference) -> Code:
    name, column = tree.name, tree.column

    def run(scope: Scope) -> object:
        row = scope.row
        if row is None or not (column or isinstance(row, Standing)):
            return scope.values.get(name, "")
        return row.get(name, "")

    return Code(Kind.NODES, run)


def _operation(sign: str, left: Code, right: Code) -> Code:
    if sign in EQUAL or sign in ORDER:
        return comparison(sign, left, right)
    if sign in {"and", "or"}:
        one, other = boolean(left), boolean(right)
        if sign == "and":
            return Code(Kind.BOOLEAN, lambda scope: one(scope) and other(scope))
        return Code(Kind.BOOLEAN, lambda scope: one(scope) or other(scope))
    if sign == "|":
        return _union(left, right)
    return Code(Kind.NUMBER, _arithmetic(sign, number(left), number(right)))


def _union(left: Code, right: Code) -> Code:
    one, other = nodes(left), nodes(right)
    if one is None or other is None:
        raise ExpressionError("path", "|")
    these, those = one, other
    return Code(Kind.NODES, lambda scope: [*these(scope), *those(scope)])


def _arithmetic(sign: str, one: Run, other: Run) -> Run:
    match sign:
        case "+":
            return lambda scope: one(scope) + other(scope)
        case "-":
            return lambda scope: one(scope) - other(scope)
        case "*":
            return lambda scope: one(scope) * other(scope)
        case "div":
            return lambda scope: _divided(one(scope), other(scope))
        case _:
            return lambda scope: _rest(one(scope), other(scope))


def _divided(one: float, other: float) -> float:
    """By nothing: infinite, with the sign of both."""
    if other:
        return one / other
    if one == 0 or one != one or other != other:
        return NAN
    return math.copysign(math.inf, one) * math.copysign(1.0, other)


def _rest(one: float, other: float) -> float:
    """With the sign of the first."""
    if other == 0 or not math.isfinite(one) or other != other:
        return NAN
    return math.fmod(one, other)


# ----------------------------------------------------------------------------------------- lists


def _step(tree: Step, of: Code) -> Code:
    name = tree.name
    if of.kind is not Kind.ROWS:
        raise ExpressionError("path", name, tree.at)
    if name in {"root", "item", "*"}:
        return of
    return Code(
        Kind.NODES, lambda scope: [one for row in of.run(scope) for one in several(row.get(name, ""))]
    )


def _filter(of: Code, predicate: Code) -> Code:
    keep = _kept(predicate)
    if of.kind is Kind.ROWS:
        return Code(Kind.ROWS, lambda scope: _looked_through(of.run(scope), scope, keep))
    if of.kind is not Kind.NODES:
        raise ExpressionError("path", "[")

    def run(scope: Scope) -> list[str]:
        rows: list[Row] = [{".": one} for one in several(of.run(scope))]
        return list(texts_of(_looked_through(rows, scope, keep)))

    return Code(Kind.NODES, run)


def _kept(predicate: Code) -> Callable[[Scope], bool]:
    """A number means a place."""
    run = predicate.run
    if predicate.kind is Kind.NUMBER:
        return lambda scope: bool(run(scope) == scope.place)
    if predicate.kind is Kind.ANY:
        return lambda scope: found == scope.place if type(found := run(scope)) is float else as_boolean(found)
    return boolean(predicate)


def _looked_through(rows: Sequence[Row], scope: Scope, keep: Callable[[Scope], bool]) -> list[Row]:
    inner = scope.among(len(rows))
    found: list[Row] = []
    for place, row in enumerate(rows, 1):
        inner.row, inner.place = row, place
        if keep(inner):
            found.append(row)
    return found
