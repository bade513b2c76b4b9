"""«رسائلنا» in a chat: the newest messages to many with their accounts, and what can be done with each.

Coordinators see what they have written and what stays within their areas; admins see all. The errands do
their work before their transaction: the accounts of a large one take long, and what is to many is done in
transactions of its own (`move_campaign`, `resend_campaign`, `undo_campaign`). Doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from bot.actions import undo_campaign
from bot.actions.account_campaign import accounted, replies, undone
from bot.actions.announce import worded
from bot.actions.cost_answers import cost_answers
from bot.actions.current_book import current_book
from bot.actions.job import Job
from bot.actions.move_campaign import move_campaign
from bot.actions.resend_campaign import resend_campaign
from bot.actions.terms import Terms
from bot.core.audience import counted, covers, is_told_few, reach
from bot.core.campaign import ARRIVED, Campaign, State
from bot.core.channel import Capabilities
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.sending.fields import retyped
from bot.core.text import Text
from bot.flows.announcement import may_announce
from bot.flows.asides.following import NEWEST
from bot.storage import campaign_accounts, campaign_undoing, campaigns, persons
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
    """What they need. `book`: the one of a generation. `channels`: what each can do. `terms`: of WhatsApp."""

    database: Database
    sealer: Sealer
    book: Callable[[int], Awaitable[Book]]
    now: Callable[[], datetime]
    ids: Ids
    channels: Mapping[str, Capabilities] = field(default_factory=dict)
    terms: Terms | None = None

    async def listed(self, errand: Due) -> list[dict[str, Any]]:
        """The newest that this person may see, each with its state and its accounts in words."""
        book, person = await self._who(errand)
        async with self.database.read() as tx:
            newest = await campaigns.newest(tx, book.programme.name, _LOOKED_AT)
            seen = [one for one in newest if person is not None and may_see(book, person, one)][:SHOWN]
            costs = await cost_answers(tx, self.sealer, self.terms, book, seen, self.now())
            return [await _shown(tx, book, one, costs[one.id]) for one in seen]

    async def moved(self, errand: Due) -> bool:
        """Pause one, let it go on, or cancel what is left of it; whether it stands so now."""
        book, found = await self._theirs(errand)
        to = _state(errand.data["to"])
        if found is None or to is None:
            return False
        await move_campaign(self.database, found.id, to, errand.person, self.now(), self.ids)
        async with self.database.read() as tx:
            stands = await campaigns.get(tx, book.programme.name, found.id)
        return stands is not None and stands.state == to

    async def resent(self, errand: Due) -> int:
        """Send it once more to those whom it did not reach; how many."""
        book, found = await self._theirs(errand)
        if found is None:
            return 0
        return await resend_campaign(self.database, book, found, errand.person, self.now(), self.ids)

    async def undoable(self, errand: Due) -> dict[str, Any]:
        """What can be taken back of one; nothing of one that is not theirs."""
        _, found = await self._theirs(errand)
        if found is None:
            return {}
        counted_ = await undo_campaign.undoable(self.database, found.id, self.channels, self.now())
        text = "\n".join(retyped(words, language) for language, words in found.steps[0].languages.items())
        return {"id": found.id, "name": found.name, "text": text, **undo_campaign.told(counted_)}

    async def undone(self, errand: Due) -> int:
        """Delete what has arrived, or change its words; how many messages."""
        book, found = await self._theirs(errand)
        how, text = str(errand.data["how"]), str(errand.data.get("text", ""))
        if found is None or how not in {"delete", "edit"} or (how == "edit" and not text):
            return 0
        _, person = await self._who(errand)
        words = worded(text, person) if person is not None else {}
        undoing = undo_campaign.Undoing(self.database, self.sealer, self.ids, self.channels, book)
        press = errand.key.rpartition(":")[2]
        kind: undo_campaign.How = "delete" if how == "delete" else "edit"
        return await undoing.undo(found, kind, words, press, errand.person, self.now())

    async def _theirs(self, errand: Due) -> tuple[Book, Campaign | None]:
        """The campaign of an errand, when somebody asks who may see it. 'newest': the last under way."""
        id_ = str(errand.data["campaign"])
        book, person = await self._who(errand)
        name = book.programme.name
        async with self.database.read() as tx:
            if id_ == NEWEST:
                listed = await campaigns.newest(tx, name, _LOOKED_AT)
                states = {"running", "paused"}
                found = next((one for one in listed if one.state in states), None)
            else:
                found = await campaigns.get(tx, name, id_)
        seen = found is not None and person is not None and may_see(book, person, found)
        return book, found if seen else None

    async def _who(self, errand: Due) -> tuple[Book, Person | None]:
        book = await current_book(self.database, self.book)
        async with self.database.read() as tx:
            return book, await persons.get(tx, self.sealer, errand.person)


def _state(given: object) -> State | None:
    """One into which a chat may move it."""
    return next((one for one in _MOVES if one == given), None)


async def _shown(tx: Tx, book: Book, one: Campaign, costs: Sequence[Text]) -> dict[str, Any]:
    counts = await campaign_accounts.accounts(tx, one.id)
    total = sum(count.number for count in counts)
    few = bool(total) and is_told_few(total, one.audience, book)
    lines: list[Text] = [counted(total, one.audience, book)] if few else accounted(counts)
    if not few:
        lines += replies(await campaign_accounts.replied(tx, one.id))
        lines += undone(await campaign_undoing.accounts(tx, one.id))
        lines += costs
    states = campaign_accounts.by_state(counts)
    return {
        "id": one.id,
        "name": one.name,
        "at": one.at.isoformat(),
        "state": one.state,
        "failed": states.get("failed", 0) + states.get("unreachable", 0),
        "arrived": sum(states.get(state, 0) for state in (*ARRIVED, "unknown")),
        "lines": [msgspec.to_builtins(line) for line in lines],
    }


# ------------------------------------------------------------------------------------------- errands


async def sent_messages(job: Job) -> None:
    """Tell what was read."""
    found = job.prepared if isinstance(job.prepared, list) else []
    job.tell(job.person, "sent_messages", campaigns=found)


async def resend(job: Job) -> None:
    """Tell how many get it once more."""
    count = job.prepared if isinstance(job.prepared, int) else 0
    job.tell(job.person, "resent", count=count)


async def undoable(job: Job) -> None:
    """Tell what is possible."""
    found = job.prepared if isinstance(job.prepared, dict) else {}
    job.tell(job.person, "undoable", **found)


async def undo(job: Job) -> None:
    """Tell that it is under way."""
    count = job.prepared if isinstance(job.prepared, int) else 0
    job.tell(job.person, "undone", how=job.data["how"], count=count)
    job.posted = bool(count)


async def move_messages(job: Job) -> None:
    """Tell how it stands."""
    found = await campaigns.get(job.tx, job.programme, str(job.data["campaign"]))
    name = found.name if found is not None and job.prepared else ""
    job.tell(job.person, "moved_messages", done=bool(job.prepared), state=job.data["to"], name=name)
