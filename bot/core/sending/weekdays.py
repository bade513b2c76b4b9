"""Weekdays in a text that do not match their date: «الخميس 14 آذار» in a year when that is a Sunday.

Only a weekday that stands with a whole date is looked at; «الخميس القادم» names no date of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.core.arabic import bidi, dates
from bot.core.arabic.dateparts import parts_of
from bot.core.arabic.days import weekday_of
from bot.core.arabic.folding import key as folded
from bot.core.arabic.folding import keys
from bot.core.arabic.months import mark_months
from bot.core.arabic.readings import Exact
from bot.core.text import Text, day, key

_LONGEST: Final = 7
_NOON: Final = 12
_TOKEN = re.compile(r"@[a-z]+[0-9]*|\d+|[^\W\d_]+")
_BETWEEN: Final = frozenset(keys("الموافق، الموافقة، المصادف، المصادفة"))
_EDGES: Final = ".,;:!?،؛؟()[]{}«»“”\"'…"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Words of a text that name a weekday and a date, and the day which that date is."""

    words: str
    day: date

    @property
    def text(self) -> Text:
        """What is asked about it."""
        return key("schedule.weekday", words=self.words, day=day(self.day))


def mismatches(text: str, today: date) -> tuple[Mismatch, ...]:
    """The weekdays that do not match; a date without its year is the next such day."""
    return tuple(found for line in bidi.strip(text).splitlines() for found in _in_line(line.split(), today))


def _in_line(words: list[str], today: date) -> Iterator[Mismatch]:
    """From every weekday on either side, the longest run of words that is a date with it."""
    plain = [word.strip(_EDGES) for word in words]
    weekdays = [weekday_of(folded(word)) is not None for word in plain]
    at = 0
    while at < len(words) and any(weekdays[at:]):
        for end in range(min(at + _LONGEST, len(words)), at + 1, -1):
            named = _named(plain[at:end], today) if any(weekdays[at:end]) else None
            if named is not None:
                weekday, found = named
                if found.weekday() != weekday:
                    yield Mismatch(" ".join(words[at:end]).strip(_EDGES), found)
                at = end - 1
                break
        at += 1


def _named(words: list[str], today: date) -> tuple[int, date] | None:
    """The weekday and the day that words name, when they name both and nothing else."""
    plain = " ".join(word for word in words if folded(word) not in _BETWEEN)
    parts = parts_of(_TOKEN.findall(mark_months(folded(plain))))
    if parts is None or parts.weekday is None or not parts.numbers:
        return None
    match dates.date(plain, today, _NOON, ahead=True):
        case Exact(value=value):
            return parts.weekday, value
        case _:
            return None
