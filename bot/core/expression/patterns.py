"""Patterns of forms: written for Java and JavaScript, read by Python.

Inside brackets these take signs for themselves that Python has another use for: the hyphen in «[\\w-\\.]»,
and a bracket or a doubled sign, for which Python warns of sets that it may have one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.core.expression.errors import ExpressionError

# A bracketed set: after its opening «]» is a sign like any other.
_SET = re.compile(r"\\.|\[(\^?\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)
_INSIDE = re.compile(r"\\.|.", re.DOTALL)
_KINDS = frozenset({r"\w", r"\d", r"\s", r"\W", r"\D", r"\S"})
_DOUBLED = frozenset("&~|-")


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a form's; ExpressionError when it is none."""
    try:
        return re.compile(_SET.sub(_rewritten, pattern))
    except (re.error, RecursionError, OverflowError) as error:
        raise ExpressionError("pattern", pattern) from error


def _rewritten(found: re.Match[str]) -> str:
    return found[0] if found[1] is None else f"[{''.join(_signs(found[1]))}]"


def _signs(inside: str) -> Iterator[str]:
    """The signs of a set, those escaped that stand for themselves."""
    signs = _INSIDE.findall(inside)
    for place, sign in enumerate(signs):
        before, after = signs[place - 1 : place], signs[place + 1 : place + 2]
        between = sign == "-" and not _KINDS.isdisjoint([*before, *after])
        doubled = sign in _DOUBLED and (before == [sign] or after == [sign])
        yield f"\\{sign}" if between or doubled or sign == "[" else sign
