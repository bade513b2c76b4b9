"""Reading a number within a field's limits, and saying the limits when it is outside.

`min` and `max` are numbers, or relate to the present year: `year`, `year-18`. `within` names a field whose
number, or whose tally, is the most; `above` is the text for a year that is too late for this question,
`expected` the one that says what is wanted instead of the limits. A limit that cannot be read is none, so
that nobody's answer fails for it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from bot.core.arabic.folding import digits
from bot.core.field import Asking, Refusal
from bot.core.form import Answer
from bot.core.text import Text, key

_GROUPED = 10_000
_LIMIT = re.compile(r"(?P<year>year)?\s*(?P<number>[+-]?(?=\.?[0-9])[0-9]{0,15}(?:\.[0-9]{0,6})?)?")


def limits(asking: Asking) -> tuple[Decimal | None, Decimal | None]:
    """The smallest and the largest number that the field takes."""
    highs = [high for high in (limit(asking, "max"), _whole(asking)) if high is not None]
    return limit(asking, "min"), min(highs, default=None)


def limit(asking: Asking, name: str) -> Decimal | None:
    """A setting that is a number, or relates to the present year."""
    said = asking.field.settings.get(name)
    return _read(said, asking.local.year) if said else None


@lru_cache(maxsize=1024)
def _read(said: str, year: int) -> Decimal | None:
    found = _LIMIT.fullmatch(said.strip())
    if not found or not found[0]:
        return None
    return Decimal(year if found["year"] else 0) + Decimal(found["number"] or 0)


def outside(number: Decimal, asking: Asking) -> Refusal | None:
    """What is said of a number beyond the limits."""
    low, high = limits(asking)
    if (low is None or number >= low) and (high is None or number <= high):
        return None
    above = asking.field.settings.get("above", "")
    if above and high is not None and high < number <= asking.local.year:
        return Refusal(key(above))
    return Refusal(expected(asking, "field.number.expected"))


def expected(asking: Asking, otherwise: str) -> Text:
    """What would be an answer: in words of the question's own, or the limits where there are some."""
    own = asking.field.settings.get("expected", "")
    if own:
        return key(own)
    low, high = limits(asking)
    if low is not None and high is not None:
        return key("field.number.between", min=shown(low), max=shown(high))
    if low is not None:
        return key("field.number.least", min=shown(low))
    if high is not None:
        return key("field.number.most", max=shown(high))
    return key(otherwise)


def readings(number: Decimal, text: str) -> tuple[Decimal, Decimal]:
    """«1,250»: 1250 and 1.25, whichever of them was read."""
    return (number, number / 1_000) if "," in digits(text) else (number * 1_000, number)


def plain(number: Decimal) -> int | float:
    """As JSON has it; 3.0 is 3, so that conditions compare."""
    return int(number) if number == number.to_integral_value() else float(number)


def shown(number: Decimal | float) -> Text:
    """A number as it is read; below ten thousand in digits only, so that a year stays a year."""
    value = plain(Decimal(str(number)))
    return Text(value=str(value), format="number" if abs(value) >= _GROUPED else "ltr")


def amount(value: Answer) -> int | float | None:
    """The number that an answer is, or the total of its tally."""
    found = value.get("total") if isinstance(value, dict) else value
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def _whole(asking: Asking) -> Decimal | None:
    """The number, or the total of the tally, that this one is a part of."""
    found = amount(asking.answers.get(asking.field.settings.get("within", "")))
    return None if found is None else Decimal(str(found))
