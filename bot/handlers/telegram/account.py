"""The channel: one Telegram bot, as the rest of the program knows it.

It holds a connection pool and no truth; what it needs of the program (words, kept media) is given to
it. It must be made inside a running loop and closed at the end; making it asks Telegram nothing.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from math import ceil

from starlette.routing import Route
from telegram import Bot
from telegram.error import InvalidToken

from bot.core.channel import Capabilities, Delivered, Delivery, Failure, Files, Receive, SendFailure
from bot.core.media import Media
from bot.handlers.telegram import profile, webhook
from bot.handlers.telegram.calls import Way, attempt
from bot.handlers.telegram.fetch import MAX_BYTES, fetch
from bot.handlers.telegram.parse import CHANNEL
from bot.handlers.telegram.poll import Poller
from bot.handlers.telegram.render import Words, notice, render
from bot.handlers.telegram.request import CONNECTIONS, Wire, new_session
from bot.handlers.telegram.send import Sender
from bot.handlers.telegram.updates import ALLOWED

API = "https://api.telegram.org"


class Telegram:
    """A channel account; `account` is the bot's id, which stands before the colon of its token."""

    name = CHANNEL

    def __init__(
        self,
        *,
        token: str,
        words: Words,
        files: Files,
        api_url: str = "",
        rate: float = 28.0,
        chat_rate: float = 1.0,
    ) -> None:
        self.account = token.partition(":")[0]
        self.capabilities = Capabilities(
            edits=True,
            deletes=True,
            buttons=True,
            protects=True,
            rate=rate,
            chat_burst=3,
            chat_rate=chat_rate,
            album=10,
            max_bytes=MAX_BYTES,
        )
        base = (api_url or API).rstrip("/")
        self._session = new_session(max(CONNECTIONS, ceil(rate)))
        self._wire = Wire(self._session)
        self._bot = Bot(
            token, f"{base}/bot", f"{base}/file/bot", request=self._wire, get_updates_request=self._wire
        )
        self._sender = Sender(Way(self._bot, self._wire), files)
        self._words = words
        self._username = ""
        self._answering: set[asyncio.Task[Delivered | SendFailure]] = set()

    async def send(self, delivery: Delivery) -> Delivered | SendFailure:
        """One message out, or what decorates one."""
        match delivery.action:
            case "send":
                if delivery.callback:
                    self._answer(delivery.callback)
                return await self._sender.send(
                    delivery, render(delivery.message, delivery.reader, self._words)
                )
            case "delete":
                return await self._sender.delete(delivery)
            case "typing":
                return await self._sender.show_typing(delivery)
            case "tapped":
                text = notice(delivery.message, delivery.reader, self._words)
                return await self._sender.answer(delivery.callback, text)
            case _:
                return SendFailure(Failure.REFUSED, detail=f"no such action: {delivery.action}")

    def _answer(self, callback: str) -> None:
        """Beside the reply, which does not wait for it, nor depends on what becomes of it."""
        answering = asyncio.create_task(self._sender.answer(callback, ""))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a medium; MediaRefused or MediaDelayed otherwise."""
        return await fetch(self._bot, self._session, media.ref)

    def poller(self, receive: Receive, now: Callable[[], datetime]) -> Poller:
        """Brings updates in by long polling; `drop_webhook` first."""
        return Poller(self._wire, self._bot.base_url, self.account, receive, now)

    def routes(self, secret: str, receive: Receive, now: Callable[[], datetime]) -> tuple[Route]:
        """Brings updates in by webhook; `set_webhook` tells Telegram."""
        return (webhook.route(secret, self.account, receive, now),)

    async def set_webhook(self, public_url: str, secret: str) -> SendFailure | None:
        """From now on Telegram posts here. What waits is kept."""
        url = public_url.rstrip("/") + webhook.PATH
        done = await attempt(self._bot.set_webhook(url, allowed_updates=ALLOWED, secret_token=secret))
        return done if isinstance(done, SendFailure) else None

    async def drop_webhook(self) -> SendFailure | None:
        """Telegram answers no polling while it has a webhook. What waits is kept."""
        done = await attempt(self._bot.delete_webhook(drop_pending_updates=False))
        return done if isinstance(done, SendFailure) else None

    async def username(self) -> str | SendFailure:
        """The name in links; asked once."""
        if not self._username:
            me = await attempt(self._bot.get_me())
            if isinstance(me, SendFailure):
                return me
            self._username = me.username or ""
        return self._username

    async def publish(
        self, languages: Sequence[str], default: str, name: str = "", about: str = ""
    ) -> SendFailure | None:
        """The command menu in every language, and the bot's name and description where given."""
        failed = await profile.publish_commands(self._bot, self._words, languages, default)
        if failed is None and (name or about):
            failed = await profile.publish_name(self._bot, name, about)
        return failed

    async def close(self) -> None:
        for answering in self._answering:
            answering.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)
        await self._session.close()


async def who_is(token: str, api_url: str = "") -> str | SendFailure:
    """The name of the bot that a token belongs to: a question of its own, before there is an account."""
    base = (api_url or API).rstrip("/")
    session = new_session()
    try:
        me = await attempt(Bot(token, f"{base}/bot", request=Wire(session)).get_me())
    except InvalidToken:
        return SendFailure(Failure.ACCOUNT_REFUSED, detail="this is no token")
    finally:
        await session.close()
    return me if isinstance(me, SendFailure) else me.username or ""
