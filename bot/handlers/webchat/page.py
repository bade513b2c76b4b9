"""The page itself: one template, one style sheet, one script, two weights of one font.

Everything is read once, at start, named by a hash of its content and compressed beforehand: on a
poor network the second visit asks for nothing but the page.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from bot.core.channel import AddressKey
from bot.handlers.webchat.answers import POLICY, SAFE
from bot.handlers.webchat.browser import Browsers, tag
from bot.handlers.webchat.labels import DIRECTIONS, LABELS, LANGUAGES, language_of

_HERE = Path(__file__).parent
_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
_URL = re.compile(r'url\("([^"]+)"\)')
_LANGUAGE = "chat-lang"
_YEAR = 400 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page. `small` is its compressed form, empty when that gains nothing."""

    body: bytes
    small: bytes
    mime: str
    version: str


def assets() -> Mapping[str, Asset]:
    """Every file under static/, by its path."""
    folder = _HERE / "static"
    bodies = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in _TYPES
    }
    versions = {name: hashlib.sha256(body).hexdigest()[:10] for name, body in bodies.items()}
    for name in (name for name in bodies if name.endswith(".css")):
        # Fonts and patterns are asked for by the style sheet: give them their versions there.
        bodies[name] = _URL.sub(
            lambda found: f'url("{found[1]}?v={versions[found[1]]}")', bodies[name].decode()
        ).encode()
        versions[name] = hashlib.sha256(bodies[name]).hexdigest()[:10]
    return {name: _asset(name, body, versions[name]) for name, body in bodies.items()}


def _asset(name: str, body: bytes, version: str) -> Asset:
    suffix = Path(name).suffix
    small = b"" if suffix == ".woff2" else gzip.compress(body, mtime=0)
    return Asset(body, small, _TYPES[suffix], version)


@dataclass(frozen=True, slots=True)
class Look:
    """How the page presents itself. `name`: its neutral heading, the page's own word when empty.

    `exit_url`: where the quick exit leads: a page that anybody may have open.
    """

    language: str = "ar"
    name: str = ""
    exit_url: str = "https://www.google.com/search?q=%D8%A7%D9%84%D8%B7%D9%82%D8%B3"
    max_bytes: int = 20_000_000
    max_files: int = 10


class Page:
    """`GET /chat` and `GET /chat/static/…`."""

    def __init__(self, browsers: Browsers, look: Look) -> None:
        self._browsers, self._look = browsers, look
        self._assets = assets()
        loader = FileSystemLoader(_HERE / "templates")
        environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        environment.globals["static"] = self._link
        self._template = environment.get_template("chat.html")

    async def page(self, request: Request) -> Response:
        """The page. Whoever has no browser name yet, or a forged one, gets a fresh one."""
        wish = request.query_params.get("lang", "")
        language = language_of(wish, request.cookies.get(_LANGUAGE, ""), self._look.language)
        address = self._browsers.address(request) or self._browsers.fresh()
        response = _compressed(request, self._html(address, language))
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Permissions-Policy"] = "microphone=(self), camera=(self), geolocation=(self)"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers.append("Set-Cookie", self._browsers.cookie(address))
        if wish:
            kept = f"{_LANGUAGE}={language}; Max-Age={_YEAR}; Path=/chat; HttpOnly; SameSite=Lax"
            response.headers.append("Set-Cookie", kept)
        return response

    async def static(self, request: Request) -> Response:
        """A file of the page; its name holds its version, so it never changes."""
        asset = self._assets.get(request.path_params["path"])
        if asset is None:
            return Response(status_code=404, headers=dict(SAFE))
        headers = {**SAFE, "Content-Type": asset.mime, "Vary": "Accept-Encoding"}
        if request.query_params.get("v") == asset.version:
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        small = asset.small and "gzip" in request.headers.get("accept-encoding", "")
        if small:
            headers["Content-Encoding"] = "gzip"
        return Response(asset.small if small else asset.body, headers=headers)

    def _html(self, address: AddressKey, language: str) -> bytes:
        labels = LABELS[language]
        return self._template.render(
            language=language,
            direction=DIRECTIONS[language],
            languages=LANGUAGES,
            t=labels,
            name=self._look.name or labels["title"],
            exit_url=self._look.exit_url,
            settings={
                "tag": tag(address),
                "language": language,
                "maxBytes": self._look.max_bytes,
                "maxFiles": self._look.max_files,
                "labels": dict(labels),
            },
        ).encode()

    def _link(self, path: str) -> str:
        return f"/chat/static/{path}?v={self._assets[path].version}"


def _compressed(request: Request, html: bytes) -> Response:
    headers = {**SAFE, "Content-Type": "text/html; charset=utf-8", "Vary": "Accept-Encoding, Cookie"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(html, headers=headers)
    return Response(gzip.compress(html, 6), headers={**headers, "Content-Encoding": "gzip"})
