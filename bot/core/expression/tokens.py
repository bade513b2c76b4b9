"""Text to tokens (XPath 1.0 §3.7). Whether `*`, `div` and `and` are operators depends on what is before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.expression.errors import ExpressionError

MAX_LENGTH = 20_000
_NAME = r"[^\W\d][\w.\-]*"
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<reference>\$\{{\s*(?:last-saved\#)?{_NAME}\s*\}})
    | (?P<name>{_NAME}(?::{_NAME})?)
    | (?P<sign>!=|<=|>=|//|\.\.|::|[=<>+\-*/|()\[\],.@])
    """,
    re.VERBOSE,
)
# The names that are operators where an operand has ended.
WORDS = frozenset({"and", "or", "div", "mod"})
_ENDS_OPERAND = frozenset({"number", "text", "reference", "name"})


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: number, text, reference, name, operator (a word), sign, end. `at`: where it begins."""

    kind: str
    text: str
    at: int


def tokens(source: str) -> list[Token]:
    """All of them, and one that says that it ends. ExpressionError at what is none."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError("size", str(len(source)))
    found: list[Token] = []
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None or match.lastgroup is None:
            raise ExpressionError("syntax", source[at], at)
        if match.lastgroup != "space":
            found.append(_token(match.lastgroup, match[0], at, found[-1] if found else None))
        at = match.end()
    found.append(Token("end", "", at))
    return found


def _token(kind: str, text: str, at: int, before: Token | None) -> Token:
    if kind == "name" and text in WORDS and before is not None and _ends_operand(before):
        return Token("operator", text, at)
    if kind == "sign" and text == "*" and before is not None and _ends_operand(before):
        return Token("operator", text, at)
    if kind == "text":
        return Token(kind, text[1:-1], at)
    if kind == "reference":
        return Token(kind, text[2:-1].strip(), at)
    return Token(kind, text, at)


def _ends_operand(token: Token) -> bool:
    return token.kind in _ENDS_OPERAND or token.text in {")", "]", "..", "."}
