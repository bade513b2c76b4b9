"""The channel: one WhatsApp sender of one Twilio account, as the rest of the program knows it.

It holds a connection pool and no truth; what it needs of the program (words, links to kept media)
is given to it. It must be made inside a running loop and closed at the end.
"""

from datetime import datetime
from math import ceil

from bot.core.channel import (
    Callback,
    Capabilities,
    Delivered,
    Delivery,
    Failure,
    Files,
    Inbound,
    SendFailure,
)
from bot.core.media import Media
from bot.handlers.whatsapp.fetch import MediaSource
from bot.handlers.whatsapp.parse import plain
from bot.handlers.whatsapp.reconcile import Unseen, recent
from bot.handlers.whatsapp.render import Known, Words, opener, render
from bot.handlers.whatsapp.send import Sender
from bot.handlers.whatsapp.wire import API, CONNECTIONS, new_client, new_session

MAX_BYTES = 16 * 1024 * 1024
WINDOW_HOURS = 24
AGAIN = 60.0


class WhatsApp:
    """A channel account; `account` is our number."""

    name = "whatsapp"

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        sender: str,
        public_url: str,
        words: Words,
        files: Files,
        api_url: str = "",
        rate: float = 80.0,
        chat_rate: float = 1 / 6,
    ) -> None:
        self.account = plain(sender)
        self.capabilities = Capabilities(
            window_hours=WINDOW_HOURS,
            rate=rate,
            chat_burst=8,
            chat_rate=chat_rate,
            album=1,
            max_bytes=MAX_BYTES,
        )
        self._words = words
        self._files = files
        self._api_url = (api_url or API).rstrip("/")
        self._session = new_session(max(CONNECTIONS, ceil(rate)))
        self._client = new_client(self._session, account_sid, auth_token, api_url)
        self._sender = Sender(self._client, self.account, public_url)
        self._media = MediaSource(self._session, account_sid, auth_token, api_url, MAX_BYTES)
        self._known: Known = {}

    def learn(self, known: Known) -> None:
        """What was made at Twilio to be sent by its id. What it has refused meanwhile is not used again."""
        self._known = {name: sid for name, sid in known.items() if sid not in self._sender.refused}

    def hear(self, callback: Callback) -> None:
        """What became of a message later; a shape that is not shown is not used again."""
        self._sender.hear(callback)
        if callback.failure is not None:
            self.learn(self._known)

    async def send(self, delivery: Delivery) -> Delivered | SendFailure:
        """What WhatsApp cannot edit is sent anew; what only decorates is dropped."""
        match delivery.action:
            case "typing" if delivery.callback:
                return await self._sender.type(delivery.callback)
            case "typing" | "tapped":
                return Delivered(())
            case "delete":
                return SendFailure(Failure.NOTHING_TO_CHANGE, detail="WhatsApp takes nothing back")
            case "template":
                part = opener(delivery.message, delivery.reader, self._known)
                if part is None:
                    return SendFailure(
                        Failure.NOT_SENT, detail="not approved, as far as we know", after=AGAIN
                    )
                return await self._sender.send(delivery, (part,))
            case _:
                parts = render(delivery.message, delivery.reader, self._words, self._files, self._known)
                return await self._sender.send(delivery, parts)

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a medium; MediaRefused or MediaDelayed otherwise."""
        return await self._media.read(media.ref)

    async def forget(self, media: Media) -> bool:
        """Delete a medium at Twilio, once it is kept here."""
        return await self._media.delete(media.ref)

    async def recent(self, since: datetime, unseen: Unseen) -> tuple[Inbound, ...] | SendFailure:
        """Incoming messages since a moment that the inbox does not have, oldest first."""
        return await recent(self._client, self.account, since, unseen, self._api_url)

    async def close(self) -> None:
        await self._session.close()
