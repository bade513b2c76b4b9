"""The least that uvicorn can do: read a body and send it back. It prints its port when it listens."""

from __future__ import annotations

import sys

import uvicorn
from starlette.types import Receive, Scope, Send
from typing_extensions import override


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """An ASGI application without a framework."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Server(uvicorn.Server):
    """Says where it is."""

    @override
    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup()
        sys.stdout.write(f"{self.servers[0].sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    Server(
        uvicorn.Config(
            app, port=0, loop="uvloop", http="httptools", lifespan="off", access_log=False, log_config=None
        )
    ).run()
