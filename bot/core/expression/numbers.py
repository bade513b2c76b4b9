"""Functions of numbers. What has no answer is NaN and never an error: a form goes on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from bot.core.expression.code import Kind
from bot.core.expression.functions import function
from bot.core.expression.scope import Scope
from bot.core.expression.values import NAN, as_number, text_as_number

_EXACT = Context(prec=60)


@function("number", "v?", Kind.NUMBER, scoped=True)
def _number(scope: Scope, *given: object) -> float:
    found = given[0] if given else scope.own
    if isinstance(found, list | tuple) and not hasattr(found, "zone"):
        found = found[0] if found else ""
    return as_number(found, scope.zone)  # type: ignore[arg-type] # one of ours, or a text


@function("int", "n", Kind.NUMBER)
def _int(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


@function("round", "n n?", Kind.NUMBER)
def _round(number: float, places: float = 0.0) -> float:
    """Half away from zero, of the number as it is written: 2.15 is 2.2."""
    if not math.isfinite(number) or not math.isfinite(places):
        return number if math.isfinite(places) else NAN
    if abs(places) > 30:
        return number if places > 0 else 0.0
    try:
        step = Decimal(1).scaleb(-int(places))
        return float(Decimal(repr(number)).quantize(step, rounding=ROUND_HALF_UP, context=_EXACT))
    except InvalidOperation:
        return number


@function("floor", "n", Kind.NUMBER)
def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


@function("ceiling", "n", Kind.NUMBER)
def _ceiling(number: float) -> float:
    return float(math.ceil(number)) if math.isfinite(number) else number


@function("abs", "n", Kind.NUMBER)
def _abs(number: float) -> float:
    return abs(number)


@function("pow", "n n", Kind.NUMBER)
def _pow(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if base == 0 else NAN


@function("log", "n", Kind.NUMBER)
def _log(number: float) -> float:
    return -math.inf if number == 0 else math.log(number) if number > 0 else NAN


@function("log10", "n", Kind.NUMBER)
def _log10(number: float) -> float:
    return -math.inf if number == 0 else math.log10(number) if number > 0 else NAN


@function("atan2", "n n", Kind.NUMBER)
def _atan2(one: float, other: float) -> float:
    return math.atan2(one, other)


@function("pi", "", Kind.NUMBER)
def _pi() -> float:
    return math.pi


def _or_nan(work: Callable[[float], float]) -> Callable[[float], float]:
    def answered(number: float) -> float:
        try:
            return work(number)
        except ValueError:
            return NAN
        except OverflowError:
            return math.inf

    return answered


for _name, _work in {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "exp10": lambda number: math.pow(10.0, number),
}.items():
    function(_name, "n", Kind.NUMBER)(_or_nan(_work))


@function("sum", "s", Kind.NUMBER, scoped=True)
def _sum(scope: Scope, answers: Sequence[str]) -> float:
    return sum([text_as_number(one, scope.zone) for one in answers], 0.0)


def extreme(choose: Callable[[list[float]], float], numbers: list[float]) -> float:
    """The least or the most; NaN of none, and where one is none."""
    return choose(numbers) if numbers and not any(one != one for one in numbers) else NAN
