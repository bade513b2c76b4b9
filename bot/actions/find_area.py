"""Which area somebody means who says it in a command: by its code, or by any of its names."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.problem import Problem
from bot.core import gazetteer
from bot.core.place import Area, Areas
from bot.core.text import key, ltr, verbatim

_QUOTED = 40


def find_area(areas: Areas, text: str) -> Area:
    """The area that is meant; Problem, with those that may be, when it is none or not this one alone."""
    by_code = areas.get(text.strip().upper()) or areas.get(text.strip())
    if by_code is not None:
        return by_code
    every = tuple(areas.by_code.values())
    named = gazetteer.exact(text, every)
    if len(named) == 1:
        return named[0]
    if named:
        raise _problem("command.areas_called", text, named)
    if near := gazetteer.near(text, every):
        raise _problem("command.area_near", text, near)
    raise _problem("command.no_area", text, areas.at_level(1))


def _problem(name: str, text: str, found: Sequence[Area]) -> Problem:
    codes = " ".join(one.code for one in found)
    return Problem(key(name, area=verbatim(text[:_QUOTED]), areas=ltr(codes)))
