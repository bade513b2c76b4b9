"""`=`, `!=` and `<` (XPath 1.0 §3.4): a node-set holds when one of its answers does.

With a boolean the other side is one, too; with a number or a date it is a number; else both are texts.
`<` always compares numbers, and a text that is a date is one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from bot.core.expression.code import Code, Kind, Run, boolean, members, number, text, value
from bot.core.expression.scope import Scope
from bot.core.expression.values import Moment, Nodes, Value, as_boolean, as_number, as_text, text_as_number

_Test = Callable[[Any, Any], bool]
EQUAL: dict[str, _Test] = {"=": operator.eq, "!=": operator.ne}
ORDER: dict[str, _Test] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SEVERAL = frozenset({Kind.NODES, Kind.ROWS})
_COUNTED = frozenset({Kind.NUMBER, Kind.DATE})


def comparison(sign: str, left: Code, right: Code) -> Code:
    """The test of two parts, with all that is known of them decided now."""
    if right.kind in _SEVERAL and left.kind not in _SEVERAL:
        left, right, sign = right, left, _MIRRORED[sign]
    return Code(Kind.BOOLEAN, _chosen(sign, left, right))


def _chosen(sign: str, left: Code, right: Code) -> Run:
    kinds = {left.kind, right.kind}
    if Kind.ANY in kinds:
        return _open(sign, left, right)
    if Kind.BOOLEAN in kinds and (sign in EQUAL or kinds & _SEVERAL):
        return _plain(sign, boolean(left), boolean(right))
    if kinds <= _SEVERAL:
        return _both(sign, left, right)
    if left.kind in _SEVERAL:
        return _several(sign, left, right)
    if sign in ORDER or kinds & _COUNTED:
        return _plain(sign, number(left), number(right))
    return _plain(sign, text(left), text(right))


def _plain(sign: str, one: Run, other: Run) -> Run:
    test = EQUAL.get(sign) or ORDER[sign]
    return lambda scope: test(one(scope), other(scope))


def _several(sign: str, left: Code, right: Code) -> Run:
    """Answers with one number or text."""
    if sign in ORDER or right.kind in _COUNTED:
        return _with_number(sign, left, number(right))
    if left.kind is Kind.NODES:
        return _with_text(sign, left.run, text(right))
    test, found, words = EQUAL[sign], members(left), text(right)
    return lambda scope: any(test(one, words(scope)) for one in found(scope))


def _with_number(sign: str, left: Code, other: Run) -> Run:
    test, found = EQUAL.get(sign) or ORDER[sign], members(left)

    def run(scope: Scope) -> bool:
        wanted, zone = other(scope), scope.zone
        return any(test(text_as_number(one, zone), wanted) for one in found(scope))

    return run


def _with_text(sign: str, found: Run, words: Run) -> Run:
    """The commonest of all: an answer, and a word that is written out."""
    same = sign == "="

    def run(scope: Scope) -> bool:
        given, wanted = found(scope), words(scope)
        if type(given) is str:
            return (given == wanted) is same
        return any((one == wanted) is same for one in given)

    return run


def _both(sign: str, left: Code, right: Code) -> Run:
    """Two lists of answers: one of the one with one of the other."""
    ones, others = members(left), members(right)
    if sign in EQUAL:
        test = EQUAL[sign]
        return lambda scope: any(test(a, b) for a in ones(scope) for b in others(scope))
    order = ORDER[sign]

    def run(scope: Scope) -> bool:
        zone = scope.zone
        numbers = [text_as_number(b, zone) for b in others(scope)]
        return any(order(text_as_number(a, zone), b) for a in ones(scope) for b in numbers)

    return run


def _open(sign: str, left: Code, right: Code) -> Run:
    """Of what is known only now."""
    one, other = value(left), value(right)
    return lambda scope: _compared(sign, one(scope), other(scope), scope)


def _compared(sign: str, one: Value, other: Value, scope: Scope) -> bool:
    if isinstance(one, Nodes) and not isinstance(other, bool):
        return any(_compared(sign, each, other, scope) for each in one)
    if isinstance(other, Nodes) and not isinstance(one, bool):
        return any(_compared(sign, one, each, scope) for each in other)
    test = EQUAL.get(sign) or ORDER[sign]
    if (isinstance(one, bool) or isinstance(other, bool)) and (
        sign in EQUAL or Nodes in {type(one), type(other)}
    ):
        return test(as_boolean(one), as_boolean(other))
    if sign in ORDER or isinstance(one, float | Moment) or isinstance(other, float | Moment):
        return test(as_number(one, scope.zone), as_number(other, scope.zone))
    return test(as_text(one), as_text(other))
