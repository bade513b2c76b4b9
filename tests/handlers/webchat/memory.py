"""The web chat's ports over lists in memory, and an app around its routes, for tests of the page alone."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.applications import Starlette

from bot.core.channel import AddressKey, Delivery, Inbound, MediaDelayed, MediaRefused, Reader, Receive
from bot.core.message import Message
from bot.core.text import Text
from bot.handlers.webchat.pace import Pace
from bot.handlers.webchat.page import Look
from bot.handlers.webchat.ports import Line
from bot.handlers.webchat.routes import Options, Ports, routes
from bot.handlers.webchat.send import WebChat

KEY = b"k" * 32
OLD_KEY = b"o" * 32


def words(text: Text, reader: Reader) -> str:
    """A text without catalogues: its own words, or its key."""
    return text.value or text.languages.get(reader.language, "") or text.key


@dataclass
class Memory:
    """Everything that the program would keep, in lists. `answer` is called once per new delivery."""

    answer: Callable[[Memory, Inbound], Awaitable[None]] | None = None
    received: list[Inbound] = field(default_factory=list)
    lines: dict[AddressKey, list[Line]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[AddressKey, int] = field(default_factory=lambda: defaultdict(int))
    uploads: dict[str, bytes] = field(default_factory=dict)
    seen_up_to: dict[AddressKey, int] = field(default_factory=dict)
    broken: bool = False
    unreadable: bool = False
    hidden: bool = False
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, deliveries: Sequence[Inbound]) -> None:
        if self.broken:
            raise OSError("the disk is full")
        for delivery in deliveries:
            if delivery.update not in {known.update for known in self.received}:
                self.received.append(delivery)
                if self.answer:
                    await self.answer(self, delivery)

    async def append(self, to: AddressKey, delivery: str, event: bytes, replaces: Sequence[int]) -> int:
        self.numbers[to] += 1
        kept = [line for line in self.lines[to] if line.number not in replaces]
        line = Line(self.numbers[to], event, datetime.now(UTC).isoformat())
        self.lines[to] = [*kept, line]
        self._bell.set()
        self._bell = asyncio.Event()
        return line.number

    async def history(self, address: AddressKey, after: int) -> Sequence[Line]:
        if self.unreadable:
            raise OSError("the database is away")
        return [line for line in self.lines[address] if line.number > after]

    async def wait(self, address: AddressKey) -> None:
        await self._bell.wait()

    async def seen(self, address: AddressKey, number: int) -> None:
        if self.unreadable:
            raise OSError("the database is away")
        self.seen_up_to[address] = number

    async def keep(self, content: bytes, mime: str) -> str:
        ref = f"upload-{len(self.uploads)}"
        self.uploads[ref] = content
        return ref

    async def fetch(self, ref: str) -> bytes:
        if self.hidden:
            self.hidden = False
            raise MediaDelayed(ref)
        if ref not in self.uploads:
            raise MediaRefused(ref)
        return self.uploads[ref]

    def link(self, media: str, variant: str) -> str:
        return f"/media/{media}.{variant}"

    def channel(self) -> WebChat:
        return WebChat(self.append, self.fetch, words)

    async def tell(self, to: AddressKey, message: Message, replaces: Sequence[str] = ()) -> None:
        """Send a message as the dispatcher would."""
        name = f"{self.numbers[to]}"
        await self.channel().send(Delivery(name, to, message, Reader(), tuple(replaces)))

    def app(
        self,
        public_url: str = "http://chat.test",
        pace: Pace | None = None,
        receive: Receive | None = None,
    ) -> Starlette:
        ports = Ports(
            receive or self.receive,
            self.keep,
            self.history,
            self.wait,
            self.seen,
            self.link,
            self.stopping,
        )
        look = Look(exit_url="http://exit.test/", max_bytes=1_000_000, max_files=10)
        return Starlette(routes=routes(ports, Options([KEY, OLD_KEY], public_url, look=look), pace))
