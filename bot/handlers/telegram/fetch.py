"""Files that people sent: Telegram says where a file lies, for an hour, and it is read from there.

The address holds the token, so it must lead to the configured host and to nowhere else. The size is
limited while reading, whatever was announced.
"""

import asyncio

import aiohttp
from telegram import Bot
from telegram.error import TelegramError

from bot.core.channel import MediaDelayed, MediaRefused
from bot.handlers.telegram.request import Refused

MAX_BYTES = 20_000_000  # Telegram gives no larger files to bots
SECONDS = 180
CHUNK = 64 * 1024


async def fetch(bot: Bot, session: aiohttp.ClientSession, ref: str) -> bytes:
    """The bytes; MediaRefused when another try is of no use, MediaDelayed when it may be."""
    url = await _address(bot, ref)
    path = url.removeprefix(f"{bot.base_file_url}/")
    if path == url or path.startswith("/") or "://" in path or ".." in path:
        raise MediaRefused("not an address of the provider")
    try:
        async with asyncio.timeout(SECONDS), session.get(url, allow_redirects=False) as answer:
            return await _take(answer)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise MediaDelayed(type(error).__name__) from None


async def _address(bot: Bot, ref: str) -> str:
    try:
        file = await bot.get_file(ref)
    except Refused as error:
        if error.status == 400:  # too large, or an id of another bot
            raise MediaRefused(error.description) from None
        raise MediaDelayed(str(error.status)) from None
    except TelegramError as error:
        raise MediaDelayed(error.message) from None
    return file.file_path or ""


async def _take(answer: aiohttp.ClientResponse) -> bytes:
    if answer.status != 200:
        raise MediaDelayed(str(answer.status))  # the address may have run out; the next try asks anew
    data = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        data += chunk
        if len(data) > MAX_BYTES:
            raise MediaRefused("too large")
    return bytes(data)
