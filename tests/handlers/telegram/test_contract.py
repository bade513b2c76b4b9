"""Telegram keeps the contract of all channels, by polling and by webhook."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import httpx
import pytest
from starlette.applications import Starlette

from bot.core.channel import Failure
from bot.handlers.telegram.account import Telegram
from bot.handlers.telegram.webhook import PATH
from tests.fakes.loopback import serve
from tests.fakes.telegram import FakeTelegram, Person, fault
from tests.handlers.contract import Contract, Kept, Rig
from tests.handlers.telegram.cases import payload
from tests.handlers.telegram.conftest import CHAT, NOW

SECRET = "geheim_1"
Arrive = Callable[[], Awaitable[None]]


class TestContractByPolling(Contract):
    @pytest.fixture
    async def rig(
        self, tg: FakeTelegram, channel: Telegram, laila: Person, monkeypatch: pytest.MonkeyPatch
    ) -> Rig:
        monkeypatch.setattr("bot.handlers.telegram.poll.POLL_SECONDS", 0)
        kept = Kept()
        poller = channel.poller(kept.receive, lambda: NOW)

        async def arrive() -> None:
            await poller.step()

        await arrive()  # from now on reactions are delivered too
        return _rig(Phone(tg, laila, arrive), channel, kept)


class TestContractByWebhook(Contract):
    @pytest.fixture
    async def rig(self, tg: FakeTelegram, channel: Telegram, laila: Person) -> AsyncIterator[Rig]:
        kept = Kept()
        app = Starlette(routes=channel.routes(SECRET, kept.receive, lambda: NOW))
        async with serve(app) as ours:
            await channel.set_webhook(ours.url, SECRET)

            async def arrive() -> None:
                tried = len(tg.updates.deliveries)
                if kept.broken:
                    await tg.world.until(lambda: len(tg.updates.deliveries) > tried or None, 2)
                else:
                    await tg.updates.settled()

            rig = _rig(Phone(tg, laila, arrive), channel, kept)
            rig.forge = [
                lambda: _forged(app, {}),
                lambda: _forged(app, {"x-telegram-bot-api-secret-token": "x"}),
            ]
            yield rig


@dataclass
class Phone:
    """What a person does, and the arrival of it."""

    tg: FakeTelegram
    laila: Person
    arrive: Arrive

    def deed(self, act: Callable[[], object]) -> Arrive:
        async def done() -> None:
            act()
            await self.arrive()

        return done

    async def say(self, text: str) -> None:
        await self.deed(lambda: self.laila.say(text))()

    async def choose(self, label: str) -> None:
        await self.deed(lambda: self.laila.tap(label))()

    async def photo(self, data: bytes) -> None:
        await self.deed(lambda: self.laila.send_photo(data))()

    async def again(self) -> None:
        last = self.tg.updates.history[-1]
        if last not in self.tg.updates.pending:
            self.tg.updates.repeat(last.id)
        await self.arrive()

    async def heard(self) -> Sequence[str]:
        return [post.text for post in self.laila.received]

    async def lose_media(self) -> None:
        self.tg.world.files.by_id.clear()


TROUBLES = {
    Failure.THROTTLED: fault.too_many(3),
    Failure.PROVIDER_DOWN: fault.html(),
    Failure.NOT_SENT: fault.migrated(-1002),
    Failure.UNKNOWN: fault.reset(),
    Failure.LEFT: fault.blocked(),
    Failure.UNREACHABLE: fault.bad_request("chat not found"),
    Failure.ACCOUNT_REFUSED: fault.unauthorized(),
    Failure.TOO_LARGE: fault.bad_request("message is too long"),
    Failure.REFUSED: fault.bad_request("something else"),
}


def _deeds(phone: Phone) -> dict[str, Arrive]:
    laila, group = phone.laila, phone.tg.group(-1001, "متطوعو إربد")
    return {
        "media": phone.deed(lambda: laila.send_voice(b"OggS")),
        "position": phone.deed(lambda: laila.send_location(32.5, 35.8)),
        "contact": phone.deed(lambda: laila.share_contact("+962790000001", laila.id)),
        "signal": phone.deed(lambda: laila.send_sticker("👍")),
        "odd": phone.deed(lambda: laila.share_contact("+962790000002", 12, "سامي")),
        "tapped": phone.deed(lambda: laila.press(laila.chat[-1], "7:c0")),
        "group": phone.deed(lambda: group.member(laila).say("؟")),
        "blocked": phone.deed(laila.block),
        "unblocked": phone.deed(laila.unblock),
    }


def _rig(phone: Phone, channel: Telegram, kept: Kept) -> Rig:
    tg = phone.tg
    return Rig(
        channel=channel,
        kept=kept,
        person=CHAT,
        say=phone.say,
        again=phone.again,
        heard=phone.heard,
        choose=phone.choose,
        deeds=_deeds(phone),
        troubles={kind: partial(tg.fail, "sendMessage", what) for kind, what in TROUBLES.items()},
        photo=phone.photo,
        lose_media=phone.lose_media,
        hide_media=partial(tg.fail, "getFile", fault.html()),
    )


async def _forged(app: Starlette, headers: dict[str, str]) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        answer = await client.post(PATH, content=payload("text"), headers=headers)
    assert answer.status_code == 403
