"""The stream: from the beginning or from where the page stands, until the page leaves or we stop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.core.channel import AddressKey
from bot.core.message import Message
from bot.core.text import verbatim
from bot.handlers.webchat.browser import Browsers
from tests.handlers.webchat.memory import KEY, Memory

BROWSERS = Browsers([KEY], secure=False)
ADDRESS = AddressKey("browser", "one")
COOKIE = BROWSERS.cookie(ADDRESS).split(";")[0]


@dataclass
class Stream:
    """What a page hears. `leave` is the page being closed."""

    status: int = 0
    heard: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    leave: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.status = message.get("status", self.status)
        for block in bytes(message.get("body", b"")).decode().split("\n\n"):
            if block:
                self.heard.put_nowait(block)

    async def receive(self) -> MutableMapping[str, Any]:
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def event(self, name: str) -> dict[str, Any]:
        """The next event, which must be of this name."""
        while not (block := await self.heard.get()).startswith("event: "):
            pass
        lines = dict(line.split(": ", 1) for line in block.splitlines())
        assert lines["event"] == name
        read: dict[str, Any] = json.loads(lines["data"])
        return {**read, "line": lines.get("id")}


@asynccontextmanager
async def listening(
    memory: Memory, app: Any = None, query: str = "", **headers: str
) -> AsyncIterator[tuple[Stream, asyncio.Task[None]]]:
    stream = Stream()
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/chat/events",
        "query_string": query.encode(),
        "headers": [(b"cookie", COOKIE.encode())]
        + [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    task = asyncio.create_task((app or memory.app())(scope, stream.receive, stream.send))
    try:
        async with asyncio.timeout(10):
            yield stream, task
    finally:
        stream.leave.set()
        await task


async def tell(memory: Memory, *texts: str) -> None:
    for text in texts:
        await memory.tell(ADDRESS, Message((verbatim(text),)))


async def test_the_whole_history_then_ready_then_what_follows() -> None:
    memory = Memory()
    await tell(memory, "واحد", "اثنان")
    async with listening(memory) as (stream, _):
        first, second = await stream.event("message"), await stream.event("message")
        assert [(e["line"], e["text"]) for e in (first, second)] == [("1", "واحد"), ("2", "اثنان")]
        await stream.event("ready")
        await tell(memory, "ثلاثة")
        assert (await stream.event("message"))["text"] == "ثلاثة"


@pytest.mark.parametrize("where", [{"query": "after=1"}, {"last_event_id": "1"}])
async def test_a_stream_resumes_after_the_last_line(where: dict[str, str]) -> None:
    memory = Memory()
    await tell(memory, "واحد", "اثنان")
    async with listening(memory, **where) as (stream, _):
        assert (await stream.event("message"))["text"] == "اثنان"
    assert memory.seen_up_to == {ADDRESS: 1}


async def test_nobody_hears_another_browser() -> None:
    memory = Memory()
    await memory.tell(AddressKey("browser", "two"), Message((verbatim("سر"),)))
    async with listening(memory) as (stream, _):
        await stream.event("ready")
        assert stream.heard.empty()


async def test_a_graceful_stop_ends_the_stream() -> None:
    memory = Memory()
    async with listening(memory) as (stream, task):
        await stream.event("ready")
        memory.stopping.set()
        await task
    assert stream.status == 200


async def test_a_page_that_leaves_ends_its_stream() -> None:
    memory = Memory()
    async with listening(memory) as (stream, task):
        await stream.event("ready")
        stream.leave.set()
        await task


@pytest.mark.parametrize("number", ["", "1"])
async def test_a_stream_that_cannot_be_read_ends_and_the_page_comes_again(number: str) -> None:
    """Answered otherwise, a page would not come by itself any more."""
    memory = Memory()
    memory.unreadable = True
    async with listening(memory, **({"last_event_id": number} if number else {})) as (stream, task):
        await task
    assert stream.status == 200
    memory.unreadable = False
    await tell(memory, "again")
    async with listening(memory) as (stream, _):
        assert (await stream.event("message"))["text"] == "again"


async def test_streams_of_one_browser_are_bounded_and_given_back() -> None:
    memory = Memory()
    app = memory.app()
    async with asyncio.timeout(10):
        streams = [listening(memory, app) for _ in range(8)]
        opened = [await context.__aenter__() for context in streams]
        for stream, _ in opened:
            await stream.event("ready")
        async with listening(memory, app) as (ninth, task):
            await task
            assert ninth.status == 429
        for context in streams:
            await context.__aexit__(None, None, None)
        async with listening(memory, app) as (again, _):
            await again.event("ready")
            assert again.status == 200


async def test_asking_for_the_head_only_ends_at_once() -> None:
    memory = Memory()
    stream = Stream()
    scope = {
        "type": "http",
        "method": "HEAD",
        "path": "/chat/events",
        "query_string": b"",
        "headers": [(b"cookie", COOKIE.encode())],
    }
    await asyncio.wait_for(memory.app()(scope, stream.receive, stream.send), 10)
    assert stream.status == 200
