"""A time of day as people type it: «5:30 م», «17:30», «الساعة خمسة العصر», or only a part of the day.

An hour up to twelve without its half of the day is one of two, and asked. What rests on a part of the
day, or on a prayer, is approximate and always confirmed in words.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.arabic.folding import digits, key, keys
from bot.core.arabic.numbers import spelled
from bot.core.arabic.readings import Either, Exact

TimeReading = Exact[datetime.time] | Either[datetime.time] | None

_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the day: the first of the twelve hours said in it, and the hour it stands for alone."""

    names: str
    first: int
    typical: datetime.time | None
    exact: bool = False


# «9 بالليل» is nine in the evening, «12 بالليل» midnight, «2 بالليل» two in the morning: the hours from 19.
_PARTS: Final = (
    _Part("ص، am، a m", 0, None, exact=True),
    _Part("صباحاً", 0, datetime.time(9), exact=True),
    _Part("م، pm، p m", 12, None, exact=True),
    _Part("مساءً", 12, datetime.time(19), exact=True),
    _Part("الفجر، فجراً، السحر", 1, datetime.time(5)),
    _Part("الصبح، الصباح، صباح، بالصبح، بكير، morning", 0, datetime.time(9)),
    _Part("الضحى، ضحى", 6, datetime.time(10)),
    _Part("الظهر، ظهراً، الظهيرة، بالظهر، noon", 10, datetime.time(12)),
    _Part("العصر، عصراً، بالعصر، بعد الظهر، afternoon", 12, datetime.time(16)),
    _Part("المغرب، مغرب، المغربية، بالمغرب", 12, datetime.time(18)),
    _Part("العشاء، العشا", 12, datetime.time(20)),
    _Part("المسا، المساء، بالمسا، العصرية، evening", 12, datetime.time(19)),
    _Part("الليل، ليلاً، بالليل، بليل، الليلة، night", 19, datetime.time(21)),
)
_PART_OF: Final = {word: part for part in _PARTS for word in keys(part.names)}
_MIDNIGHTS: Final = frozenset(keys("منتصف الليل، نص الليل، نصف الليل، midnight"))
_AFTER_OR_BEFORE: Final = {key("بعد"): 30, key("قبل"): -30, key("عقب"): 30}
_FILLERS: Final = frozenset(keys("الساعة، ساعة، عالساعة، عند، على، في، تمام، ع، الـ، at، o، clock، oclock"))
_HOUR_ORDINALS: Final = {
    word: hour
    for hour, words in (
        (1, "الواحدة، الوحدة"),
        (2, "الثانية، التانية"),
        (3, "الثالثة، التالتة"),
        (4, "الرابعة"),
        (5, "الخامسة"),
        (6, "السادسة"),
        (7, "السابعة"),
        (8, "الثامنة، التامنة"),
        (9, "التاسعة"),
        (10, "العاشرة"),
    )
    for word in keys(words)
}
_TEN: Final = key("عشرة")
_HOURS_ABOVE_TEN: Final = {key("الحادية"): 11, key("الثانية"): 12}
_PIECES: Final = {
    word: minutes
    for minutes, words in (
        (30, "نص، نصف، النص، النصف"),
        (15, "ربع، الربع"),
        (20, "ثلث، تلت، الثلث، التلت"),
        (5, "خمس، خمسة"),
        (10, "عشر، عشرة"),
    )
    for word in keys(words)
}
_LESS: Final = frozenset(keys("إلا"))
_MINUTES: Final = frozenset(keys("دقيقة، دقائق، دقايق"))
_CLOCK = re.compile(r"(?<![0-9])([0-9]{1,2})\s*[:.،٫]\s*([0-9]{2})(?:\s*:\s*[0-9]{2})?(?![0-9])")
_WORD = re.compile(r"[0-9]+|[^\W\d_]+")


def time(text: str) -> TimeReading:
    """The time of day that a whole message says; None when it says none."""
    if len(text) > _LONGEST:
        return None
    written = digits(text)
    clock = _CLOCK.search(written)
    words = _WORD.findall(key(_CLOCK.sub(" ", written, count=1)))
    if not clock and " ".join(words) in _MIDNIGHTS:
        return Exact(datetime.time(0), confirm=True)
    part, rest = _part(words)
    rest = [word for word in rest if word not in _FILLERS]
    if clock:
        return None if rest else _placed(int(clock[1]), int(clock[2]), part, padded=len(clock[1]) == 2)
    if not rest:
        return _approximate(part)
    return _in_words(rest, part)


def _part(words: list[str]) -> tuple[_Part | None, list[str]]:
    """The part of the day among the words, in one or two of them, and the other words."""
    for length in (2, 1):
        for at in range(len(words) - length + 1):
            part = _PART_OF.get(" ".join(words[at : at + length]))
            if part:
                return part, words[:at] + words[at + length :]
    return None, words


def _approximate(part: _Part | None) -> TimeReading:
    """A part of the day alone; «ص» and «م» say nothing alone."""
    return Exact(part.typical, confirm=True) if part and part.typical else None


def _in_words(words: list[str], part: _Part | None) -> TimeReading:
    """«خمسة ونص», «5 إلا ربع», «بعد المغرب»."""
    phrase = " ".join(words)
    if phrase in _AFTER_OR_BEFORE and part and part.typical:
        return Exact(_shifted(part.typical, _AFTER_OR_BEFORE[phrase]), confirm=True)
    whole, minutes = _minutes([word for word in words if word not in _MINUTES])
    hour = _hour(whole)
    if hour is None:
        return None
    return _shift(_placed(hour, 0, part, padded=False), minutes)


def _minutes(words: list[str]) -> tuple[list[str], int]:
    """The words of the hour, and the minutes added to it or taken from it."""
    match words:
        case [*hour, less, piece] if less in _LESS and piece in _PIECES:
            return hour, -_PIECES[piece]
        case [*hour, less, number] if less in _LESS and number.isdecimal() and int(number) < 60:
            return hour, -int(number)
        case [*hour, "و", piece] if hour and piece in _PIECES:
            return hour, _PIECES[piece]
        case [*hour, "و", number] if hour and number.isdecimal() and int(number) < 60:
            return hour, int(number)
        case [*hour, piece] if hour and piece.startswith("و") and piece[1:] in _PIECES:
            return hour, _PIECES[piece[1:]]
        case _:
            return words, 0


def _hour(words: Sequence[str]) -> int | None:
    match list(words):
        case [number] if number.isdecimal() and len(number) <= 2:
            return int(number)
        case [ordinal] if ordinal in _HOUR_ORDINALS:
            return _HOUR_ORDINALS[ordinal]
        case [ordinal, ten] if ten == _TEN and ordinal in _HOURS_ABOVE_TEN:
            return _HOURS_ABOVE_TEN[ordinal]
        case plain:
            return spelled(plain)


def _placed(hour: int, minute: int, part: _Part | None, *, padded: bool) -> TimeReading:
    """An hour of the clock in its half of the day; `padded`: written as «05:30», as 24-hour clocks do."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    if part is None:
        return _halves(hour % 24, minute, padded=padded)
    if hour > 12 or hour == 0:
        return Exact(datetime.time(hour % 24, minute), confirm=True)
    return Exact(datetime.time(_in_part(hour, part), minute), confirm=not part.exact)


def _in_part(hour: int, part: _Part) -> int:
    return (part.first + (hour - part.first) % 12) % 24


def _halves(hour: int, minute: int, *, padded: bool) -> TimeReading:
    if hour > 12 or hour == 0:
        return Exact(datetime.time(hour, minute))
    if padded and hour < 10:
        return Exact(datetime.time(hour, minute), confirm=True)
    return Either(datetime.time(hour % 12, minute), datetime.time(hour % 12 + 12, minute))


def _shift(reading: TimeReading, minutes: int) -> TimeReading:
    match reading:
        case Exact(value=value, confirm=confirm):
            return Exact(_shifted(value, minutes), confirm)
        case Either(first=first, second=second):
            return Either(_shifted(first, minutes), _shifted(second, minutes))
        case _:
            return None


def _shifted(value: datetime.time, minutes: int) -> datetime.time:
    total = (value.hour * 60 + value.minute + minutes) % (24 * 60)
    return datetime.time(total // 60, total % 60)
