"""Options as the shipped forms write them: name, Arabic, English, and Sorani where the core set needs it.

A number is printed beside every label and may be typed. Where options are amounts the number is the lowest
of each («6» is «من 6 إلى 10»), so that nobody's amount is taken for the place of another option.
"""

from __future__ import annotations

from bot.core.form import DONT_KNOW, PREFER_NOT, Option
from bot.core.text import authored

_Row = tuple[str, str, str] | tuple[str, str, str, str]

UNKNOWN = Option(DONT_KNOW, authored("لا أعرف", "Don't know", "نازانم"), 8)
NOT_SAID = Option(PREFER_NOT, authored("أفضّل عدم الإجابة", "Prefer not to say", "نامەوێت وەڵام بدەمەوە"), 9)


def options(*rows: _Row) -> tuple[Option, ...]:
    """Numbered from one, in the order in which they are shown."""
    return tuple(_option(row, number) for number, row in enumerate(rows, 1))


def amounts(rows: dict[int, _Row]) -> tuple[Option, ...]:
    """Numbered by the lowest amount of each."""
    return tuple(_option(row, lowest) for lowest, row in rows.items())


def _option(row: _Row, number: int) -> Option:
    name, *languages = row
    return Option(name, authored(*languages), number)


YES_NO = options(("yes", "نعم", "Yes", "بەڵێ"), ("no", "لا", "No", "نەخێر"))
SEX = options(
    ("male", "ذكر", "Male", "نێر"),
    ("female", "أنثى", "Female", "مێ"),
    ("prefer_not", "أفضّل عدم الإجابة", "Prefer not to say", "نامەوێت وەڵام بدەمەوە"),
)
_SITUATIONS: tuple[_Row, ...] = (
    ("resident", "من أهل المنطقة", "From this area"),
    ("displaced", "نزوح من منطقة أخرى", "Displaced in the country"),
    ("refugee", "لجوء من بلد آخر", "Refugee from abroad"),
    ("returnee", "عودة بعد نزوح أو لجوء", "Returned"),
    ("moved", "انتقال للعمل أو الدراسة", "Moved for work or study"),
)
_NOT_ASKED = {"JO": frozenset({"displaced"})}


def situations(country: str) -> tuple[Option, ...]:
    """How somebody lives in an area; the list is a country's own."""
    left_out = _NOT_ASKED.get(country, frozenset())
    return options(*(row for row in _SITUATIONS if row[0] not in left_out))
