"""Whether something that arrived may be kept, and as what: decided by its content, never by its name.

Pictures are decoded and made anew in another process. Video, voice, audio and files stay as they were
received; only what kind of thing they are is looked at, so that nothing is handed out as a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.media import Media
from bot.media.worker import Pictures, Unfit

MOST_PICTURE = 20_000_000
MOST_OTHER = 50_000_000

ANYTHING = "application/octet-stream"
# Where a sign stands, the sign, what it means.
_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftyphev", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypmsf1", "image/heic"),
    (4, b"ftypavi", "image/avif"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
)
_RIFF = {"image/webp", "audio/wav", "video/x-msvideo"}
# The same container holds sound alone.
_SOUND = {"video/mp4": "audio/mp4", "video/webm": "audio/webm", "video/3gpp": "audio/3gpp"}
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be kept. Of a picture also its size in points, its look, and a preview."""

    data: bytes
    mime: str
    width: int | None = None
    height: int | None = None
    look: str | None = None
    preview: bytes | None = None


def most(kind: str) -> int:
    """How many bytes of this kind are taken."""
    return MOST_PICTURE if kind == "photo" else MOST_OTHER


async def check(medium: Media, data: bytes, pictures: Pictures) -> Checked:
    """What to keep of what arrived; Unfit otherwise."""
    if not data:
        raise Unfit("unreadable")
    found = sniffed(data)
    said_picture = medium.kind == "photo" or (medium.kind == "file" and medium.mime.startswith("image/"))
    picture = said_picture or (medium.kind == "file" and found.startswith("image/"))
    if len(data) > (MOST_PICTURE if picture else MOST_OTHER):
        raise Unfit("too_large")
    if not picture:
        return Checked(data, mime_of(medium, found))
    if not found.startswith("image/"):
        raise Unfit("not_image")
    made = await pictures.clean(data)
    return Checked(made.data, made.mime, made.width, made.height, made.look, made.preview)


def sniffed(data: bytes) -> str:
    """What the first bytes say it is; '' when they say nothing known."""
    for at, sign, mime in _SIGNS:
        if data.startswith(sign, at) and (mime not in _RIFF or data.startswith(b"RIFF")):
            return mime
    return ""


def mime_of(medium: Media, found: str) -> str:
    """How a file that stays as it is will be called when it is handed out."""
    if medium.kind in {"voice", "audio"} and found in _SOUND:
        return _SOUND[found]
    if found == "application/zip" and medium.mime.startswith(_OFFICE):
        return medium.mime
    if not found and medium.kind == "file" and medium.mime == "text/plain":
        return "text/plain"
    return found or ANYTHING
