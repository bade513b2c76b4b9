"""A campaign to a few people, and all that may happen to it, by the program's own actions."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select, update

from bot.actions import launch_campaign, post_campaign
from bot.actions.campaign_means import Means
from bot.actions.line import Line
from bot.actions.line import Means as Sends
from bot.actions.move_campaign import move_campaign
from bot.actions.purge import purge_rows
from bot.actions.set_back import set_back
from bot.core.audience import EVERYBODY
from bot.core.campaign import STATES, Campaign, State, Step
from bot.core.channel import AddressKey, Delivered, Failure, SendFailure
from bot.core.person import Person
from bot.core.sending.rules import Halt
from bot.core.sending.schedule import Now, Schedule
from bot.storage import audiences, campaign_accounts, campaigns, pauses, recipients, settling
from bot.storage.keys import address_hash
from bot.storage.posting import CAMPAIGN
from bot.storage.schema import address_keys, addresses, outgoing, persons
from bot.storage.schema import campaigns as earlier
from bot.storage.schema import pauses as halts
from tests.actions.office import START, Office
from tests.sending import Answer, FakeChannel

RATE: Final = 0.2
"""Two stand in the outbox at a time."""
OUTCOMES: Final[dict[str, Answer]] = {
    "delivered": Delivered(("m",)),
    "blocked": SendFailure(Failure.LEFT),
    "bad contact": SendFailure(Failure.UNREACHABLE),
    "refused": SendFailure(Failure.REFUSED),
    "account refused": SendFailure(Failure.ACCOUNT_REFUSED),
    "nobody knows": SendFailure(Failure.UNKNOWN),
    "down": SendFailure(Failure.PROVIDER_DOWN),
    "too many": SendFailure(Failure.THROTTLED, after=2),
    "our mistake": RuntimeError("ours"),
}


@dataclass
class Crier:
    """One campaign to a few people. `meant`: for how many each run was launched."""

    office: Office
    schedule: Schedule = field(default_factory=Now)
    number: int = 4
    form: str = ""
    people: list[Person] = field(default_factory=list)
    meant: dict[int, int] = field(default_factory=dict)
    arrived: Counter[str] = field(default_factory=Counter)
    seconds: float = 1000.0

    async def begin(self) -> None:
        """Nobody else is there."""
        office, steps = self.office, (Step({"ar": "سلام {name}"}, self.schedule, self.form),)
        office.now = START
        async with office.database.begin() as tx:
            await tx.execute(update(persons).values(registered=False))
            await tx.execute(update(outgoing).values(state="sent"))
            await tx.execute(update(earlier).values(state="cancelled"))
            await tx.execute(update(halts).values(lifted_at=START))
        self.channel = FakeChannel(name="telegram", account="1")
        self.line = Line(
            Sends(office.database, office.sealer, _place, lambda: office.now, lambda: self.seconds, "us"),
            self.channel,
        )
        for _ in range(self.number):
            await self.join()
        self.campaign = Campaign(
            office.ids.new(), "sample", "عيّنة", "command", office.now, EVERYBODY, steps=steps
        )
        async with office.database.begin() as tx:
            await campaigns.add(tx, self.campaign, office.ids)
        await asyncio.gather(self.start(), self.start())

    async def act(self, name: str, *given: Any) -> None:
        """Do it, and see that everybody is accounted for."""
        before, could = await self.runs(), await self.could_get_it()
        await self.do(name, *given)
        after, can = await self.runs(), await self.could_get_it()
        for run in after.keys() - before.keys():  # who comes or goes at that very moment may be meant or not
            assert min(could, can) <= after[run] <= max(could, can)
            self.meant[run] = after[run]
        assert after == self.meant, (name, *given)
        await self.nobody_twice()

    async def do(self, name: str, *given: Any) -> None:
        if name == "both":
            await asyncio.gather(*(self.do(*one) for one in given))
        else:
            act: Callable[..., Awaitable[object]] = getattr(self, name)
            await act(*given)

    # ------------------------------------------------------------------------------------ what happens

    async def start(self) -> None:
        async with self.office.database.begin() as tx:
            await launch_campaign.start(
                tx, self.campaign, self.office.book, "command", self.office.now, self.office.ids
            )

    async def launch(self) -> None:
        await launch_campaign.launch_due(self.means)

    async def post(self) -> None:
        await post_campaign.post_due(self.means)

    async def send(self, outcomes: Sequence[str]) -> None:
        self.seconds += 60
        self.office.now += timedelta(seconds=60)
        before = len(self.channel.sent)
        self.channel.script = [OUTCOMES[one] for one in outcomes]
        assert await self.line.hold()
        for _ in range(3):
            await self.line.step()
            await self.line.under_way()
        for delivery, outcome in zip(self.channel.sent[before:], outcomes, strict=False):
            if outcome == "delivered" and delivery.message.about:
                self.arrived[f"{delivery.message.about} {delivery.to.value}"] += 1

    async def stop(self, who: int) -> None:
        await self.change(persons, persons.c.id == self.people[who].id, stopped=True)

    async def block(self, who: int) -> None:
        await self.change(addresses, addresses.c.person_id == self.people[who].id, state="left")

    async def erase(self, who: int) -> None:
        async with self.office.database.read() as tx:
            erased = select(persons.c.erased_at).where(persons.c.id == self.people[who].id)
            if (await tx.execute(erased)).scalar_one() is not None:
                return
        await self.office.ask(self.people[who], "erase")

    async def move(self, to: State) -> None:
        office = self.office
        await move_campaign(office.database, self.campaign.id, to, "command", office.now, office.ids)

    async def halt(self) -> None:
        office = self.office
        async with office.database.begin() as tx:
            halt = Halt(office.now, None, "JO-IR")
            await pauses.press(tx, "sample", halt, "command", office.now, office.ids)

    async def lift(self) -> None:
        office = self.office
        async with office.database.begin() as tx:
            await pauses.lift(tx, "sample", "JO-IR", "command", office.now, office.ids)
            await recipients.again(tx, "sample", office.now)

    async def expire(self) -> None:
        async with self.office.database.begin() as tx:
            await settling.expire(tx, self.office.now)

    async def purge(self) -> None:
        await purge_rows(self.office.database, self.office.now)

    async def clock(self, hours: int) -> None:
        self.office.now += timedelta(hours=hours)
        if hours < 0:
            await set_back(self.office.database, lambda: self.office.now)

    async def join(self) -> None:
        office = self.office
        person = await office.person(f"شخص {len(self.people)}", "volunteer")
        self.people.append(person)
        async with office.database.begin() as tx:
            address = select(addresses.c.id).where(addresses.c.person_id == person.id)
            key = AddressKey("chat", str(office.ids.seq()))
            await tx.execute(
                insert(address_keys).values(
                    hash=address_hash(office.sealer, "telegram", key),
                    address_id=(await tx.execute(address)).scalar_one(),
                    channel="telegram",
                    kind=key.kind,
                    value=office.sealer.seal(key.value.encode(), "address_keys.value"),
                    rank=0,
                )
            )

    async def change(self, table: Any, where: Any, **values: Any) -> None:
        async with self.office.database.begin() as tx:
            await tx.execute(update(table).where(where).values(**values))

    # ------------------------------------------------------------------------------------- what must hold

    @property
    def means(self) -> Means:
        office = self.office
        return Means(
            office.database,
            office.sealer,
            office._book,
            lambda: office.now,
            office.ids,
            {"telegram": RATE},
            lambda: None,
        )

    async def could_get_it(self) -> int:
        async with self.office.database.read() as tx:
            return await audiences.count(tx, EVERYBODY, self.office.book, self.office.now)

    async def runs(self) -> dict[int, int]:
        """How many are accounted for, by run."""
        async with self.office.database.read() as tx:
            counts = await campaign_accounts.accounts(tx, self.campaign.id)
        found: Counter[int] = Counter()
        for one in counts:
            assert one.state in STATES, one
            found[one.run] += one.number
        return dict(found)

    async def state(self) -> str:
        """Of the campaign."""
        async with self.office.database.read() as tx:
            found = await campaigns.get(tx, "sample", self.campaign.id)
        assert found is not None
        return found.state

    async def nobody_twice(self) -> None:
        rows = (
            select(outgoing.c.person_id, outgoing.c.about)
            .where(outgoing.c.priority == CAMPAIGN)
            .group_by(outgoing.c.person_id, outgoing.c.about)
            .having(func.count() > 1)
        )
        async with self.office.database.read() as tx:
            assert (await tx.execute(rows)).all() == []
        assert all(times == 1 for times in self.arrived.values()), self.arrived


def _place(area: str) -> tuple[str, str]:
    return "ar_JO", "Asia/Amman"
