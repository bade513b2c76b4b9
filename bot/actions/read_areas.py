"""The tree of areas from its file: `area` is a list of places, in the order in which they are offered.

A place names the area around it as its `parent`; levels follow from that. Names that two areas share
must be confirmed by whoever types them, so they stand under `confirm`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.actions.declared import Declared, read_zone
from bot.core.arabic.places import place_key
from bot.core.place import Area, Areas

_CODE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
_LONGEST = 32
_LISTS = ("aliases", "confirm")
_EXAMPLE = '{ code = "JO", ar = "الأردن", en = "Jordan" }'


@dataclass(frozen=True, slots=True)
class _Row:
    """An area, and where it stands in the file."""

    area: Area
    at: Declared


def read_areas(file: Declared, country: str) -> Areas:
    """All areas that can be read; the rest is noted as mistakes."""
    rows: dict[str, _Row] = {}
    for row in map(_row, file.rows("area", _EXAMPLE, "code", required=True)):
        code = row.area.code
        if code in rows:
            row.at.wrong("code", "twice", value=code)
        elif code:
            rows[code] = row
    file.finish()
    placed = {code: replace(row.area, level=_level(row, rows, country)) for code, row in rows.items()}
    _whole(file, placed, country)
    _names(rows, placed)
    return Areas(placed)


def _row(at: Declared) -> _Row:
    code = at.words("code", example='"JO-AM"', required=True)
    if code and (len(code) > _LONGEST or not _CODE.fullmatch(code)):
        at.wrong("code", "code", value=code)
    parent, pcode = at.words("parent", example='"JO"'), at.words("pcode", example='"JO11"')
    zone = read_zone(at)
    aliases, confirm = (at.many(key) for key in _LISTS)
    names = {key: value for key, value in at.values.items() if key not in at.taken and len(key) <= 3}
    at.taken.update(names)
    translated = dict(Declared(at.file, names, at.flaws, at.where).translations())
    if "ar" not in names:
        at.wrong("", "arabic")
    at.finish()
    return _Row(Area(code, translated, parent, 0, aliases, confirm, pcode, zone), at)


# ---------------------------------------------------------------------------------------- the tree


def _level(row: _Row, rows: Mapping[str, _Row], country: str) -> int:
    """How deep an area lies; every way up ends at the country."""
    if not row.area.parent:
        if row.area.code != country:
            row.at.wrong("parent", "root", value=country)
        return 0
    seen, code = {row.area.code}, row.area.parent
    if code not in rows:
        row.at.wrong("parent", "parent", value=code)
    while code in rows and code not in seen:
        seen.add(code)
        code = rows[code].area.parent
    if code == row.area.code:
        row.at.wrong("parent", "circle")
    return len(seen) - 1


def _whole(file: Declared, areas: Mapping[str, Area], country: str) -> None:
    if not isinstance(file.values.get("area"), list):
        return
    if country not in areas:
        file.wrong("area", "no_country", value=country)
    elif all(area.level != 1 for area in areas.values()):
        file.wrong("area", "no_governorate", value=country)


# --------------------------------------------------------------------------------------- the names


def _names(rows: Mapping[str, _Row], areas: Mapping[str, Area]) -> None:
    """Each name means one area of its level; only names of different parents may be alike."""
    owners: dict[tuple[int, str], tuple[Area, bool]] = {}
    for code, area in areas.items():
        row = rows[code]
        own = {place_key(name) for name in area.names.values()}
        given = {place_key(alias): alias for alias in area.aliases}
        for typed in area.confirm:
            if place_key(typed) in own | given.keys():
                row.at.wrong("confirm", "both", value=typed)
        for folded in sorted(own | given.keys()):
            other, alias = owners.setdefault((area.level, folded), (area, folded not in own))
            if other is not area and (alias or folded not in own or other.parent == area.parent):
                name = given.get(folded) or _name(area, folded)
                row.at.wrong("aliases" if folded not in own else "", "clash", value=name, other=other.code)


def _name(area: Area, folded: str) -> str:
    return next(name for name in area.names.values() if place_key(name) == folded)
