"""What every answer of the web chat carries, and how a refusal is worded.

No script but ours, no other site, no frame around the page, no memory in shared caches; invitation
codes do not travel on in a Referer.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response

from bot.handlers.webchat.body import Refused
from bot.handlers.webchat.labels import LABELS, accepted, language_of

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self' blob:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

SAFE: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def refusal(connection: HTTPConnection, refused: Refused, default: str, wait: float = 0.0) -> Response:
    """The refusal as JSON, in the language that the page asked for."""
    words = LABELS[spoken(connection, default)][refused.code].replace("{n}", str(refused.n))
    headers = {**SAFE, **({"Retry-After": str(int(wait) + 1)} if wait else {})}
    return JSONResponse({"error": refused.code, "text": words}, refused.status, headers)


def spoken(connection: HTTPConnection, default: str) -> str:
    """The language of the page that speaks: it says so in Accept-Language."""
    return language_of(*accepted(connection.headers.get("accept-language", "")), default)


def ours(connection: HTTPConnection, public_url: str) -> bool:
    """Whether a request comes from our own page, as far as the browser says."""
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    said, public = urlsplit(origin.lower()), urlsplit(public_url.lower())
    host = connection.headers.get("host", "").lower()
    return bool(said.netloc) and (
        said.netloc == host or (said.scheme, said.netloc) == (public.scheme, public.netloc)
    )


def last_seen(connection: HTTPConnection) -> int:
    """The number of the last line that the page has shown; 0 when it says none or nonsense."""
    said = connection.headers.get("last-event-id") or connection.query_params.get("after", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else 0
