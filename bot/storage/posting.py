"""Putting a message into the outbox outside a turn: to where somebody was last heard from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from bot.core.message import Message
from bot.core.person import STAFF
from bot.storage import codecs, persons
from bot.storage.database import Tx
from bot.storage.schema import addresses, memberships, outgoing
from bot.storage.sealed import Sealer

REPLY, NOTICE, REMINDER, CAMPAIGN = range(4)
KINDS = ("reply", "notice", "reminder", "campaign")
CONTEXT = "outgoing.message"


@dataclass(frozen=True, slots=True)
class Post:
    """A row to be. `replaces`: the row that is edited or deleted; without it the slot finds it.

    `hushed`: it loses its text once it was sent.
    """

    id: str
    seq: int
    person: str
    message: Message
    priority: int
    now: datetime
    useful_until: datetime
    action: str = "send"
    replaces: str | None = None
    hushed: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """A message that was sent: the row, whose, and to which address."""

    id: str
    person: str
    address: str


Place = tuple[str, str, str]
"""An address, its channel and its account."""


async def post(tx: Tx, sealer: Sealer, row: Post, address: str = "") -> str | None:
    """Queue it; its id, or None when no working address is known. `address`: that one and no other."""
    where = await _place(tx, address) if address else await persons.reachable(tx, row.person)
    if where is None:
        return None
    made = _row(sealer, row, where)
    slot = "" if row.message.fresh else row.message.slot
    made["replaces"] = row.replaces or await _earlier(tx, row.person, where[0], slot)
    await tx.execute(insert(outgoing).values(made))
    return row.id


async def post_all(tx: Tx, sealer: Sealer, rows: Sequence[tuple[Post, Place]]) -> None:
    """Queue these, each for its address; none takes the place of an earlier one."""
    if rows:
        await tx.execute(insert(outgoing), [_row(sealer, row, where) for row, where in rows])


def _row(sealer: Sealer, row: Post, where: Place) -> dict[str, Any]:
    place, channel, account = where
    message = row.message
    return {
        "id": row.id,
        "person_id": row.person,
        "address_id": place,
        "channel": channel,
        "account": account,
        "seq": row.seq,
        "priority": row.priority,
        "kind": KINDS[row.priority],
        "action": row.action,
        "message": sealer.seal(codecs.encode(message), CONTEXT),
        "slot": message.slot,
        "about": message.about,
        "stamp": message.stamp,
        "fleeting": False,
        "state": "queued",
        "reason": "",
        "attempts": 0,
        "due_at": row.now,
        "useful_until": row.useful_until,
        "epoch": 0,
        "created_at": row.now,
        "hushed": row.hushed,
        "replaces": row.replaces,
    }


async def _earlier(tx: Tx, person: str, address: str, slot: str) -> str | None:
    """The person's newest message of the same slot there, for channels that edit."""
    if not slot:
        return None
    row = (
        await tx.execute(
            select(outgoing.c.id)
            .where(
                outgoing.c.slot != "",
                outgoing.c.address_id == address,
                outgoing.c.slot == slot,
                outgoing.c.person_id == person,
            )
            .order_by(outgoing.c.seq.desc())
            .limit(1)
        )
    ).first()
    return row.id if row else None


async def _place(tx: Tx, address: str) -> tuple[str, str, str] | None:
    row = (
        await tx.execute(
            select(addresses.c.id, addresses.c.channel, addresses.c.account).where(
                addresses.c.id == address, addresses.c.state == "working"
            )
        )
    ).first()
    return (row.id, row.channel, row.account) if row else None


async def copies(tx: Tx, about: str, since: datetime | None = None) -> tuple[Copy, ...]:
    """Every message to staff about something that has left, since then."""
    staff = select(memberships.c.person_id).where(memberships.c.role.in_(STAFF))
    wanted = select(outgoing.c.id, outgoing.c.person_id, outgoing.c.address_id).where(
        outgoing.c.person_id.in_(staff),
        outgoing.c.about == about,
        outgoing.c.action == "send",
        outgoing.c.state.in_(("sent", "delivered", "read")),
    )
    if since is not None:
        wanted = wanted.where(outgoing.c.created_at >= since)
    found = await tx.execute(wanted)
    return tuple(Copy(row.id, row.person_id, row.address_id) for row in found)
