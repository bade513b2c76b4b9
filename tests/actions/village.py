"""A whole installation without a network: the real engine, forms and look-ups, and phones that answer.

Each message moves the clock by some seconds and a bit, so that no two things happen at one moment by
accident; what is sent goes through the outbox to a channel that takes everything.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import and_, select

from bot.actions.converse import World
from bot.actions.errands import Errands
from bot.actions.line import Line, Means
from bot.actions.lookups import LOOKUPS
from bot.actions.mix_private import mix_private
from bot.actions.receive import Intake
from bot.actions.wake import wake
from bot.core.channel import AddressKey, Delivery, Inbound
from bot.core.media import Media
from bot.core.message import Message
from bot.core.programme import Book
from bot.flows.engine import step
from bot.flows.shipped import forms
from bot.storage import persons
from bot.storage.database import Database
from bot.storage.ids import Ids
from bot.storage.keys import address_hash
from bot.storage.schema import address_keys, addresses
from bot.storage.sealed import Sealer
from tests.flows.sample import book as sample
from tests.sending import FakeChannel
from tests.world import SECRET, Clock, fresh

Answerer = Callable[[Message], str]


def asking(*modules: str) -> Book:
    """The sample programme, with optional items of its pulse."""
    book = sample()
    programme = replace(book.programme, modules=modules)
    asked = {form.name: form for form in forms(programme)}
    versions = {form.version: form for form in asked.values()}
    return replace(book, programme=programme, forms=asked, versions=versions)


@dataclass
class Phone:
    """Somebody at a chat. `seen` is what has arrived, the latest last."""

    village: Village
    number: str
    name: str = ""
    seen: list[Message] = field(default_factory=list)
    _updates: int = 0

    async def say(self, words: str) -> None:
        await self._deliver("said", text=words)

    async def press(self, id_: str) -> None:
        """The newest choice of that name."""
        found = [m.stamp for m in reversed(self.seen) for choice in m.choices if choice.id == id_]
        assert found, f"nobody offers {id_}: {[c.id for c in self.last.choices]}"
        await self._deliver("tapped", choice=f"{found[0]}:{id_}", callback=f"cb{self._updates}")

    async def speak(self) -> None:
        """A voice note."""
        await self._deliver("media", media=(Media("voice", f"voice of {self.number}"),))

    async def show(self) -> None:
        """A photo."""
        await self._deliver("media", media=(Media("photo", f"photo of {self.number}", mime="image/jpeg"),))

    async def _deliver(self, kind: str, **about: Any) -> None:
        village = self.village
        village.tick()
        self._updates += 1
        told = Inbound(
            "telegram",
            "1",
            f"{self.number}-{self._updates}",
            AddressKey("chat", self.number),
            village.clock(),
            kind=kind,
            message=str(self._updates),
            payload=f"{self.number} {self.name} {about}".encode(),
            **about,
        )
        await village.intake.receive([told])
        await village.settle()

    @property
    def last(self) -> Message:
        return self.seen[-1]

    def offered(self) -> list[str]:
        return [choice.id for choice in self.last.choices]


@dataclass
class Village:
    """Everybody, and the program that they talk to."""

    database: Database
    book: Book
    sealer: Sealer = field(default_factory=lambda: Sealer(SECRET))
    clock: Clock = field(default_factory=Clock)
    phones: dict[str, Phone] = field(default_factory=dict)
    seconds: float = 1000.0
    seed: int = 7
    asleep: bool = False

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.ids = Ids(self.clock, random.Random(self.seed).getrandbits)
        self.channel = FakeChannel(name="telegram", account="1")
        self.intake = Intake(
            World(
                database=self.database,
                sealer=self.sealer,
                step=step,
                book=self._book,
                clock=self.clock,
                ids=self.ids,
                lookups=LOOKUPS,
            )
        )
        self.errands = Errands(
            self.database,
            self.sealer,
            self._book,
            self.clock,
            self.ids,
            self.intake.tell,
            lambda: None,
        )
        means = Means(
            self.database,
            self.sealer,
            lambda area: ("ar_JO", "Asia/Amman"),
            self.clock,
            lambda: self.seconds,
            holder="us",
        )
        self.line = Line(means, self.channel)

    async def _book(self, generation: int) -> Book:
        return self.book

    async def person_of(self, phone: Phone) -> str:
        """Who speaks from there."""
        hash_ = address_hash(self.sealer, "telegram", AddressKey("chat", phone.number))
        wanted = select(addresses.c.person_id).join(
            address_keys, and_(address_keys.c.address_id == addresses.c.id, address_keys.c.hash == hash_)
        )
        async with self.database.read() as tx:
            return str((await tx.execute(wanted)).scalar_one())

    async def grant(self, phone: Phone, role: str) -> None:
        """Somebody has a role from now on, everywhere."""
        person, programme = await self.person_of(phone), self.book.programme.name
        async with self.database.begin() as tx:
            await persons.grant(tx, person, programme, role, (), self.clock(), self.ids)
            await persons.set_roles(tx, self.sealer, person, programme)

    def tick(self, seconds: float = 0.0) -> None:
        """Time passes; without a number, as long as a person takes to answer."""
        by = seconds or 4 + self.chance.random() * 40
        self.clock.tick(seconds=by)
        self.seconds += by

    def phone(self, number: str, name: str = "") -> Phone:
        return self.phones.setdefault(number, Phone(self, number, name))

    async def settle(self) -> None:
        """Errands are carried out, results told and everything sent, until nothing moves; unless asleep."""
        if self.asleep:
            return
        while await self.errands.run_due():
            pass
        assert await self.line.hold()
        self.tick(0.3)
        while True:
            before = len(self.channel.sent)
            await self.line.step()
            await self.line.under_way()
            await self.line.step()
            for delivery in self.channel.sent[before:]:
                self._arrive(delivery)
            if len(self.channel.sent) == before:
                return
            self.tick(0.3)

    def _arrive(self, delivery: Delivery) -> None:
        if delivery.action == "send":
            self.phone(delivery.to.value).seen.append(delivery.message)

    async def wake(self) -> None:
        """Whoever is due."""
        await wake(self.database, self.intake, self.clock)
        await self.settle()

    async def mix(self) -> int:
        return await mix_private(self.database, self.sealer, self.ids, self.clock, self.book.programme.zone)


@asynccontextmanager
async def opened(folder: Path, *modules: str) -> AsyncIterator[Village]:
    """A village over a new database."""
    async with Database(fresh(folder)) as database:
        village = Village(database, asking(*modules))
        yield village
        await village.intake.close()
        await village.line.stop()
