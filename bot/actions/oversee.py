"""«رسائلنا» in a chat: the newest messages to many with their accounts, and pausing, going on, cancelling.

Coordinators see what they have written and what stays within their areas; admins see all. Both errands do
their work before their transaction: the accounts of a large one take long, and what stands in the outbox is
stopped in transactions of its own (`move_campaign`). Doing that twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from bot.actions.account_campaign import accounted
from bot.actions.job import Job
from bot.actions.move_campaign import move_campaign
from bot.core.audience import counted, covers, is_told_few, reach
from bot.core.campaign import Campaign, State
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.text import Text
from bot.flows.announcement import may_announce
from bot.storage import campaign_accounts, campaigns, generation, persons
from bot.storage.database import Database, Tx
from bot.storage.errands import Due
from bot.storage.ids import Ids
from bot.storage.sealed import Sealer

SHOWN: Final = 5
_LOOKED_AT: Final = 100
_MOVES: Final[tuple[State, ...]] = ("paused", "running", "cancelled")


def may_see(book: Book, person: Person, campaign: Campaign) -> bool:
    """Its author, and whoever answers for all whom it reaches."""
    mine = campaign.by == person.id or covers(book.areas, reach(person), campaign.within)
    return may_announce(person) and mine


@dataclass(frozen=True, slots=True)
class Overseer:
    """What both need. `book`: the one of a generation."""

    database: Database
    sealer: Sealer
    book: Callable[[int], Awaitable[Book]]
    now: Callable[[], datetime]
    ids: Ids

    async def listed(self, errand: Due) -> list[dict[str, Any]]:
        """The newest that this person may see, each with its state and its accounts in words."""
        async with self.database.read() as tx:
            book, person = await self._who(tx, errand)
            newest = await campaigns.newest(tx, book.programme.name, _LOOKED_AT)
            seen = [one for one in newest if person is not None and may_see(book, person, one)][:SHOWN]
            return [await _shown(tx, book, one) for one in seen]

    async def moved(self, errand: Due) -> bool:
        """Pause one, let it go on, or cancel what is left of it; whether it stands so now."""
        id_, to = str(errand.data["campaign"]), _state(errand.data["to"])
        async with self.database.read() as tx:
            book, person = await self._who(tx, errand)
            found = await campaigns.get(tx, book.programme.name, id_)
        if found is None or to is None or person is None or not may_see(book, person, found):
            return False
        await move_campaign(self.database, id_, to, person.id, self.now(), self.ids)
        async with self.database.read() as tx:
            stands = await campaigns.get(tx, book.programme.name, id_)
        return stands is not None and stands.state == to

    async def _who(self, tx: Tx, errand: Due) -> tuple[Book, Person | None]:
        book = await self.book(await generation.current(tx))
        return book, await persons.get(tx, self.sealer, errand.person)


def _state(given: object) -> State | None:
    """One into which a chat may move it."""
    return next((one for one in _MOVES if one == given), None)


async def _shown(tx: Tx, book: Book, one: Campaign) -> dict[str, Any]:
    counts = await campaign_accounts.accounts(tx, one.id)
    total = sum(count.number for count in counts)
    few = bool(total) and is_told_few(total, one.audience, book)
    lines: list[Text] = [counted(total, one.audience, book)] if few else accounted(counts)
    return {
        "id": one.id,
        "name": one.name,
        "at": one.at.isoformat(),
        "state": one.state,
        "lines": [msgspec.to_builtins(line) for line in lines],
    }


# ------------------------------------------------------------------------------------------- errands


async def sent_messages(job: Job) -> None:
    """Tell what was read."""
    found = job.prepared if isinstance(job.prepared, list) else []
    job.tell(job.person, "sent_messages", campaigns=found)


async def move_messages(job: Job) -> None:
    """Tell how it stands."""
    found = await campaigns.get(job.tx, job.programme, str(job.data["campaign"]))
    name = found.name if found is not None and job.prepared else ""
    job.tell(job.person, "moved_messages", done=bool(job.prepared), state=job.data["to"], name=name)
