"""A small installation for tests: a clock that a test moves, a database of its own, and a scripted engine.

`World.receive` hands deliveries in as a channel would. Whatever the script does not say otherwise is
answered by an echo, so that a test writes only what it is about.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from bot.actions.converse import Lookup
from bot.actions.converse import World as Needs
from bot.actions.receive import Intake
from bot.core.channel import AddressKey, Inbound
from bot.core.conversation import Input, Said, State, Step, Turn
from bot.core.message import Message
from bot.core.person import Person
from bot.core.place import Areas
from bot.core.programme import Book, Programme
from bot.core.text import authored, verbatim
from bot.storage import codecs
from bot.storage.database import Database
from bot.storage.ids import Ids
from bot.storage.schema import outgoing, persons
from bot.storage.sealed import Sealer
from tests.databases import fresh

__all__ = ["BOOK", "SECRET", "START", "Clock", "World", "echo", "fresh", "inbound", "opened"]

START = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
SECRET = "a secret of the tests, not of anybody"
BOOK = Book(
    programme=Programme(
        name="sample",
        title=authored("شركاء", "Partners"),
        organisation=authored("مؤسسة", "An organisation"),
        support=authored("الدعم", "Support"),
    ),
    areas=Areas(),
)

Scripted = Callable[[State, Input, Turn], Step | None]


def echo(state: State, given: Input, turn: Turn) -> Step:
    """Say what was heard, as the next question."""
    talk = replace(state.talk, stamp=state.talk.stamp + 1)
    words = verbatim(given.text if isinstance(given, Said) else type(given).__name__)
    message = Message(parts=(words,), stamp=talk.stamp, about=f"question:{talk.stamp}")
    return Step(replace(state, talk=talk), (message,))


@dataclass
class Clock:
    """Time stands still until a test moves it."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **by: float) -> None:
        self.now += timedelta(**by)


_updates = count(1)


def inbound(
    words: str = "",
    who: str = "7",
    update: str = "",
    *,
    kind: str = "said",
    channel: str = "telegram",
    address: str = "chat",
    **about: Any,
) -> Inbound:
    """A delivery; without `update` it is another one each time."""
    given = {"at": START, "payload": f"raw {words}".encode(), "text": words, **about}
    return Inbound(
        channel, "bot", update or f"u{next(_updates)}", AddressKey(address, who), kind=kind, **given
    )


@dataclass
class World:
    """An installation under test. `script` may answer instead of the echo.

    `turns` are those taken, `sizes` how many of them at once.
    """

    database: Database
    sealer: Sealer
    clock: Clock = field(default_factory=Clock)
    book: Book = BOOK
    script: Scripted = lambda state, given, turn: None
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    turns: list[tuple[str, Input, Turn]] = field(default_factory=list)
    rings: int = 0
    sizes: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ids = Ids(self.clock, random.Random(7).getrandbits)
        needs = Needs(
            database=self.database,
            sealer=self.sealer,
            step=self._step,
            book=self._book,
            clock=self.clock,
            ids=self.ids,
            lookups=self.lookups,
            links={"telegram": "https://t.me/sample_bot"},
        )
        self.intake = Intake(needs, self._ring, measured=self.sizes.append)

    def _step(self, book: Book, state: State, given: Input, turn: Turn, /) -> Step:
        self.turns.append((state.person.id, given, turn))
        return self.script(state, given, turn) or echo(state, given, turn)

    async def _book(self, generation: int) -> Book:
        return self.book

    def _ring(self, errands: bool) -> None:
        self.rings += 1

    async def receive(self, *deliveries: Inbound) -> None:
        await self.intake.receive(deliveries)

    async def say(self, words: str, who: str = "7", **about: Any) -> None:
        await self.receive(inbound(words, who, **about))

    @property
    def given(self) -> list[Input]:
        """The inputs that the engine was given, in order."""
        return [given for _, given, _ in self.turns]

    async def rows(self, table: Table) -> list[Any]:
        """All rows of a table, as they are stored."""
        async with self.database.read() as tx:
            return list((await tx.execute(select(table))).all())

    async def said(self) -> list[str]:
        """What waits in the outbox, in order: the parts of each message as they were scripted."""
        async with self.database.read() as tx:
            found = (await tx.execute(select(outgoing).order_by(outgoing.c.seq))).all()
        return [self._words(row) for row in found if row.message is not None and row.state == "queued"]

    def _words(self, row: Any) -> str:
        message = codecs.decode(Message, self.sealer.open(row.message, "outgoing.message"))
        return " ".join(part.value or part.key for part in message.parts)

    async def people(self) -> list[Person]:
        found = await self.rows(persons)
        return [codecs.decode_part(Person, self.sealer.open(row.data, "persons.data")) for row in found]


@asynccontextmanager
async def opened(folder: Path, **about: Any) -> AsyncIterator[World]:
    """A world of its own, closed at the end."""
    async with Database(fresh(folder)) as database:
        world = World(database, Sealer(SECRET), **about)
        yield world
        await world.intake.close()
