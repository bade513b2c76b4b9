"""The channel accounts of an installation, and the routes by which their providers reach us.

Adding a channel is its folder and a few lines here. What a provider needs is imported where an account of
theirs is configured: Twilio's library takes nine megabytes of whoever has no WhatsApp.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from starlette.routing import BaseRoute

from bot.app.store import Store
from bot.core.channel import Callback, Channel, Files, Receive, SendFailure, Settle
from bot.handlers.telegram.account import Telegram
from bot.handlers.telegram.profile import link
from bot.settings import Settings
from bot.storage.sealed import Sealer

if TYPE_CHECKING:
    from bot.handlers.whatsapp.account import WhatsApp

log = structlog.get_logger(__name__)

Pause = Callable[[float], Awaitable[None]]

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
MEND = {
    "400": "Telegram takes no webhook there: TAMASUK_PUBLIC_URL must be an https address that it can reach",
    "401": "Telegram refuses the token: correct TAMASUK_TELEGRAM__TOKEN and start again",
    "404": "Telegram knows no such token: correct TAMASUK_TELEGRAM__TOKEN and start again",
}
"""What is to be done, by Telegram's answer."""


@dataclass
class Accounts:
    """What is configured. `channels` by name; the web chat is added by `bot.app.running`."""

    telegram: Telegram | None = None
    whatsapp: WhatsApp | None = None
    channels: dict[str, Channel] = field(default_factory=dict)

    async def close(self) -> None:
        if self.telegram is not None:
            await self.telegram.close()
        if self.whatsapp is not None:
            await self.whatsapp.close()


def accounts(store: Store, files: Files) -> Accounts:
    """The accounts that have a token. Made inside a running loop."""
    settings, words = store.settings, store.catalogues.render
    made = Accounts()
    token = settings.telegram.token.get_secret_value()
    if token:
        made.telegram = Telegram(
            token=token,
            words=words,
            files=files,
            api_url=settings.telegram.api_url,
            rate=settings.telegram.rate,
            chat_rate=settings.telegram.chat_rate,
        )
        made.channels["telegram"] = made.telegram
    if settings.whatsapp.account_sid:
        from bot.handlers.whatsapp.account import WhatsApp

        made.whatsapp = WhatsApp(
            account_sid=settings.whatsapp.account_sid,
            auth_token=settings.whatsapp.auth_token.get_secret_value(),
            sender=settings.whatsapp.sender,
            public_url=settings.public_url,
            words=words,
            files=files,
            api_url=settings.whatsapp.api_url,
            rate=settings.whatsapp.rate,
            chat_rate=settings.whatsapp.chat_rate,
        )
        made.channels["whatsapp"] = made.whatsapp
    return made


def routes(made: Accounts, store: Store, receive: Receive, settle: Settle) -> Sequence[BaseRoute]:
    """The webhooks of the accounts."""
    found: list[BaseRoute] = []
    settings = store.settings
    if made.telegram is not None and settings.telegram.mode == "webhook":
        found += made.telegram.routes(webhook_secret(settings, store.sealer), receive, store.now)
    if made.whatsapp is not None:
        from bot.handlers.whatsapp import routes as whatsapp_routes

        tokens = (settings.whatsapp.auth_token, settings.whatsapp.auth_token_old)
        trust = whatsapp_routes.Trust(
            settings.public_url,
            settings.whatsapp.account_sid,
            [t.get_secret_value() for t in tokens if t.get_secret_value()],
        )
        whatsapp, sender = made.whatsapp, settings.whatsapp.sender

        async def heard(callback: Callback) -> None:
            whatsapp.hear(callback)
            await settle(callback)

        found += whatsapp_routes.routes(trust, sender, receive, heard, store.now)
    return found


def webhook_secret(settings: Settings, sealer: Sealer) -> str:
    """The secret in Telegram's header: as set, else made from the key."""
    given = settings.telegram.webhook_secret.get_secret_value()
    return given or sealer.keys("telegram webhook")[0].hex()


async def named(made: Accounts, links: dict[str, str], pause: Pause = asyncio.sleep) -> None:
    """Where the bot talks in private, as soon as Telegram says it; every process needs to know."""
    seconds = FIRST_PAUSE
    while made.telegram is not None:
        username = await made.telegram.username()
        if isinstance(username, str):
            if username:
                links["telegram"] = link(username)
            return
        await pause(seconds)
        seconds = min(2 * seconds, LONGEST_PAUSE)


async def listen(made: Accounts, store: Store, receive: Receive, pause: Pause = asyncio.sleep) -> None:
    """Tell Telegram how its updates reach us, however long that takes; then ask for them, if it is by asking.

    Whether Telegram answers decides about Telegram only: the other channels run meanwhile. One process
    at a time does this.
    """
    telegram, settings = made.telegram, store.settings
    if telegram is None:
        return
    if settings.telegram.mode == "webhook":
        secret = webhook_secret(settings, store.sealer)
        await _told(lambda: telegram.set_webhook(settings.public_url, secret), pause)
    else:
        await _told(telegram.drop_webhook, pause)
    neutral = store.programme.neutral_name
    name = neutral.languages.get(settings.language, "") if neutral else ""
    failed = await telegram.publish(store.programme.languages, settings.language, name)
    if failed is not None:
        log.warning("telegram.publish", failure=failed.failure.value, code=failed.code)
    if settings.telegram.mode == "polling":
        await telegram.poller(receive, store.now).run()


async def _told(tell: Callable[[], Awaitable[SendFailure | None]], pause: Pause) -> None:
    """Until Telegram has heard. What an operator must mend is said, as often as it is tried."""
    seconds = FIRST_PAUSE
    while (failed := await tell()) is not None:
        log.error("telegram.not_listening", code=failed.code, do=MEND.get(failed.code, "it is tried again"))
        await pause(max(seconds, failed.after))
        seconds = min(2 * seconds, LONGEST_PAUSE)
