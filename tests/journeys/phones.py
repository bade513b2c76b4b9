"""People with a phone, on any channel, alike: they write, press, send photos, and look at what came.

A journey is written once against `Phone`; three classes do it in the way of a channel. Looking is waited for,
and goes forward: what was seen is not seen twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from typing_extensions import override

from tests.fakes.telegram import Person as TelegramPerson
from tests.fakes.telegram.people import visible
from tests.fakes.twilio import FakeTwilio
from tests.fakes.twilio import Person as WhatsAppPerson
from tests.journeys.process import PATIENCE, until

_OFFERED = re.compile(r"^\W*(?:(\d+)\.|•) (.*?)(?: ✓)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message of the bot as it looks now. `number` grows with every message and every change of one."""

    number: int
    text: str
    labels: tuple[str, ...] = ()
    pictures: int = 0
    protected: bool = False
    key: str = ""


class Phone(Protocol):
    """What journeys need of a channel."""

    name: str
    looked: int

    async def say(self, text: str) -> None:
        """Write some words."""

    async def press(self, label: str) -> None:
        """Choose what reads so, in the way of the channel."""

    async def send_photos(self, photos: Sequence[bytes]) -> None:
        """Photos, together."""

    async def send_voice(self, data: bytes) -> None:
        """A voice note."""

    async def arrive(self, code: str) -> None:
        """Come by an invitation, as its link does it."""

    async def reply(self, to: Bubble, text: str) -> None:
        """Answer to one message."""

    def bubbles(self) -> list[Bubble]:
        """What the bot has said and is still there, by number."""


# Nobody quotes a message in the moment of its arrival: the program has heard by then that it was taken.
READS = 0.5


class Looking:
    """What all phones have in common: waiting for a message, and showing the chat when it does not come."""

    name = ""
    looked = 0

    def bubbles(self) -> list[Bubble]:
        raise NotImplementedError

    async def see(self, *parts: str, within: float = PATIENCE) -> Bubble:
        """The next message with all these words in it, after the last one that was looked at."""
        wanted = [visible(part) for part in parts]

        def found() -> Bubble | None:
            fresh = (b for b in self.bubbles() if b.number > self.looked)
            return next((b for b in fresh if all(part in b.text for part in wanted)), None)

        seen = await until(found, lambda: f"«{'» «'.join(parts)}» for {self.name}\n{self.shown()}", within)
        self.looked = seen.number
        return seen

    async def see_label(self, label: str, within: float = PATIENCE) -> Bubble:
        """The next message that offers this choice, or the one looked at last."""

        def found() -> Bubble | None:
            fresh = (b for b in self.bubbles() if b.number >= self.looked)
            return next((b for b in fresh if label in b.labels), None)

        seen = await until(found, lambda: f"[{label}] for {self.name}\n{self.shown()}", within)
        self.looked = seen.number
        return seen

    def count(self, part: str) -> int:
        """How many messages have these words."""
        return sum(visible(part) in bubble.text for bubble in self.bubbles())

    def offered(self, label: str) -> Bubble:
        """The newest message that offers this choice."""
        for bubble in reversed(self.bubbles()):
            if label in bubble.labels:
                return bubble
        raise AssertionError(f"no [{label}] for {self.name}:\n{self.shown()}")

    def shown(self) -> str:
        """The chat as text."""
        lines = []
        for bubble in self.bubbles():
            choices = " ".join(f"[{label}]" for label in bubble.labels)
            lines.append(f"{bubble.number:>4} {bubble.text} {choices} {'▣' * bubble.pictures}".rstrip())
        return "\n".join(lines)


# ----------------------------------------------------------------------------------------- Telegram


class TelegramPhone(Looking):
    """Buttons and albums."""

    def __init__(self, person: TelegramPerson) -> None:
        self.person = person
        self.name = str(person.user["first_name"])

    async def say(self, text: str) -> None:
        self.person.say(text)

    async def press(self, label: str) -> None:
        self.person.tap(label)

    async def send_photos(self, photos: Sequence[bytes]) -> None:
        self.person.send_album(photos)

    async def send_voice(self, data: bytes) -> None:
        self.person.send_voice(data)

    async def arrive(self, code: str) -> None:
        self.person.start(code)

    async def reply(self, to: Bubble, text: str) -> None:
        await asyncio.sleep(READS)
        post = next(post for post in self.person.received if str(post.id) == to.key)
        self.person.say(text, reply_to=post)

    @override
    def bubbles(self) -> list[Bubble]:
        made = [
            Bubble(
                number=post.changed,
                text=visible(post.text),
                labels=tuple(visible(label) for label in post.labels),
                pictures=int(post.kind in {"photo", "voice"}),
                protected=post.protected,
                key=str(post.id),
            )
            for post in self.person.received
        ]
        return sorted(made, key=lambda bubble: bubble.number)


# ----------------------------------------------------------------------------------------- WhatsApp


class WhatsAppPhone(Looking):
    """Buttons where there are some, else numbers or words; photos one after another."""

    def __init__(self, twilio: FakeTwilio, person: WhatsAppPerson) -> None:
        self._twilio = twilio
        self.person = person
        self.name = person.name

    async def say(self, text: str) -> None:
        await self.person.say(text)
        self._taken()

    async def press(self, label: str) -> None:
        bubble = self.offered(label)
        if label in self._buttons(bubble.key):
            await self.person.tap(label)
            self._taken()
            return
        number = next(n for n, one in _OFFERED.findall(bubble.text) if one.strip() == label)
        await self.say(number or label)

    def _buttons(self, key: str) -> tuple[str, ...]:
        """Of one message, as it was shown; a list's too."""
        return tuple(b.label for seen in self.person.chat if seen.sid == key for b in seen.buttons)

    async def send_photos(self, photos: Sequence[bytes]) -> None:
        await self.person.send_photos(photos)
        self._taken()

    async def send_voice(self, data: bytes) -> None:
        await self.person.send_voice(data)
        self._taken()

    async def arrive(self, code: str) -> None:
        await self.say(f"مرحبا، أريد التسجيل {code}")

    async def reply(self, to: Bubble, text: str) -> None:
        await asyncio.sleep(READS)
        await self.person.quote(self._twilio.records[to.key], text)
        self._taken()

    def _taken(self) -> None:
        answered = self._twilio.outward.posted[-1]
        assert answered.status == 200, f"the webhook answered {answered.status}"

    @override
    def bubbles(self) -> list[Bubble]:
        made = []
        for number, seen in enumerate(self.person.chat, 1):
            text = visible(seen.text)
            numbered = tuple(label.strip() for _, label in _OFFERED.findall(text))
            if not seen.mine:
                labels = self._buttons(seen.sid) or numbered
                made.append(Bubble(number, text, labels, len(seen.media), key=seen.sid))
        return made


# ------------------------------------------------------------------------------------------ browser


class BrowserPhone(Looking):
    """The web chat through its own addresses: a cookie, posts, and a stream that comes back by itself."""

    def __init__(self, url: str, name: str) -> None:
        self.name = name
        self.url = url
        self.last = 0
        self._lines: dict[int, dict[str, Any]] = {}
        self.client = httpx.AsyncClient(base_url=url, timeout=httpx.Timeout(20, read=None))
        self._stream: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Load the page, and listen."""
        page = await self.client.get("/chat", headers={"Accept-Language": "ar"})
        assert page.status_code == 200
        assert "chat" in self.client.cookies
        self._stream = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Leave the page."""
        if self._stream is not None:
            self._stream.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._stream
        await self.client.aclose()

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(httpx.TransportError):
                headers = {"Last-Event-ID": str(self.last)} if self.last else {}
                async with self.client.stream("GET", "/chat/events", headers=headers) as stream:
                    await self._read(stream)
            await asyncio.sleep(0.1)

    async def _read(self, stream: httpx.Response) -> None:
        kind, data = "", ""
        async for line in stream.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                data = value
            elif not line and data:
                self._happened(kind, json.loads(data))
                kind, data = "", ""

    def _happened(self, kind: str, data: dict[str, Any]) -> None:
        if kind == "message":
            number = int(data["id"])
            assert number not in self._lines, f"line {number} came twice"
            self.last = max(self.last, number)
            for gone in data["replaces"]:
                self._lines.pop(int(gone), None)
            self._lines[number] = data
        elif kind == "gone":
            for gone in data["ids"]:
                self._lines.pop(int(gone), None)

    async def post(self, **body: Any) -> httpx.Response:
        """One message as JSON; the answer as it is."""
        seen = {"Last-Event-ID": str(self.last)} if self.last else {}
        return await self.client.post(
            "/chat/messages", json=body, headers={"Origin": self.url, "Accept-Language": "ar"} | seen
        )

    async def say(self, text: str) -> None:
        answered = await self.post(text=text)
        assert answered.status_code == 202, answered.text

    async def press(self, label: str) -> None:
        line = self._lines[self.offered(label).number]
        choice = next(c["id"] for c in line["choices"] if visible(c["label"]) == label)
        answered = await self.post(choice=choice)
        assert answered.status_code == 202, answered.text

    async def upload(self, files: Sequence[tuple[str, bytes, str]], text: str = "") -> httpx.Response:
        """One message with files: name, bytes, type."""
        parts = [("file", file) for file in files]
        return await self.client.post("/chat/messages", files=parts, data={"text": text} if text else {})

    async def send_photos(self, photos: Sequence[bytes]) -> None:
        files = [(f"photo{n}.jpg", data, "image/jpeg") for n, data in enumerate(photos)]
        answered = await self.upload(files)
        assert answered.status_code == 202, answered.text

    async def send_voice(self, data: bytes) -> None:
        answered = await self.upload([("voice.ogg", data, "audio/ogg")])
        assert answered.status_code == 202, answered.text

    async def arrive(self, code: str) -> None:
        await self.say(f"/start {code}")

    async def reply(self, to: Bubble, text: str) -> None:
        raise AssertionError("the web chat has no quoting")

    async def picture(self, bubble: Bubble, nth: int = 0) -> httpx.Response:
        """One of its pictures, fetched as the page does it."""
        return await self.client.get(self._lines[bubble.number]["media"][nth]["url"])

    @override
    def bubbles(self) -> list[Bubble]:
        return [
            Bubble(
                number=number,
                text="\n\n".join(visible(part) for part in (line["text"], line["hint"]) if part),
                labels=tuple(visible(choice["label"]) for choice in line["choices"]),
                pictures=len(line["media"]),
                key=str(number),
            )
            for number, line in sorted(self._lines.items())
        ]
