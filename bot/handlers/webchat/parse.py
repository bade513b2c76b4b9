"""What a page posted, as the rest of the program reads it.

The dedupe key is made from the browser and the page's own id, hashed: two browsers cannot take each
other's ids, and the key alone does not tell who wrote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.core.channel import AddressKey, Inbound
from bot.core.media import Media
from bot.handlers.webchat.body import Posted, Upload

NAME = "webchat"


def key(address: AddressKey, own: str) -> str:
    """The provider's id of a delivery: the same for the same browser and the same id of the page."""
    return hashlib.sha256(f"{address.value}\n{own}".encode("utf-8", "replace")).hexdigest()[:32]


def parse(
    posted: Posted,
    own: str,
    address: AddressKey,
    account: str,
    at: datetime,
    language: str,
    media: Sequence[Media],
) -> Inbound:
    """One post, one delivery, `own` its id. A choice wins over words; files carry the words as caption."""
    update = key(address, own)
    place = posted.position
    return Inbound(
        channel=NAME,
        account=account,
        update=update,
        address=address,
        at=at,
        kind=_kind(posted),
        text="" if posted.choice else posted.text.replace("\0", ""),
        choice=posted.choice,
        message=update,
        album=key(address, posted.album) if posted.album else "",
        media=tuple(media),
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        language=language,
        payload=_payload(posted, own),
    )


def medium(upload: Upload, ref: str) -> Media:
    """An upload that has been stored. The page names its own recordings 'voice.…'."""
    return Media(kind=_medium_kind(upload), ref=ref, mime=upload.mime, size=upload.size, name=upload.name)


def _payload(posted: Posted, own: str) -> bytes:
    """What was posted, without the bytes of its files."""
    place = posted.position
    return msgspec.json.encode(
        {
            "id": own,
            "text": posted.text,
            "choice": posted.choice,
            "position": [place.latitude, place.longitude] if place else None,
            "album": posted.album,
            "files": [[upload.name, upload.mime, upload.size] for upload in posted.uploads],
        }
    )


def _kind(posted: Posted) -> str:
    if posted.choice:
        return "tapped"
    if posted.uploads:
        return "media"
    return "position" if posted.position else "said"


def _medium_kind(upload: Upload) -> str:
    match upload.mime.partition("/")[0]:
        case "image":
            return "photo"
        case "video":
            return "video"
        case "audio":
            return "voice" if upload.name.startswith("voice.") else "audio"
        case _:
            return "file"
