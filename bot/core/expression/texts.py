"""Functions of texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import re

from bot.core.expression.code import Kind
from bot.core.expression.errors import ExpressionError
from bot.core.expression.functions import function
from bot.core.expression.patterns import compiled
from bot.core.expression.scope import Scope

_SPACES = re.compile("[ \t\r\n]+")  # XML's, and no others
_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


@function("string", "t?", Kind.TEXT, scoped=True)
def _string(scope: Scope, *given: str) -> str:
    return given[0] if given else _own(scope)


@function("string-length", "t?", Kind.NUMBER, scoped=True)
def _string_length(scope: Scope, *given: str) -> float:
    return float(len(given[0] if given else _own(scope)))


@function("normalize-space", "t?", Kind.TEXT, scoped=True)
def _normalize_space(scope: Scope, *given: str) -> str:
    return _SPACES.sub(" ", given[0] if given else _own(scope)).strip(" ")


def _own(scope: Scope) -> str:
    own = scope.own
    return own if isinstance(own, str) else own[0] if own else ""


@function("contains", "t t", Kind.BOOLEAN)
def _contains(words: str, part: str) -> bool:
    return part in words


@function("starts-with", "t t", Kind.BOOLEAN)
def _starts_with(words: str, part: str) -> bool:
    return words.startswith(part)


@function("ends-with", "t t", Kind.BOOLEAN)
def _ends_with(words: str, part: str) -> bool:
    return words.endswith(part)


@function("substr", "t n n?", Kind.TEXT)
def _substr(words: str, first: float, last: float = math.inf) -> str:
    """From 0; from the end when it is below that."""
    return words[_place(first, words) : _place(last, words)]


def _place(place: float, words: str) -> int:
    if place != place:
        return 0
    return int(max(-len(words), min(len(words), place)))


@function("substring", "t n n?", Kind.TEXT)
def _substring(words: str, first: float, length: float = math.inf) -> str:
    """From 1, and both numbers rounded (XPath 1.0 §4.2)."""
    if first != first or length != length:
        return ""
    start = _half_up(first)
    end = start + _half_up(length)
    return "".join(sign for place, sign in enumerate(words, 1) if start <= place < end)


def _half_up(number: float) -> float:
    return number if math.isinf(number) else math.floor(number + 0.5)


@function("substring-before", "t t", Kind.TEXT)
def _substring_before(words: str, part: str) -> str:
    before, found, _ = words.partition(part) if part else ("", "", "")
    return before if found else ""


@function("substring-after", "t t", Kind.TEXT)
def _substring_after(words: str, part: str) -> str:
    return words.partition(part)[2] if part else words


@function("translate", "t t t", Kind.TEXT)
def _translate(words: str, these: str, those: str) -> str:
    table: dict[int, str] = {}
    for place, sign in enumerate(these):
        table.setdefault(ord(sign), those[place : place + 1])
    return words.translate(table)


@function("regex", "t t", Kind.BOOLEAN)
def _regex(words: str, pattern: str) -> bool:
    """Whether it stands anywhere in it, as in Enketo and ODK Web Forms."""
    return compiled(pattern).search(words) is not None


@function("boolean-from-string", "t", Kind.BOOLEAN)
def _boolean_from_string(words: str) -> bool:
    return words in {"true", "1"}


@function("digest", "t t t?", Kind.TEXT)
def _digest(words: str, algorithm: str, encoding: str = "base64") -> str:
    known = _ALGORITHMS.get(algorithm.upper())
    if known is None or encoding not in {"hex", "base64"}:
        raise ExpressionError("arguments", "digest")
    made = hashlib.new(known, words.encode(), usedforsecurity=False).digest()
    return made.hex() if encoding == "hex" else base64.b64encode(made).decode()


@function("base64-decode", "t", Kind.TEXT)
def _base64_decode(words: str) -> str:
    try:
        return base64.b64decode(words, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
