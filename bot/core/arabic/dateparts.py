"""The parts of a date among the words of a text: its numbers, its month, its signs.

Every word must be part of a date, or the text is none: «الساعة 5» is not the fifth. What the parts mean
together is decided in `dates`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.core.arabic.days import weekday_of
from bot.core.arabic.folding import keys
from bot.core.arabic.months import TWO_MONTHS
from bot.core.arabic.numbers import CARDINALS, spelled

_MARK = re.compile(r"@([mch])([0-9]+)")
_FILLERS: Final = frozenset(
    keys("في، بتاريخ، تاريخ، من، لشهر، سنة، عام، لسنة، لعام، ميلادي، ميلادية، م، of، the، on، st، nd، rd، th")
)
_MONTH_WORDS: Final = frozenset(keys("شهر، بشهر، month"))
_HIJRI_SIGNS: Final = frozenset(keys("هـ، هجري، هجرية"))
_DAY_OF_MONTH: Final = frozenset(keys("يوم، ب، بيوم"))
_ORDINALS: Final = {
    word: number
    for number, words in (
        (1, "أول، حادي"),
        (2, "ثاني، تاني"),
        (3, "ثالث، تالت"),
        (4, "رابع"),
        (5, "خامس"),
        (6, "سادس"),
        (7, "سابع"),
        (8, "ثامن، تامن"),
        (9, "تاسع"),
        (10, "عاشر"),
    )
    for word in keys(words)
}
_UNIT_WORDS: Final = {number: word for word, number in CARDINALS.items() if number < 10}


@dataclass(slots=True)
class Parts:
    """What a text holds of a date; filled while its words are read."""

    numbers: list[str] = field(default_factory=list)
    months: set[int] = field(default_factory=set)
    hijri_months: set[int] = field(default_factory=set)
    bare: str = ""
    hijri: bool = False
    confused: bool = False
    of_month: bool = False
    weekday: int | None = None


def parts_of(words: Sequence[str]) -> Parts | None:
    """Every word is part of a date, or the text is none."""
    parts = Parts()
    position = 0
    while position < len(words):
        taken = _take(parts, words, position)
        if not taken:
            return None
        position += taken
    return parts


def _take(parts: Parts, words: Sequence[str], at: int) -> int:
    """How many words from this one on were understood."""
    word = words[at]
    if word.isdecimal():
        parts.numbers.append(word)
    elif mark := _MARK.fullmatch(word):
        _take_month(parts, mark[1], int(mark[2]))
    elif word in TWO_MONTHS:
        parts.bare = word
    elif word in _MONTH_WORDS:
        return _take_numbered_month(parts, words, at)
    elif word in _HIJRI_SIGNS and parts.numbers:
        parts.hijri = True
    elif word in _DAY_OF_MONTH:
        parts.of_month = True
    elif (weekday := weekday_of(word)) is not None and parts.weekday is None and word not in CARDINALS:
        parts.weekday = weekday
    elif word not in _FILLERS:
        return _take_day_in_words(parts, words, at)
    return 1


def _take_month(parts: Parts, kind: str, month: int) -> None:
    (parts.hijri_months if kind == "h" else parts.months).add(month)
    parts.confused = parts.confused or kind == "c"


def _take_numbered_month(parts: Parts, words: Sequence[str], at: int) -> int:
    """«شهر 3», «شهر ثلاثة»; «شهر آذار» leaves the month to its own word."""
    following = words[at + 1] if at + 1 < len(words) else ""
    if _MARK.fullmatch(following) or following in TWO_MONTHS:
        return 1
    number = int(following) if following.isdecimal() and len(following) <= 2 else CARDINALS.get(following)
    if number is None or not 1 <= number <= 12:
        return 0
    parts.months.add(number)
    return 2


def _take_day_in_words(parts: Parts, words: Sequence[str], at: int) -> int:
    """«بالعشرين», «الخامس», «الخامس عشر», «خمسة وعشرين»: the day in one to three words."""
    for length in (3, 2, 1):
        phrase = words[at : at + length]
        day = _day_in_words(phrase) if len(phrase) == length else None
        if day is not None and 1 <= day <= 31:
            parts.numbers.append(str(day))
            parts.of_month = parts.of_month or phrase[0] != _bare(phrase[0])
            return length
    return 0


def _day_in_words(phrase: Sequence[str]) -> int | None:
    first, *rest = phrase
    bare = [_bare(first), *(word.replace("وال", "و", 1).removeprefix("ال") for word in rest)]
    ordinal = _ORDINALS.get(bare[0])
    if ordinal is None:
        return spelled(bare)
    return ordinal if not rest else spelled([_UNIT_WORDS[ordinal], *bare[1:]]) if ordinal < 10 else None


def _bare(word: str) -> str:
    """«بالعشرين» and «بعشرين» are «عشرين»."""
    for prefix in ("بال", "ال", "ب"):
        if word.startswith(prefix) and (len(word) - len(prefix)) > 2:
            return word.removeprefix(prefix)
    return word
