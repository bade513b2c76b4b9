"""People who can be written to, and an outbox for them, in a real database: for tests of what leaves.

Time moves only when a test moves it: `now` is the moment of day, `seconds` the monotonic clock beside it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from bot.core.channel import AddressKey, Capabilities, Delivered, Delivery, SendFailure
from bot.core.media import Media
from bot.core.message import Message
from bot.core.person import Person
from bot.core.text import verbatim
from bot.storage import codecs
from bot.storage.database import Database
from bot.storage.ids import Ids
from bot.storage.keys import address_hash
from bot.storage.schema import (
    address_keys,
    address_persons,
    addresses,
    outgoing,
    outgoing_refs,
    persons,
)
from bot.storage.sealed import Sealer
from tests.databases import fresh

START = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
PLACE = ("ar_JO", "Asia/Amman")
REPLY, NOTICE, REMINDER, CAMPAIGN = range(4)
KINDS = ("reply", "notice", "reminder", "campaign")

Answer = Delivered | SendFailure | Exception
Act = Callable[[Delivery], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody and where they can be written to."""

    person: str
    address: str
    key: AddressKey


@dataclass
class Outbox:
    """An installation whose outbox is looked at."""

    database: Database
    sealer: Sealer
    now: datetime = START
    seconds: float = 1000.0

    def __post_init__(self) -> None:
        self.ids = Ids(lambda: self.now)

    def pass_(self, seconds: float) -> None:
        """Let time go by."""
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds

    async def person(self, channel: str = "fake", account: str = "1", **about: Any) -> Reached:
        """Somebody new, and an address. `about`: of core Person; `state` and `last_in` of the address."""
        state = about.pop("state", "working")
        last_in = about.pop("last_in", self.now)
        made = Person(id=self.ids.new(), **{"registered": True, **about})
        address, key = self.ids.new(), AddressKey("chat", str(len(self.ids.new()) + self.ids.seq()))
        async with self.database.begin() as tx:
            await tx.execute(
                insert(persons).values(
                    id=made.id,
                    version=1,
                    data=self.sealer.seal(codecs.encode_part(made), "persons.data"),
                    language=made.language,
                    area=made.area,
                    sex=made.sex,
                    birth_year=made.birth_year,
                    registered=made.registered,
                    stopped=made.stopped,
                    discreet=made.discreet,
                    created_at=self.now,
                    seen_at=self.now,
                )
            )
            await tx.execute(
                insert(addresses).values(
                    id=address,
                    channel=channel,
                    account=account,
                    person_id=made.id,
                    state=state,
                    last_in_at=last_in,
                    language=made.language,
                    created_at=self.now,
                )
            )
            await tx.execute(
                insert(address_persons).values(address_id=address, person_id=made.id, since=self.now)
            )
        await self.known_as(address, channel, key, 0)
        return Reached(made.id, address, key)

    async def known_as(self, address: str, channel: str, key: AddressKey, rank: int) -> None:
        """One more thing by which an address is found."""
        async with self.database.begin() as tx:
            await tx.execute(
                insert(address_keys).values(
                    hash=address_hash(self.sealer, channel, key),
                    address_id=address,
                    channel=channel,
                    kind=key.kind,
                    value=self.sealer.seal(key.value.encode(), "address_keys.value"),
                    rank=rank,
                )
            )

    async def post(
        self, to: Reached, words: str | Message = "مرحبا", priority: int = REPLY, **values: Any
    ) -> str:
        """A row as a turn would leave it; its id. `values` are columns that differ."""
        message = words if isinstance(words, Message) else Message((verbatim(words),))
        row = {
            "id": self.ids.new(),
            "person_id": to.person,
            "address_id": to.address,
            "channel": "fake",
            "account": "1",
            "seq": self.ids.seq(),
            "priority": priority,
            "kind": KINDS[priority],
            "action": "send",
            "message": self.sealer.seal(codecs.encode(message), "outgoing.message"),
            "slot": message.slot,
            "about": message.about,
            "stamp": message.stamp,
            "fleeting": False,
            "state": "queued",
            "reason": "",
            "attempts": 0,
            "due_at": self.now,
            "useful_until": self.now + timedelta(hours=72),
            "epoch": 0,
            "created_at": self.now,
            "hushed": False,
            **values,
        }
        if isinstance(row.get("callback"), str):
            row["callback"] = self.sealer.seal(row["callback"].encode(), "outgoing.callback")
        async with self.database.begin() as tx:
            await tx.execute(insert(outgoing).values(**row))
        return str(row["id"])

    async def row(self, id_: str) -> Any:
        """A row as it is now."""
        async with self.database.read() as tx:
            return (await tx.execute(select(outgoing).where(outgoing.c.id == id_))).one()

    async def states(self, *ids: str) -> list[str]:
        """How rows stand, with the reason after a colon where there is one."""
        rows = [await self.row(id_) for id_ in ids]
        return [f"{row.state}:{row.reason}".rstrip(":") for row in rows]

    async def refs(self, id_: str) -> list[str]:
        """The provider's ids of a row."""
        wanted = select(outgoing_refs.c.provider_id).where(outgoing_refs.c.outgoing_id == id_)
        async with self.database.read() as tx:
            return [row.provider_id for row in await tx.execute(wanted.order_by(outgoing_refs.c.part))]

    async def change(self, table: Any, where: Any, **values: Any) -> None:
        """Something else happened in the database."""
        async with self.database.begin() as tx:
            await tx.execute(update(table).where(where).values(**values))

    async def address_state(self, to: Reached) -> str:
        async with self.database.read() as tx:
            found = await tx.execute(select(addresses.c.state).where(addresses.c.id == to.address))
            return str(found.scalar_one())


@dataclass
class FakeChannel:
    """Takes everything, unless the test says otherwise. `script` answers the next sends, one each."""

    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(edits=True, deletes=True, rate=1000.0, chat_burst=100)
    )
    name: str = "fake"
    account: str = "1"
    script: list[Answer | Act] = field(default_factory=list)
    sent: list[Delivery] = field(default_factory=list)

    async def send(self, delivery: Delivery) -> Delivered | SendFailure:
        self.sent.append(delivery)
        answer: Answer | Act = Delivered((f"m{len(self.sent)}",))
        if self.script:
            answer = self.script.pop(0)
        if callable(answer):
            answer = await answer(delivery)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def fetch(self, media: Media) -> bytes:
        return b""

    def words(self, since: int = 0) -> list[str]:
        """What was sent, in order."""
        return [said(delivery) for delivery in self.sent[since:]]


def said(delivery: Delivery) -> str:
    return " ".join(part.value or part.key for part in delivery.message.parts)


def accepted(*ids: str) -> Delivered:
    return Delivered(tuple(ids))


def texts(deliveries: Sequence[Delivery]) -> list[str]:
    return [said(one) for one in deliveries]


@asynccontextmanager
async def outbox(folder: Path) -> AsyncIterator[Outbox]:
    """An outbox over a new database."""
    async with Database(fresh(folder, "outbox")) as database:
        yield Outbox(database, Sealer("an invented secret for tests"))
