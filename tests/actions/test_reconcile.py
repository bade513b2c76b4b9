"""What a provider could not deliver is read from its list, once, and the cursor moves after the commit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.actions.reconcile import AT_ONCE, reconcile
from bot.core.channel import AddressKey, Failure, Inbound, SendFailure
from bot.storage.errors import Unavailable
from bot.storage.keys import delivery_hash
from bot.storage.schema import inbox
from tests.sending import Outbox
from tests.sending import outbox as opened


@dataclass
class Listed:
    """A provider's list, and an inbox that can be broken."""

    box: Outbox
    ids: list[str] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)
    taken: list[list[str]] = field(default_factory=list)
    failure: SendFailure | None = None
    broken: bool = False
    name: str = "whatsapp"
    account: str = "+1"

    def inbound(self, id_: str) -> Inbound:
        return Inbound(self.name, self.account, id_, AddressKey("phone", "+2"), self.box.now, "said", "hi")

    async def recent(
        self, since: datetime, unseen: Callable[[Sequence[str]], Awaitable[Collection[str]]]
    ) -> tuple[Inbound, ...] | SendFailure:
        self.asked.append(since)
        if self.failure is not None:
            return self.failure
        wanted = await unseen(self.ids)
        return tuple(self.inbound(one) for one in self.ids if one in wanted)

    async def receive(self, deliveries: Sequence[Inbound]) -> None:
        if self.broken:
            raise Unavailable("disk full")
        self.taken.append([one.update for one in deliveries])
        async with self.box.database.begin() as tx:
            for one in deliveries:
                await tx.execute(
                    insert(inbox).values(
                        dedupe=delivery_hash(self.box.sealer, one),
                        channel=one.channel,
                        account=one.account,
                        received_at=self.box.now,
                        message=one.message,
                        outcome="taken",
                    )
                )

    async def run(self) -> int:
        return await reconcile(self.box.database, self.box.sealer, self, self.receive, lambda: self.box.now)


@pytest.fixture
async def listed(tmp_path: Path) -> AsyncIterator[Listed]:
    async with opened(tmp_path) as box:
        yield Listed(box)


async def test_only_what_the_inbox_lacks_is_taken_in(listed: Listed) -> None:
    await listed.receive([listed.inbound("SM1")])
    listed.ids = ["SM1", "SM2", "SM3"]
    assert await listed.run() == 2
    assert await listed.run() == 0
    assert listed.taken == [["SM1"], ["SM2", "SM3"]]


async def test_the_next_reading_begins_a_little_before_the_last(listed: Listed) -> None:
    began = listed.box.now
    await listed.run()
    listed.box.now += timedelta(hours=5)
    await listed.run()
    assert listed.asked == [began - timedelta(hours=1), began - timedelta(minutes=10)]
    listed.box.now += timedelta(days=30)
    await listed.run()
    assert listed.asked[-1] == listed.box.now - timedelta(days=7)


async def test_the_cursor_stays_when_the_list_or_the_commit_fails(listed: Listed) -> None:
    await listed.run()
    cursor = listed.asked
    listed.box.now += timedelta(hours=1)
    listed.failure = SendFailure(Failure.PROVIDER_DOWN, "503")
    assert await listed.run() == 0
    listed.failure, listed.broken, listed.ids = None, True, ["SM1"]
    with pytest.raises(Unavailable):
        await listed.run()
    listed.broken = False
    assert await listed.run() == 1
    assert len(set(cursor[1:])) == 1, "always from the same moment"


async def test_a_long_list_is_taken_in_batches(listed: Listed) -> None:
    listed.ids = [f"SM{n}" for n in range(AT_ONCE * 5 + 1)]
    assert await listed.run() == len(listed.ids)
    assert [len(batch) for batch in listed.taken] == [AT_ONCE] * 5 + [1]
