"""Which question a column of a table belongs to: by every way in which we or Kobo write its header.

Names or labels in any language of the form, with or without groups, several options split or joined: the
layouts that are written are made, and their headers looked up. Where two questions have one label, the first
column of that name is the first question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from bot.core.arabic.bidi import strip
from bot.core.form import Field, Form
from bot.core.place import Areas
from bot.core.text import Text
from bot.flows.xlsform.markup import plain
from bot.flows.xlsform.nameless import WITHHELD
from bot.reports.columns import Wording
from bot.reports.kobo import DEGREES, KOBO, MEDIA, OURS, UNNAMED, Layout, Sheet, Style

OWN = frozenset({*KOBO, *OURS, *UNNAMED, "_parent_index", "_parent_table_name"})
_LINK = "_URL"
"""Beside the name of a medium Kobo writes where it is; beside a place each of its numbers."""

_PLACES = frozenset({"position", "start-geopoint"})

# What a phone tells by itself, and Kobo writes though no question asks it.
_PASSED = frozenset(
    {
        *("start", "end", "today", "username", "email", "deviceid", "phonenumber", "simserial"),
        *(
            "subscriberid",
            "imei",
            "audit",
            "instanceid",
            "formhub/uuid",
            "meta/instanceid",
            "meta/instancename",
        ),
        *("meta/rootuuid", "meta/deprecatedid", "background-audio"),
    }
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a cell goes: a question and the part of its answer. Of a column of ours `asked` is None."""

    asked: Field | None
    part: str


@dataclass
class Headers:
    """The headers of one sheet: what each may mean, in order. `name`: of the repeat."""

    name: str
    titles: set[str]
    known: dict[str, list[Target]] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set)

    def targets(self, headers: Sequence[str]) -> list[Target | None]:
        """What each column holds; None where no question is called so."""
        seen: dict[str, int] = {}
        found: list[Target | None] = []
        for header in headers:
            folded = fold(header)
            if header in OWN or folded in self.beside:
                found.append(Target(None, header))
            elif folded in self.known:
                place = seen.get(folded, 0)
                seen[folded] = place + 1
                those = self.known[folded]
                found.append(those[min(place, len(those) - 1)])
            else:
                found.append(None)
        return found


class Known:
    """All headers of all sheets of a form, in every way of writing."""

    def __init__(
        self, versions: Mapping[str, Form], areas: Areas, speak: Mapping[str, Callable[[Text], str]]
    ) -> None:
        layouts = [Layout(versions, style, lambda asked: False) for style in _styles(areas, speak)]
        self.layout = layouts[0]
        self.sheets = [Headers(sheet.name, set()) for sheet in self.layout.sheets]
        for layout in layouts:
            for headers, sheet in zip(self.sheets, layout.sheets, strict=True):
                headers.titles |= {fold(sheet.title), fold(sheet.name)}
                _learn(headers, sheet)

    def sheet(self, title: str) -> int:
        """The number of the repeat whose sheet is called so; 0 where none is."""
        folded = fold(title)
        return next((n for n, one in enumerate(self.sheets) if n and folded in one.titles), 0)


def _styles(areas: Areas, speak: Mapping[str, Callable[[Text], str]]) -> Iterator[Style]:
    """Names first: where the name of one is the label of another, it is the name."""
    languages = list(speak.values())
    for labels, groups, split in product((False, True), (False, True), (True, False)):
        for words in languages if labels else languages[:1]:
            for full in (False, True):
                yield Style(Wording(words, areas, codes=not labels), labels, groups, split, full)


def _learn(headers: Headers, sheet: Sheet) -> None:
    written = zip(sheet.placed, sheet.headers, strict=False)
    for placed, unique in written:
        target = Target(placed.asked, placed.part)
        for header in dict.fromkeys((placed.header, unique)):
            those = headers.known.setdefault(fold(header), [])
            if not any(_same(one, target) for one in those):
                those.append(target)
            headers.beside.update(map(fold, _beside(placed.asked, header)))


def _beside(asked: Field, header: str) -> Iterator[str]:
    """What Kobo writes beside it and we do not read."""
    withheld = asked.settings.get(WITHHELD)
    if {asked.type, withheld} & MEDIA:
        yield f"{header}{_LINK}"
    elif withheld in _PLACES:
        above, slash, name = header.rpartition("/")
        yield from (f"{above}{slash}_{name}_{degree}" for degree in DEGREES)


def _same(one: Target, other: Target) -> bool:
    names = [each.asked.name if each.asked else "" for each in (one, other)]
    return names[0] == names[1] and one.part == other.part


def passed(header: str) -> bool:
    """Whether a column that no question has may be passed over: Kobo's, ours, or the phone's."""
    bare = header.strip()
    return bare.startswith("_") or bare.lower() in _PASSED or bare.lower().startswith("meta/")


def fold(header: str) -> str:
    """A header as it is compared: without markup, signs of direction and double spaces."""
    return " ".join(strip(plain(header)).split())
