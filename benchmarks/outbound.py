"""Messages a second that one process pushes to a Bot API and a Twilio on loopback, 32 at a time.

Ours: the channels as the program has them, from a message in no language yet to the provider's id of what
was sent. Beside it python-telegram-bot with its default request class, which is given the words.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import uvloop
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from benchmarks.harness import Bar, Figures, asked, judge, over
from benchmarks.programs import program
from benchmarks.provider import ACCOUNT, TOKEN
from bot.core.channel import AddressKey, Channel, Delivered, Delivery, Reader
from bot.core.message import Choice, Message
from bot.core.text import key
from bot.flows.shipped.registration import form
from bot.handlers.telegram.account import Telegram
from bot.handlers.telegram.render import Write, render
from bot.handlers.whatsapp.account import WhatsApp
from bot.i18n import Catalogues

AT_ONCE = 32
TELEGRAM, TWILIO = "to Telegram, messages a second", "to Twilio, messages a second"
LIBRARY = "python-telegram-bot, messages a second"
WORDS = Catalogues.load().render

Push = Callable[[int], Awaitable[None]]


class NoFiles:
    """No message here has media."""

    async def read(self, media: str, variant: str) -> tuple[bytes, str]:
        raise LookupError(media)

    def link(self, media: str, variant: str) -> str:
        raise LookupError(media)


QUESTION = Message(
    parts=(form().fields[0].label,),
    choices=(Choice("yes", key("choice.yes")), Choice("no", key("choice.no"))),
    stamp=7,
)


@asynccontextmanager
async def telegram(url: str) -> AsyncIterator[Push]:
    """Our channel."""
    made = Telegram(token=TOKEN, words=WORDS, files=NoFiles(), api_url=url)
    yield _ours(made, "chat", "410000000")
    await made.close()


@asynccontextmanager
async def whatsapp(url: str) -> AsyncIterator[Push]:
    """Our channel."""
    made = WhatsApp(
        account_sid=ACCOUNT,
        auth_token="invented",
        sender="+15550000000",
        public_url="https://bot.example.org",
        words=WORDS,
        files=NoFiles(),
        api_url=url,
    )
    yield _ours(made, "phone", "+962790000000")
    await made.close()


def _ours(channel: Channel, kind: str, value: str) -> Push:
    to, reader = AddressKey(kind, value), Reader()

    async def push(number: int) -> None:
        outcome = await channel.send(Delivery(f"{number:032x}", to, QUESTION, reader))
        if not isinstance(outcome, Delivered):
            raise TypeError(outcome)

    return push


@asynccontextmanager
async def library(url: str) -> AsyncIterator[Push]:
    """python-telegram-bot as its documentation shows it."""
    (call,) = render(QUESTION, Reader(), WORDS)
    if not isinstance(call, Write):
        raise TypeError(call)
    text = call.text
    rows = [[InlineKeyboardButton(one.label, callback_data=one.data) for one in row] for row in call.rows]
    async with Bot(TOKEN, base_url=f"{url}/bot") as bot:

        async def push(number: int) -> None:
            await bot.send_message(410000000, text, reply_markup=InlineKeyboardMarkup(rows))

        yield push


def speed(
    what: str, opened: Callable[[str], AbstractAsyncContextManager[Push]], url: str, messages: int
) -> Callable[[], Figures]:
    """One round: so many messages a second."""

    async def go() -> float:
        async with opened(url) as push:
            await _send(push, AT_ONCE)  # the connections are open
            began = time.perf_counter()
            await _send(push, messages)
            return messages / (time.perf_counter() - began)

    return lambda: {what: uvloop.run(go())}


async def _send(push: Push, messages: int) -> None:
    numbers = iter(range(messages))

    async def work() -> None:
        for number in numbers:
            await push(number)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    ours = wanted.size("messages", 20_000, 4_000)
    theirs = wanted.size("messages of the library", 2_000, 500)
    with program("benchmarks.provider") as url:
        return judge(
            wanted,
            [
                speed(TELEGRAM, telegram, url, ours),
                speed(TWILIO, whatsapp, url, ours),
                speed(LIBRARY, library, url, theirs),
            ],
            [
                Bar("outbound.telegram_ptb", over(TELEGRAM, LIBRARY), ">=", 6),
                Bar("outbound.twilio_ptb", over(TWILIO, LIBRARY), ">=", 6),
            ],
        )


if __name__ == "__main__":
    sys.exit(main())
