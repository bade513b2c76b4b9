"""A head count of people who are never named: how many, of whom women, and in which bands of age.

A count grows step by step as plain JSON: a missing key has not been asked, None is *not known* and never
zero. With `cross` the bands are counted for each sex. What does not add up is found here and said by
the field type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.arabic.headcount import Headcount

BANDS = ("0-17", "18-29", "30-59", "60+")
SEXES = ("women", "men")

Count = Mapping[str, Any]
Bands = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Ages:
    """A band that is asked now: of everybody, or of one sex, and how many of `people` are left for it.

    `several`: other bands follow. `last`: it alone can make everybody.
    """

    band: str
    people: int
    rest: int
    sex: str = ""
    several: bool = False
    last: bool = False


def next_ages(count: Count, bands: tuple[str, ...], *, cross: bool) -> Ages | None:
    """The first band that still is to be asked; none when the others already make everybody."""
    for sex, people in _groups(count, cross=cross):
        known = of_group(count, sex)
        rest = people - _sum(known)
        asked = [band for band in bands if band not in known]
        if asked and rest > 0:
            complete = len(asked) == 1 and None not in known.values()
            return Ages(asked[0], people, rest, sex, several=len(asked) > 1, last=complete)
    return None


def of_group(count: Count, sex: str) -> Bands:
    """The bands counted so far, of everybody or of one sex."""
    found = count.get(f"bands:{sex}" if sex else "bands", {})
    return dict(found) if isinstance(found, Mapping) else {}


def with_ages(count: Count, ages: Ages, number: int | None, bands: tuple[str, ...] = ()) -> dict[str, Any]:
    """The count with this band, or with all `bands` not asked yet as not known."""
    known = of_group(count, ages.sex)
    unasked = {band: number for band in bands if band not in known} if bands else {ages.band: number}
    return {**count, f"bands:{ages.sex}" if ages.sex else "bands": {**known, **unasked}}


def _groups(count: Count, *, cross: bool) -> list[tuple[str, int]]:
    total, women = count.get("total"), count.get("women")
    if not isinstance(total, int):
        return []
    if cross and isinstance(women, int):
        return [("women", women), ("men", total - women)]
    return [("", total)]


def _sum(bands: Bands) -> int:
    return sum(number for number in bands.values() if number is not None)


def from_line(line: Headcount, before: Count, bands: tuple[str, ...], *, cross: bool) -> dict[str, Any]:
    """The count that one line says, beside what was known before it."""
    total = line.total if line.total is not None else before.get("total")
    women, men = line.women, line.men
    if line.problem == "apart":  # the sex of the children is not known, so that of everybody is not
        total = line.total or (women or 0) + (men or 0) + (line.children or 0)
        women = men = None
    if women is None and men is not None and isinstance(total, int):
        women = total - men
    made: dict[str, Any] = {}
    if isinstance(total, int):
        made["total"] = total
    if women is not None:
        made["women"] = women
    if line.children is not None and not cross and bands[0].startswith("0-"):
        made["bands"] = {bands[0]: line.children}
    return made


def value(count: Count, bands: tuple[str, ...], *, cross: bool) -> dict[str, Any]:
    """The answer: every number, None where it is not known."""
    total, women = count.get("total"), count.get("women")
    men = total - women if isinstance(total, int) and isinstance(women, int) else None
    by_sex = {
        sex: _filled(of_group(count, sex), bands, people) for sex, people in _groups(count, cross=cross)
    }
    made: dict[str, Any] = {"total": total, "women": women, "men": men}
    if cross and "" not in by_sex and by_sex:
        made["bands"] = {band: _added(by_sex["women"][band], by_sex["men"][band]) for band in bands}
        made["cross"] = by_sex
    else:
        made["bands"] = by_sex.get("") or dict.fromkeys(bands)
    return made


def _filled(known: Bands, bands: tuple[str, ...], people: int) -> Bands:
    """What was not asked because the others make everybody is nobody."""
    nobody = 0 if _sum(known) == people else None
    return {band: known.get(band, nobody) for band in bands}


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
