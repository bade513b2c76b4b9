"""A default of a workbook, as the answer that it would be: what a machine wrote, not what a person says.

«2026-03-01» is that day and nothing to confirm, «1.125» is no thousand, «32.5 35.9 0 0» is a place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from bot.core.conversation import Said
from bot.core.field import Answered, Asking
from bot.core.fields import BY_NAME
from bot.core.form import Answer

_DAY, _CLOCK = 10, re.compile(r"(\d\d):(\d\d)")


def answer_of(text: str, asking: Asking) -> Answer:
    """None where a question of this kind cannot be answered so."""
    read = _READ.get(asking.field.type)
    try:
        return read(text.strip(), asking) if read is not None else None
    except ValueError:
        return None


def _one(text: str, asking: Asking) -> Answer:
    return text if any(option.name == text for option in asking.field.options) else None


def _several(text: str, asking: Asking) -> Answer:
    """In the order of the list."""
    names, wanted = [option.name for option in asking.field.options], set(text.split())
    return [name for name in names if name in wanted] if wanted.issubset(names) else None


def _order(text: str, asking: Asking) -> Answer:
    names = text.split()
    return list(names) if sorted(names) == sorted(option.name for option in asking.field.options) else None


def _whole(text: str, asking: Asking) -> Answer:
    number = float(text)
    return int(number) if number.is_integer() else None


def _number(text: str, asking: Asking) -> Answer:
    number = float(text)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _day(text: str, asking: Asking) -> Answer:
    return date.fromisoformat(text[:_DAY]).isoformat()


def _clock(text: str, asking: Asking) -> Answer:
    found = _CLOCK.search(text)
    return time(int(found[1]), int(found[2])).isoformat("minutes") if found else None


def _moment(text: str, asking: Asking) -> Answer:
    """With the offset of where the programme is, where it says none."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        found = found.replace(tzinfo=asking.local.tzinfo)
    return found.isoformat(timespec="milliseconds")


def _place(text: str, asking: Asking) -> Answer:
    latitude, longitude = map(float, text.split()[:2])
    return (
        {"latitude": latitude, "longitude": longitude} if abs(latitude) <= 90 >= abs(longitude) / 2 else None
    )


def _as_said(text: str, asking: Asking) -> Answer:
    """Where somebody would say just that."""
    kind, given = BY_NAME[asking.field.type], Said(text)
    reading = kind.recognise(given, asking) or kind.take(given, asking)
    return reading.value if isinstance(reading, Answered) else None


_READ: Mapping[str, Callable[[str, Asking], Answer]] = {
    "choice": _one,
    "choices": _several,
    "rank": _order,
    "integer": _whole,
    "decimal": _number,
    "date": _day,
    "time": _clock,
    "datetime": _moment,
    "position": _place,
    "range": _as_said,
    "acknowledge": _as_said,
    "text": _as_said,
}
