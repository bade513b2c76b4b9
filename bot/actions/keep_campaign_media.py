"""A photo, a document or a voice that a command sends along: looked at and stored like any other medium."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.core.media import Media
from bot.media.check import check
from bot.media.objects import PREVIEWS, Objects
from bot.media.worker import Pictures, Unfit
from bot.storage.media import Object

KINDS: Final = {"photo": "photo", "document": "file", "voice": "voice"}
"""By the word of the command, the kind of medium."""
_TYPES: Final = {"photo": "image/", "voice": "audio/"}


async def keep_campaign_media(objects: Objects, pictures: Pictures, kind: str, path: Path) -> Object:
    """Store it; Unfit when it is not what it should be, OSError when it cannot be read."""
    data = path.read_bytes()  # noqa: ASYNC240 - a command waits for nothing else
    checked = await check(Media(kind, "", name=path.name), data, pictures)
    if not checked.mime.startswith(_TYPES.get(kind, "")):
        raise Unfit("unreadable")
    name = await objects.put(checked.data)
    if checked.preview is not None:
        await objects.put_as(PREVIEWS, name, checked.preview)
    return Object(name, checked.mime, len(checked.data), checked.width, checked.height, checked.look)
