"""Reading what a page posts: JSON or multipart, within bounds, into one plain record.

A body that is too large is read to its end and thrown away, so that the sender hears why instead
of losing the connection; past a further bound even that stops.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

_JSON_LIMIT = 256 * 1024
_ID_LIMIT = 100
_DRAIN_LIMIT = 100_000_000


class Refused(Exception):
    """The post is not taken. `code` names a text of the page's labels; `n` is its number, when it has one."""

    def __init__(self, status: int, code: str, n: int = 0) -> None:
        super().__init__(code)
        self.status, self.code, self.n = status, code, n


class Position(msgspec.Struct, frozen=True):
    """Degrees, as the browser gives them."""

    latitude: float
    longitude: float


class Written(msgspec.Struct, frozen=True):
    """The JSON body; other keys are ignored."""

    id: str = ""
    text: str = ""
    choice: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart body, still in its spool."""

    name: str
    mime: str
    size: int
    file: UploadFile


@dataclass(frozen=True, slots=True)
class Posted:
    """What a page posted. `id` is the page's own, '' when it gave none; `album` joins posts of one album."""

    id: str
    text: str = ""
    choice: str = ""
    position: Position | None = None
    album: str = ""
    uploads: tuple[Upload, ...] = ()

    async def close(self) -> None:
        """Let the spooled files go."""
        for upload in self.uploads:
            await upload.file.close()


async def read(request: Request, max_bytes: int, max_files: int) -> Posted:
    """The body, or Refused. Whoever calls it closes what it returns."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _checked(await _json(request))
    if kind == "multipart/form-data":
        # Boundaries and field names are not the sender's files: let them not count.
        limit = max_bytes + _JSON_LIMIT
        problem = Refused(413, "too_large", max_bytes // 1_000_000)
        posted = await _multipart(request, _bounded(request, limit, problem), max_files)
        return await _closed_if_refused(posted, max_files)
    raise Refused(415, "wrong_type")


async def _json(request: Request) -> Posted:
    stream = _bounded(request, _JSON_LIMIT, Refused(413, "too_long"))
    body = b"".join([chunk async for chunk in stream])
    try:
        written = msgspec.json.decode(body, type=Written)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as broken:
        raise Refused(400, "bad_request") from broken
    return Posted(id=written.id, text=written.text, choice=written.choice, position=written.position)


async def _multipart(request: Request, stream: AsyncGenerator[bytes, None], max_files: int) -> Posted:
    # A few files too many are counted and refused in words, a flood of them by the parser.
    parser = MultiPartParser(
        request.headers, stream, max_files=4 * max_files, max_fields=8, max_part_size=_JSON_LIMIT
    )
    try:
        form = await parser.parse()
    except MultiPartException as broken:
        raise Refused(400, "bad_request") from broken
    files = [item for item in form.getlist("file") if isinstance(item, UploadFile)]
    for stray in form.values():
        if isinstance(stray, UploadFile) and stray not in files:
            await stray.close()
    return Posted(
        id=_field(form, "id"),
        text=_field(form, "text"),
        choice=_field(form, "choice"),
        album=_field(form, "album"),
        uploads=tuple(_upload(file) for file in files),
    )


async def _closed_if_refused(posted: Posted, max_files: int) -> Posted:
    try:
        if len(posted.uploads) > max_files:
            raise Refused(413, "too_many", max_files)
        return _checked(posted)
    except Refused:
        await posted.close()
        raise


def _checked(posted: Posted) -> Posted:
    if max(len(posted.id), len(posted.album), len(posted.choice)) > _ID_LIMIT:
        raise Refused(400, "bad_request")
    if posted.position is not None and not (
        abs(posted.position.latitude) <= 90 and abs(posted.position.longitude) <= 180
    ):
        raise Refused(400, "bad_request")
    if not (posted.text.strip() or posted.choice or posted.uploads or posted.position):
        raise Refused(400, "empty")
    return posted


def _upload(file: UploadFile) -> Upload:
    mime = (file.content_type or "application/octet-stream").partition(";")[0].strip().lower()
    return Upload(name=(file.filename or "")[-200:], mime=mime[:100], size=file.size or 0, file=file)


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


async def _bounded(request: Request, limit: int, problem: Refused) -> AsyncGenerator[bytes, None]:
    """The body's chunks; past `limit` the rest is thrown away and `problem` raised."""
    size = 0
    declared = request.headers.get("content-length", "")
    too_large = declared.isdecimal() and int(declared) > limit
    async for chunk in request.stream():
        size += len(chunk)
        too_large = too_large or size > limit
        if not too_large:
            yield chunk
        elif size > _DRAIN_LIMIT:
            break
    if too_large:
        raise problem
