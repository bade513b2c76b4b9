"""The fake of Telegram with the library that the bot uses at its other end."""

from collections.abc import AsyncIterator

import pytest
import telegram
from telegram.request import HTTPXRequest

from tests.fakes.telegram import FakeTelegram, Person


@pytest.fixture
async def tg() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def bot(tg: FakeTelegram) -> AsyncIterator[telegram.Bot]:
    request = HTTPXRequest(read_timeout=0.4, connect_timeout=2, media_write_timeout=5)
    bot = telegram.Bot(tg.token, f"{tg.url}/bot", f"{tg.url}/file/bot", request=request)
    async with bot:
        yield bot


@pytest.fixture
def laila(tg: FakeTelegram) -> Person:
    return tg.person(11, "ليلى", started=True)
