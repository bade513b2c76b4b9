"""Taking back what has left to many: counted first, then deleted or changed where the channel allows it.

Telegram deletes what is younger than 48 hours and changes what is older too (`providers.md` §1.7); the web
chat does both; WhatsApp neither, so those who have it there get a correction (`announce`), as all can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from bot.core.campaign import Campaign, Step, message
from bot.core.channel import Capabilities
from bot.core.message import Message
from bot.core.person import Person
from bot.core.programme import Book
from bot.storage import audit, campaign_accounts, campaign_undoing, campaigns, codecs, persons, posting
from bot.storage.campaign_accounts import by_state
from bot.storage.campaign_undoing import Sent
from bot.storage.database import Database
from bot.storage.errors import Damaged
from bot.storage.ids import Ids
from bot.storage.posting import NOTICE, Place, Post
from bot.storage.sealed import Sealer

How = Literal["delete", "edit"]
DELETABLE: Final = timedelta(hours=48)
USEFUL: Final = timedelta(hours=6)
"""How long it is tried: a deletion that comes a day later helps nobody."""
_NOT_LEFT: Final = ("waiting", "queued", "held")


@dataclass(frozen=True, slots=True)
class Undoable:
    """How many: `waiting` have not left, `deletable` and `editable` can be undone where they are, `kept` stay
    there, by channel. `got`: whom a correction would reach.
    """

    waiting: int
    deletable: int
    editable: int
    kept: Mapping[str, int]
    got: int


async def undoable(
    database: Database, campaign: str, channels: Mapping[str, Capabilities], now: datetime
) -> Undoable:
    """What is possible now."""
    async with database.read() as tx:
        left = await campaign_undoing.left(tx, campaign, now - DELETABLE)
        states = by_state(await campaign_accounts.accounts(tx, campaign))
    can = {name: channels.get(name, Capabilities()) for name in left}
    return Undoable(
        waiting=sum(states.get(state, 0) for state in _NOT_LEFT),
        deletable=sum(late for name, (_, late) in left.items() if can[name].deletes),
        editable=sum(number for name, (number, _) in left.items() if can[name].edits),
        kept={name: number for name, (number, _) in left.items() if not can[name].edits},
        got=sum(states.get(state, 0) for state in ("sent", "delivered", "read", "unknown")),
    )


@dataclass(frozen=True, slots=True)
class Undoing:
    """What it needs. `channels`: what each can do."""

    database: Database
    sealer: Sealer
    ids: Ids
    channels: Mapping[str, Capabilities]
    book: Book

    async def undo(
        self, campaign: Campaign, how: How, words: Mapping[str, str], press: str, by: str, now: datetime
    ) -> int:
        """Put the changes into the outbox; how many. The same `press` never does it twice."""
        able = tuple(
            name for name, can in self.channels.items() if (can.deletes if how == "delete" else can.edits)
        )
        since = now - DELETABLE if how == "delete" else None
        async with self.database.begin() as tx:
            await campaign_undoing.pressed(tx, campaign.id, now)
            await audit.note(tx, self.ids.new(), now, by, f"campaign.{how}", campaign.id)
        count = 0
        while True:
            async with self.database.read() as tx:
                found = await campaign_undoing.page(tx, campaign.id, able, press, since)
            rows = list(self._rows(campaign, how, words, press, found, now))
            if not rows:
                return count
            async with self.database.begin(campaigns.ALONE) as tx:
                await posting.post_all(tx, self.sealer, rows)
            count += len(rows)

    def _rows(
        self,
        campaign: Campaign,
        how: How,
        words: Mapping[str, str],
        press: str,
        found: list[Sent],
        now: datetime,
    ) -> Iterator[tuple[Post, Place]]:
        about = campaign_undoing.about(campaign.id, press)
        for one in found:
            said = Message((), about=about)
            if how == "edit":
                step = campaign.steps[one.run.step - 1]
                said = replace(self._said(step, one, words), about=about)
            row = Post(
                self.ids.new(),
                self.ids.seq(),
                one.person,
                said,
                NOTICE,
                now,
                now + USEFUL,
                action="delete" if how == "delete" else "send",
                replaces=one.outgoing,
            )
            yield row, one.place

    def _said(self, step: Step, one: Sent, words: Mapping[str, str]) -> Message:
        try:
            person = codecs.decode_part(Person, self.sealer.open(one.data, persons.CONTEXT))
        except (Damaged, msgspec.MsgspecError, KeyError, ValueError):
            person = Person(id=one.person)
        return message(replace(step, languages=words), one.run, person, person.place, self.book)


def told(found: Undoable) -> dict[str, Any]:
    """As a chat keeps it. `fixed`: what can be changed, but is too old to be deleted."""
    return {
        "waiting": found.waiting,
        "deletable": found.deletable,
        "editable": found.editable,
        "fixed": max(found.editable - found.deletable, 0),
        "kept": dict(found.kept),
        "got": found.got,
    }
