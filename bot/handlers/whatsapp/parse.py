"""A webhook's form read as an Inbound: who wrote, what kind of thing it is, what it refers to.

Twilio adds fields without notice, so unknown ones are passed over and the raw form is kept. A sender
is a phone number or a business-scoped id; neither is ever reshaped into the other.
"""

import math
import re
from collections.abc import Mapping
from datetime import datetime

from bot.core.channel import AddressKey, Inbound
from bot.core.media import Media

CHANNEL = "whatsapp"
PHONE = re.compile(r"\+[1-9]\d{6,14}")
BSUID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,140}")
SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
FILE_NAME = re.compile(r"[^\r\n/\\]{1,200}\.[A-Za-z0-9]{1,8}")
STICKER_TYPES = {"image/webp"}
CARD_TYPES = {"text/vcard", "text/x-vcard"}
MOST_MEDIA = 10


class Malformed(Exception):
    """The form lacks what every message of Twilio has."""


def read(fields: Mapping[str, str], account: str, at: datetime, payload: bytes = b"") -> Inbound:
    """One message. `account` is our sender; `at` is when it arrived, for Twilio does not say."""
    sid = fields.get("MessageSid", "")
    if not SID.fullmatch(sid):
        raise Malformed("MessageSid")
    keys = sender(fields)
    kind, text = _kind(fields)
    latitude, longitude = _position(fields) if kind == "position" else (None, None)
    return Inbound(
        channel=CHANNEL,
        account=account,
        update=sid,
        address=keys[0],
        at=at,
        kind=kind,
        text=text.replace("\0", ""),
        choice=fields.get("ButtonPayload", "") or fields.get("ListId", "") if kind == "tapped" else "",
        message=sid,
        quoted=fields.get("OriginalRepliedMessageSid", ""),
        media=_media(fields) if kind == "media" else (),
        latitude=latitude,
        longitude=longitude,
        name=fields.get("ProfileName", "").replace("\0", ""),
        also=keys[1:],
        payload=payload,
    )


def sender(fields: Mapping[str, str]) -> tuple[AddressKey, ...]:
    """The address that the message came from, then every other key of the same sender."""
    stated = [
        _key(fields.get("From", "")),
        _key("+" + fields.get("WaId", "")),
        _key(fields.get("ExternalUserId", "")),
        _key(fields.get("ParentExternalUserId", ""), "parent_bsuid"),
    ]
    if stated[0] is None:
        raise Malformed("From")
    return tuple(dict.fromkeys(key for key in stated if key is not None))


def addressed_to(fields: Mapping[str, str]) -> str:
    """The sender of ours that was written to, as `plain` writes it."""
    return plain(fields.get("To", ""))


def plain(address: str) -> str:
    """An address without the channel in front."""
    return address.strip().removeprefix("whatsapp:")


def _key(address: str, bsuid_kind: str = "bsuid") -> AddressKey | None:
    value = plain(address)
    if PHONE.fullmatch(value):
        return AddressKey("phone", value)
    return AddressKey(bsuid_kind, value) if BSUID.fullmatch(value) else None


def _kind(fields: Mapping[str, str]) -> tuple[str, str]:
    """What sort of thing it is, and its words."""
    body, stated = fields.get("Body", ""), fields.get("MessageType", "")
    types = [kind for _, kind in _files(fields)]
    if fields.get("ButtonPayload") or fields.get("ListId"):
        return "tapped", fields.get("ButtonText", "") or fields.get("ListTitle", "") or body
    if "Latitude" in fields or "Longitude" in fields:
        good = _position(fields) != (None, None)
        return ("position", fields.get("Label", "") or body) if good else ("odd", "location")
    if stated == "reaction":
        return "signal", body
    if types and (stated == "sticker" or STICKER_TYPES.issuperset(types)):
        return "signal", ""  # WhatsApp does not tell which emoji a sticker stands for
    if types and CARD_TYPES.issuperset(types):
        return "odd", "contact"  # nothing says whose card it is, so it is never taken as the sender's own
    if types:
        return "media", "" if _file_name(fields) else body
    return ("said", body) if body.strip("\0 \t\r\n") else ("odd", stated or "empty")


def _position(fields: Mapping[str, str]) -> tuple[float | None, float | None]:
    try:
        latitude, longitude = float(fields.get("Latitude", "")), float(fields.get("Longitude", ""))
    except ValueError:
        return None, None
    here = (
        math.isfinite(latitude) and abs(latitude) <= 90 and math.isfinite(longitude) and abs(longitude) <= 180
    )
    return (latitude, longitude) if here else (None, None)


def _files(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Address and type of each medium, as far as both are given."""
    count = fields.get("NumMedia", "0")
    numbers = range(min(int(count), MOST_MEDIA)) if count.isascii() and count.isdigit() else range(0)
    pairs = [(fields.get(f"MediaUrl{n}", ""), fields.get(f"MediaContentType{n}", "")) for n in numbers]
    return [(url, kind.partition(";")[0].strip().lower()) for url, kind in pairs if url]


def _media(fields: Mapping[str, str]) -> tuple[Media, ...]:
    as_file, name = fields.get("MessageType", "") == "document", _file_name(fields)
    return tuple(
        Media(media_kind(mime), url, mime=mime, name=name, as_file=as_file and mime.startswith("image/"))
        for url, mime in _files(fields)
    )


def media_kind(mime: str) -> str:
    """Photos stay photos when they were sent as a file; OGG is what WhatsApp records."""
    match mime.partition("/")[0]:
        case "image":
            return "photo"
        case "video":
            return "video"
        case "audio":
            return "voice" if mime == "audio/ogg" else "audio"
        case _:
            return "file"


def _file_name(fields: Mapping[str, str]) -> str:
    """A document's Body is its file's name, unless somebody wrote words beside it."""
    body = fields.get("Body", "").strip().replace("\0", "")
    return body if fields.get("MessageType") == "document" and FILE_NAME.fullmatch(body) else ""
