"""How far back words reach: «منذ 1 آذار», «قبل 15 حزيران», «آخر 10 أيام»; «لم يكتبوا منذ شهرين».

Seen from today, and never before anything is counted: what is read is repeated in words with its number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.core.arabic import dates
from bot.core.arabic.folding import key, keys
from bot.core.arabic.readings import Exact

_LONGEST: Final = 80
_WORD = re.compile(r"[^\s،,.؟!«»]+")
_WITHIN: Final = frozenset(keys("آخر، خلال، last، within"))
_SINCE: Final = frozenset(keys("منذ، من، ابتداء، since، from"))
_UNTIL: Final = frozenset(keys("حتى، لغاية، إلى، until، till، to"))
_BEFORE: Final = frozenset(keys("قبل، before"))
_AFTER: Final = frozenset(keys("بعد، after"))
_NEVER: Final = frozenset(keys("لم، لا، ما، دون، بدون، بلا، not، no، without"))
_SILENT: Final = frozenset(keys("غائب، غائبة، غائبون، غائبين، صامت، صامتة، صامتون، صامتين، silent"))
# What speaks of writing or of registering, and says nothing of when.
_ABOUT: Final = frozenset(
    keys(
        "في، يكتب، يكتبوا، يكتبون، كتب، كتبوا، رسالة، رسائل، سجل، سجلوا، مسجل، مسجلون، مسجلين، "
        " تسجيل، التسجيل، write، wrote، written، message، messages، registered، the، in، for، did، have، has"
    )
)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both of them included; None leaves open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Lately:
    """Within so many days; `silent`: not within them."""

    days: int
    silent: bool = False


def period(text: str, today: date, hour: int) -> Period | None:
    """The days that a whole message says, open at one end or between two; None when it says none."""
    words = _words(text)
    for place in range(len(words) - 1, 0, -1):
        if words[place] in _UNTIL and words[0] in _SINCE:
            first, last = (_day(part, today, hour) for part in (words[1:place], words[place + 1 :]))
            if first and last and first <= last:
                return Period(first, last)
    return _open(words, today, hour)


def _open(words: list[str], today: date, hour: int) -> Period | None:
    head, rest = words[:1], words[1:]
    if not head or not rest:
        return None
    if head[0] in _WITHIN:
        first = _ago(rest, today, hour)
        return Period(first) if first else None
    day = _day(rest, today, hour)
    if head[0] in _SINCE:
        since = day or _ago(rest, today, hour)
        return Period(since) if since else None
    if day is None:
        return None
    if head[0] in _AFTER:
        return Period(day + timedelta(days=1))
    if head[0] in _BEFORE:
        return Period(last=day - timedelta(days=1))
    return Period(last=day) if head[0] in _UNTIL else None


def lately(text: str, today: date, hour: int) -> Lately | None:
    """So many days back, in which somebody wrote or did not; None when a message says none."""
    words = _words(text)
    silent = any(word in _NEVER or word in _SILENT for word in words)
    words = [word for word in words if word not in _NEVER and word not in _SILENT]
    if words and (words[0] in _WITHIN or words[0] in _SINCE):
        words = words[1:]
    since = _ago(words, today, hour) or _day(words, today, hour)
    if since is None or since >= today:
        return None
    return Lately((today - since).days, silent)


def _words(text: str) -> list[str]:
    found = _WORD.findall(key(text)) if len(text) <= _LONGEST else []
    return [word for word in found if word not in _ABOUT]


def _day(words: list[str], today: date, hour: int) -> date | None:
    """A day by its date, that has been."""
    return _exact(" ".join(words), today, hour)


def _ago(words: list[str], today: date, hour: int) -> date | None:
    """The day so long ago: «10 أيام», «شهرين»."""
    return _exact(f"منذ {' '.join(words)}", today, hour)


def _exact(text: str, today: date, hour: int) -> date | None:
    reading = dates.date(text, today, hour)
    return reading.value if isinstance(reading, Exact) and reading.value <= today else None
