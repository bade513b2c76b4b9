"""The web chat's addresses: the page, its files, what it posts, what it hears, and forgetting it.

A post is answered 202 only after `receive` has returned, that is, after the commit; when that raises,
the page gets 503 and keeps the message. Nothing here knows where lines and uploads are kept.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.channel import AddressKey, Inbound, Receive
from bot.core.media import Media
from bot.handlers.webchat.answers import SAFE, last_seen, ours, refusal, spoken
from bot.handlers.webchat.body import Posted, Refused, read
from bot.handlers.webchat.browser import Browsers
from bot.handlers.webchat.events import Events
from bot.handlers.webchat.pace import Pace
from bot.handlers.webchat.page import Look, Page
from bot.handlers.webchat.parse import medium, parse
from bot.handlers.webchat.ports import History, Keep, Link, Seen, Wait

log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Ports:
    """What the routes are connected to. `stopping` is set before a graceful stop: streams end then."""

    receive: Receive
    keep: Keep
    history: History
    wait: Wait
    seen: Seen
    link: Link
    stopping: asyncio.Event


@dataclass(frozen=True, slots=True)
class Options:
    """`keys`: for the cookie, the writing one first. `public_url`: where the page is reached from outside."""

    keys: Sequence[bytes]
    public_url: str
    account: str = "web"
    look: Look = field(default_factory=Look)


def routes(
    ports: Ports, options: Options, pace: Pace | None = None, now: Callable[[], datetime] = _now
) -> list[BaseRoute]:
    """All routes of the channel, to be mounted at the root."""
    browsers = Browsers(options.keys, secure=options.public_url.lower().startswith("https://"))
    page = Page(browsers, options.look)
    messages = Messages(ports, options, browsers, pace or Pace(), now)
    events = Events(
        browsers, ports.history, ports.wait, ports.seen, ports.link, ports.stopping, options.look.language
    )
    return [
        Route("/chat", page.page),
        Route("/chat/static/{path:path}", page.static),
        Route("/chat/messages", messages.post, methods=["POST"]),
        Route("/chat/forget", messages.forget, methods=["POST"]),
        Route("/chat/events", events, methods=["GET"]),
    ]


class Messages:
    """What the page posts."""

    def __init__(
        self, ports: Ports, options: Options, browsers: Browsers, pace: Pace, now: Callable[[], datetime]
    ) -> None:
        self._ports, self._options, self._browsers = ports, options, browsers
        self._pace, self._now = pace, now

    async def post(self, request: Request) -> Response:
        """One message in. 202 means that it is committed."""
        language = self._options.look.language
        try:
            address = self._who(request)
            wait = self._pace.take(address.value)
            if wait:
                return refusal(request, Refused(429, "too_fast"), language, wait)
            own = await self._taken(request, address)
        except Refused as refused:
            return refusal(request, refused, language)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:
            # Storage could not take it; the page keeps it and tries again.
            log.exception("a message of the web chat could not be stored")
            return refusal(request, Refused(503, "not_now"), language, 2)
        return JSONResponse({"id": own}, 202, dict(SAFE))

    async def forget(self, request: Request) -> Response:
        """Take the browser's name away; what it had sent stays where it is."""
        if not ours(request, self._options.public_url):
            return refusal(request, Refused(403, "foreign"), self._options.look.language)
        response = Response(status_code=204, headers=dict(SAFE))
        response.headers.append("Set-Cookie", self._browsers.farewell())
        return response

    def _who(self, request: Request) -> AddressKey:
        if not ours(request, self._options.public_url):
            raise Refused(403, "foreign")
        address = self._browsers.address(request)
        if address is None:
            raise Refused(403, "no_browser")
        return address

    async def _taken(self, request: Request, address: AddressKey) -> str:
        posted = await read(request, self._options.look.max_bytes, self._options.look.max_files)
        # Without an id of the page's own, every post is a message of its own.
        own = posted.id or secrets.token_hex(12)
        try:
            inbound = await self._inbound(request, address, own, posted)
        finally:
            await posted.close()
        seen = last_seen(request)
        if seen:
            await self._ports.seen(address, seen)
        await self._ports.receive([inbound])
        return own

    async def _inbound(self, request: Request, address: AddressKey, own: str, posted: Posted) -> Inbound:
        media: list[Media] = []
        for upload in posted.uploads:
            content = await upload.file.read()
            media.append(medium(upload, await self._ports.keep(content, upload.mime)))
        language = spoken(request, self._options.look.language)
        account = self._options.account
        return parse(posted, own, address, account, self._now(), language, media)
