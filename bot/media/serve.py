"""`GET|HEAD /media/{token}`: a kept medium for whoever holds a signed address, for 15 minutes.

What people sent is never a page of ours: it comes with its own type, sandboxed, never sniffed. Parts
of a file are served, because phones play sound and video no other way.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.media.links import PATH, Links
from bot.media.objects import Missing, Unreachable

CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")
_ENDINGS: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "application/pdf": "pdf",
}
_SHOWN = ("image/", "video/", "audio/")
_HEADERS = {
    "Cache-Control": "private, max-age=900",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Accept-Ranges": "bytes",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A medium that may be shown. `part(start, end)` reads some of it."""

    mime: str
    size: int
    part: Callable[[int, int], Awaitable[bytes]]


# (medium, variant) → what may be shown; None when there is none, or it is hidden.
Open = Callable[[str, str], Awaitable[Opened | None]]


def routes(links: Links, opened: Open) -> list[Route]:
    """To be mounted by the server."""

    async def show(request: Request) -> Response:
        wanted = links.read(request.path_params["token"])
        if wanted is None:
            return _none(404)
        try:
            found = await opened(*wanted)
        except Missing:
            return _none(404)
        except Unreachable:
            return _none(503)
        return _none(404) if found is None else _answer(request, found)

    return [Route(PATH + "{token}", show, methods=["GET"])]


def _answer(request: Request, found: Opened) -> Response:
    headers = {**_HEADERS, "Content-Disposition": _disposition(found.mime)}
    span = _span(request.headers.get("range", ""), found.size)
    if span is None:
        return _none(416, {"Content-Range": f"bytes */{found.size}"})
    start, end = span
    partial = end - start < found.size
    headers["Content-Length"] = str(end - start)
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{found.size}"
    status = 206 if partial else 200
    if request.method == "HEAD":
        return Response(None, status, headers, media_type=found.mime)
    return StreamingResponse(_parts(found, start, end), status, headers, media_type=found.mime)


async def _parts(found: Opened, start: int, end: int) -> AsyncIterator[bytes]:
    for at in range(start, end, CHUNK):
        yield await found.part(at, min(at + CHUNK, end))


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """From, up to; the whole when nothing (or nothing that we understand) is asked; None: outside."""
    match = _RANGE.fullmatch(asked.strip())
    if match is None or match[0] == "bytes=-":
        return 0, size
    first, last = match[1], match[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    return (start, end) if start < end else None


def _disposition(mime: str) -> str:
    """A name that tells nothing about anybody."""
    how = "inline" if mime.startswith(_SHOWN) else "attachment"
    return f'{how}; filename="tamasuk.{_ENDINGS.get(mime, "bin")}"'


def _none(status: int, more: Mapping[str, str] | None = None) -> Response:
    return Response(None, status, {"Cache-Control": "no-store", **(more or {})})
