"""A record with some fields changed: `dataclasses.replace` for records that change many times in a turn.

What a record is made of is looked up once per class, and nothing is made when nothing differs. For frozen
records with slots whose fields are all given by their maker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")
_Set = Callable[[Any, Any], None]


def changed(record: T, /, **changes: Any) -> T:
    """The same record but for these fields; itself when they are what they were."""
    for name, value in changes.items():
        if getattr(record, name) is not value:
            break
    else:
        return record
    kind: Any = type(record)
    read, places, setters = _made_of(kind)
    values = list(read(record))
    for name, value in changes.items():
        values[places[name]] = value
    made: T = object.__new__(kind)
    for write, value in zip(setters, values, strict=True):
        write(made, value)
    return made


@cache
def _made_of(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], Mapping[str, int], tuple[_Set, ...]]:
    """How to read all fields at once, the place of each, and how each is written, past the frozen door."""
    names = [field.name for field in fields(kind)]
    places = {name: place for place, name in enumerate(names)}
    return attrgetter(*names), places, tuple(getattr(kind, name).__set__ for name in names)
