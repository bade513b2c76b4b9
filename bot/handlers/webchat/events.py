"""The stream of a browser's lines: server-sent events, from where the page stands.

A stream reads the table, sends, and sleeps until it is woken or a second has passed, so it needs no
memory of its own and any process can serve it. It ends when the page leaves or the program stops;
the page comes back by itself with the number of the last line it has.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

import structlog
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bot.core.channel import AddressKey
from bot.handlers.webchat.answers import SAFE, last_seen, refusal
from bot.handlers.webchat.body import Refused
from bot.handlers.webchat.browser import Browsers
from bot.handlers.webchat.ports import History, Line, Link, Seen, Wait
from bot.handlers.webchat.render import show

log = structlog.get_logger(__name__)

_HEADERS = {
    **SAFE,
    "Content-Type": "text/event-stream; charset=utf-8",
    # A proxy that gathers a stream into blocks would hold back every line.
    "X-Accel-Buffering": "no",
}
_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()],
}
# Tabs of one browser; a page that opens streams without end is a fault.
_STREAMS = 8


@dataclass(slots=True)
class Events:
    """`GET /chat/events`, as a plain ASGI endpoint. `beat`: seconds of silence before a sign of life."""

    browsers: Browsers
    history: History
    wait: Wait
    seen: Seen
    link: Link
    stopping: asyncio.Event
    language: str = "ar"
    poll: float = 1.0
    beat: float = 15.0
    _open: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check who it is, then stream."""
        request = Request(scope)
        address = self.browsers.address(request)
        if address is None or self._open[address.value] >= _STREAMS:
            problem = Refused(429, "too_fast") if address else Refused(403, "no_browser")
            await refusal(request, problem, self.language, 5 if address else 0)(scope, receive, send)
            return
        await send(_START)
        if request.method != "HEAD":
            self._open[address.value] += 1
            try:
                await self._stream(address, last_seen(request), receive, send)
            except Exception as error:
                # A stream that ends the page opens again; an answer of 5xx it would take for the last.
                log.warning("webchat.stream", error=type(error).__name__)
            finally:
                self._open[address.value] -= 1
                self._open += Counter()  # drops those at zero
        await send({"type": "http.response.body", "body": b""})

    async def _stream(self, address: AddressKey, number: int, receive: Receive, send: Send) -> None:
        ends = {asyncio.create_task(_left(receive)), asyncio.create_task(_stopped(self.stopping))}
        woken = asyncio.create_task(_woken(self.wait, address))
        try:
            if number:
                await self.seen(address, number)
            number = await self._catch_up(address, number, send, b"retry: 2000\n\n")
            await _write(send, b"event: ready\ndata: {}\n\n")
            quiet = monotonic()
            while not any(task.done() for task in ends):
                await asyncio.wait({*ends, woken}, timeout=self.poll, return_when=asyncio.FIRST_COMPLETED)
                if woken.done():
                    woken.result()
                    woken = asyncio.create_task(_woken(self.wait, address))
                before, number = number, await self._catch_up(address, number, send)
                if number != before:
                    quiet = monotonic()
                elif monotonic() - quiet >= self.beat:
                    quiet = monotonic()
                    await _write(send, b":\n\n")
        finally:
            await _cancel((*ends, woken))

    async def _catch_up(self, address: AddressKey, number: int, send: Send, first: bytes = b"") -> int:
        """Send what is after `number`; the number it now stands at."""
        lines = await self.history(address, number)
        body = first + b"".join(self._event(line) for line in lines)
        if body:
            await _write(send, body)
        return lines[-1].number if lines else number

    def _event(self, line: Line) -> bytes:
        name, data = show(line, self.link)
        return b"event: %s\nid: %d\ndata: %s\n\n" % (name.encode(), line.number, data)


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _stopped(stopping: asyncio.Event) -> None:
    await stopping.wait()


async def _woken(wait: Wait, address: AddressKey) -> None:
    await wait(address)


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
