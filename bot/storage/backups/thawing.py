"""What is changed in a restored copy before it is used, so that nothing old is said again.

Between the backup and its restoration days may lie, of which this database knows nothing: what waited in it
has left, reminders have been given. So whatever was on its way is held until somebody decides, and a
reminder whose time has passed is dropped. Where a person stands, and what they have written, stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, delete, func, insert, literal, or_, select, update

from bot.storage import facts, generation
from bot.storage.columns import to_moment
from bot.storage.database import Tx
from bot.storage.outbox import word
from bot.storage.schema import conversations, leases, outgoing, timers, webchat_messages

RESTORED, UNKNOWN = "restored", "unknown"
"""Why a row is held: it waited when the backup was made; or it was on its way, and may have arrived."""

AT = "restored.at"
_SAYING = ("album", "nudge:%", "remind")
CHUNK = 300
LINES = 10_000
"""More than one page can have seen since the backup."""


@dataclass(frozen=True, slots=True)
class Thawed:
    """How many messages are held, how many reminders were dropped, how many people are in the middle."""

    held: int
    reminders: int
    conversations: int


async def thaw(tx: Tx, made: datetime, now: datetime) -> Thawed:
    """`made`: when the copy was; it is used from `now` on."""
    waiting = or_(outgoing.c.state == word("queued"), outgoing.c.state == word("sending"))
    why = case((outgoing.c.state == word("sending"), literal(UNKNOWN)), else_=literal(RESTORED))
    held = await tx.execute(update(outgoing).where(waiting).values(state="held", reason=why))
    said = or_(*(timers.c.what.like(what) for what in _SAYING))
    over = and_(said, timers.c.due_at <= now)
    reminders = await tx.execute(delete(timers).where(over))
    await tx.execute(update(leases).values(until=to_moment(0)))
    await generation.bump(tx)
    await facts.happened(tx, AT, now)
    await facts.happened(tx, facts.BACKUP, made)
    await _skip_lines(tx, now)
    people = await tx.scalar(select(func.count()).select_from(conversations))
    return Thawed(held.rowcount, reminders.rowcount, int(people or 0))


async def _skip_lines(tx: Tx, now: datetime) -> None:
    """A page has seen lines that this database never had; what is said next must come after them."""
    last = select(
        webchat_messages.c.address_id,
        func.max(webchat_messages.c.n) + LINES,
        literal(f"restored {now.isoformat()}"),
        literal(False),
        literal(now, webchat_messages.c.at.type),
    ).group_by(webchat_messages.c.address_id)
    columns = ["address_id", "n", "delivery", "hushed", "at"]
    await tx.execute(insert(webchat_messages).from_select(columns, last))


# ---------------------------------------------------------------------------------- what is held


@dataclass(frozen=True, slots=True)
class Held:
    """Messages of one kind on one channel that a restoration held, and when the oldest was written."""

    channel: str
    kind: str
    count: int
    oldest: datetime


_HELD = and_(outgoing.c.state == word("held"), outgoing.c.reason.in_((RESTORED, UNKNOWN)))


async def held(tx: Tx) -> list[Held]:
    """By channel and kind."""
    found = await tx.execute(
        select(
            outgoing.c.channel,
            outgoing.c.kind,
            func.count().label("messages"),
            func.min(outgoing.c.created_at).label("oldest"),
        )
        .where(_HELD)
        .group_by(outgoing.c.channel, outgoing.c.kind)
        .order_by(outgoing.c.channel, outgoing.c.kind)
    )
    return [Held(row.channel, row.kind, row.messages, row.oldest) for row in found]


async def release(tx: Tx, now: datetime) -> int:
    """Let some of them leave; how many. What is no longer of use is skipped by the sender itself."""
    some = select(outgoing.c.id).where(_HELD).order_by(outgoing.c.seq).limit(CHUNK)
    done = await tx.execute(
        update(outgoing)
        .where(outgoing.c.id.in_(some))
        .values(
            state="queued",
            due_at=now,
            reason=case((outgoing.c.reason == UNKNOWN, literal(UNKNOWN)), else_=literal("")),
        )
    )
    return int(done.rowcount)


async def drop(tx: Tx) -> int:
    """Some of them never leave; how many."""
    some = select(outgoing.c.id).where(_HELD).limit(CHUNK)
    done = await tx.execute(
        update(outgoing)
        .where(outgoing.c.id.in_(some))
        .values(state="skipped", reason=RESTORED, message=None, callback=None)
    )
    return int(done.rowcount)
