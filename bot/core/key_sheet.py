"""A key on paper: groups of six digits that a person reads, writes and types without a mistake unseen.

Each group holds two bytes as five digits, and a check digit (Damm) over its place and them, so that a wrong
digit, two that were exchanged, or two groups that were, are noticed at the group where they stand. The first
group says how the key is written and how long it is, the last is made from all of it. A key of the usual
kind, 32 bytes as URL-safe Base64, is shortened to these bytes: 18 groups.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator

from bot.core.arabic.folding import digits

AS_TEXT, AS_BYTES = 0, 1
LONGEST = 255
_DATA, _GROUP = 5, 6
_TOP = 1 << 16
# Of a totally anti-symmetric quasigroup: H. M. Damm, 2004.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class Mistyped(ValueError):
    """`group`: the first that is wrong, from 1; 0 when they are wrong together."""

    def __init__(self, group: int) -> None:
        super().__init__(f"group {group}" if group else "groups")
        self.group = group


def written(key: str) -> tuple[str, ...]:
    """The groups of a key."""
    kind, raw = _shortened(key)
    if len(raw) > LONGEST:
        raise ValueError(f"a key of more than {LONGEST} bytes does not go on paper")
    words = [kind << 8 | len(raw), *_words(raw + b"\0" * (len(raw) % 2)), _sum(kind, raw)]
    return tuple(_group(place, word) for place, word in enumerate(words, 1))


def is_written(typed: str) -> bool:
    """Whether this is meant as groups, and not as the key itself."""
    bare = _bare(typed)
    return len(bare) >= 3 * _GROUP and bare.isdecimal()


def read(typed: str) -> str:
    """The key of groups that were typed, whatever stands between them; Mistyped when they are not right."""
    bare = _bare(typed)
    groups = [bare[at : at + _GROUP] for at in range(0, len(bare), _GROUP)]
    words = [_word(place, group) for place, group in enumerate(groups, 1)]
    if len(words) < 3:
        raise Mistyped(len(words) + 1)
    kind, length = words[0] >> 8, words[0] & 0xFF
    expected = 2 + (length + 1) // 2
    if len(words) != expected:
        raise Mistyped(min(len(words), expected) + 1)
    raw = b"".join(word.to_bytes(2, "big") for word in words[1:-1])[:length]
    if words[-1] != _sum(kind, raw) or kind not in {AS_TEXT, AS_BYTES}:
        raise Mistyped(0)
    try:
        return raw.decode() if kind == AS_TEXT else _long(raw)
    except UnicodeDecodeError:
        raise Mistyped(0) from None


def _shortened(key: str) -> tuple[int, bytes]:
    try:
        raw = base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return AS_TEXT, key.encode()
    return (AS_BYTES, raw) if _long(raw) == key else (AS_TEXT, key.encode())


def _long(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _words(raw: bytes) -> Iterator[int]:
    for at in range(0, len(raw), 2):
        yield int.from_bytes(raw[at : at + 2], "big")


def _sum(kind: int, raw: bytes) -> int:
    return int.from_bytes(hashlib.sha256(bytes([kind]) + raw).digest()[:2], "big")


def _group(place: int, word: int) -> str:
    data = f"{word:0{_DATA}}"
    return f"{data}{_check(place, data)}"


def _word(place: int, group: str) -> int:
    data = group[:_DATA]
    if len(group) != _GROUP or not group.isdecimal() or _check(place, data) != group[_DATA]:
        raise Mistyped(place)
    word = int(data)
    if word >= _TOP:
        raise Mistyped(place)
    return word


def _check(place: int, data: str) -> str:
    interim = 0
    for digit in f"{place:03}{data}":
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def _bare(typed: str) -> str:
    return re.sub(r"[\s\-–·.,،]+", "", digits(typed))
