"""An audience that is put together over a chat: counted as it grows, and kept under a name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from bot.actions.current_book import current_book
from bot.actions.job import Job
from bot.core.audience import Audience, counted, flaws, reach
from bot.core.audience.conditions import together
from bot.core.offers import joined
from bot.core.programme import Book
from bot.core.text import Text, key, verbatim
from bot.flows.announcement import may_announce
from bot.storage import audiences, persons, saved_audiences
from bot.storage.database import Database
from bot.storage.errands import Due
from bot.storage.saved_audiences import Saved
from bot.storage.sealed import Sealer


@dataclass(frozen=True, slots=True)
class Counted:
    """What it comes to, in words; or with `wrong` why it cannot be asked."""

    lines: tuple[Text, ...]
    wrong: bool = False


class Counts:
    """What has to be done before the errand: people are counted over a connection of its own."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        book: Callable[[int], Awaitable[Book]],
        now: Callable[[], datetime],
    ) -> None:
        self._database, self._sealer, self._book, self._now = database, sealer, book, now

    async def __call__(self, errand: Due) -> Counted | None:
        """Within the areas of whoever asks; None when they may not."""
        now, audience = self._now(), together(errand.data.get("conditions", ()))
        book = await current_book(self._database, self._book)
        async with self._database.read() as tx:
            person = await persons.get(tx, self._sealer, errand.person)
            if person is None or not may_announce(person):
                return None
            if wrong := flaws(audience, book):
                return Counted(wrong, wrong=True)
            within = reach(person)
            number = await audiences.count(tx, audience, book, now, within)
            some = await audiences.sample(tx, audience, book, now, within)
            people = [await persons.get(tx, self._sealer, one) for one in some]
        names = [verbatim(one.name) for one in people if one is not None and one.name]
        sample = [key("select.sample", names=joined(names))] if names else []
        return Counted((key("select.number", number=counted(number, audience, book)), *sample))


async def count_audience(job: Job) -> None:
    """Tell what was counted, or what is wrong."""
    found = job.prepared
    if not isinstance(found, Counted):
        job.tell(job.person, "audience_counted", outcome="gone")
        return
    told: dict[str, Any] = {"outcome": "flawed" if found.wrong else "counted"}
    told["why" if found.wrong else "lines"] = [msgspec.to_builtins(one) for one in found.lines]
    job.tell(job.person, "audience_counted", **{**job.data, **told})


async def save_audience(job: Job) -> None:
    """Keep it, once; a name that is taken is told."""
    person, name = await job.get(job.person), str(job.data.get("name", ""))
    audience: Audience = together(job.data.get("conditions", ()))
    if not may_announce(person) or not name:
        job.tell(job.person, "audience_saved", outcome="gone")
        return
    if wrong := flaws(audience, job.book):
        why = [msgspec.to_builtins(one) for one in wrong]
        job.tell(job.person, "audience_saved", **{**job.data, "outcome": "flawed", "why": why})
        return
    made = Saved(job.new_id(), job.programme, name, audience, person.id, job.now)
    kept = await saved_audiences.add(job.tx, made, job.ids)
    outcome = {"outcome": "saved", "id": made.id} if kept else {"outcome": "taken"}
    job.tell(job.person, "audience_saved", **{**job.data, **outcome})
