"""The address that Telegram posts updates to: the secret first, then the commit, then 2xx.

Plain ASGI, for this is the way of every message. What cannot be read as an update of ours is still
acknowledged: a refusal would come again for a day and hold up all that the same person writes.
"""

import hmac
from collections.abc import Callable
from datetime import datetime

import structlog
from starlette.routing import Route
from starlette.types import Receive as AsgiReceive
from starlette.types import Scope, Send

from bot.core.channel import Receive
from bot.handlers.telegram.parse import Malformed, read

PATH = "/telegram/webhook"
SECRET_HEADER = b"x-telegram-bot-api-secret-token"
BODY_LIMIT = 512 * 1024
RETRY_SECONDS = b"5"

_HEADERS = [(b"content-length", b"0")]
_AGAIN = [*_HEADERS, (b"retry-after", RETRY_SECONDS)]
_NOTHING = {"type": "http.response.body", "body": b""}

log = structlog.get_logger(__name__)


def route(secret: str, account: str, receive: Receive, now: Callable[[], datetime]) -> Route:
    """To be mounted by the server. Without a secret anybody could speak for everybody."""
    if not secret:
        raise ValueError("the webhook of Telegram needs a secret")
    return Route(PATH, Endpoint(secret.encode(), account, receive, now), methods=["POST"])


class Endpoint:
    """Proves the request, reads the update, hands it on, answers."""

    def __init__(self, secret: bytes, account: str, receive: Receive, now: Callable[[], datetime]) -> None:
        self._secret = secret
        self._account = account
        self._receive = receive
        self._now = now

    async def __call__(self, scope: Scope, receive: AsgiReceive, send: Send) -> None:
        status = await self._answer(scope, receive)
        headers = _HEADERS if status != 503 else _AGAIN
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send(_NOTHING)

    async def _answer(self, scope: Scope, receive: AsgiReceive) -> int:
        given = next((value for name, value in scope["headers"] if name == SECRET_HEADER), b"")
        if not hmac.compare_digest(given, self._secret):
            return 403
        body = await _body(receive)
        if body is None:
            return 413
        try:
            inbound = read(body, self._account, self._now())
        except Malformed:
            log.warning("telegram.unreadable_update")
            return 200
        if inbound is None:
            return 200
        try:
            await self._receive([inbound])
        except Exception as error:
            # Whatever it was, it is not stored, so it must not be acknowledged. Its text may name a person.
            log.error("telegram.not_taken", error=type(error).__name__)
            return 503
        return 200


async def _body(receive: AsgiReceive) -> bytes | None:
    """The whole body, or None as soon as it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return bytes(body)
