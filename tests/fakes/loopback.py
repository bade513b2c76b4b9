"""An ASGI application served by uvicorn on a free loopback port, in the event loop of the test.

For doubles of providers: starting and stopping takes a millisecond, and a connection can be cut as
a real network cuts it. It must not be used to serve the product itself.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from email.utils import formatdate
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.server import ServerState


class Loopback:
    """The listening address, and the connections that are open to it."""

    def __init__(self, url: str, state: ServerState) -> None:
        self.url = url
        self._state = state

    def cut(self, scope: Scope) -> None:
        """Reset the connection that carries this request: no answer, not even a closing one."""
        client = tuple(scope["client"])
        for connection in list(self._state.connections):
            transport = getattr(connection, "transport", None)
            if transport is None or transport.get_extra_info("peername")[:2] != client:
                continue
            if wire := transport.get_extra_info("socket"):
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()

    def cut_all(self) -> None:
        """Close every connection at once."""
        for connection in list(self._state.connections):
            if transport := getattr(connection, "transport", None):
                transport.abort()

    async def settled(self) -> None:
        """Wait for the requests that are still being answered; their clients are gone."""
        while self._state.tasks:
            _ = await asyncio.wait(list(self._state.tasks), timeout=1)


@contextlib.asynccontextmanager
async def serve(app: ASGIApp) -> AsyncIterator[Loopback]:
    """Serve `app` until the block ends."""
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, ws="none")
    config.load()
    state = ServerState()
    state.default_headers = [(b"date", formatdate(usegmt=True).encode())]
    loop = asyncio.get_running_loop()

    def connection() -> asyncio.Protocol:
        kind: Any = config.http_protocol_class
        protocol: asyncio.Protocol = kind(config=config, server_state=state, app_state={}, _loop=loop)
        return protocol

    server = await loop.create_server(connection, "127.0.0.1", 0)
    loopback = Loopback(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", state)
    try:
        yield loopback
    finally:
        server.close()
        loopback.cut_all()
        await loopback.settled()
