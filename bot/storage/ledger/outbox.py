"""The outbox: what is to be sent, and what no longer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.message import Message
from bot.storage.batch import Address
from bot.storage.ledger.rows import Rows
from bot.storage.turns import writes


@dataclass(slots=True)
class Post:
    """A row of the outbox to be."""

    id: str
    seq: int
    person: str
    message: Message | None = None
    action: str = "send"
    priority: int = 0
    kind: str = "reply"
    callback: str = ""
    fleeting: bool = False
    hushed: bool = False
    useful_until: datetime | None = None


class Outbox:
    """What is to be said."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def post(self, post: Post, address: Address) -> None:
        """One message to one address."""
        message, now = post.message, self._rows.now
        values = {
            "id": post.id,
            "person_id": post.person,
            "address_id": address.id,
            "channel": address.channel,
            "account": address.account,
            "seq": post.seq,
            "priority": post.priority,
            "kind": post.kind,
            "action": post.action,
            "message": self._rows.seal(message, "outgoing.message") if message is not None else None,
            "slot": message.slot if message is not None else "",
            "about": message.about if message is not None else "",
            "stamp": message.stamp if message is not None else 0,
            "fleeting": post.fleeting,
            "due_at": now,
            "useful_until": post.useful_until,
            "created_at": now,
            "hushed": post.hushed,
            "callback": self._rows.seal_bytes(post.callback.encode(), "outgoing.callback")
            if post.callback
            else None,
        }
        if message is None or message.fresh or not message.slot:
            self._rows.put(writes.OUTGOING, values)
            return
        values |= {
            "b_slot": message.slot,
            "b_address": address.id,
            "b_person": post.person,
            "b_seq": post.seq,
        }
        self._rows.put(writes.OUTGOING_AGAIN, values)

    def release(self, outgoing: str, seq: int) -> None:
        """What waited for the person to write goes out, after the reply."""
        self._rows.add(writes.RELEASE, b_id=outgoing, seq=seq, due_at=self._rows.now)

    def supersede(self, outgoing: str) -> None:
        """Too much has waited: this one is not sent."""
        self._rows.add(writes.SUPERSEDE, b_id=outgoing)

    def silence(self, person: str) -> None:
        """Programme messages that have not left do not leave."""
        self._rows.add(writes.SILENCE, b_person=person)

    def forget_lines(self, person: str) -> None:
        """A private form has ended: the web chat keeps none of its texts."""
        self._rows.add(writes.FORGET_LINES, b_person=person)
