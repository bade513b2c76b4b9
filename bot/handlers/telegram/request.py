"""The way to Telegram: the library's `BaseRequest` on aiohttp, and what can happen on it as errors.

A refusal keeps its status, words and parameters, so that one table can say what it means (`failures`).
Whether a request may have been carried out is told apart here, where it is known: NotSent means that
nothing has left. No error names an address, for Telegram's hold the token.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from typing_extensions import override

CONNECTIONS = 100
CONNECT_SECONDS = 10
CALL_SECONDS = 30
UPLOAD_SECONDS = 180
KEEP_ALIVE_SECONDS = (
    20  # shorter than the far side's: a call on a connection just closed has no known outcome
)

_JSON = {"Content-Type": "application/json"}


class _Parameters(msgspec.Struct):
    retry_after: float = 0.0
    migrate_to_chat_id: int = 0


class _Refusal(msgspec.Struct):
    description: str = ""
    parameters: _Parameters = msgspec.field(default_factory=_Parameters)


_decode_refusal = msgspec.json.Decoder(_Refusal).decode


class Refused(TelegramError):
    """Telegram, or something before it, said no."""

    def __init__(self, status: int, body: bytes) -> None:
        try:
            said = _decode_refusal(body)
        except msgspec.DecodeError:
            said = _Refusal()  # a page of HTML, say
        super().__init__(said.description or f"HTTP {status}")
        self.status = status
        self.description = said.description
        self.retry_after = said.parameters.retry_after
        self.moved_to = said.parameters.migrate_to_chat_id


class NotSent(NetworkError):
    """Nothing has left this machine: it is safe to try again."""


class Unanswered(TimedOut):
    """It was sent, or a part of it, and nobody answered: it may have been carried out."""


class Wire(BaseRequest):
    """One connection pool for calls, polling and files. The session is the owner's to close."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    @property
    @override
    def read_timeout(self) -> float | None:
        return CALL_SECONDS

    @override
    async def initialize(self) -> None:
        """The session is open already."""

    @override
    async def shutdown(self) -> None:
        """The session is closed by its owner."""

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """What the library asks of us. Its time limits are not used: ours follow from what is sent."""
        fields = request_data.json_parameters if request_data else {}
        files = request_data.multipart_data if request_data and request_data.contains_files else {}
        return 200, await self.post_form(url, fields, files)

    async def post_form(
        self,
        url: str,
        fields: Mapping[str, str],
        files: Mapping[str, Any] | None = None,
        seconds: float | None = None,
    ) -> bytes:
        """The body of a 2xx answer; one of the errors above otherwise."""
        form = aiohttp.FormData(dict(fields)) if not files else _multipart(fields, files)
        return await self._post(url, form, None, seconds or (UPLOAD_SECONDS if files else CALL_SECONDS))

    async def post_json(self, url: str, body: bytes) -> bytes:
        """The same with the parameters as one JSON object."""
        return await self._post(url, body, _JSON, CALL_SECONDS)

    async def _post(
        self, url: str, data: aiohttp.FormData | bytes, headers: Mapping[str, str] | None, seconds: float
    ) -> bytes:
        try:
            async with asyncio.timeout(seconds), self.session.post(url, data=data, headers=headers) as answer:
                body = await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unanswered(type(error).__name__) from None
        if not 200 <= answer.status < 300:
            raise Refused(answer.status, body)
        return body


def new_session(connections: int = CONNECTIONS) -> aiohttp.ClientSession:
    """The pool. Waiting for a connection is told apart from waiting for an answer."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=KEEP_ALIVE_SECONDS),
        timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS),
    )


def _multipart(fields: Mapping[str, str], files: Mapping[str, Any]) -> aiohttp.FormData:
    form = aiohttp.FormData(dict(fields), default_to_multipart=True)
    for name, (file_name, content, mime) in files.items():
        form.add_field(name, content, filename=file_name, content_type=mime)
    return form
