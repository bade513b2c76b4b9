"""Answers that a question of each kind may be given: what is sent, and what is stored of it.

Which of them a constraint allows is for the caller to ask; numbers that a form itself names, and those beside
them, are tried too, so that both sides of its conditions are reached.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.conversation import Input, Said, Sent, Shared
from bot.core.form import Answer, Field, Form
from bot.core.media import Media

_NUMBER = re.compile(r"(?<![\w.])\d{1,6}(?:\.\d+)?(?![\w.])")
_FEW = (0, 1, 2, 3, 7, 12, 20, 35, 60, 1_000)
_TEXTS = (
    "ليلى حداد", "بيت صغير قرب المدرسة", "Layla Haddad", "abcdefg", "abcdefghijk", "0791234567", "12345",
    "layla@example.org", "empty", "غرفة {n}",
)  # fmt: skip
_DATES = ("2026-03-05", "2026-03-01", "2025-11-20", "1998-07-14")

Candidate = tuple[Input, Answer]


def numbers_in(form: Form) -> tuple[float, ...]:
    """Those in its expressions, with their neighbours."""
    logics = [one.logic for one in form.fields if one.logic is not None]
    said = " ".join(
        [
            *(f"{one.relevant} {one.constraint} {one.required}" for one in logics),
            *(g.relevant for g in form.groups),
        ]
    )
    found = {float(number) + by for number in _NUMBER.findall(said) for by in (-1, 0, 1)}
    return tuple(sorted({*found, *map(float, _FEW)}))


def candidates(field: Field, numbers: Sequence[float]) -> list[Candidate]:
    """What may be said to a question; None stands for a value that the kind makes itself."""
    match field.type:
        case "integer":
            return [(Said(str(int(n))), int(n)) for n in numbers if n == int(n)]
        case "decimal":
            return [(Said(f"{n:.1f}"), _plain(n)) for one in numbers for n in (one, one + 0.5) if n >= 0]
        case "range":
            return _in_range(field)
        case "date":
            return [(Said(day), day) for day in _DATES]
        case "time":
            return [(Said(clock), clock) for clock in ("14:30", "09:05", "23:59")]
        case "datetime":
            return [(Said(f"{day} 14:30"), f"{day}T14:30:00.000+03:00") for day in _DATES]
        case "position":
            return [(Shared(31.9, 35.9), {"latitude": 31.9, "longitude": 35.9})]
        case "photo" | "voice" | "video" | "file":
            return [(Sent((Media(field.type, ref="r", id="5" * 32),), message="p"), None)]
        case _:
            return [*((Said(words), words) for words in _TEXTS), (Said("سطر\nوسطر"), "سطر وسطر")]


def _in_range(field: Field) -> list[Candidate]:
    low, high, by = (float(field.settings.get(name, "1")) for name in ("min", "max", "step"))
    steps = int((high - low) / by) if by else 0
    return [(Said(f"{low + n * by:g}"), _plain(low + n * by)) for n in range(steps + 1)]


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number
