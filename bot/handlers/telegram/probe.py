"""Asking Telegram how our account stands: its name, where updates go, how it went last, what time it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import msgspec

from bot.core.channel import Failure
from bot.core.checkup import Provider

API = "https://api.telegram.org"
SECONDS = 15
REFUSED = frozenset({401, 404})
_SECRET = re.compile(r"\d{5,}:[\w-]+|\b\+?\d{7,}\b")


async def probe(token: str, api_url: str = "", chat: str = "") -> tuple[Provider, bool]:
    """How it stands, and whether `chat` can be written to (true when none is asked about)."""
    base = f"{(api_url or API).rstrip('/')}/bot{token}"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        me, date, ours, failed = await _asked(session, f"{base}/getMe")
        clock = (date, ours) if date is not None else None
        if failed:
            return Provider("telegram", *failed, clock=clock), not chat
        hook, _, _, missed = await _asked(session, f"{base}/getWebhookInfo")
        if missed:
            return Provider("telegram", *missed, clock=clock), not chat
        reached = True
        if chat:  # shown for five seconds, if at all
            target = int(chat) if chat.lstrip("-").isdigit() else chat
            _, _, _, lost = await _asked(
                session, f"{base}/sendChatAction", {"chat_id": target, "action": "typing"}
            )
            reached = not lost
    at = hook.get("last_error_date")
    return (
        Provider(
            "telegram",
            name=str(me.get("username", "")),
            clock=clock,
            hook=str(hook.get("url", "")),
            pending=int(hook.get("pending_update_count", 0)),
            error=_SECRET.sub("…", str(hook.get("last_error_message", ""))),
            error_at=datetime.fromtimestamp(at, UTC) if at else None,
        ),
        reached,
    )


async def _asked(
    session: aiohttp.ClientSession, url: str, given: dict[str, Any] | None = None
) -> tuple[Any, datetime | None, datetime, tuple[str, str] | None]:
    """The result, their clock, ours, and (failure, code) when there is none. No error names the address."""
    try:
        async with session.post(url, json=given or {}) as answer:
            body = await answer.read()
            ours = datetime.now(UTC)
            date = _date(answer.headers.get("Date", ""))
            if answer.status in REFUSED:
                return {}, date, ours, (Failure.ACCOUNT_REFUSED.value, str(answer.status))
            if answer.status != 200:
                return {}, date, ours, (Failure.PROVIDER_DOWN.value, str(answer.status))
            return msgspec.json.decode(body)["result"], date, ours, None
    except (TimeoutError, aiohttp.ClientError, OSError, msgspec.DecodeError, LookupError, TypeError) as error:
        return {}, None, datetime.now(UTC), (Failure.NOT_SENT.value, type(error).__name__)


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header)
    except ValueError:
        return None


async def chats(token: str, api_url: str = "") -> list[tuple[str, str]]:
    """(id, title) of who has just written, newest first. What waits goes on waiting."""
    base = f"{(api_url or API).rstrip('/')}/bot{token}"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        found, _, _, failed = await _asked(session, f"{base}/getUpdates", {"timeout": 0})
    if failed:
        return []
    named: dict[str, str] = {}
    for update in reversed(found):
        chat = update.get("message", {}).get("chat", {})
        title = chat.get("title") or chat.get("first_name") or ""
        if "id" in chat:
            named.setdefault(str(chat["id"]), str(title))
    return list(named.items())
