"""Finding areas by what somebody typed: exact after folding, to be confirmed, or only near.

A city that stands for its governorate («الموصل»), a district typed where its governorate is asked, and
every misspelling are confirmed; only a name or an alias itself is taken at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.core.arabic.folding import loose
from bot.core.arabic.options import nearest
from bot.core.arabic.places import place_key
from bot.core.place import Area, Areas

_MOST = 3
_LONGEST = 100

fold = lru_cache(maxsize=8192)(place_key)
"""The same names are compared all day long."""


def exact(text: str, among: Sequence[Area]) -> tuple[Area, ...]:
    """The areas that are called exactly so, in any language; more than one when they share the name."""
    typed = _typed(text)
    if not typed:
        return ()
    hits = tuple(area for area in among if any(fold(name) == typed for name in names(area)))
    reduced = loose(typed)
    return hits or tuple(area for area in among if any(_loosely(name) == reduced for name in names(area)))


def implied(text: str, among: Sequence[Area], areas: Areas) -> tuple[Area, ...]:
    """The areas that a city or a place within them stands for: to be confirmed."""
    typed = _typed(text)
    if not typed:
        return ()
    cities = tuple(area for area in among if any(fold(name) == typed for name in area.confirm))
    if cities:
        return cities
    codes = {area.code for area in among}
    around = {
        code
        for area in exact(text, tuple(areas.by_code.values()))
        for code in areas.upwards(area.code)
        if code in codes
    }
    return tuple(area for area in among if area.code in around)


def near(text: str, among: Sequence[Area]) -> tuple[Area, ...]:
    """At most three areas whose name begins so, or is a slip of the finger away."""
    typed = _typed(text)
    if not typed:
        return ()
    owners = [(name, area) for area in among for name in (*names(area), *area.confirm)]
    begun = [area for name, area in owners if len(typed) > 1 and fold(name).startswith(typed)]
    labels = nearest(text, [name for name, _ in owners], fold)
    close = [area for label in labels for name, area in owners if name == label]
    return tuple({area.code: area for area in (*begun, *close)}.values())[:_MOST]


@lru_cache(maxsize=8192)
def _loosely(name: str) -> str:
    return loose(fold(name))


def names(area: Area) -> Iterator[str]:
    """All that an area is called, without what must be confirmed."""
    yield from area.names.values()
    yield from area.aliases


def _typed(text: str) -> str:
    return place_key(text) if len(text) <= _LONGEST else ""
