"""Rows that were written while the clock was ahead, before it was set back: they would wait for that time.

What such a row waits for it goes on waiting for, counted from now. They are known by deliveries from the
future, since every turn leaves one; a little of it is the difference between two machines. Of wakings nobody
knows by which clock they were planned: one that was to come soon after its person spoke comes soon, and the
others stay, since too late is better than too early.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, literal, select, type_coerce, update

from bot.storage.columns import to_number
from bot.storage.database import Tx
from bot.storage.schema import (
    campaign_steps,
    conversations,
    errands,
    inbox,
    media,
    outgoing,
    recipients,
    timers,
)

TOLERATED = timedelta(seconds=10)
SOON = timedelta(minutes=1)
_MINUTE = SOON // timedelta(microseconds=1)


async def any_row(tx: Tx, now: datetime) -> bool:
    """Whether something is from the future."""
    late = now + TOLERATED
    for moment in (inbox.c.received_at, outgoing.c.created_at, campaign_steps.c.wish):
        if (await tx.execute(select(literal(1)).where(moment > late).limit(1))).first() is not None:
            return True
    return False


async def bring_back(tx: Tx, now: datetime) -> int:
    """As if they had been written now; how many messages."""
    talked = conversations.c.updated_at > now
    theirs = (
        select(type_coerce(conversations.c.updated_at, BigInteger))
        .where(conversations.c.person_id == timers.c.person_id)
        .scalar_subquery()
    )
    await tx.execute(
        update(timers)
        .where(
            timers.c.person_id.in_(select(conversations.c.person_id).where(talked)),
            _number(timers.c.due_at) - theirs <= literal(_MINUTE, BigInteger),
        )
        .values(due_at=_from_now(timers.c.due_at, theirs, now))
    )
    await tx.execute(update(conversations).where(talked).values(updated_at=now))
    await tx.execute(update(inbox).where(inbox.c.received_at > now).values(received_at=now))
    await tx.execute(
        update(media)
        .where(media.c.state == "wanted", media.c.attempts == 0, media.c.due_at > now)
        .values(due_at=now)
    )
    await _campaigns(tx, now)
    for table in (errands, outgoing):
        moved = await tx.execute(
            update(table)
            .where(table.c.created_at > now)
            .values(due_at=_from_now(table.c.due_at, _number(table.c.created_at), now), created_at=now)
        )
    return int(moved.rowcount)


async def _campaigns(tx: Tx, now: datetime) -> None:
    """A run of the future began now. Of what is planned only that comes which is looked at every minute."""
    columns, ours = campaign_steps.c, recipients.c
    began = (
        select(_number(columns.wish))
        .where(columns.campaign_id == ours.campaign_id, columns.number == ours.step, columns.run == ours.run)
        .scalar_subquery()
    )
    await tx.execute(
        update(recipients)
        .where(ours.state == "waiting", ours.due_at > now, began > to_number(now))
        .values(due_at=now, useful_until=_from_now(ours.useful_until, began, now))
    )
    looked_at = _number(columns.due_at) - _number(columns.wish) <= literal(_MINUTE, BigInteger)
    await tx.execute(update(campaign_steps).where(columns.wish > now, looked_at).values(due_at=now))
    brake = _from_now(columns.opens_at, _number(columns.wish), now)
    await tx.execute(update(campaign_steps).where(columns.wish > now).values(wish=now, opens_at=brake))


def _from_now(due: Any, written: Any, now: datetime) -> Any:
    return _number(due) - written + literal(to_number(now), BigInteger)


def _number(column: Any) -> Any:
    return type_coerce(column, BigInteger)
