"""The months by all their names, and Hijri dates.

In a folded text every month becomes one mark (@m3, @h9), so that a date is read as numbers and marks; no
person can type one, for folding drops the sign.
«كانون الأول» is December and «كانون الثاني» January; the bare words are either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from hijridate import Gregorian, Hijri

from bot.core.arabic.folding import key, keys

_GREGORIAN: Final = """
1 كانون الثاني، كانون ثاني، ك2، ك 2، كانون 2، يناير، جانفي، january، jan
2 شباط، فبراير، فيفري، february، feb
3 آذار، مارس، march، mar
4 نيسان، أبريل، إبريل، أفريل، april، apr
5 أيار، مايس، مايو، may
8 آب، أغسطس، أوت، august، aug
9 أيلول، سبتمبر، september، sept، sep
10 تشرين الأول، تشرين أول، ت1، ت 1، تشرين 1، أكتوبر، اوكتوبر، october، oct
11 تشرين الثاني، تشرين ثاني، ت2، ت 2، تشرين 2، نوفمبر، november، nov
12 كانون الأول، كانون أول، ك1، ك 1، كانون 1، ديسمبر، ديسنبر، december، dec
6 حزيران، june، jun
7 تموز، july، jul
"""
# «يونيو» and «يوليو» are taken for each other, so they are repeated in words.
_CONFUSED: Final = """
6 يونيو، يونيه
7 يوليو، يوليه
"""
_HIJRI: Final = """
1 محرم، المحرم
2 صفر
3 ربيع الأول، ربيع أول
4 ربيع الآخر، ربيع آخر، ربيع الثاني، ربيع ثاني
5 جمادى الأولى، جمادى الأول، جماد الأول، جماد أول
6 جمادى الآخرة، جمادى الثانية، جمادى الثاني، جماد الثاني، جماد ثاني
7 رجب
8 شعبان
9 رمضان
10 شوال
11 ذو القعدة، ذي القعدة، ذو قعدة، ذي قعدة
12 ذو الحجة، ذي الحجة، ذو حجة، ذي حجة
"""
_TWO_MONTHS: Final = {"@kanun": "كانون", "@tishrin": "تشرين"}
TWO_MONTHS: Final[Mapping[str, tuple[int, int]]] = {"@kanun": (1, 12), "@tishrin": (10, 11)}
"""The mark of a bare «كانون» or «تشرين», and the months it may be."""


def _marks(table: str, kind: str) -> dict[str, str]:
    rows = (line.partition(" ") for line in table.strip().split("\n"))
    return {name: f"@{kind}{number}" for number, _, names in rows for name in keys(names)}


_MARK_OF: Final = {
    **_marks(_GREGORIAN, "m"),
    **_marks(_CONFUSED, "c"),
    **_marks(_HIJRI, "h"),
    **{key(name): mark for mark, name in _TWO_MONTHS.items()},
}
_NAMES: Final = "|".join(re.escape(name) for name in sorted(_MARK_OF, key=len, reverse=True))
# No letter beside it, but for «بـ» before it; a name that ends with its number ends there.
_MONTH = re.compile(rf"(?<![^\W\d_])ب?({_NAMES})(?![^\W\d_])(?!(?<=\d)\d)")


def mark_months(folded: str) -> str:
    """The text with every name of a month replaced by its mark."""
    return _MONTH.sub(lambda found: f" {_MARK_OF[found[1]]} ", folded)


def from_hijri(year: int, month: int, day: int) -> date | None:
    """The day by the Umm al-Qura tables; a sighting may differ by one, so it is always confirmed."""
    try:
        return date(*Hijri(year, month, day).to_gregorian().datetuple())
    except (ValueError, OverflowError):
        return None


def hijri_year(day: date) -> int | None:
    """The Hijri year in which a day falls, where the tables know it."""
    try:
        return Gregorian(day.year, day.month, day.day).to_hijri().year
    except (ValueError, OverflowError):
        return None
