r"""Patterns of forms: written for Java and JavaScript, matched by RE2 in a time linear in the text.

Python's own `re` tries every way through a pattern, and one answer could keep it busy for years. RE2 knows no
look-around and no back-references, which need that: they are refused with a reason. `\d` is 0 to 9, as in
JavaScript; `\w` and `\s` know the letters and spaces of all languages.

Inside brackets these take signs for themselves that RE2 has another use for: the hyphen in «[\w-\.]», and a
bracket.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from bot.core.expression.errors import ExpressionError

Test = Callable[[str], bool]
# Longer texts fit no pattern: ten thousand signs cost the worst of patterns a fraction of a second.
LONGEST = 10_000
_LONGEST_GIVEN = 1_000
_MEMORY = 8 << 20
_MEMORY_GIVEN = 1 << 20

# A bracketed set: after its opening «]» is a sign like any other.
_PART = re.compile(r"\\u([0-9A-Fa-f]{4})|\\(.)|\{,([0-9]+)\}|\[(\^?\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)
_INSIDE = re.compile(r"\\u[0-9A-Fa-f]{4}|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|.", re.DOTALL)
_KINDS = frozenset({r"\w", r"\d", r"\s", r"\W", r"\D", r"\S"})
_OTHERS = (
    r"\p{M}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\p{S}\p{Z}\p{C}"
    r"\x{203f}\x{2040}\x{2054}\x{fe33}\x{fe34}\x{fe4d}-\x{fe4f}\x{ff3f}"
)
# What stands for them in a set; RE2's own know Latin letters alone. A set cannot hold the opposite of several
# kinds, so `\W` lists all the other kinds, of punctuation everything but the underscores.
_SETS = {
    "w": r"\p{L}\p{N}_",
    "W": _OTHERS,
    "s": r"\t-\r\x1c-\x20\x{85}\p{Z}",
    "S": (
        r"\x00-\x08\x0e-\x1b!-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}"
        r"\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{10ffff}"
    ),
}
# What RE2 says of what others have and it has not, and of what would be too much.
_UNKNOWN = re.compile(
    "(?:invalid perl operator|invalid escape sequence|bad repetition operator): (.*)", re.DOTALL
)
_LARGE = re.compile("invalid repetition size: (.*)|pattern too large", re.DOTALL)


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Test:
    """Whether a text has this pattern in it; ExpressionError when it is none, or has parts unknown here."""
    return _made(pattern, _MEMORY)


def fits(words: str, pattern: str) -> bool:
    """Whether a text has a pattern in it that is itself an answer; one that is none fits nothing."""
    test = _given(pattern) if len(pattern) <= _LONGEST_GIVEN else None
    return test is not None and test(words)


@lru_cache(maxsize=16)
def _given(pattern: str) -> Test | None:
    try:
        return _made(pattern, _MEMORY_GIVEN)
    except ExpressionError:
        return None


def _made(pattern: str, memory: int) -> Test:
    import re2  # four megabytes, which only forms with patterns need

    options = re2.Options()
    options.log_errors, options.never_capture, options.max_mem = False, True, memory
    try:
        search = re2.compile(_encoded(_PART.sub(_rewritten, pattern)), options).search
    except re2.error as error:
        raise _refusal(error.args[0].decode(errors="replace"), pattern) from error
    return lambda words: len(words) <= LONGEST and search(_encoded(words)) is not None


def _encoded(words: str) -> bytes:
    """Half of a pair of surrogates, which is no letter, becomes «?»."""
    return words.encode(errors="replace")


def _refusal(said: str, pattern: str) -> ExpressionError:
    if unknown := _UNKNOWN.match(said):
        return ExpressionError("pattern_part", unknown[1])
    if large := _LARGE.match(said):
        return ExpressionError("pattern_large", large[1] or pattern)
    return ExpressionError("pattern", pattern)


def _rewritten(found: re.Match[str]) -> str:
    code, escaped, most, inside = found.groups()
    if code is not None:
        return rf"\x{{{code}}}"
    if most is not None:
        return f"{{0,{most}}}"
    if inside is not None:
        return f"[{''.join(_signs(inside))}]"
    if escaped in _SETS:
        return f"[{_SETS[escaped]}]"
    return r"\z" if escaped == "Z" else found[0] if escaped.isascii() else escaped


def _signs(inside: str) -> Iterator[str]:
    """The signs of a set, those escaped that stand for themselves."""
    signs = _INSIDE.findall(inside)
    for place, sign in enumerate(signs):
        before, after = signs[place - 1 : place], signs[place + 1 : place + 2]
        if sign == "[" or (sign == "-" and any(map(_is_kind, [*before, *after]))):
            yield f"\\{sign}"
        elif sign[:1] == "\\":
            yield _SETS.get(sign[1:]) or _PART.sub(_rewritten, sign)
        else:
            yield sign


def _is_kind(sign: str) -> bool:
    return sign in _KINDS or sign[:2] in {r"\p", r"\P"}
