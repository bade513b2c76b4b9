"""Areas in which nothing but replies and notices leaves now: looked for by every process that sends."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from bot.core.audience import below
from bot.core.programme import Book
from bot.core.sending.rules import Halt
from bot.storage import pauses
from bot.storage.database import Database


class Paused:
    """The codes of the areas that are paused, with all below them. `look` brings it up to date.

    What is held here may be a tick late: what left meanwhile had been claimed before.
    """

    def __init__(self, database: Database, book: Callable[[], Book], now: Callable[[], datetime]) -> None:
        self._database, self._book, self._now = database, book, now
        self._codes: Collection[str] = ()

    def __call__(self) -> Collection[str]:
        return self._codes

    async def look(self) -> None:
        """Read what is pressed, and what was planned for now."""
        book, now = self._book(), self._now()
        async with self._database.read() as tx:
            pressed = await pauses.pressed(tx, book.programme.name, now)
        outages = book.programme.sending.outages
        self._codes = codes(book, [one for one in (*pressed, *outages) if _holds(one, now)])


def codes(book: Book, halts: Collection[Halt]) -> Collection[str]:
    """Every code of an area in which one of them holds; of all areas also who lives in none."""
    if any(not one.area for one in halts):
        return frozenset({"", *book.areas.by_code})
    return frozenset(below(book.areas, [one.area for one in halts]))


def _holds(one: Halt, now: datetime) -> bool:
    return one.begins <= now and (one.ends is None or now < one.ends)
