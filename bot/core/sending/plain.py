"""A schedule as JSON has it: what a chat keeps of one while a message to many is composed.

Now and one moment are texts, as they were kept from the first; all others are their type and what differs
from its defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any, Final, get_args

from bot.core.sending.schedule import At, Now, Schedule

NOW: Final = "now"

Plain = str | Mapping[str, Any]

_TYPES: Final[Mapping[str, type]] = {one.__name__.lower(): one for one in get_args(Schedule)}
_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "starts": datetime.fromisoformat,
    "begins": date.fromisoformat,
    "ends": date.fromisoformat,
    "weekdays": tuple,
    "days": tuple,
    "months": tuple,
}


def plain(schedule: Schedule) -> Plain:
    """The schedule as it is kept."""
    match schedule:
        case Now():
            return NOW
        case At(moment):
            return moment.isoformat()
        case _:
            given = {one.name: getattr(schedule, one.name) for one in fields(schedule)}
            usual = {one.name: one.default for one in fields(schedule) if one.default is not MISSING}
            told = {name: _plain(value) for name, value in given.items() if value != usual.get(name, MISSING)}
            return {"type": type(schedule).__name__.lower(), **told}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def read(kept: Plain) -> Schedule:
    """The schedule that was kept."""
    if isinstance(kept, str):
        return Now() if kept == NOW else At(datetime.fromisoformat(kept))
    values = {name: _READ.get(name, _as_it_is)(value) for name, value in kept.items() if name != "type"}
    made: Schedule = _TYPES[str(kept["type"])](**values)
    return made


def _as_it_is(value: Any) -> Any:
    return value
