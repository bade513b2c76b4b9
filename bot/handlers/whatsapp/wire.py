"""The connection to Twilio: its own client library on an HTTP client of ours.

The library's asynchronous HTTP client ignores its time limit, logs recipients' numbers and uses
parameters that aiohttp is about to drop; this one has limits, logs nothing and never repeats a
request. It must be made inside a running loop.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

import aiohttp
from twilio.http.response import Response
from twilio.rest import Client

CONNECTIONS = 100
CONNECT_SECONDS = 5
CALL_SECONDS = 20
API = "https://api.twilio.com"


class Wire:
    """What twilio.rest.Client asks of an HTTP client."""

    is_async = True

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature; never given
        allow_redirects: bool = False,
    ) -> Response:
        signed = {**(headers or {}), **basic(*auth)} if auth else headers
        fields = [(name, text) for name, value in (data or {}).items() for text in _texts(value)]
        query = {name: str(value) for name, value in (params or {}).items()}
        async with self._session.request(
            method, url, params=query, data=fields or None, headers=signed, allow_redirects=allow_redirects
        ) as answer:
            return Response(answer.status, await answer.text(errors="replace"), answer.headers)


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": aiohttp.encode_basic_auth(name, password)}


def new_session(connections: int = CONNECTIONS) -> aiohttp.ClientSession:
    """One pool for messages and media. Waiting for a connection is told apart from waiting for an answer."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections),
        timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS, sock_read=CALL_SECONDS),
    )


def new_client(
    session: aiohttp.ClientSession, account_sid: str, auth_token: str, api_url: str = ""
) -> Client:
    """Twilio's client, with nothing read from the environment. `api_url` stands for all of its hosts."""
    client = Client(account_sid, auth_token, http_client=Wire(session), environment={"explicit": "only"})
    if api_url and origin(api_url) != origin(API):
        client.api.base_url = client.messaging.base_url = api_url.rstrip("/")
    return client


def origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), port


def _texts(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]
