"""Areas: a tree of places, and the lookups that forms and routing need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.text import Text


@dataclass(frozen=True, slots=True)
class Area:
    """A place. `code` is the key (ISO where one exists), `level` its depth: country 0, governorate 1 …"""

    code: str
    names: Mapping[str, str]
    parent: str = ""
    level: int = 0
    aliases: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    pcode: str = ""

    @property
    def label(self) -> Text:
        """Its name as a text in all its languages."""
        return Text(languages=self.names, format="name")


@dataclass(frozen=True, slots=True)
class Areas:
    """The area tree of a programme, in the order in which areas are offered."""

    by_code: Mapping[str, Area] = field(default_factory=dict)

    def get(self, code: str) -> Area | None:
        return self.by_code.get(code)

    def children(self, parent: str) -> tuple[Area, ...]:
        """The areas directly below one, in order."""
        return tuple(a for a in self.by_code.values() if a.parent == parent)

    def at_level(self, level: int) -> tuple[Area, ...]:
        return tuple(a for a in self.by_code.values() if a.level == level)

    def upwards(self, code: str) -> Iterator[str]:
        """The code itself, then its parent, up to the root."""
        while code and code in self.by_code:
            yield code
            code = self.by_code[code].parent
