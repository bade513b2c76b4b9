"""What a message to many offers, for whoever types what its buttons say.

It leaves outside any turn, so the turn that hears the answer reads it here: the newest message at that
address where numbers are typed (`addresses.offered`), else the newest one of this person in a week.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Select, select

from bot.core.message import Message
from bot.storage import codecs
from bot.storage.database import Tx
from bot.storage.errors import Damaged
from bot.storage.leaving import ARRIVED
from bot.storage.posting import CAMPAIGN, CONTEXT
from bot.storage.schema import outgoing
from bot.storage.sealed import Sealer

WITHIN: Final = timedelta(days=7)
"""How long the words on a button mean that button, where nothing else is open."""
_MOST: Final = 5

_LEFT = select(outgoing.c.message).where(
    outgoing.c.priority == CAMPAIGN,
    outgoing.c.action == "send",
    outgoing.c.state.in_((*ARRIVED, "unknown")),
    outgoing.c.message.is_not(None),
)


async def of_row(tx: Tx, sealer: Sealer, id_: str) -> Message | None:
    """The message of that row."""
    return await _first(tx, sealer, _LEFT.where(outgoing.c.id == id_))


async def newest(tx: Tx, sealer: Sealer, person: str, now: datetime) -> Message | None:
    """The last one with choices that this person got."""
    lately = outgoing.c.created_at > now - WITHIN
    asked = _LEFT.where(outgoing.c.person_id == person, lately).order_by(outgoing.c.seq.desc())
    return await _first(tx, sealer, asked.limit(_MOST))


async def _first(tx: Tx, sealer: Sealer, asked: Select[tuple[bytes | None]]) -> Message | None:
    """The first with choices that can be read."""
    for row in await tx.execute(asked):
        try:
            message = codecs.decode(Message, sealer.open(row.message, CONTEXT))
        except (Damaged, msgspec.MsgspecError):
            continue
        if message.choices:
            return message
    return None
