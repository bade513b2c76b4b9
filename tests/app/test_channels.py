"""How Telegram is told where we hear it, and what happens while it cannot be told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
import structlog

from bot.app.channels import Accounts, accounts, listen, named, webhook_secret
from bot.app.kept import Kept
from bot.app.store import Store
from bot.core.channel import Inbound
from tests.app.home import Home
from tests.fakes.telegram import FakeTelegram, fault

Pauses = list[float]


@asynccontextmanager
async def account(
    home: Home, telegram: FakeTelegram, **settings: str
) -> AsyncIterator[tuple[Accounts, Store]]:
    """The account of a fake, of an open installation."""
    home.settings(TELEGRAM__TOKEN=telegram.token, TELEGRAM__API_URL=telegram.url, **settings)
    async with home.store() as store:
        kept = Kept.open(store)
        made = accounts(store, kept.files)
        try:
            yield made, store
        finally:
            await made.close()
            await kept.close()


async def receive(deliveries: Sequence[Inbound]) -> None:
    """Whoever writes is heard."""


async def test_a_webhook_is_set_with_the_secret_and_the_link_becomes_known(home: Home) -> None:
    async with FakeTelegram() as telegram:
        url = {"PUBLIC_URL": "https://bot.example.org", "TELEGRAM__MODE": "webhook"}
        async with account(home, telegram, **url) as (made, store):
            links: dict[str, str] = {}
            await asyncio.gather(listen(made, store, receive), named(made, links))
            secret = webhook_secret(store.settings, store.sealer)
        [call] = telegram.sent("setWebhook")
        assert call.params["url"] == "https://bot.example.org/telegram/webhook"
        assert call.params["secret_token"] == secret
        assert links == {"telegram": f"https://t.me/{telegram.username}"}
        assert telegram.sent("getUpdates") == []


@pytest.mark.parametrize(
    ("what", "do"),
    [
        (fault.bad_request("bad webhook: HTTPS url must be provided for webhook"), "TAMASUK_PUBLIC_URL"),
        (fault.unauthorized(), "TAMASUK_TELEGRAM__TOKEN"),
        (fault.server_error(502), "tried again"),
    ],
    ids=["400", "401", "502"],
)
async def test_what_is_refused_is_tried_again_and_the_remedy_said(
    home: Home, what: fault.Fault, do: str
) -> None:
    pauses: Pauses = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async with FakeTelegram() as telegram:
        telegram.fail("setWebhook", what, times=8)
        url = {"PUBLIC_URL": "https://bot.example.org", "TELEGRAM__MODE": "webhook"}
        async with account(home, telegram, **url) as (made, store):
            with structlog.testing.capture_logs() as logs:
                await listen(made, store, receive, pause)
        assert len(telegram.sent("setWebhook")) == 9
    assert [line["event"] for line in logs] == ["telegram.not_listening"] * 8
    assert all(do in line["do"] for line in logs)
    assert pauses == sorted(pauses)
    assert pauses[-1] == 60


async def test_polling_begins_when_there_is_no_webhook_any_more(home: Home) -> None:
    async def pause(seconds: float) -> None:
        assert telegram.sent("getUpdates") == []

    async with FakeTelegram() as telegram:
        telegram.fail("deleteWebhook", fault.server_error(), times=2)
        async with account(home, telegram) as (made, store):
            listening = asyncio.create_task(listen(made, store, receive, pause))
            await telegram.wait_for_call("setMyCommands")
            await telegram.world.until(lambda: telegram.updates.polled or None, 10)
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
        assert len(telegram.sent("deleteWebhook")) == 3


async def test_the_link_becomes_known_when_telegram_answers(home: Home) -> None:
    links: dict[str, str] = {}
    async with FakeTelegram() as telegram:
        telegram.fail("getMe", fault.server_error(), times=2)
        async with account(home, telegram) as (made, _):
            pauses: Pauses = []

            async def pause(seconds: float) -> None:
                pauses.append(seconds)

            await named(made, links, pause)
    assert links == {"telegram": f"https://t.me/{telegram.username}"}
    assert pauses == [1, 2]


async def test_without_a_token_there_is_nobody_to_tell(home: Home) -> None:
    async with home.store() as store:
        links: dict[str, str] = {}
        await listen(Accounts(), store, receive)
        await named(Accounts(), links)
    assert links == {}
