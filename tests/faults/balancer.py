"""One address in front of several processes, as a load balancer is: whoever is next and is there answers.

It knows nothing of HTTP. A process that is killed takes its connections with it; while none is there, a new
connection is closed at once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

CHUNK = 65_536


class Balancer:
    """Goes round the ports. `address` is what the world knows."""

    def __init__(self) -> None:
        self.port = 0
        self._ports: list[int] = []
        self._turn = 0
        self._open: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """What the world knows."""
        return f"http://127.0.0.1:{self.port}"

    def aim(self, ports: Sequence[int]) -> None:
        """Whom it stands before."""
        self._ports = list(ports)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side has gone."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await self._join(reader, writer)
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind = await self._next()
        if behind is None:
            return
        try:
            ways = [_carry(reader, behind[1]), _carry(behind[0], writer)]
            carrying = [asyncio.create_task(way) for way in ways]
            try:
                await asyncio.wait(carrying, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in carrying:
                    one.cancel()
                await asyncio.gather(*carrying, return_exceptions=True)
        finally:
            behind[1].transport.abort()

    async def _next(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in self._ports:
            self._turn += 1
            port = self._ports[self._turn % len(self._ports)]
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None

    async def close(self) -> None:
        """Cut whatever is open."""
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(CHUNK):
        writer.write(data)
        await writer.drain()


@asynccontextmanager
async def balancing() -> AsyncIterator[Balancer]:
    """Stands until the block ends."""
    made = Balancer()
    server = await asyncio.start_server(made.meet, "127.0.0.1", 0)
    made.port = int(server.sockets[0].getsockname()[1])
    try:
        yield made
    finally:
        server.close()
        await made.close()
