"""Putting a message into the outbox outside a turn: to where somebody was last heard from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from bot.core.message import Message
from bot.storage import codecs, persons
from bot.storage.columns import to_number
from bot.storage.database import Tx
from bot.storage.schema import addresses, outgoing
from bot.storage.sealed import Sealer

REPLY, NOTICE, REMINDER, CAMPAIGN = range(4)
KINDS = ("reply", "notice", "reminder", "campaign")
CONTEXT = "outgoing.message"


async def post(
    tx: Tx,
    sealer: Sealer,
    id_: str,
    person: str,
    message: Message,
    priority: int,
    now: datetime,
    useful_until: datetime,
    address: str = "",
    action: str = "send",
    replaces: str | None = None,
) -> str | None:
    """A queued row; its id, or None when no working address is known. `address`: that one and no other."""
    where = await _place(tx, address) if address else await persons.reachable(tx, person)
    if where is None:
        return None
    place, channel, account = where
    await tx.execute(
        insert(outgoing).values(
            id=id_,
            person_id=person,
            address_id=place,
            channel=channel,
            account=account,
            seq=to_number(now),
            priority=priority,
            kind=KINDS[priority],
            action=action,
            message=sealer.seal(codecs.encode(message), CONTEXT),
            slot=message.slot,
            about=message.about,
            stamp=message.stamp,
            fleeting=False,
            state="queued",
            reason="",
            attempts=0,
            due_at=now,
            useful_until=useful_until,
            epoch=0,
            created_at=now,
            sent_at=None,
            hushed=False,
            replaces=replaces,
            callback=None,
        )
    )
    return id_


async def _place(tx: Tx, address: str) -> tuple[str, str, str] | None:
    row = (
        await tx.execute(
            select(addresses.c.id, addresses.c.channel, addresses.c.account).where(
                addresses.c.id == address, addresses.c.state == "working"
            )
        )
    ).first()
    return (row.id, row.channel, row.account) if row else None


async def delete_copies(
    tx: Tx, sealer: Sealer, ids: list[str], about: str, now: datetime, useful_until: datetime
) -> int:
    """Take back every sent message about something, where the platform allows; how many there were."""
    found = (
        await tx.execute(
            select(outgoing.c.id, outgoing.c.person_id, outgoing.c.address_id).where(
                outgoing.c.about == about,
                outgoing.c.action == "send",
                outgoing.c.state.in_(("sent", "delivered", "read")),
            )
        )
    ).all()
    blank = Message(parts=(), about=about)
    for id_, row in zip(ids, found, strict=False):
        await post(
            tx, sealer, id_, row.person_id, blank, NOTICE, now, useful_until, row.address_id, "delete", row.id
        )
    return len(found)
