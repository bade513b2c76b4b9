"""Requests sent to a server over keep-alive connections, as fast as it answers or at a given rate.

They are bytes made beforehand, and of an answer only its status and length are read, so that one core is
more than enough to keep the server busy. Each connection has had an answer before the first request is sent
and timed: a busy server takes in few new ones at a time, and meanwhile a request of one that waits is
overtaken by hundreds, also by the next of the same person.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from typing_extensions import override

_GREETING = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass
class Answered:
    """What came of it: how long it took, how long each answer, how many were not 200."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds

    def percentile(self, share: float) -> float:
        """Seconds within which that share was answered."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(len(self.waits) * share))]


def request(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST as bytes."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection(asyncio.Protocol):
    """One request at a time. `run` is told when it is answered."""

    def __init__(self, run: _Run) -> None:
        self.run = run
        self._began = 0.0
        self._read = b""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def send(self, content: bytes, began: float) -> None:
        self._began = began
        self._transport.write(content)

    @override
    def data_received(self, data: bytes) -> None:
        self._read += data
        head, mark, body = self._read.partition(_END)
        if not mark:
            return
        at = head.lower().find(_LENGTH)
        length = int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) >= length:
            self._read = b""
            self.run.answered(self, head[9:12] == b"200", time.perf_counter() - self._began)

    @override
    def connection_lost(self, error: Exception | None) -> None:
        self.run.lost()


class _Run:
    """The requests that are left, and the connections that wait for one."""

    def __init__(self, requests: Sequence[bytes]) -> None:
        self.found = Answered()
        self.done = asyncio.get_running_loop().create_future()
        self._left: Iterator[bytes] = iter(requests)
        self._wanted = len(requests)
        self._idle: deque[_Connection] = deque()
        self._due: deque[float] | None = None

    def flood(self, connections: Sequence[_Connection]) -> None:
        """Each sends as soon as it was answered."""
        for one in connections:
            self._next(one)

    async def pour(self, connections: Sequence[_Connection], rate: float) -> None:
        """So many a second; who finds every connection busy waits, and its time runs."""
        self._idle, self._due = deque(connections), deque()
        began = time.perf_counter()
        for number in range(self._wanted):
            at = began + number / rate
            if (ahead := at - time.perf_counter()) > 0:
                await asyncio.sleep(ahead)
            self._due.append(at)
            self._match()

    def answered(self, one: _Connection, well: bool, seconds: float) -> None:
        self.found.waits.append(seconds)
        self.found.failed += not well
        if len(self.found.waits) == self._wanted:
            self.done.set_result(None)
        elif self._due is None:
            self._next(one)
        else:
            self._idle.append(one)
            self._match()

    def lost(self) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError("the server closed a connection"))

    def _match(self) -> None:
        while self._due and self._idle:
            self._idle.popleft().send(next(self._left), self._due.popleft())

    def _next(self, one: _Connection) -> None:
        content = next(self._left, None)
        if content is not None:
            one.send(content, time.perf_counter())


async def load(port: int, requests: Sequence[bytes], connections: int, rate: float = 0.0) -> Answered:
    """Send all of these. `rate`: so many a second; else as fast as they are answered."""
    greeting, run, loop = _Run([_GREETING] * connections), _Run(requests), asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: _Connection(greeting), "127.0.0.1", port)
        for _ in range(connections)
    ]
    ready = [one for _, one in opened]
    greeting.flood(ready)
    await greeting.done
    for one in ready:
        one.run = run
    began = time.perf_counter()
    if rate:
        await run.pour(ready, rate)
    else:
        run.flood(ready)
    await run.done
    run.found.seconds = time.perf_counter() - began
    for transport, _ in opened:
        transport.close()
    return run.found
