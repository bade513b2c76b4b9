"""A Bot API and a Twilio on loopback, in a process of its own, as fast as can be written here.

It takes every message, or as many as its limit permits and answers 429 to the rest. `GET /figures`
tells what it saw, `GET /chats` when each chat got something, and `GET /anew` forgets both. With `--trouble`
some chats are in trouble, by the end of their number (`Trouble`). It prints its address when it listens.

    python -m benchmarks.provider [--rate 28 --burst 4] [--latency 0.05] [--trouble]
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import time
from collections import defaultdict, deque
from enum import Enum
from itertools import count
from typing import cast
from urllib.request import urlopen

import httptools
import msgspec
import uvloop
from typing_extensions import override

WINDOW = 1.0
TOKEN = "1234567890:an-invented-token-of-the-benchmarks"
ACCOUNT = "AC" + "0" * 32


# As JSON, and as a form.
_CHAT = re.compile(rb'chat_id"?[:=](\d+)')


class Trouble(Enum):
    """What becomes of messages to a chat."""

    NONE = "it gets them"
    BLOCKED = "its owner has blocked the bot"
    BROKEN = "the first is answered with an error of the server"
    BUSY = "the first is too much, whatever was sent before"
    SILENT = "it gets them, and no answer ever comes"


_EVERY = 1_000
_TROUBLES = dict.fromkeys(range(7, _EVERY, 100), Trouble.BLOCKED) | {
    217: Trouble.BROKEN,
    327: Trouble.BUSY,
    437: Trouble.SILENT,
}


def trouble(chat: int) -> Trouble:
    """Of the chat with this number, where there is trouble."""
    return _TROUBLES.get(chat % _EVERY, Trouble.NONE)


class Figures(msgspec.Struct):
    """What it saw: messages taken and refused, the seconds from the first to the last, the fullest second.

    `beside`: requests that bring no message, as the answer to a tap does.
    """

    taken: int = 0
    refused: int = 0
    seconds: float = 0.0
    fullest: int = 0
    beside: int = 0


class Meter:
    """Counts, and says which message is one too many."""

    def __init__(self, rate: float, burst: float) -> None:
        self._permitted = rate + burst if rate else 0.0
        self._lately: deque[float] = deque()
        self.anew()

    def anew(self) -> None:
        """What was sent of late still counts for what is permitted."""
        self._first = 0.0
        self.figures = Figures()

    def takes(self) -> bool:
        """One more message, now."""
        now, lately, figures = time.perf_counter(), self._lately, self.figures
        while lately and lately[0] <= now - WINDOW:
            lately.popleft()
        lately.append(now)
        figures.fullest = max(figures.fullest, len(lately))
        if self._permitted and len(lately) > self._permitted:
            figures.refused += 1
            return False
        self._first = self._first or now
        figures.taken += 1
        figures.seconds = now - self._first
        return True


class Chats:
    """When each chat got something. `troubled`: as `trouble` has it, else all is well."""

    def __init__(self, troubled: bool) -> None:
        self.got: dict[int, list[float]] = defaultdict(list)
        self._troubled = troubled
        self._tried: set[int] = set()

    def meets(self, chat: int) -> Trouble:
        """What becomes of a message that is permitted."""
        found = trouble(chat) if self._troubled else Trouble.NONE
        if found in {Trouble.BROKEN, Trouble.BUSY}:
            if chat in self._tried:
                found = Trouble.NONE
            self._tried.add(chat)
        if found in {Trouble.NONE, Trouble.SILENT}:
            self.got[chat].append(time.perf_counter())
        return found


class Connection(asyncio.Protocol):
    """One keep-alive connection; answers each request as soon as it is whole."""

    def __init__(self, meter: Meter, chats: Chats, numbers: count[int], latency: float) -> None:
        self._meter, self._chats, self._numbers, self._latency = meter, chats, numbers, latency
        self._parser = httptools.HttpRequestParser(self)
        self._url = self._body = b""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        url, body, self._url, self._body = self._url, self._body, b"", b""
        answer = self._answer(url, body)
        if not answer:
            return
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._transport.write, answer)
        else:
            self._transport.write(answer)

    def _answer(self, url: bytes, body: bytes) -> bytes:
        """Nothing, when none comes."""
        if url == b"/figures":
            return _response(b"200 OK", msgspec.json.encode(self._meter.figures))
        if url == b"/chats":
            return _response(b"200 OK", msgspec.json.encode(self._chats.got))
        if url == b"/anew":
            self._meter.anew()
            self._chats.got.clear()
            return _response(b"200 OK", b"{}")
        if url.endswith(b"/Messages.json"):
            return self._twilio()
        if url.endswith(b"/sendMessage"):
            return self._telegram(body)
        if url.endswith(b"/getMe"):
            me = b'{"id":1234567890,"is_bot":true,"first_name":"Loopback","username":"loopback_bot"}'
            return _response(b"200 OK", b'{"ok":true,"result":%b}' % me)
        self._meter.figures.beside += 1
        return _response(b"200 OK", b'{"ok":true,"result":true}')

    def _telegram(self, body: bytes) -> bytes:
        if not self._meter.takes():
            return _TOO_MANY
        named = _CHAT.search(body)
        match self._chats.meets(int(named[1])) if named else Trouble.NONE:
            case Trouble.BUSY:
                return _TOO_MANY
            case Trouble.BROKEN:
                return _response(b"502 Bad Gateway", b"<html>Bad Gateway</html>")
            case Trouble.BLOCKED:
                return _BLOCKED
            case Trouble.SILENT:
                return b""
            case Trouble.NONE:
                pass
        message = b'{"message_id":%d,"date":1767225600,"chat":{"id":1,"type":"private"},"text":"."}'
        return _response(b"200 OK", b'{"ok":true,"result":' + message % next(self._numbers) + b"}")

    def _twilio(self) -> bytes:
        if not self._meter.takes():
            refusal = b'{"code":20429,"message":"Too Many Requests","status":429}'
            return _response(b"429 Too Many Requests", refusal)
        body = b'{"sid":"SM%032x","status":"queued","account_sid":"%b","direction":"outbound-api"}'
        return _response(b"201 Created", body % (next(self._numbers), ACCOUNT.encode()))


def _response(status: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % (status, len(body)) + body


_TOO_MANY = _response(
    b"429 Too Many Requests",
    b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1",'
    b'"parameters":{"retry_after":1}}',
)
_BLOCKED = _response(
    b"403 Forbidden",
    b'{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}',
)


def figures(url: str) -> Figures:
    """What a provider at that address has seen."""
    with urlopen(f"{url}/figures") as answer:  # noqa: S310 - loopback
        return msgspec.json.decode(answer.read(), type=Figures)


def chats(url: str) -> dict[int, list[float]]:
    """When each chat got something, by the clock that processes of a machine share."""
    with urlopen(f"{url}/chats") as answer:  # noqa: S310 - loopback
        return msgspec.json.decode(answer.read(), type=dict[int, list[float]])


def anew(url: str) -> None:
    """From now on it is as if it had seen nothing."""
    with urlopen(f"{url}/anew"):  # noqa: S310 - loopback
        return


async def _serve(rate: float, burst: float, latency: float, troubled: bool) -> None:
    meter, numbers, chats = Meter(rate, burst), count(1), Chats(troubled)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(meter, chats, numbers, latency), "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--burst", type=float, default=0.0)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--trouble", action="store_true")
    given = parser.parse_args()
    uvloop.run(_serve(given.rate, given.burst, given.latency, given.trouble))


if __name__ == "__main__":
    main()
