"""A Bot API and a Twilio on loopback, in a process of its own, as fast as can be written here.

It takes every message, or as many as its limit permits and answers 429 to the rest. `GET /figures`
tells what it saw. It prints its address when it listens.

    python -m benchmarks.provider [--rate 28 --burst 4] [--latency 0.05]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import deque
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


class Figures(msgspec.Struct):
    """What it saw: messages taken and refused, the seconds from the first to the last, the fullest second."""

    taken: int = 0
    refused: int = 0
    seconds: float = 0.0
    fullest: int = 0


class Meter:
    """Counts, and says which message is one too many."""

    def __init__(self, rate: float, burst: float) -> None:
        self._permitted = rate + burst if rate else 0.0
        self._lately: deque[float] = deque()
        self._first = self._last = 0.0
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


class Connection(asyncio.Protocol):
    """One keep-alive connection; answers each request as soon as it is whole."""

    def __init__(self, meter: Meter, numbers: count[int], latency: float) -> None:
        self._meter, self._numbers, self._latency = meter, numbers, latency
        self._parser = httptools.HttpRequestParser(self)
        self._url = b""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_message_complete(self) -> None:
        url, self._url = self._url, b""
        answer = self._answer(url)
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._transport.write, answer)
        else:
            self._transport.write(answer)

    def _answer(self, url: bytes) -> bytes:
        if url == b"/figures":
            return _response(b"200 OK", msgspec.json.encode(self._meter.figures))
        if url.endswith(b"/Messages.json"):
            return self._twilio()
        if url.endswith(b"/sendMessage"):
            return self._telegram()
        if url.endswith(b"/getMe"):
            me = b'{"id":1234567890,"is_bot":true,"first_name":"Loopback","username":"loopback_bot"}'
            return _response(b"200 OK", b'{"ok":true,"result":%b}' % me)
        return _response(b"200 OK", b'{"ok":true,"result":true}')

    def _telegram(self) -> bytes:
        if not self._meter.takes():
            refusal = b'{"ok":false,"error_code":429,"description":"Too Many Requests",'
            return _response(b"429 Too Many Requests", refusal + b'"parameters":{"retry_after":1}}')
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


def figures(url: str) -> Figures:
    """What a provider at that address has seen."""
    with urlopen(f"{url}/figures") as answer:  # noqa: S310 - loopback
        return msgspec.json.decode(answer.read(), type=Figures)


async def _serve(rate: float, burst: float, latency: float) -> None:
    meter, numbers = Meter(rate, burst), count(1)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(meter, numbers, latency), "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--burst", type=float, default=0.0)
    parser.add_argument("--latency", type=float, default=0.0)
    given = parser.parse_args()
    uvloop.run(_serve(given.rate, given.burst, given.latency))


if __name__ == "__main__":
    main()
