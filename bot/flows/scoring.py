"""What the answers of a pulse come to: items, domains, the index of a person, and doubts about quality.

All items are worded positively, so more is better everywhere. What was not known, not said or skipped is
missing and never zero. The index says something of trends within a group; it does not rank people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.core.form import Answers

DOMAINS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "trust": ("p01", "p02"),
        "belonging": ("p03", "p04"),
        "contact": ("p05", "p06", "p07", "p08", "p09"),
        "cooperation": ("p10", "p11", "p12"),
        "safety": ("p13", "p15", "p17"),
        "fairness": ("p14", "p18", "p19"),
    }
)
"""The items of each domain; p17 to p19 count where a programme asks them. p16 is not scored."""

_OPTIONAL: Final = frozenset({"p17", "p18", "p19"})
_POINTS: Final = {"p11": 4}
_MOST_POINTS: Final = 5
_FEWEST_DOMAINS: Final = 4
_AGREEMENT: Final = (
    "p01",
    "p02",
    "p03",
    "p04",
    "p07",
    "p08",
    "p09",
    "p10",
    "p12",
    "p13",
    "p14",
    "p17",
    "p18",
    "p19",
)
_FAST_SECONDS: Final = 45
_UNIFORM_SECONDS: Final = 90
_BANDS: Final = ((60, "60+"), (45, "45-59"), (30, "30-44"), (25, "25-29"), (18, "18-24"), (1, "0-17"))


def item(name: str, answers: Answers) -> float | None:
    """An item's score, 0 to 100; None when it is missing."""
    points = _POINTS.get(name, _MOST_POINTS)
    value = _value(answers, name, points)
    return None if value is None else (value - 1) / (points - 1) * 100


def domains(answers: Answers, asked: Collection[str] = ()) -> dict[str, float]:
    """The mean of each domain of which at least half is answered.

    `asked`: the names of the form's fields. Without it an optional item counts when it has an answer.
    """
    found = {}
    for domain, names in DOMAINS.items():
        items = [n for n in names if n not in _OPTIONAL or n in (asked or answers)]
        scores = [score for name in items if (score := item(name, answers)) is not None]
        if scores and len(scores) * 2 >= len(items):
            found[domain] = _mean(scores)
    return found


def index(answers: Answers, asked: Collection[str] = ()) -> float | None:
    """The mean of the domains, equally weighted; None with fewer than four of the six."""
    scores = domains(answers, asked)
    return _mean(list(scores.values())) if len(scores) >= _FEWEST_DOMAINS else None


def flags(answers: Answers, started: str, now: datetime) -> tuple[str, ...]:
    """Doubts to be stored instead of the time: 'fast', and 'uniform' when every agreement is the same."""
    seconds = (now - datetime.fromisoformat(started)).total_seconds()
    given = [value for name in _AGREEMENT if (value := _value(answers, name, _MOST_POINTS)) is not None]
    uniform = len(given) > 1 and len(set(given)) == 1 and seconds < _UNIFORM_SECONDS
    doubts = {"fast": seconds < _FAST_SECONDS, "uniform": uniform}
    return tuple(name for name, doubtful in doubts.items() if doubtful)


def age_band(years: int) -> str:
    """The band of an age in years, as the pulse stores it; '' when the age is not known."""
    return next((band for lowest, band in _BANDS if years >= lowest), "")


def _value(answers: Answers, name: str, points: int) -> int | None:
    """The degree that was chosen; None for what is missing or no degree of the scale."""
    given = answers.get(name)
    digits = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""
    value = int(digits) if digits.isdecimal() and digits.isascii() else 0
    return value if 1 <= value <= points else None


def _mean(scores: list[float]) -> float:
    return sum(scores) / len(scores)
