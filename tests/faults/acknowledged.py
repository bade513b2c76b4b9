"""What was promised: every message that a provider or a page was told is taken, by its key in the inbox.

Telegram is told by a 2xx or by being asked for what follows, Twilio by a 200, the page by a 202.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.core.channel import AddressKey, Inbound
from bot.handlers.telegram import parse as telegram
from bot.handlers.webchat import parse as webchat
from bot.handlers.whatsapp.parse import plain
from bot.storage.keys import delivery_hash
from tests.faults.crowd import StubbornBrowser

if TYPE_CHECKING:
    from tests.faults.city import City

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def acknowledged(place: City) -> dict[bytes, str]:
    """The inbox key of each, and what a failing test calls it."""
    found = {}
    for inbound in (*_by_telegram(place), *_by_twilio(place), *_by_browsers(place)):
        key = delivery_hash(place.sealer, inbound)
        found[key] = f"{inbound.channel} {inbound.update}"
    return found


def _by_telegram(place: City) -> Iterator[Inbound]:
    updates = place.telegram.updates
    account = str(place.telegram.world.bot["id"])
    for update in updates.history:
        if update.id in updates.confirmed:
            read = telegram.read(json.dumps(update.body).encode(), account, _NOW)
            if read is not None:
                yield read


def _by_twilio(place: City) -> Iterator[Inbound]:
    for posted in place.twilio.outward.posted:
        if posted.status == 200 and posted.url == place.twilio.webhook_url:
            yield _inbound("whatsapp", plain(place.twilio.sender), posted.fields["MessageSid"])


def _by_browsers(place: City) -> Iterator[Inbound]:
    for browser in place.browsers:
        if isinstance(browser, StubbornBrowser):
            for own in browser.taken:
                yield _inbound("webchat", "web", webchat.key(AddressKey("browser", browser.address), own))


def _inbound(channel: str, account: str, update: str) -> Inbound:
    return Inbound(channel, account, update, AddressKey("", ""), _NOW, "said")
