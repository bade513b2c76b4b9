"""Functions of places: «latitude longitude altitude accuracy», and several of them parted by `;`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from bot.core.expression.code import Code, Kind
from bot.core.expression.errors import ExpressionError
from bot.core.expression.functions import flattened
from bot.core.expression.special import Compiling, special
from bot.core.expression.tree import Call
from bot.core.expression.values import NAN

EARTH = 6_378_100.0  # metres, as JavaRosa has it

Point = tuple[float, float]


def points(words: str) -> list[Point] | None:
    """Latitude and longitude of each, in degrees; None when it is no list of places."""
    found: list[Point] = []
    for part in filter(None, (one.strip() for one in words.split(";"))):
        numbers = part.split()
        try:
            latitude, longitude = float(numbers[0]), float(numbers[1])
        except (ValueError, IndexError):
            return None
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return None
        found.append((latitude, longitude))
    return found


def _metres(one: Point, other: Point) -> float:
    (a, b), (c, d) = (map(math.radians, each) for each in (one, other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def _square_metres(ring: Sequence[Point]) -> float:
    """Of a polygon on a sphere, by the trapezoids below its sides."""
    if len(ring) < 3:
        return 0.0
    closed = [*ring, ring[0]]
    total = 0.0
    for (a, b), (c, d) in pairwise(closed):
        total += math.radians(d - b) * (2 + math.sin(math.radians(a)) + math.sin(math.radians(c)))
    return abs(total) * EARTH * EARTH / 2


def _inside(point: Point, ring: Sequence[Point]) -> bool:
    y, x = point
    inside = False
    for (a, b), (c, d) in pairwise([*ring, ring[0]]):
        if (a > y) != (c > y) and x < (d - b) * (y - a) / (c - a) + b:
            inside = not inside
    return inside


@special("distance", 1)
def _distance(call: Call, compiling: Compiling) -> Code:
    """Metres along all the places, in order."""
    found = flattened([compiling(one) for one in call.arguments])
    return Code(Kind.NUMBER, lambda scope: _along(found(scope)))


def _along(answers: Sequence[str]) -> float:
    places = _all(answers)
    return NAN if places is None else sum((_metres(*two) for two in pairwise(places)), 0.0)


@special("area", 1)
def _area(call: Call, compiling: Compiling) -> Code:
    """Square metres within the places."""
    found = flattened([compiling(one) for one in call.arguments])

    def run(answers: Sequence[str]) -> float:
        places = _all(answers)
        return NAN if places is None else _square_metres(places)

    return Code(Kind.NUMBER, lambda scope: run(found(scope)))


@special("geofence", 2, 2)
def _geofence(call: Call, compiling: Compiling) -> Code:
    """Whether the place of the one lies within the places of the other."""
    if len(call.arguments) != 2:
        raise ExpressionError("arguments", call.name, call.at)
    one, other = (flattened([compiling(argument)]) for argument in call.arguments)

    def run(point: Sequence[str], shape: Sequence[str]) -> bool:
        where, ring = _all(point), _all(shape)
        if not where or ring is None or len(ring) <= 2:
            return False
        return _inside(where[0], ring)

    return Code(Kind.BOOLEAN, lambda scope: run(one(scope), other(scope)))


def _all(answers: Sequence[str]) -> list[Point] | None:
    found: list[Point] = []
    for words in answers:
        places = points(words)
        if places is None:
            return None
        found += places
    return found
