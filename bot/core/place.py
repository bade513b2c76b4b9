"""Areas: a tree of places, and the lookups that forms and routing need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.text import Text


class _Labelled:
    """What is made once with an area. No part of its content."""

    __slots__ = ("label",)

    label: Text
    """Its name as a text in all its languages."""


@dataclass(frozen=True, slots=True)
class Area(_Labelled):
    """A place. `code` is the key (ISO where one exists), `level` its depth: country 0, governorate 1 …

    `zone`: its time zone, where the clocks show another time than around it.
    """

    code: str
    names: Mapping[str, str]
    parent: str = ""
    level: int = 0
    aliases: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    pcode: str = ""
    zone: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", Text(languages=self.names, format="name"))


class _Looked:
    """The same areas by their parent and by their level; and the zone of each where not all have one."""

    __slots__ = ("_by_level", "_by_parent", "_zones")

    _by_level: Mapping[int, tuple[Area, ...]]
    _by_parent: Mapping[str, tuple[Area, ...]]
    _zones: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Areas(_Looked):
    """The area tree of a programme, in the order in which areas are offered."""

    by_code: Mapping[str, Area] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_level: dict[int, tuple[Area, ...]] = {}
        by_parent: dict[str, tuple[Area, ...]] = {}
        for one in self.by_code.values():
            by_level[one.level] = (*by_level.get(one.level, ()), one)
            by_parent[one.parent] = (*by_parent.get(one.parent, ()), one)
        object.__setattr__(self, "_by_level", by_level)
        object.__setattr__(self, "_by_parent", by_parent)
        zoned = any(one.zone for one in self.by_code.values())
        object.__setattr__(self, "_zones", {one: self._zone(one) for one in self.by_code} if zoned else {})

    def get(self, code: str) -> Area | None:
        return self.by_code.get(code)

    def children(self, parent: str) -> tuple[Area, ...]:
        """The areas directly below one, in order."""
        return self._by_parent.get(parent, ())

    def at_level(self, level: int) -> tuple[Area, ...]:
        return self._by_level.get(level, ())

    def zone(self, code: str) -> str:
        """The time zone there, by the nearest area around it that has one, if one has; else ''."""
        return self._zones.get(code, "")

    def _zone(self, code: str) -> str:
        return next((zone for one in self.upwards(code) if (zone := self.by_code[one].zone)), "")

    def upwards(self, code: str) -> Iterator[str]:
        """The code itself, then its parent, up to the root."""
        while code and code in self.by_code:
            yield code
            code = self.by_code[code].parent
