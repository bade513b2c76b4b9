"""Sending to a browser: to write the line is to send it.

Nothing leaves the machine here, so nothing can fail but storage itself, and that raises: the outbox
row stays where it is and is tried again.
"""

from __future__ import annotations

from bot.core.channel import Capabilities, Delivered, Delivery, SendFailure
from bot.core.media import Media
from bot.handlers.webchat.parse import NAME
from bot.handlers.webchat.ports import Append, Fetch, Words
from bot.handlers.webchat.render import Event, render, write

MAX_BYTES = 20_000_000

CAPABILITIES = Capabilities(
    edits=True,
    deletes=True,
    buttons=True,
    rate=1000.0,
    chat_burst=20,
    chat_rate=20.0,
    album=10,
    max_bytes=MAX_BYTES,
)


class WebChat:
    """The channel. `account` tells two installations on one database apart."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, append: Append, fetch: Fetch, words: Words, account: str = "web") -> None:
        self.account = account
        self._append, self._fetch, self._words = append, fetch, words

    async def send(self, delivery: Delivery) -> Delivered | SendFailure:
        """Write the line. The page shows typing by itself, and a tap is answered by what follows it."""
        match delivery.action:
            case "send":
                event = render(delivery.message, delivery.reader, self._words, delivery.replaces)
                if not (event.text or event.choices or event.media or event.hint):
                    return Delivered(())
            case "delete":
                event = Event(gone=delivery.replaces)
            case _:
                return Delivered((), "delivered")
        gone = [int(number) for number in delivery.replaces if number.isdecimal()]
        number = await self._append(delivery.to, delivery.id, write(event), gone)
        return Delivered((str(number),))

    async def fetch(self, media: Media) -> bytes:
        """An upload as it was received."""
        return await self._fetch(media.ref)
