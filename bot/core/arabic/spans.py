"""So many hours, days or weeks, before or after something: «قبل 3 أيام», «بعد ساعة», “1 day after”, “3d”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.core.arabic.folding import digits, key, keys
from bot.core.arabic.numbers import spelled

_Unit: TypeAlias = Literal["hours", "days"]
_Side: TypeAlias = Literal["", "before", "after"]
_LONGEST: Final = 60
_MOST: Final = 9_999
_WORD = re.compile(r"[0-9]+|[^\W\d_]+")
_SPELLED: Final[tuple[tuple[int, _Unit, str], ...]] = (
    (1, "hours", "ساعة، ساعات، hour، hours، h"),
    (2, "hours", "ساعتين، ساعتان"),
    (1, "days", "يوم، يوماً، أيام، تيام، ايام، day، days، d"),
    (2, "days", "يومين، يومان"),
    (7, "days", "أسبوع، أسبوعاً، أسابيع، week، weeks، w"),
    (14, "days", "أسبوعين، أسبوعان"),
)
_UNITS: Final[Mapping[str, tuple[int, _Unit]]] = {
    word: (number, unit) for number, unit, words in _SPELLED for word in keys(words)
}
_SIDES: Final[Mapping[str, _Side]] = {
    **dict.fromkeys(keys("قبل، before"), "before"),
    **dict.fromkeys(keys("بعد، عقب، after، later"), "after"),
}
# What stands beside the number and says nothing: «قبلها بـ 3 أيام», “in a day”.
_BESIDE: Final = frozenset(keys("ب، من، in، a، an، the، it"))


@dataclass(frozen=True, slots=True)
class Span:
    """`amount` of `unit`. `side`: '' when it was not said."""

    amount: int
    unit: _Unit
    side: _Side = ""


def span(text: str) -> Span | None:
    """The span that a whole message says; None when it says none, or an endless one."""
    if len(text) > _LONGEST:
        return None
    words = [_bare(word) for word in _WORD.findall(key(digits(text)))]
    said: list[_Side] = [_SIDES[word] for word in words if word in _SIDES]
    words = [word for word in words if word not in _SIDES and word not in _BESIDE]
    if not words or words[-1] not in _UNITS:
        return None
    one, unit = _UNITS[words[-1]]
    number = _number(words[:-1])
    if number is None or not 0 < number * one <= _MOST:
        return None
    return Span(number * one, unit, said[0] if said else "")


def _bare(word: str) -> str:
    """«قبلها», «بعده» as «قبل», «بعد»; «بثلاثة», «بيوم» without what binds them."""
    for ending in ("ها", "ه"):
        if word.endswith(ending) and word.removesuffix(ending) in _SIDES:
            return word.removesuffix(ending)
    rest = word.removeprefix("ب")
    return rest if rest != word and (rest in _UNITS or spelled([rest]) is not None) else word


def _number(words: list[str]) -> int | None:
    if not words:
        return 1
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0]) if len(words[0]) <= 4 else None
    return spelled(words)
