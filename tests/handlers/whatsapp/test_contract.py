"""WhatsApp keeps the contract of all channels."""

from collections.abc import AsyncIterator, Callable, Sequence
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from bot.core.channel import AddressKey, Callback, Failure
from bot.handlers.whatsapp.account import WhatsApp
from bot.handlers.whatsapp.routes import Trust, routes
from tests.fakes.twilio import Call, FakeTwilio, Fault
from tests.handlers.contract import Contract, Kept, Rig
from tests.handlers.whatsapp.cases import payload
from tests.handlers.whatsapp.conftest import NOW, PUBLIC, made, new_channel


class TestContract(Contract):
    @pytest.fixture(params=[False, True], ids=["numbered", "pressed"])
    async def rig(self, tw: FakeTwilio, request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
        kept = Kept()
        trust = Trust(PUBLIC, tw.sid, [tw.auth_token])
        app = Starlette(routes=routes(trust, tw.sender, kept.receive, _settled, lambda: NOW))
        await tw.connect(PUBLIC, app=app)
        channel = new_channel(tw)
        if request.param:
            channel.learn(await made(tw))
        yield _rig(tw, app, channel, kept)
        await channel.close()


def _rig(tw: FakeTwilio, app: Starlette, channel: WhatsApp, kept: Kept) -> Rig:
    layla = tw.person("+962790000001")

    async def again() -> None:
        posted = tw.outward.posted[-1]
        await tw.outward.post(posted.url, posted.form, tw.auth_token)

    async def heard() -> Sequence[str]:
        await tw.settle()
        return layla.heard

    async def choose(label: str) -> None:
        await tw.settle()
        await layla.choose(label)

    async def lose_media() -> None:
        for record in tw.records.values():
            record.media.clear()

    def fail(fault: Fault | int) -> Callable[[], object]:
        return lambda: tw.fail(fault)

    return Rig(
        channel=channel,
        kept=kept,
        person=AddressKey("phone", "+962790000001"),
        say=layla.say,
        again=again,
        heard=heard,
        choose=choose,
        deeds={
            "media": layla.send_voice,
            "position": lambda: layla.send_location(32.5, 35.8),
            "signal": layla.send_sticker,
            "odd": lambda: layla.send_contact("سامي", "+962790000002"),
            "tapped": lambda: layla.list_reply("7:JO-IR", "إربد"),
        },
        forge=[
            lambda: _forged(app, {}),
            lambda: _forged(app, {"X-Twilio-Signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}),
        ],
        troubles={
            Failure.THROTTLED: fail(20429),
            Failure.PROVIDER_DOWN: fail(Fault.BAD_GATEWAY),
            Failure.UNKNOWN: fail(Fault.CUT_BEFORE),
            Failure.ACCOUNT_REFUSED: fail(63007),
            Failure.UNREACHABLE: fail(21211),
            Failure.OPTED_OUT: fail(21610),
            Failure.REFUSED: fail(21655),
            Failure.TOO_LARGE: fail(21617),
        },
        photo=layla.send_photo,
        lose_media=lose_media,
        hide_media=lambda: tw.fail(Fault.BAD_GATEWAY, call=Call.MEDIA),
    )


async def _settled(callback: Callback) -> None:
    """What became of a message is looked at elsewhere."""


async def _forged(app: Starlette, headers: dict[str, str]) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        answer = await client.post(
            "/whatsapp/webhook", content=urlencode(payload("text")).encode(), headers=headers
        )
    assert answer.status_code == 403
