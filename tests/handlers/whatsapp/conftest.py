"""The channel against the double of Twilio: what arrives is kept in lists instead of a database."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.core.channel import AddressKey, Callback, Delivery, Inbound, Reader
from bot.core.media import Attachment
from bot.core.message import Message
from bot.core.text import Text, verbatim
from bot.flows.shipped.templates import TEMPLATES
from bot.handlers.whatsapp.account import WhatsApp
from bot.handlers.whatsapp.content import Contents
from bot.handlers.whatsapp.render import Known
from bot.handlers.whatsapp.routes import Trust, routes
from bot.handlers.whatsapp.shapes import drawn, every
from tests.fakes.twilio import FakeTwilio, samples

PUBLIC = "https://bot.example.org"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@dataclass
class Kept:
    """What would be in the database. `broken` is what storage raises."""

    received: list[Inbound] = field(default_factory=list)
    settled: list[Callback] = field(default_factory=list)
    broken: Exception | None = None

    async def receive(self, deliveries: Sequence[Inbound]) -> None:
        if self.broken:
            raise self.broken
        self.received += deliveries

    async def settle(self, callback: Callback) -> None:
        if self.broken:
            raise self.broken
        self.settled.append(callback)


class Links:
    """Kept media that are handed out by link only."""

    async def read(self, media: str, variant: str) -> tuple[bytes, str]:
        return samples.photo(), "image/jpeg"

    def link(self, media: str, variant: str) -> str:
        return f"{PUBLIC}/media/{media}"


def words(text: Text, reader: Reader) -> str:
    return text.value or f"<{text.key}>"


async def photo(_: object) -> Response:
    return Response(samples.photo(), media_type="image/jpeg")


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
async def tw() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as fake:
        yield fake
        await fake.settle()
        assert fake.violations == []


@pytest.fixture
async def app(tw: FakeTwilio, kept: Kept) -> Starlette:
    """Our two addresses, and the media that messages link to, connected to the double."""
    trust = Trust(PUBLIC, tw.sid, [tw.auth_token, ""])
    ours = routes(trust, tw.sender, kept.receive, kept.settle, lambda: NOW)
    app = Starlette(routes=[*ours, Route("/media/{id}", photo, methods=["GET", "HEAD"])])
    await tw.connect(PUBLIC, app=app)
    return app


def new_channel(tw: FakeTwilio) -> WhatsApp:
    """The channel at the double, without any object yet."""
    return WhatsApp(
        account_sid=tw.sid,
        auth_token=tw.auth_token,
        sender=tw.sender,
        public_url=PUBLIC,
        words=words,
        files=Links(),
        api_url=tw.url,
    )


@pytest.fixture
async def whatsapp(tw: FakeTwilio, app: Starlette) -> AsyncIterator[WhatsApp]:
    channel = new_channel(tw)
    yield channel
    await channel.close()


async def made(tw: FakeTwilio) -> Known:
    """Every shape and template, at the double, and approved."""
    known: dict[tuple[str, str], str] = {}
    async with Contents(tw.sid, tw.auth_token, tw.url) as api:
        for shape, language in every():
            sid = await api.create(shape.name, language, *drawn(shape))
            assert isinstance(sid, str)
            known[shape.name, language] = sid
        for template in TEMPLATES:
            sid = await api.make(template, "ar")
            assert isinstance(sid, str)
            await api.submit(sid, template.title("ar"), template.category)
            known[template.name, "ar"] = sid
    tw.decide("tamasuk", "approved")
    return known


def delivery(to: AddressKey, *parts: str, id: str = "d1", photos: int = 0, action: str = "send") -> Delivery:
    media = tuple(Attachment(f"p{n}") for n in range(photos))
    return Delivery(id, to, Message(tuple(verbatim(p) for p in parts), media=media), Reader(), action=action)
