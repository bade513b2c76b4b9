"""Somebody on WhatsApp and the program, with the double of Twilio between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette

from bot.actions.knock import Means, knock
from bot.actions.line import Line
from bot.core.channel import AddressKey
from bot.core.message import Message
from bot.core.templates import APPROVED, Approval, Pushed
from bot.handlers.whatsapp.routes import Trust, routes
from bot.storage import contents
from bot.storage.schema import addresses
from tests.actions.lines import means, run
from tests.fakes.twilio import FakeTwilio, Person
from tests.handlers.whatsapp.conftest import PUBLIC, made, new_channel
from tests.sending import NOTICE, Outbox, Reached
from tests.world import World
from tests.world import opened as world_opened


@dataclass
class Chat:
    """Somebody on WhatsApp, the double of Twilio between us, and the program."""

    twilio: FakeTwilio
    world: World
    box: Outbox
    line: Line
    layla: Person

    async def pass_(self, hours: float) -> None:
        """Time goes by for everybody."""
        self.box.pass_(hours * 3600)
        self.world.clock.now = self.box.now
        self.twilio.clock.set(self.box.now)
        await self.line.hold()

    async def leave(self) -> None:
        """What may leave arrives."""
        await run(self.box, self.line, 2)
        await self.twilio.settle()

    async def notice(self, message: Message, priority: int = NOTICE) -> str:
        """Something for her, now; its row."""
        [address] = await self.world.rows(addresses)
        to = Reached(address.person_id, address.id, AddressKey("phone", ""))
        account = self.line._channel.account
        return await self.box.post(to, message, priority, channel="whatsapp", account=account)

    async def knock(self) -> int:
        account = self.line._channel.account
        return await knock(
            Means(
                database=self.box.database,
                sealer=self.box.sealer,
                ids=self.box.ids,
                now=lambda: self.box.now,
                kick=lambda: None,
                programme="sample",
                account=account,
                limit=250,
            )
        )


@asynccontextmanager
async def chatting(tmp_path: Path) -> AsyncIterator[Chat]:
    """She has written once; every shape and template is made."""
    async with FakeTwilio() as tw, world_opened(tmp_path) as world:
        box = Outbox(world.database, world.sealer, world.clock.now)
        tw.clock.set(box.now)

        async def settled(callback: object) -> None:
            """What became of a message is looked at elsewhere."""

        trust = Trust(PUBLIC, tw.sid, [tw.auth_token])
        ours = routes(trust, tw.sender, world.intake.receive, settled, lambda: box.now)
        await tw.connect(PUBLIC, app=Starlette(routes=ours))
        channel = new_channel(tw)
        known = await made(tw)
        channel.learn(known)
        async with world.database.begin() as tx:
            for (name, language), sid in known.items():
                one = Pushed(name, language, "utility", "d", sid, Approval(APPROVED, "utility"))
                await contents.put(tx, channel.account, one, box.now)
        found = Chat(tw, world, box, Line(means(box), channel), tw.person("+962790000001"))
        await found.layla.say("مرحبا")
        await found.pass_(0.01)
        await found.leave()
        yield found
        await found.line.stop()
        await channel.close()
        assert tw.violations == []
