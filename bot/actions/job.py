"""What an errand is given: its own transaction, and two ways to reach people.

`tell` lets a person's conversation go on with a result (*found*); `post` puts a message in the outbox.
Both belong to the errand's transaction: nothing is said of what was not done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.core.message import Message
from bot.core.person import Person
from bot.core.programme import Book
from bot.storage import absences, audit, errands, persons, posting
from bot.storage.database import Tx
from bot.storage.errands import Tell
from bot.storage.ids import Ids
from bot.storage.persons import Level
from bot.storage.sealed import Sealer

USEFUL = timedelta(hours=72)


class Later(Exception):
    """Not yet: carry this errand out after that many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


@dataclass
class Job:
    """One errand under way. `person` is whose turn asked for it; `tells` gathers what people are to hear.

    `prepared`: what was made for it before its transaction began.
    """

    tx: Tx
    sealer: Sealer
    book: Book
    now: datetime
    ids: Ids
    person: str
    key: str
    data: Mapping[str, Any]
    created_at: datetime
    backup_days: int = 30
    prepared: object = None
    tells: list[Tell] = field(default_factory=list)
    posted: bool = False

    @property
    def programme(self) -> str:
        return self.book.programme.name

    def new_id(self) -> str:
        return self.ids.new()

    def tell(self, person: str, kind: str, **data: Any) -> None:
        """Go on in that person's conversation with Found(kind, data), after the commit."""
        self.tells.append(Tell(person, kind, data))

    async def post(
        self,
        person: str,
        message: Message,
        priority: int = posting.NOTICE,
        address: str = "",
        hushed: bool = False,
    ) -> str | None:
        """A message to where that person was last heard from; its id, or None when nothing reaches them."""
        self.posted = True
        row = posting.Post(
            self.ids.new(),
            self.ids.seq(),
            person,
            message,
            priority,
            self.now,
            self.now + USEFUL,
            hushed=hushed,
        )
        return await posting.post(self.tx, self.sealer, row, address)

    async def ask_later(self, kind: str, wait: timedelta, person: str = "") -> None:
        """Another errand for the same person, or for another, some time from now."""
        key = f"{kind}:{int(wait.total_seconds())}:{self.key}"
        due = self.now + wait
        await errands.ask(self.tx, self.sealer, person or self.person, key, kind, due, self.now)

    async def note(self, verb: str, subject: str, **detail: Any) -> None:
        """A line of the audit, by the person whose errand this is."""
        await audit.note(self.tx, self.ids.new(), self.now, self.person, verb, subject, **detail)

    async def get(self, person: str) -> Person:
        """A person, or a blank one where the data were erased."""
        return await persons.get(self.tx, self.sealer, person) or Person(id=person)

    async def levels(self, area: str) -> Sequence[Level]:
        """Who answers for an area, the nearest first, up to the admins."""
        areas = tuple(self.book.areas.upwards(area))
        return [level async for level in persons.levels(self.tx, self.programme, areas)]

    async def staff_for(self, area: str) -> Sequence[str]:
        """The nearest who answer for an area and are there, or their deputies; else the nearest of all."""
        levels = await self.levels(area)
        for _, staff in levels:
            here = await absences.standing_in(self.tx, staff, self.now)
            if here:
                return here
        return levels[0][1] if levels else ()
