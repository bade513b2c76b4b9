"""The channel against the fake of Telegram: what arrives is kept in a list instead of a database."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from PIL import Image

from bot.core.channel import AddressKey, Delivery, MediaDelayed, MediaRefused, Reader
from bot.core.media import Attachment
from bot.core.message import Choice, Message
from bot.core.text import Text, verbatim
from bot.handlers.telegram.account import Telegram
from tests.fakes.telegram import FakeTelegram, Person

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
CHAT = AddressKey("chat", "11")


@dataclass
class Kept:
    """Media that are kept here: name → bytes and type. Unknown ones are gone, `late` ones still to come."""

    media: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)

    async def read(self, media: str, variant: str) -> tuple[bytes, str]:
        if media in self.late:
            raise MediaDelayed(media)
        if media not in self.media:
            raise MediaRefused(media)
        return self.media[media]

    def link(self, media: str, variant: str) -> str:
        raise AssertionError("Telegram gets bytes, not links")


def words(text: Text, reader: Reader) -> str:
    return f"<{text.key}>" if text.key else text.value or text.languages.get(reader.language, "")


def picture(width: int = 60, height: int = 40) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), (10, 120, 90)).save(written, "JPEG")
    return written.getvalue()


def says(*parts: str, **rest: object) -> Message:
    return Message(tuple(verbatim(part) for part in parts), **rest)  # type: ignore[arg-type]


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"c{n}", verbatim(label)) for n, label in enumerate(labels))


def delivery(message: Message, id: str = "1", *replaces: str, action: str = "send") -> Delivery:
    return Delivery(id, CHAT, message, Reader(), replaces=replaces, action=action)


def photos(*names: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(name) for name in names)


@pytest.fixture
async def tg() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
def laila(tg: FakeTelegram) -> Person:
    return tg.person(11, "ليلى", started=True)


@pytest.fixture
def kept() -> Kept:
    media = {f"p{n}": (picture(60 + n), "image/jpeg") for n in range(12)}
    media |= {
        "doc": (b"%PDF-", "application/pdf"),
        "voice": (b"OggS", "audio/ogg"),
        "film": (b"mp4", "video/mp4"),
    }
    return Kept(media)


@pytest.fixture
async def channel(tg: FakeTelegram, kept: Kept) -> AsyncIterator[Telegram]:
    made = Telegram(token=tg.token, words=words, files=kept, api_url=tg.url)
    yield made
    await made.close()
