"""Days that are said without a date: today, before yesterday, last Thursday, three days ago.

Said before four in the morning, «اليوم» may still be the day before: that is asked. A day that could be
named more simply, or that people count differently, is confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.core.arabic.folding import keys
from bot.core.arabic.numbers import spelled
from bot.core.arabic.readings import Either, Exact

DayReading = Exact[date] | Either[date] | None

_NIGHT_ENDS: Final = 4
_CLOSE: Final = 3
_FURTHEST: Final = 3_660

_TODAY: Final = "اليوم، هاليوم، today، ئەمڕۆ"
_RELATIVE: Final = {
    0: "الآن، هسا، هلق، هسه، هسع، now، ئێستا",
    -1: "أمس، مبارح، امبارح، البارحة، البارح، yesterday، دوێنێ",
    1: "غداً، بكرا، بكرة، باجر، باچر، tomorrow، سبەینێ، سبەی",
    -2: "أول أمس، أمس الأول، أول مبارح، أول امبارح، أول البارحة، أول البارح، day before yesterday، پێرێ",
    2: "بعد غد، بعد بكرا، بعد بكرة، بعد باچر، بعد باجر، عقب باچر، عقب باجر، day after tomorrow، دووسبەی",
}
_UNITS: Final = {
    "days": (
        (1, "يوم، يوماً، أيام، تيام، ايام، day، days"),
        (2, "يومين"),
        (7, "أسبوع، أسبوعاً، أسابيع، جمعة، جمع، week، weeks"),
        (14, "أسبوعين، جمعتين"),
    ),
    "months": (
        (1, "شهر، شهراً، أشهر، شهور، month، months"),
        (2, "شهرين"),
        (12, "سنة، سنين، سنوات، year، years"),
    ),
}
_WEEKDAYS: Final = (
    "اثنين، اتنين، تنين، monday، mon",
    "ثلاثاء، تلاتاء، ثلثاء، tuesday، tue",
    "أربعاء، اربعا، wednesday، wed",
    "خميس، thursday، thu",
    "جمعة، friday، fri",
    "سبت، saturday، sat",
    "أحد، حد، sunday، sun",
)


_TODAY_WORDS: Final = keys(_TODAY)
_OFFSETS: Final = {word: days for days, words in _RELATIVE.items() for word in keys(words)}
_UNIT_OF: Final = {
    word: (number, unit) for unit, rows in _UNITS.items() for number, words in rows for word in keys(words)
}
_WEEKDAY_OF: Final = {word: n for n, words in enumerate(_WEEKDAYS) for word in keys(words)}
_BEFORE: Final = frozenset(keys("قبل، من، منذ"))
_AFTER: Final = frozenset(keys("بعد، كمان، in"))
_PAST: Final = frozenset(
    keys(
        "الماضي، الماضية، الفائت، الفائتة، الفايت، الفايتة، السابق، السابقة، المنصرم، فات، فاتت، "
        "اللي فات، اللي فاتت، اللي راح، اللي راحت، اللي مضى، last"
    )
)
_NEXT: Final = frozenset(
    keys(
        "القادم، القادمة، الجاي، الجاية، المقبل، المقبلة، الجي، اللي جاي، اللي جاية، جاي، جاية، next، coming"
    )
)
_THIS: Final = frozenset(keys("هذا، هذه، هاي، هاد، هذي، this"))
_LATIN_ARTICLES: Final = frozenset({"the", "on"})
_DAY_WORDS: Final = frozenset(keys("يوم، نهار، في"))


def spoken_day(words: Sequence[str], today: date, hour: int, *, ahead: bool) -> DayReading:
    """The day that folded `words` say, seen from `today` at `hour`; `ahead`: a bare weekday is to come."""
    plain = [word for word in words if word not in _LATIN_ARTICLES]
    while len(plain) > 1 and plain[0] in _DAY_WORDS:
        plain = plain[1:]
    phrase = " ".join(plain)
    if phrase in _TODAY_WORDS:
        return Either(_moved(today, -1), today) if hour < _NIGHT_ENDS else Exact(today)
    if phrase in _OFFSETS:
        days = _OFFSETS[phrase]
        return Exact(_moved(today, days), confirm=days != 0 and hour < _NIGHT_ENDS)
    return _counted(plain, today, hour) or _weekday(plain, today, ahead=ahead)


def weekday_of(word: str) -> int | None:
    """Monday is 0; «الخميس» and «خميس» alike."""
    return _WEEKDAY_OF.get(word.removeprefix("ال"), _WEEKDAY_OF.get(word))


def _moved(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _counted(words: list[str], today: date, hour: int) -> Exact[date] | None:
    """«قبل 3 أيام», «من يومين», «بعد أسبوع», “3 days ago”, “in a week”."""
    match words:
        case [*rest, "ago"]:
            sign = -1
        case [first, *rest] if first in _BEFORE:
            sign = -1
        case [first, *rest] if first in _AFTER:
            sign = 1
        case _:
            return None
    return _count(rest, sign, today, hour)


def _count(words: list[str], sign: int, today: date, hour: int) -> Exact[date] | None:
    number, unit = _UNIT_OF.get(words[-1], (0, "")) if words else (0, "")
    if len(words) > 1:
        times = _number(words[:-1])
        number = 0 if times is None else number * times
    if not 0 < number <= _FURTHEST:
        return None
    if unit == "months":
        return Exact(_months_later(today, sign * number), confirm=True)
    return Exact(_moved(today, sign * number), confirm=number >= 7 or hour < _NIGHT_ENDS)


def _number(words: list[str]) -> int | None:
    if words in (["a"], ["an"]):
        return 1
    return int(words[0]) if len(words) == 1 and words[0].isdecimal() and len(words[0]) < 5 else spelled(words)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return day


def _weekday(words: list[str], today: date, *, ahead: bool) -> Exact[date] | None:
    """«الخميس الماضي», «هالخميس», «الجمعة الجاي», and a bare «الخميس»."""
    this = bool(words) and (words[0] in _THIS or words[0].startswith("هال"))
    plain = [word.removeprefix("ه") if word.startswith("هال") else word for word in words]
    plain = [word for word in plain if word not in _THIS]
    named = [(n, weekday_of(word)) for n, word in enumerate(plain)]
    found = [(n, day) for n, day in named if day is not None]
    if len(found) != 1:
        return None
    position, weekday = found[0]
    qualifier = " ".join(plain[:position] + plain[position + 1 :])
    until = (weekday - today.weekday()) % 7
    if qualifier in _PAST:
        days = until - 7
    elif qualifier in _NEXT:
        days = until or 7
    elif qualifier:
        return None
    else:
        days = _bare_weekday(until, near=this, ahead=ahead)
    # Within two days people say «أمس» or «غداً», so the week before or after may be meant.
    return Exact(_moved(today, days), confirm=not qualifier or abs(days) < _CLOSE)


def _bare_weekday(until: int, *, near: bool, ahead: bool) -> int:
    """Days to a weekday without *last* or *next*; «هالخميس» may be ahead where a bare «الخميس» is not."""
    if ahead or until == 0 or (near and until <= _CLOSE):
        return until
    return until - 7
