"""The whole way on WhatsApp: a notice after a day of silence, the template, «عرض», and the text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.actions.knock import Means, knock
from bot.actions.line import Line
from bot.core.channel import AddressKey
from bot.core.conversation import Tapped
from bot.core.message import Choice, Message
from bot.core.templates import APPROVED, Approval, Pushed
from bot.core.text import key, verbatim
from bot.flows.engine import step
from bot.handlers.whatsapp.account import WhatsApp
from bot.handlers.whatsapp.routes import Trust, routes
from bot.storage import contents
from bot.storage.schema import addresses
from tests.actions.lines import means, run
from tests.fakes.twilio import FakeTwilio, Person
from tests.handlers.whatsapp.conftest import PUBLIC, Links, made, words
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

    async def notice(self, message: Message) -> str:
        """Something for her, now; its row."""
        [address] = await self.world.rows(addresses)
        to = Reached(address.person_id, address.id, AddressKey("phone", ""))
        account = self.line._channel.account
        return await self.box.post(to, message, NOTICE, channel="whatsapp", account=account)

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


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with FakeTwilio() as tw, world_opened(tmp_path) as world:
        box = Outbox(world.database, world.sealer, world.clock.now)
        tw.clock.set(box.now)

        async def settled(callback: object) -> None:
            """What became of a message is looked at elsewhere."""

        trust = Trust(PUBLIC, tw.sid, [tw.auth_token])
        ours = routes(trust, tw.sender, world.intake.receive, settled, lambda: box.now)
        await tw.connect(PUBLIC, app=Starlette(routes=ours))
        channel = WhatsApp(
            account_sid=tw.sid,
            auth_token=tw.auth_token,
            sender=tw.sender,
            public_url=PUBLIC,
            words=words,
            files=Links(),
            api_url=tw.url,
        )
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


async def test_what_waits_comes_when_she_presses_the_button(chat: Chat) -> None:
    await chat.pass_(30)
    choices = (Choice("review:next", key("choice.next")),)
    id_ = await chat.notice(Message((verbatim("تقرير جديد"),), choices, about="notice:1"))
    await chat.leave()
    assert await chat.box.states(id_) == ["parked:window"]
    assert await chat.knock() == 1
    await chat.leave()
    assert "للفريق" in chat.layla.heard[-1]
    assert await chat.box.states(id_) == ["parked:window"]

    chat.world.script = lambda state, given, turn: step(chat.world.book, state, given, turn)
    before = len(chat.layla.heard)
    await chat.layla.tap("عرض")
    assert isinstance(chat.world.given[-1], Tapped)
    await chat.leave()
    assert chat.layla.heard[before:] == ["تقرير جديد"]
    assert chat.layla.chat[-1].buttons
    assert await chat.box.states(id_) == ["sent"]


async def test_what_she_writes_brings_it_too_and_the_button_then_says_that_nothing_waits(chat: Chat) -> None:
    await chat.pass_(30)
    id_ = await chat.notice(Message((verbatim("خبر"),)))
    await chat.leave()
    await chat.knock()
    await chat.leave()
    await chat.layla.say("نعم؟")
    await chat.leave()
    assert chat.layla.heard[-1] == "خبر"
    assert await chat.box.states(id_) == ["sent"]

    chat.world.script = lambda state, given, turn: step(
        chat.world.book, replace(state, person=replace(state.person, registered=True)), given, turn
    )
    await chat.layla.tap("عرض")
    await chat.pass_(timedelta(minutes=2) / timedelta(hours=1))
    await chat.leave()
    assert "<opener.nothing>" in chat.layla.heard[-1]


async def test_the_window_that_her_tap_opened_is_open_for_the_next(chat: Chat) -> None:
    await chat.pass_(30)
    await chat.notice(Message((verbatim("خبر"),)))
    await chat.leave()
    await chat.knock()
    await chat.leave()
    chat.world.script = lambda state, given, turn: step(chat.world.book, state, given, turn)
    await chat.layla.tap("عرض")
    await chat.leave()
    await chat.pass_(1)
    later = await chat.notice(Message((verbatim("خبر آخر"),)))
    await chat.leave()
    assert await chat.box.states(later) == ["sent"]
    assert await chat.knock() == 0
