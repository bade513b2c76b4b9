"""What arrived while we could not be reached: Twilio soon gives up on a webhook, but keeps the message.

The list knows less than the webhook did (no name, no button, no coordinates), so only what never
arrived is read from it; the same message id makes the inbox refuse what it has.
"""

from collections.abc import Awaitable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from twilio.rest import Client

from bot.core.channel import Inbound, SendFailure
from bot.handlers.whatsapp.parse import Malformed, plain, read
from bot.handlers.whatsapp.send import attempt

MOST = 10_000
PAGE = 500


class Unseen(Protocol):
    """Which of these message ids the inbox does not have."""

    def __call__(self, ids: Sequence[str]) -> Awaitable[Collection[str]]: ...


async def recent(
    client: Client, number: str, since: datetime, unseen: Unseen, api_url: str
) -> tuple[Inbound, ...] | SendFailure:
    """Incoming messages since a moment that the inbox lacks, oldest first; or why they cannot be listed."""
    listing = client.messages.list_async(
        to=f"whatsapp:{number}", date_sent_after=since.astimezone(UTC), limit=MOST, page_size=PAGE
    )
    listed = await attempt(listing)
    if isinstance(listed, SendFailure):
        return listed
    arrived = [message for message in reversed(listed) if message.direction == "inbound"]
    wanted = set(await unseen([str(message.sid) for message in arrived])) if arrived else set()
    found: list[Inbound] = []
    for message in arrived:
        if message.sid in wanted:
            fields = await _fields(message, api_url)
            if isinstance(fields, SendFailure):
                return fields
            found += _read(fields, number, message.date_sent or message.date_created or since)
    return tuple(found)


async def _fields(message: Any, api_url: str) -> dict[str, str] | SendFailure:
    """The list's view of a message in the words of a webhook."""
    fields = {
        "MessageSid": str(message.sid),
        "From": str(message.from_),
        "To": str(message.to),
        "Body": message.body or "",
        "NumMedia": str(message.num_media or 0),
    }
    if fields["NumMedia"] == "0":
        return fields
    media = await attempt(message.media.list_async())
    if isinstance(media, SendFailure):
        return media
    for n, medium in enumerate(media):
        fields[f"MediaUrl{n}"] = api_url + str(medium.uri).removesuffix(".json")
        fields[f"MediaContentType{n}"] = medium.content_type or ""
    return fields


def _read(fields: dict[str, str], number: str, at: datetime) -> list[Inbound]:
    try:
        return [read(fields, plain(number), at)]
    except Malformed:
        return []
