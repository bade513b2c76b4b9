"""Asking Twilio how our account and our number stand, and what time it is."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import msgspec

from bot.core.channel import Failure
from bot.core.checkup import Provider
from bot.handlers.whatsapp.parse import plain
from bot.handlers.whatsapp.wire import API, basic, origin

MESSAGING = "https://messaging.twilio.com"
SECONDS = 15
REFUSED = frozenset({401, 403, 404})


async def probe(account_sid: str, auth_token: str, sender: str, api_url: str = "") -> Provider:
    """One question about the account, one about its senders."""
    base = (api_url or API).rstrip("/")
    senders = base if origin(base) != origin(API) else MESSAGING
    headers = basic(account_sid, auth_token)
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
        account, clock, failed = await _asked(session, f"{base}/2010-04-01/Accounts/{account_sid}.json")
        if failed:
            return Provider("whatsapp", *failed, clock=clock)
        listed, _, missed = await _asked(
            session, f"{senders}/v2/Channels/Senders?Channel=whatsapp&PageSize=100"
        )
    wanted = f"whatsapp:{plain(sender)}"
    found = [one for one in listed.get("senders", ()) if one.get("sender_id") == wanted]
    state = str(found[0].get("status", "")) if found else ""
    return Provider(
        "whatsapp",
        name=wanted if not missed else "",
        clock=clock,
        state=str(account.get("status", "active")),
        sender=state,
    )


async def _asked(
    session: aiohttp.ClientSession, url: str
) -> tuple[dict[str, Any], tuple[datetime, datetime] | None, tuple[str, str] | None]:
    """The answer, their clock and ours, and (failure, code) when there is none."""
    try:
        async with session.get(url) as answer:
            body = await answer.read()
            clock = _clock(answer.headers.get("Date", ""))
            if answer.status in REFUSED:
                return {}, clock, (Failure.ACCOUNT_REFUSED.value, str(answer.status))
            if answer.status != 200:
                return {}, clock, (Failure.PROVIDER_DOWN.value, str(answer.status))
            found = msgspec.json.decode(body)
            return found if isinstance(found, dict) else {}, clock, None
    except (aiohttp.ClientError, TimeoutError, OSError, msgspec.DecodeError) as error:
        return {}, None, (Failure.NOT_SENT.value, type(error).__name__)


def _clock(header: str) -> tuple[datetime, datetime] | None:
    try:
        return parsedate_to_datetime(header), datetime.now(UTC)
    except ValueError:
        return None
