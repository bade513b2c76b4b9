"""The other side: somebody with WhatsApp on a phone, who writes, sends, taps and reads.

Each thing done is one webhook with the parameters that Twilio documents or was seen to send; it
returns once the webhook was answered (or lost). `chat` is what the screen of that phone shows.
"""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.fakes.twilio import samples
from tests.fakes.twilio.records import Button, Form, Medium, Record, Told, new_sid

if TYPE_CHECKING:
    from tests.fakes.twilio.account import Account

WINDOW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Seen:
    """One bubble of the chat; `mine`: the person wrote it. `listed`: its buttons stand in a list."""

    sid: str
    mine: bool
    text: str
    media: tuple[Medium, ...] = ()
    buttons: tuple[Button, ...] = ()
    listed: bool = False


class Person:
    """`phone` None: known by a business-scoped id only, as people with a username may be."""

    def __init__(
        self, account: "Account", phone: str | None, bsuid: str, parent_bsuid: str, name: str
    ) -> None:
        self.account = account
        self.phone = phone
        self.bsuid = bsuid
        self.parent_bsuid = parent_bsuid
        self.name = name
        self.chat: list[Seen] = []
        self.on_whatsapp = True
        self.opted_out = False
        self._wrote_at: datetime | None = None
        self._looked = 0

    @property
    def address(self) -> str:
        return f"whatsapp:{self.phone or self.bsuid}"

    @property
    def window_open(self) -> bool:
        return self._wrote_at is not None and self.account.clock.now() - self._wrote_at < WINDOW

    # ------------------------------------------------------------------------------------- what they do

    async def say(self, text: str, *, about: Seen | Record | None = None) -> Record:
        """Type and send. `about` quotes a message, the bot's or their own."""
        return await self._send(text, self._typed("text") + self._quote(about))

    async def quote(self, message: Seen | Record, text: str) -> Record:
        return await self.say(text, about=message)

    async def tap(self, label: str) -> Record:
        """Press a button of the newest message that has it; older ones stay pressable."""
        for seen in reversed(self.chat):
            for button in seen.buttons:
                if button.label == label and seen.listed:
                    return await self.list_reply(button.payload, label)
                if button.label == label:
                    pressed = [("ButtonText", label), ("ButtonPayload", button.payload)]
                    return await self._send(label, self._typed("interactive") + pressed + self._quote(seen))
        raise AssertionError(f"no button {label!r} in {[b.label for s in self.chat for b in s.buttons]}")

    async def choose(self, label: str) -> Record:
        """Answer the newest message: by its button, else by the number before the label."""
        newest = next(seen for seen in reversed(self.chat) if not seen.mine)
        if newest.buttons:
            return await self.tap(label)
        text = newest.text
        found = re.search(rf"^\W*(\d+)\. \W*{re.escape(label)}\W*$", text, re.MULTILINE)
        assert found, f"{label!r} is not among the numbered choices of {text!r}"
        return await self.say(found[1])

    async def list_reply(self, choice: str, title: str, description: str = "") -> Record:
        chosen = [("ListId", choice), ("ListTitle", title), ("ListDescription", description)]
        return await self._send(title, self._typed("interactive") + chosen)

    async def send_photo(
        self, data: bytes | None = None, *, caption: str = "", mime: str = "image/jpeg"
    ) -> Record:
        return await self._send_media("image", mime, data or samples.photo(), caption)

    async def send_photos(self, photos: Sequence[bytes] | int) -> list[Record]:
        """An album: on WhatsApp its parts arrive as messages of their own, one after another."""
        files = [samples.photo(n) for n in range(1, photos + 1)] if isinstance(photos, int) else photos
        return [await self.send_photo(data) for data in files]

    async def send_voice(self, data: bytes = samples.VOICE) -> Record:
        return await self._send_media("audio", "audio/ogg", data, "")

    async def send_video(self, data: bytes = samples.VIDEO, *, caption: str = "") -> Record:
        return await self._send_media("video", "video/mp4", data, caption)

    async def send_file(
        self, data: bytes = samples.DOCUMENT, *, mime: str = "application/pdf", name: str = "plan.pdf"
    ) -> Record:
        """Twilio puts the name of a document into Body."""
        return await self._send_media("document", mime, data, name)

    async def send_sticker(self) -> Record:
        return await self._send_media("sticker", "image/webp", samples.STICKER, "")

    async def send_contact(self, name: str, phone: str) -> Record:
        card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL:{phone}\nEND:VCARD\n".encode()
        return await self._send_media("contacts", "text/vcard", card, "")

    async def send_location(
        self, latitude: float, longitude: float, *, label: str = "", address: str = ""
    ) -> Record:
        place = [
            ("Latitude", str(latitude)),
            ("Longitude", str(longitude)),
            ("Address", address),
            ("Label", label),
        ]
        return await self._send("", self._typed("location") + place)

    async def read(self) -> None:
        """Open the chat: everything shown is told as read, once."""
        for seen in self.chat:
            record = self.account.records.get(seen.sid)
            if not seen.mine and record is not None and record.status == "delivered":
                await self.account.call_back(record, Told("read"))

    # ------------------------------------------------------------------------------------ what they see

    def show(self, record: Record) -> None:
        content = record.content
        buttons = content.buttons if content else ()
        listed = content is not None and content.kind == "twilio/list-picker"
        self.chat.append(Seen(record.sid, False, record.body, tuple(record.media), buttons, listed))
        self.account.changed.set()

    @property
    def heard(self) -> list[str]:
        """What the bot said, oldest first."""
        return [seen.text for seen in self.chat if not seen.mine]

    async def wait_for(self, wanted: str | Callable[[Seen], bool], timeout: float = 10) -> Seen:  # noqa: ASYNC109 - a test's patience
        """The next message of the bot, after the last one waited for, that contains a text or fits."""
        fits = (lambda seen: wanted in seen.text) if isinstance(wanted, str) else wanted
        try:
            async with asyncio.timeout(timeout):
                while True:
                    self.account.changed.clear()
                    for position in range(self._looked, len(self.chat)):
                        if not self.chat[position].mine and fits(self.chat[position]):
                            self._looked = position + 1
                            return self.chat[position]
                    await self.account.changed.wait()
        except TimeoutError:
            raise AssertionError(f"nothing like {wanted!r} in {self.heard[-5:]}") from None

    # ---------------------------------------------------------------------------------- how it is told

    async def _send_media(self, kind: str, mime: str, data: bytes, body: str) -> Record:
        medium = Medium(new_sid("ME"), mime, data, self.account.clock.now())
        return await self._send(body, self._typed(kind), [medium])

    async def _send(self, body: str, extra: Form, media: Sequence[Medium] = ()) -> Record:
        now = self.account.clock.now()
        self._wrote_at = now
        sid = new_sid("MM" if media else "SM")
        record = Record(
            sid=sid,
            direction="inbound",
            sender=self.address,
            to=self.account.sender,
            body=body,
            status="received",
            created=now,
            sent=now,
            media=list(media),
        )
        record.form = self._form(record, extra)
        self.chat.append(Seen(sid, True, body, tuple(media)))
        await self.account.receive(record)
        return record

    def _form(self, record: Record, extra: Form) -> Form:
        """Blank values are sent, and signed, like all others."""
        base = f"{self.account.url}/2010-04-01/Accounts/{self.account.sid}/Messages/{record.sid}/Media"
        form = [
            ("SmsMessageSid", record.sid),
            ("NumMedia", str(len(record.media))),
            ("ProfileName", self.name),
            ("SmsSid", record.sid),
            ("SmsStatus", "received"),
            ("Body", record.body),
            ("To", record.to),
            ("NumSegments", "1"),
            ("ReferralNumMedia", "0"),
            ("MessageSid", record.sid),
            ("AccountSid", self.account.sid),
            ("ChannelMetadata", json.dumps({"type": "whatsapp", "data": {"context": {}}})),
            ("From", record.sender),
            ("ApiVersion", "2010-04-01"),
            ("Forwarded", "false"),
            ("FrequentlyForwarded", "false"),
            ("ExternalUserId", f"whatsapp:{self.bsuid}"),
        ]
        if self.phone:
            form.append(("WaId", self.phone.removeprefix("+")))
        if self.parent_bsuid:
            form.append(("ParentExternalUserId", f"whatsapp:{self.parent_bsuid}"))
        for n, medium in enumerate(record.media):
            form += [(f"MediaContentType{n}", medium.content_type), (f"MediaUrl{n}", f"{base}/{medium.sid}")]
        return form + extra

    @staticmethod
    def _typed(kind: str) -> Form:
        return [("MessageType", kind)]

    def _quote(self, message: Seen | Record | None) -> Form:
        if message is None:
            return []
        own = self.account.records[message.sid].direction == "inbound"
        sender = self.address if own else self.account.sender
        return [("OriginalRepliedMessageSid", message.sid), ("OriginalRepliedMessageSender", sender)]
