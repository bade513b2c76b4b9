"""Functions of texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import re
from collections.abc import Callable, Mapping

from bot.core.expression.code import Code, Kind, text
from bot.core.expression.errors import ExpressionError
from bot.core.expression.functions import function
from bot.core.expression.patterns import fits, matcher
from bot.core.expression.scope import Scope
from bot.core.expression.special import Compiling, special
from bot.core.expression.tree import Call

_SPACES = re.compile("[ \t\r\n]+")  # XML's, and no others
_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_ENCODINGS: Mapping[str, Callable[[bytes], str]] = {
    "HEX": bytes.hex,
    "BASE64": lambda made: base64.b64encode(made).decode(),
}


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


@special("regex", 2, 2)
def _regex(call: Call, compiling: Compiling) -> Code:
    """Whether it stands anywhere in it, as in Enketo and ODK Web Forms."""
    words, pattern = map(compiling, call.arguments)
    run = text(words)
    if isinstance(pattern.constant, str):
        test = matcher(pattern.constant)
        return Code(Kind.BOOLEAN, lambda scope: test(run(scope)))
    other = text(pattern)
    return Code(Kind.BOOLEAN, lambda scope: fits(run(scope), other(scope)))


@function("boolean-from-string", "t", Kind.BOOLEAN)
def _boolean_from_string(words: str) -> bool:
    return words in {"true", "1"}


@special("digest", 2, 3)
def _digest(call: Call, compiling: Compiling) -> Code:
    """Nothing, where an answer names a way of making it that there is not."""
    words, algorithm, *more = map(compiling, call.arguments)
    encoding = more[0] if more else Code(Kind.TEXT, lambda scope: "base64", "base64")
    for code, known in ((algorithm, _ALGORITHMS), (encoding, _ENCODINGS)):
        if isinstance(code.constant, str) and code.constant.upper() not in known:
            raise ExpressionError("arguments", call.name, call.at)
    run, one, other = text(words), text(algorithm), text(encoding)
    return Code(Kind.TEXT, lambda scope: _digested(run(scope), one(scope).upper(), other(scope).upper()))


def _digested(words: str, algorithm: str, encoding: str) -> str:
    known, written = _ALGORITHMS.get(algorithm), _ENCODINGS.get(encoding)
    if known is None or written is None:
        return ""
    return written(hashlib.new(known, words.encode(errors="replace"), usedforsecurity=False).digest())


@function("base64-decode", "t", Kind.TEXT)
def _base64_decode(words: str) -> str:
    try:
        return base64.b64decode(words, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
