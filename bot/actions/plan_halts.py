"""Who of those meant would wait, because sending is held where they live: how many, where, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.audience import Audience, Reach
from bot.core.programme import Book
from bot.core.sending.rules import Halt
from bot.core.text import Text, key, moment
from bot.storage import audiences
from bot.storage.database import Tx


@dataclass(frozen=True, slots=True)
class Held:
    """So many wait in an area, '' for everywhere. Without `ends`: until somebody lifts it."""

    area: str
    number: int
    ends: datetime | None

    def said(self, book: Book) -> Text:
        found = book.areas.get(self.area)
        area = found.label if found is not None else key("pause.everywhere")
        if self.ends is None:
            return key("campaign.plan_held", count=self.number, area=area)
        return key("campaign.plan_held_until", count=self.number, area=area, moment=moment(self.ends))


async def plan_halts(  # whom it is for, and what is held when
    tx: Tx,
    book: Book,
    audience: Audience,
    within: Reach,
    halts: Iterable[Halt],
    at: datetime,
    now: datetime,
) -> tuple[Held, ...]:
    """Those that hold at a moment, without areas in which nobody is meant."""
    found = []
    for area, ends in holding(halts, at).items():
        meant = _also(audience, Audience("area", (area,))) if area else audience
        found.append(Held(area, await audiences.count(tx, meant, book, now, within), ends))
    return tuple(one for one in found if one.number)


def holding(halts: Iterable[Halt], at: datetime) -> Mapping[str, datetime | None]:
    """The areas that are held at a moment, each until the last of its pauses ends.

    A pause of everything that ends by itself moves all of it: it is told as any other delay.
    """
    found: dict[str, datetime | None] = {}
    for one in halts:
        if one.begins <= at and (one.ends is None or at < one.ends) and (one.area or one.ends is None):
            before = found.get(one.area, one.ends)
            found[one.area] = max(one.ends, before) if one.ends is not None and before is not None else None
    return found


def elsewhere(audience: Audience, areas: Iterable[str]) -> Audience:
    """Those of an audience who live in none of these."""
    return _also(audience, Audience("not", of=(Audience("area", tuple(areas)),)))


def _also(audience: Audience, other: Audience) -> Audience:
    return Audience("all", of=(audience, other))
