"""Functions that look at how their arguments are written, or at only some of them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from uuid import UUID

from bot.core.expression.chance import mixed, share, shuffled
from bot.core.expression.code import (
    Code,
    Kind,
    boolean,
    first,
    members,
    nodes,
    number,
    several,
    text,
    value,
)
from bot.core.expression.errors import ExpressionError
from bot.core.expression.functions import flattened
from bot.core.expression.numbers import extreme
from bot.core.expression.scope import Scope
from bot.core.expression.tree import Above, Call, Here, Literal, Reference, Tree
from bot.core.expression.values import text_as_number

Compiling = Callable[[Tree], Code]
Special = Callable[[Call, Compiling], Code]
SPECIAL: dict[str, Special] = {}
_QUOTED = re.compile(r"\s*(?:\$\{\s*([^}]+?)\s*\}|(?:.*/)?([\w.\-]+))\s*", re.DOTALL)
_UUID_LENGTH = 36


def special(name: str, least: int, most: int | None = None) -> Callable[[Special], Special]:
    """Register what follows; it is given so many arguments."""

    def registered(work: Special) -> Special:
        def checked(call: Call, compiling: Compiling) -> Code:
            given = len(call.arguments)
            if given < least or (most is not None and given > most):
                raise ExpressionError("arguments", call.name, call.at)
            return work(call, compiling)

        SPECIAL[name] = checked
        return work

    return registered


def _constant(kind: Kind, result: object) -> Code:
    return Code(kind, lambda scope: result)


@special("true", 0, 0)
def _true(call: Call, compiling: Compiling) -> Code:
    return _constant(Kind.BOOLEAN, True)


@special("false", 0, 0)
def _false(call: Call, compiling: Compiling) -> Code:
    return _constant(Kind.BOOLEAN, False)


@special("not", 1, 1)
def _not(call: Call, compiling: Compiling) -> Code:
    test = boolean(compiling(call.arguments[0]))
    return Code(Kind.BOOLEAN, lambda scope: not test(scope))


@special("boolean", 1, 1)
def _boolean(call: Call, compiling: Compiling) -> Code:
    return Code(Kind.BOOLEAN, boolean(compiling(call.arguments[0])))


@special("if", 3, 3)
def _if(call: Call, compiling: Compiling) -> Code:
    """Only what is chosen is looked at."""
    condition, one, other = map(compiling, call.arguments)
    test = boolean(condition)
    if one.kind is other.kind:
        yes, no, kind = one.run, other.run, one.kind
    else:
        yes, no, kind = value(one), value(other), Kind.ANY
    return Code(kind, lambda scope: yes(scope) if test(scope) else no(scope))


@special("coalesce", 1)
def _coalesce(call: Call, compiling: Compiling) -> Code:
    """The first that is not empty."""
    runs = [text(compiling(one)) for one in call.arguments]

    def run(scope: Scope) -> str:
        for each in runs:
            found = each(scope)
            if found:
                return found
        return ""

    return Code(Kind.TEXT, run)


@special("once", 1, 1)
def _once(call: Call, compiling: Compiling) -> Code:
    """What was there first stays."""
    words = text(compiling(call.arguments[0]))
    return Code(Kind.TEXT, lambda scope: first(scope.own) or words(scope))


@special("concat", 0)
def _concat(call: Call, compiling: Compiling) -> Code:
    found = flattened([compiling(one) for one in call.arguments])
    return Code(Kind.TEXT, lambda scope: "".join(found(scope)))


@special("join", 1)
def _join(call: Call, compiling: Compiling) -> Code:
    separator, *rest = [compiling(one) for one in call.arguments]
    between, found = text(separator), flattened(rest)
    return Code(Kind.TEXT, lambda scope: between(scope).join(found(scope)))


@special("min", 1)
def _min(call: Call, compiling: Compiling) -> Code:
    return _extreme(min, call, compiling)


@special("max", 1)
def _max(call: Call, compiling: Compiling) -> Code:
    return _extreme(max, call, compiling)


def _extreme(choose: Callable[[list[float]], float], call: Call, compiling: Compiling) -> Code:
    found = flattened([compiling(one) for one in call.arguments])
    return Code(
        Kind.NUMBER, lambda scope: extreme(choose, [text_as_number(one, scope.zone) for one in found(scope)])
    )


# ------------------------------------------------------------------------------ several answers


def _answers(call: Call, compiling: Compiling) -> Callable[[Scope], Sequence[str]]:
    found = nodes(compiling(call.arguments[0]))
    if found is None:
        raise ExpressionError("arguments", call.name, call.at)
    return found


@special("count", 1, 1)
def _count(call: Call, compiling: Compiling) -> Code:
    code = compiling(call.arguments[0])
    if code.kind is Kind.ROWS:
        return Code(Kind.NUMBER, lambda scope: float(len(code.run(scope))))
    found = _answers(call, compiling)
    return Code(Kind.NUMBER, lambda scope: float(len(found(scope))))


@special("count-non-empty", 1, 1)
def _count_non_empty(call: Call, compiling: Compiling) -> Code:
    code = compiling(call.arguments[0])
    if code.kind not in {Kind.NODES, Kind.ROWS}:
        raise ExpressionError("arguments", call.name, call.at)
    found = members(code)
    return Code(Kind.NUMBER, lambda scope: float(sum(1 for one in found(scope) if one)))


@special("checklist", 3)
def _checklist(call: Call, compiling: Compiling) -> Code:
    """Whether as many hold as should; -1 is no limit. Of an answer it is asked whether there is one."""
    low, high, *rest = [compiling(one) for one in call.arguments]
    tests = [_holds(one) for one in rest]
    return _between(low, high, lambda scope: float(sum(test(scope) for test in tests)))


@special("weighted-checklist", 4)
def _weighted_checklist(call: Call, compiling: Compiling) -> Code:
    low, high, *rest = [compiling(one) for one in call.arguments]
    if len(rest) % 2:
        raise ExpressionError("arguments", call.name, call.at)
    pairs = [(_holds(test), number(weight)) for test, weight in zip(rest[::2], rest[1::2], strict=True)]
    return _between(low, high, lambda scope: sum(weight(scope) for test, weight in pairs if test(scope)))


def _holds(code: Code) -> Callable[[Scope], bool]:
    if code.kind is Kind.NODES:
        return lambda scope: bool(first(code.run(scope)))
    return boolean(code)


def _between(low: Code, high: Code, counted: Callable[[Scope], float]) -> Code:
    least, most = number(low), number(high)

    def run(scope: Scope) -> bool:
        found, top = counted(scope), most(scope)
        return least(scope) <= found and (top < 0 or found <= top)

    return Code(Kind.BOOLEAN, run)


# --------------------------------------------------------------------------------- choices


@special("selected", 2, 2)
def _selected(call: Call, compiling: Compiling) -> Code:
    """Whether one choice is among those of an answer, which are parted by spaces."""
    code, wanted = compiling(call.arguments[0]), compiling(call.arguments[1])
    words = text(code)
    if isinstance(wanted.constant, str) and (known := wanted.constant.strip()):
        return Code(Kind.BOOLEAN, lambda scope: known in words(scope).split())
    one = text(wanted)

    def run(scope: Scope) -> bool:
        chosen, sought = words(scope).split(), one(scope).strip()
        return sought in chosen if sought else not chosen

    return Code(Kind.BOOLEAN, run)


@special("count-selected", 1, 1)
def _count_selected(call: Call, compiling: Compiling) -> Code:
    words = text(compiling(call.arguments[0]))
    return Code(Kind.NUMBER, lambda scope: float(len(words(scope).split())))


@special("selected-at", 2, 2)
def _selected_at(call: Call, compiling: Compiling) -> Code:
    words, place = text(compiling(call.arguments[0])), number(compiling(call.arguments[1]))

    def run(scope: Scope) -> str:
        chosen, at = words(scope).split(), place(scope)
        return chosen[int(at)] if 0 <= at < len(chosen) else ""

    return Code(Kind.TEXT, run)


@special("jr:choice-name", 2, 2)
def _choice_name(call: Call, compiling: Compiling) -> Code:
    """The label of a choice; the question is named in quotes."""
    chosen, question = text(compiling(call.arguments[0])), call.arguments[1]
    if isinstance(question, Reference):
        name = question.name
    elif isinstance(question, Literal) and (found := _QUOTED.fullmatch(str(question.value))):
        name = found[1] or found[2]
    else:
        raise ExpressionError("arguments", call.name, call.at)

    def run(scope: Scope) -> str:
        known, labels = chosen(scope), scope.labels.get(name, {})
        return ", ".join(labels.get(one, one) for one in known.split()) if known else ""

    return Code(Kind.TEXT, run)


@special("jr:itext", 1, 1)
def _itext(call: Call, compiling: Compiling) -> Code:
    """A text by its id, as pyxform numbers the labels of choices: «list-0»."""
    id_ = text(compiling(call.arguments[0]))

    def run(scope: Scope) -> str:
        known = id_(scope)
        return scope.labels.get("", {}).get(known, known)

    return Code(Kind.TEXT, run)


# ----------------------------------------------------------------------------- lists and repeats


@special("instance", 1, 1)
def _instance(call: Call, compiling: Compiling) -> Code:
    """The rows of a list."""
    name = call.arguments[0]
    if not isinstance(name, Literal):
        raise ExpressionError("arguments", call.name, call.at)
    wanted = str(name.value)
    return Code(Kind.ROWS, lambda scope: scope.afforded(scope.lists.get(wanted, ())))


@special("pulldata", 4, 4)
def _pulldata(call: Call, compiling: Compiling) -> Code:
    """A column of the first row of a file in which another column is this."""
    name, wanted, key, known = [text(compiling(one)) for one in call.arguments]

    def run(scope: Scope) -> str:
        column, sought = key(scope), known(scope)
        rows = scope.afforded(scope.lists.get(name(scope), ()))
        found = next((row for row in rows if row.get(column, "") == sought), None)
        return str(found.get(wanted(scope), "")) if found is not None else ""

    return Code(Kind.TEXT, run)


@special("current", 0, 0)
def _current(call: Call, compiling: Compiling) -> Code:
    return Code(Kind.NODES, lambda scope: scope.own)


@special("position", 0, 1)
def _position(call: Call, compiling: Compiling) -> Code:
    """The place in a list; `position(..)`: which repetition this is."""
    if not call.arguments:
        return Code(Kind.NUMBER, lambda scope: float(scope.place))
    where = call.arguments[0]
    if not isinstance(where, Above | Here | Reference):
        raise ExpressionError("arguments", call.name, call.at)
    above = max(where.levels - 1, 0) if isinstance(where, Above) else 0

    def run(scope: Scope) -> float:
        places = scope.positions
        return float(places[above]) if above < len(places) else 1.0

    return Code(Kind.NUMBER, run)


@special("last", 0, 0)
def _last(call: Call, compiling: Compiling) -> Code:
    return Code(Kind.NUMBER, lambda scope: float(scope.size))


@special("indexed-repeat", 3, 7)
def _indexed_repeat(call: Call, compiling: Compiling) -> Code:
    """The answer to a question in one repetition of its repeat. Repeats inside repeats take more pairs."""
    question = call.arguments[0]
    if not isinstance(question, Reference) or len(call.arguments) % 2 == 0:
        raise ExpressionError("arguments", call.name, call.at)
    name, places = question.name, [number(compiling(one)) for one in call.arguments[2::2]]

    def run(scope: Scope) -> str:
        found = several(scope.every.get(name) or scope.values.get(name, ""))
        at = places[-1](scope) - 1
        return found[int(at)] if 0 <= at < len(found) else ""

    return Code(Kind.TEXT, run)


# ------------------------------------------------------------------------------------- chance


@special("random", 0, 0)
def _random(call: Call, compiling: Compiling) -> Code:
    at = call.at
    return Code(Kind.NUMBER, lambda scope: share(mixed(scope.seed, scope.this, at, *scope.positions)))


@special("uuid", 0, 1)
def _uuid(call: Call, compiling: Compiling) -> Code:
    """A version 4, or as many letters as are asked for."""
    at = call.at
    length = number(compiling(call.arguments[0])) if call.arguments else None

    def run(scope: Scope) -> str:
        about = (scope.this, at, *scope.positions)
        bits = mixed(scope.seed, *about, 0) << 64 | mixed(scope.seed, *about, 1)
        made = str(UUID(int=bits, version=4))
        wanted = length(scope) if length is not None else math.nan
        return made if wanted != wanted else made.replace("-", "")[: int(max(0, min(wanted, _UUID_LENGTH)))]

    return Code(Kind.TEXT, run)


@special("randomize", 1, 2)
def _randomize(call: Call, compiling: Compiling) -> Code:
    """Answers or rows in another order, which stays that of this conversation."""
    code = compiling(call.arguments[0])
    if code.kind not in {Kind.NODES, Kind.ROWS}:
        raise ExpressionError("arguments", call.name, call.at)
    seed = number(compiling(call.arguments[1])) if len(call.arguments) > 1 else None
    at, rows = call.at, code.kind is Kind.ROWS

    def run(scope: Scope) -> Sequence[object]:
        given = seed(scope) if seed is not None else math.nan
        start = int(given) if math.isfinite(given) else mixed(scope.seed, scope.this, at)
        found = code.run(scope)
        return shuffled(found if rows else several(found), start)

    return Code(code.kind, run)
