"""The two addresses that Twilio posts to: messages, and what became of ours.

A request is answered 2xx only when what it said is committed. The answer is always empty: words in
it would be sent to the person around the outbox. Plain ASGI, for this is the way of every message.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

import structlog
from starlette.routing import Route
from starlette.types import Receive as AsgiReceive
from starlette.types import Scope, Send

from bot.core.channel import Receive, Settle
from bot.handlers.whatsapp.parse import Malformed, addressed_to, plain, read
from bot.handlers.whatsapp.send import STATUS_PATH
from bot.handlers.whatsapp.signature import genuine
from bot.handlers.whatsapp.status import read_status

WEBHOOK_PATH = "/whatsapp/webhook"
BODY_LIMIT = 512 * 1024
FIELD_LIMIT = 200
RETRY_SECONDS = b"5"

_HEADERS = [(b"content-length", b"0")]
_AGAIN = [*_HEADERS, (b"retry-after", RETRY_SECONDS)]
_NOTHING = {"type": "http.response.body", "body": b""}

log = structlog.get_logger(__name__)
Fields = dict[str, str]
Take = Callable[[Fields, str, bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Trust:
    """By what a request is known: the address that Twilio was given, the account, and its tokens."""

    public_url: str
    account_sid: str
    tokens: Sequence[str]


def routes(
    trust: Trust, sender: str, receive: Receive, settle: Settle, now: Callable[[], datetime]
) -> tuple[Route, Route]:
    """To be mounted by the server. `sender` is our number."""
    account = plain(sender)

    async def take_message(fields: Fields, query: str, body: bytes) -> None:
        if addressed_to(fields) == account:
            await receive([read(fields, account, now(), body)])
        else:
            log.warning("whatsapp.message_to_another_sender")

    async def take_status(fields: Fields, query: str, body: bytes) -> None:
        callback = read_status(fields, query)
        if callback is not None:
            await settle(callback)

    return (
        Route(WEBHOOK_PATH, Endpoint(trust, take_message), methods=["POST"]),
        Route(STATUS_PATH, Endpoint(trust, take_status), methods=["POST"]),
    )


class Endpoint:
    """One address: proves the request, reads its form, hands it on, answers."""

    def __init__(self, trust: Trust, take: Take) -> None:
        self._trust = trust
        self._take = take

    async def __call__(self, scope: Scope, receive: AsgiReceive, send: Send) -> None:
        status = await self._answer(scope, receive)
        headers = _HEADERS if status != 503 else _AGAIN
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send(_NOTHING)

    async def _answer(self, scope: Scope, receive: AsgiReceive) -> int:
        given = dict(scope["headers"]).get(b"x-twilio-signature")
        if given is None:
            return 403
        body = await _body(receive)
        if body is None:
            return 413
        query = scope["query_string"].decode("latin-1")
        try:
            form = parse_qsl(
                body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=FIELD_LIMIT
            )
        except ValueError:
            return 400
        if not genuine(self._url(scope, query), form, given.decode("latin-1"), self._trust.tokens):
            return 403
        return await self._hand_on(dict(form), query, body)

    async def _hand_on(self, fields: Fields, query: str, body: bytes) -> int:
        if fields.get("AccountSid") != self._trust.account_sid:
            return 403
        try:
            await self._take(fields, query, body)
        except Malformed:
            return 400
        except Exception as error:
            # Whatever it was, it is not stored, so it must not be acknowledged. Its text may name a person.
            log.error("whatsapp.not_taken", error=type(error).__name__)
            return 503
        return 200

    def _url(self, scope: Scope, query: str) -> str:
        """As Twilio was given it: what a proxy rewrote does not count."""
        path: str = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        return self._trust.public_url.rstrip("/") + path + (f"?{query}" if query else "")


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
