"""Numbers as people type them: any digits, thousands and decimals, or a word.

A number is the whole message: «25 سنة» is refused, not guessed. What lies outside a field's limits is
the field's affair.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.core.arabic.folding import digits, key, said

_LONGEST: Final = 40
_MOST_DIGITS: Final = 15
_NUMBER = re.compile(r"([+-]?)(?:([1-9][0-9]{0,2}(?:,[0-9]{3})+)|([0-9]*))(?:[.]([0-9]+))?")
_COMMA_DECIMAL = re.compile(r"[+-]?[0-9]+,[0-9]+")
_DOUBTFUL = re.compile(r"[+-]?[0-9]{1,3}[.,][0-9]{3}")
_ENDS: Final = " \t\n؟?!،:*_~\"'«»()"
_SIGNS: Final = {**str.maketrans("−–—", "---"), ord("\N{COMBINING ENCLOSING KEYCAP}"): None, 0xFE0F: None}

# One line: its number, then every way of saying it.
_SPELLED: Final = """
0 صفر zero
1 واحد واحدة وحدة one
2 اثنان اثنين تنين ثنين اثنتان اثنتين ثنتين تنتين two
3 ثلاثة تلاتة ثلاث تلات ثلث three
4 أربعة أربع four
5 خمسة خمس five
6 ستة ست six
7 سبعة سبع seven
8 ثمانية تمانية ثماني ثمان تمان تمن ثمن eight
9 تسعة تسع nine
10 عشرة عشر ten
11 حداشر احداشر حدعش احدعش دعش eleven
12 اتناشر اثناعش اثنعش طنعش اطنعش twelve
13 تلتاشر ثلطعش تلطعش تلتطعش ثلثطعش thirteen
14 اربعتاشر اربعطعش fourteen
15 خمستاشر خمسطعش خمسطاشر fifteen
16 ستاشر سطعش ستطعش sixteen
17 سبعتاشر سبعطعش seventeen
18 تمنتاشر ثمنطعش تمنطعش eighteen
19 تسعتاشر تسعطعش nineteen
20 عشرون عشرين twenty
30 ثلاثون ثلاثين تلاتين thirty
40 أربعون أربعين forty
50 خمسون خمسين fifty
60 ستون ستين sixty
70 سبعون سبعين seventy
80 ثمانون ثمانين تمانين eighty
90 تسعون تسعين ninety
100 مئة مائة مية hundred
"""
_TEN_OF_TEENS: Final = frozenset({key("عشر"), key("عشرة")})
_UNITS_OF_TEENS: Final = {key("احد"): 1, key("إحدى"): 1, key("اثنا"): 2, key("اثني"): 2, key("اثنتا"): 2}

CARDINALS: Final = {
    key(word): int(number)
    for number, *words in (line.split() for line in _SPELLED.split("\n") if line)
    for word in words
}
"""A folded word, to its number."""


def integer(text: str) -> int | None:
    """A whole number: ٢٥, ۲۵, 25, «1,250», «خمسة»; None for anything else, fractions included."""
    number = decimal(text)
    if number is None or number != number.to_integral_value():
        return None
    return int(number)


def decimal(text: str) -> Decimal | None:
    """A number with or without a fraction; a comma before exactly three digits divides thousands."""
    if len(text) > _LONGEST:
        return None
    written = _written(text)
    if _COMMA_DECIMAL.fullmatch(written) and not _NUMBER.fullmatch(written):
        written = written.replace(",", ".")
    found = _NUMBER.fullmatch(written)
    if not found or not (found[2] or found[3] or found[4]):
        words = spelled(said(text).split())
        return None if words is None else Decimal(words)
    sign, thousands, plain, fraction = found.groups()
    whole = (thousands or plain or "0").replace(",", "")
    if len(whole) + len(fraction or "") > _MOST_DIGITS:
        return None
    return Decimal(f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}")


def doubtful(text: str) -> bool:
    """Whether «1,250» or «1.250» may be meant the other way; ask when the amount matters."""
    return len(text) <= _LONGEST and _DOUBTFUL.fullmatch(_written(text)) is not None


def spelled(words: Sequence[str]) -> int | None:
    """Folded words that together say one number from 0 to 100: «خمسة وعشرين», «ثلاثة عشر»."""
    match list(words):
        case [one]:
            return CARDINALS.get(one)
        case [unit, ten] if ten in _TEN_OF_TEENS:
            return _above(10, _UNITS_OF_TEENS.get(unit) or CARDINALS.get(unit))
        case [unit, ten] if ten.startswith("و"):
            return _tens(ten[1:], CARDINALS.get(unit))
        case [unit, "و", ten]:
            return _tens(ten, CARDINALS.get(unit))
        case _:
            return None


def _tens(word: str, unit: int | None) -> int | None:
    ten = CARDINALS.get(word, 0)
    return _above(ten, unit) if 20 <= ten <= 90 else None


def _above(ten: int, unit: int | None) -> int | None:
    return ten + unit if unit is not None and 0 < unit < 10 else None


def _written(text: str) -> str:
    return digits(text).translate(_SIGNS).lstrip(_ENDS).rstrip(_ENDS + ".")
