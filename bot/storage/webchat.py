"""The lines of the web chat: numbered per address, read by streams in any process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update

from bot.core.channel import AddressKey
from bot.storage.database import Tx
from bot.storage.keys import address_hash
from bot.storage.schema import address_keys, outgoing, webchat_messages
from bot.storage.sealed import Sealer

CHANNEL = "webchat"
CONTEXT = "webchat_messages.event"


async def address_of(tx: Tx, sealer: Sealer, browser: AddressKey) -> str | None:
    """The address of a browser that has written before."""
    hash_ = address_hash(sealer, CHANNEL, browser)
    found = await tx.execute(select(address_keys.c.address_id).where(address_keys.c.hash == hash_))
    return found.scalar()


async def append(
    tx: Tx, sealer: Sealer, address: str, delivery: str, event: bytes, replaces: Sequence[int], now: datetime
) -> int:
    """A line under the next number; the same delivery twice is one line. What it replaces loses its words."""
    known = await tx.execute(
        select(webchat_messages.c.n).where(
            webchat_messages.c.address_id == address, webchat_messages.c.delivery == delivery
        )
    )
    before = known.scalar()
    if before is not None:
        return int(before)
    last = await tx.execute(
        select(func.max(webchat_messages.c.n)).where(webchat_messages.c.address_id == address)
    )
    number = (last.scalar() or 0) + 1
    hushed = await tx.execute(select(outgoing.c.hushed).where(outgoing.c.id == delivery))
    await tx.execute(
        insert(webchat_messages).values(
            address_id=address,
            n=number,
            delivery=delivery,
            event=sealer.seal(event, CONTEXT),
            hushed=bool(hushed.scalar()),
            at=now,
        )
    )
    if replaces:
        await tx.execute(
            update(webchat_messages)
            .where(webchat_messages.c.address_id == address, webchat_messages.c.n.in_(list(replaces)))
            .values(event=None)
        )
    return number


async def lines(tx: Tx, sealer: Sealer, address: str, after: int) -> tuple[tuple[int, bytes, datetime], ...]:
    """(number, event, when) of the lines after a number that still have words."""
    found = await tx.execute(
        select(webchat_messages.c.n, webchat_messages.c.event, webchat_messages.c.at)
        .where(
            webchat_messages.c.address_id == address,
            webchat_messages.c.n > after,
            webchat_messages.c.event.is_not(None),
        )
        .order_by(webchat_messages.c.n)
    )
    return tuple((row.n, sealer.open(row.event, CONTEXT), row.at) for row in found)


async def seen(tx: Tx, address: str, number: int) -> int:
    """Private lines that the browser has shown lose their words; how many."""
    changed = await tx.execute(
        update(webchat_messages)
        .where(
            webchat_messages.c.address_id == address,
            webchat_messages.c.n <= number,
            webchat_messages.c.hushed.is_(True),
            webchat_messages.c.event.is_not(None),
        )
        .values(event=None)
    )
    return changed.rowcount
