"""Telling whoever runs the bot what a person must do: once an hour per cause, in one message, with a remedy.

Admins get it in their chats, by an account that works; the chat of TAMASUK_ALERT_CHAT gets it in Arabic and
in English. That chat is written to directly, not by the outbox: what is to be told may be that the database
takes nothing any more. Then the hour is kept in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.core.channel import AddressKey, Channel, Delivered, Delivery, Reader
from bot.core.message import Message
from bot.core.text import Text, verbatim
from bot.storage import facts, health, persons, posting
from bot.storage.accounts import REFUSED, STOPPED
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.ids import Ids
from bot.storage.sealed import Sealer

EVERY = timedelta(hours=1)
USEFUL = timedelta(hours=24)
FACT = "alert "
KINDS = {"telegram": "chat", "whatsapp": "phone"}
"""How a chat is addressed, by channel."""

log = structlog.get_logger(__name__)

Words = Callable[[Text, Reader], str]


@dataclass
class Alerts:
    """`chat`: CHANNEL:ADDRESS, or ''. `kick`: the outbox has something."""

    database: Database
    sealer: Sealer
    programme: str
    now: Callable[[], datetime]
    ids: Ids
    words: Words
    channels: Mapping[str, Channel]
    chat: str = ""
    kick: Callable[[], None] = lambda: None
    _told: dict[str, datetime] = field(default_factory=dict)

    async def tell(self, cause: str, *said: Text, every: timedelta = EVERY) -> bool:
        """Tell it, unless that was done within the hour; whether it was told now.

        `cause` stands in the log: it holds nothing of a person. `every`: where an hour would be nagging.
        """
        try:
            due, admins = await self._admins(cause, said, every)
        except StorageError as error:
            log.error("alert.storage", cause=cause, error=type(error).__name__)
            due, admins = self._due_here(cause, every), 0
        if not due:
            return False
        in_chat = await self._in_chat(said)
        log.warning("alert", cause=cause, admins=admins, chat=in_chat)
        return True

    async def _admins(self, cause: str, said: Sequence[Text], every: timedelta) -> tuple[bool, int]:
        """Whether it is time, and how many admins will read it."""
        now = self.now()
        async with self.database.begin() as tx:
            if not await facts.once(tx, f"{FACT}{cause}", now, every):
                return False, 0
            still = {
                (one.channel, one.account)
                for one in await health.standings(tx)
                if one.state in (REFUSED, STOPPED)
            }
            count = 0
            for person in await persons.holding(tx, self.programme, "admin"):
                address = await health.reached(tx, person, still)
                if address is not None:
                    row = posting.Post(
                        self.ids.new(),
                        self.ids.seq(),
                        person,
                        Message(parts=tuple(said)),
                        posting.NOTICE,
                        now,
                        now + USEFUL,
                    )
                    count += await posting.post(tx, self.sealer, row, address) is not None
        if count:
            self.kick()
        return True, count

    def _due_here(self, cause: str, every: timedelta) -> bool:
        last, now = self._told.get(cause), self.now()
        if last is not None and now - last < every:
            return False
        self._told[cause] = now
        return True

    async def _in_chat(self, said: Sequence[Text]) -> bool:
        """Whether the chat of the setting has it."""
        name, _, value = self.chat.partition(":")
        channel = self.channels.get(name)
        if channel is None:
            if self.chat:
                log.error("alert.no_channel", channel=name)
            return False
        parts = [verbatim(self._both(text)) for text in said]
        delivery = Delivery(
            self.ids.new(), AddressKey(KINDS[name], value), Message(parts=tuple(parts)), Reader(language="ar")
        )
        done = await channel.send(delivery)
        if isinstance(done, Delivered):
            return True
        log.error("alert.not_sent", channel=name, failure=done.failure.value, code=done.code)
        return False

    def _both(self, text: Text) -> str:
        """Arabic first: of two readers one is enough."""
        return "\n\n".join(self.words(text, Reader(language=language)) for language in ("ar", "en"))
