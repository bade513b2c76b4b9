"""What is asked of the rows about how the program is doing: numbers and moments, nobody's name or words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text

from bot.storage.columns import to_moment
from bot.storage.database import Tx
from bot.storage.leases import clock
from bot.storage.posting import NOTICE
from bot.storage.schema import (
    METADATA,
    accounts,
    address_persons,
    addresses,
    errands,
    failures,
    inbox,
    media,
    outgoing,
)

_RECENT = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """How a channel account stands. `state`: working, slow, refused, stopped."""

    channel: str
    account: str
    state: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Depth:
    """Rows of the outbox in one state. `oldest`: since when the one that waits longest is there."""

    channel: str
    state: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """A turn or an errand of ours that failed: when, and where in our code."""

    at: datetime
    what: str
    where: str


async def standings(tx: Tx) -> tuple[Standing, ...]:
    """Of every account that was ever said something about."""
    found = await tx.execute(select(accounts).order_by(accounts.c.channel, accounts.c.account))
    return tuple(Standing(row.channel, row.account, row.state, row.reason, row.since) for row in found)


async def reached(tx: Tx, person: str, but: Collection[tuple[str, str]]) -> str | None:
    """The address where somebody was last heard from, leaving out some (channel, account)."""
    found = await tx.execute(
        select(addresses.c.id, addresses.c.channel, addresses.c.account)
        .join(address_persons, address_persons.c.address_id == addresses.c.id)
        .where(address_persons.c.person_id == person, addresses.c.state == "working")
        .order_by(addresses.c.last_in_at.desc())
    )
    return next((row.id for row in found if (row.channel, row.account) not in but), None)


async def channels_of(tx: Tx, persons: Collection[str]) -> Mapping[str, set[str]]:
    """By which channels each of them can be written to."""
    found = await tx.execute(
        select(address_persons.c.person_id, addresses.c.channel)
        .join(addresses, addresses.c.id == address_persons.c.address_id)
        .where(address_persons.c.person_id.in_(list(persons)), addresses.c.state == "working")
    )
    made: dict[str, set[str]] = {person: set() for person in persons}
    for row in found:
        made[row.person_id].add(row.channel)
    return made


# ------------------------------------------------------------------------------------- the outbox


async def waiting(tx: Tx) -> tuple[Depth, ...]:
    """What has not left, or of which nobody has heard how it went."""
    count, oldest = func.count(), func.min(outgoing.c.created_at)
    found: list[Depth] = []
    for state in ("queued", "sending", "parked", "held"):  # written out, so that partial indexes are used
        rows = await tx.execute(
            select(outgoing.c.channel, count, oldest)
            .where(text(f"outgoing.state = '{state}'"))
            .group_by(outgoing.c.channel)
        )
        found += [Depth(channel, state, n, since) for channel, n, since in rows]
    return tuple(found)


async def stuck(tx: Tx, now: datetime) -> datetime | None:
    """Since when the reply or notice is due that waits longest."""
    found = await tx.execute(
        select(func.min(outgoing.c.due_at)).where(
            text("outgoing.state = 'queued'"), outgoing.c.priority <= NOTICE, outgoing.c.due_at <= now
        )
    )
    oldest: datetime | None = found.scalar()
    return oldest


async def ended(tx: Tx, since: datetime) -> Mapping[tuple[str, str, str], int]:
    """How what was written since then ended: by channel, state and reason."""
    reason = outgoing.c.reason
    found = await tx.execute(
        select(outgoing.c.channel, outgoing.c.state, reason, func.count())
        .where(outgoing.c.created_at >= since, outgoing.c.state.in_(("failed", "unknown", "skipped")))
        .group_by(outgoing.c.channel, outgoing.c.state, reason)
    )
    return {(channel, state, why): count for channel, state, why, count in found}


async def last_in(tx: Tx) -> Mapping[str, datetime]:
    """When a message last came in, by channel."""
    return await _last(tx, inbox.c.channel, inbox.c.received_at)


async def last_out(tx: Tx) -> Mapping[str, datetime]:
    """When one was last sent, by channel; among the newest."""
    newest = select(outgoing.c.channel, outgoing.c.sent_at).order_by(outgoing.c.created_at.desc())
    rows = newest.limit(_RECENT).subquery()
    found = await tx.execute(
        select(rows.c.channel, func.max(rows.c.sent_at))
        .where(rows.c.sent_at.is_not(None))
        .group_by(rows.c.channel)
    )
    return {row[0]: row[1] for row in found}


async def _last(tx: Tx, channel: Any, moment: Any) -> Mapping[str, datetime]:
    newest = select(channel.label("channel"), moment.label("at")).order_by(moment.desc()).limit(_RECENT)
    rows = newest.subquery()
    found = await tx.execute(select(rows.c.channel, func.max(rows.c.at)).group_by(rows.c.channel))
    return {row[0]: row[1] for row in found}


# ------------------------------------------------------------------------------------ our failures


async def failed_turns(tx: Tx, since: datetime, most: int = 20) -> tuple[Failed, ...]:
    """The newest; what was said in them stays where it is."""
    found = await tx.execute(
        select(failures.c.at, failures.c.error)
        .where(failures.c.at >= since)
        .order_by(failures.c.at.desc())
        .limit(most)
    )
    return tuple(Failed(row.at, "turn", row.error) for row in found)


async def failed_errands(tx: Tx, most: int = 20) -> tuple[Failed, ...]:
    """Those that are not tried any more."""
    found = await tx.execute(
        select(errands.c.created_at, errands.c.kind, errands.c.last_error)
        .where(errands.c.state == "failed")
        .order_by(errands.c.created_at.desc())
        .limit(most)
    )
    return tuple(Failed(row.created_at, row.kind, row.last_error) for row in found)


async def media_waiting(tx: Tx, before: datetime) -> int:
    """How many photos, voices and files that came before a moment are still with the provider."""
    waiting = select(func.count()).where(media.c.state == "wanted", media.c.received_at < before)
    return int((await tx.execute(waiting)).scalar() or 0)


# ---------------------------------------------------------------------------------- the database


async def clock_of(tx: Tx) -> datetime:
    """The moment by the clock of the database."""
    return to_moment(int((await tx.execute(select(clock()))).scalar() or 0))


async def size(tx: Tx) -> int:
    """The bytes that the database takes, as it says itself."""
    if tx.dialect.name == "postgresql":
        asked = "SELECT pg_database_size(current_database())"
    else:
        asked = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    return int((await tx.execute(text(asked))).scalar() or 0)


async def version(tx: Tx) -> str:
    """What the database calls itself."""
    asked = "SHOW server_version" if tx.dialect.name == "postgresql" else "SELECT sqlite_version()"
    return f"{tx.dialect.name} {(await tx.execute(text(asked))).scalar()}"


async def counts(tx: Tx) -> Mapping[str, int]:
    """How many rows each table has."""
    made = {}
    for table in METADATA.sorted_tables:
        made[table.name] = int((await tx.execute(select(func.count()).select_from(table))).scalar() or 0)
    return made
