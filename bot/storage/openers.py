"""Whom a template may ask whether they want to see what waits for them, and how many were asked of late.

Meta counts the people to whom we wrote first within any 24 hours. So does `openers`: a row for each address,
with the moment of its last one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Delete, and_, delete, func, literal, or_, select

from bot.storage import facts
from bot.storage.backups.thawing import AT as RESTORED_AT
from bot.storage.database import Tx
from bot.storage.outbox import word
from bot.storage.posting import CAMPAIGN, REMINDER
from bot.storage.schema import addresses, openers, outgoing, persons
from bot.storage.upsert import insert

DAY: Final = timedelta(hours=24)
"""How long somebody's last message keeps the window open, and how far back Meta counts."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that waits for its person to write. `message`: as it is sealed."""

    person: str
    address: str
    priority: int
    message: bytes
    about: str
    until: datetime


async def lately(tx: Tx, account: str, now: datetime) -> tuple[int, datetime | None]:
    """How many were asked within 24 hours, and when the first of them was."""
    counted = select(func.count(), func.min(openers.c.at)).where(
        openers.c.account == account, openers.c.at > now - DAY
    )
    number, first = (await tx.execute(counted)).one()
    return int(number), first


async def note(tx: Tx, address: str, account: str, now: datetime) -> bool:
    """They are asked now; False when they were asked within 24 hours."""
    made = insert(openers).values(address_id=address, account=account, at=now)
    done = made.on_conflict_do_update(
        index_elements=["address_id"],
        set_={"account": made.excluded.account, "at": made.excluded.at},
        where=openers.c.at <= now - DAY,
    )
    return (await tx.execute(done.returning(openers.c.address_id))).first() is not None


def _asked_lately(now: datetime) -> ColumnElement[bool]:
    return (
        select(literal(1))
        .where(openers.c.address_id == outgoing.c.address_id, openers.c.at > now - DAY)
        .correlate(outgoing)
        .exists()
    )


async def waiting(  # what waits where, as urgent as that at least, and in which areas nothing leaves
    tx: Tx,
    account: str,
    now: datetime,
    most: int,
    lowest: int = CAMPAIGN,
    paused: Collection[str] = (),
) -> list[list[Parked]]:
    """What is parked at the next addresses that may be asked, the urgent first; together what is of one.

    Whoever is discreet is never written to first. What came out of a backup may have been seen since.
    """
    restored = await facts.moment(tx, RESTORED_AT)
    held = (
        outgoing.c.state == word("parked"),
        outgoing.c.account == account,
        outgoing.c.message.is_not(None),
        outgoing.c.useful_until > now,
        outgoing.c.priority <= lowest,
        *([outgoing.c.created_at > restored] if restored else []),
        ~_asked_lately(now),
    )
    meant = (
        select(outgoing.c.address_id)
        .join(addresses, addresses.c.id == outgoing.c.address_id)
        .join(persons, persons.c.id == outgoing.c.person_id)
        .where(
            *held,
            addresses.c.state == "working",
            persons.c.discreet.is_(False),
            or_(outgoing.c.priority < REMINDER, persons.c.area.not_in(paused)),
        )
        .group_by(outgoing.c.address_id)
        .order_by(func.min(outgoing.c.priority), func.min(outgoing.c.created_at))
        .limit(most)
    )
    where = list((await tx.execute(meant)).scalars())
    rows = select(outgoing).where(*held, outgoing.c.address_id.in_(where)).order_by(outgoing.c.seq)
    found: dict[str, list[Parked]] = {one: [] for one in where}
    for row in await tx.execute(rows):
        found[row.address_id].append(_read(row))
    return [one for one in found.values() if one]


def _read(row: Any) -> Parked:
    return Parked(row.person_id, row.address_id, row.priority, row.message, row.about, row.useful_until)


async def to_come(tx: Tx, account: str, now: datetime) -> int:
    """To how many addresses a message is on its way that will have to wait there, who were not asked yet."""
    closed = or_(addresses.c.last_in_at.is_(None), addresses.c.last_in_at <= now - DAY)
    counted = (
        select(func.count(outgoing.c.address_id.distinct()))
        .join(addresses, addresses.c.id == outgoing.c.address_id)
        .where(
            or_(outgoing.c.state == word("parked"), outgoing.c.state == word("queued")),
            outgoing.c.account == account,
            outgoing.c.action == "send",
            outgoing.c.useful_until > now,
            and_(closed, addresses.c.state == "working"),
            ~_asked_lately(now),
        )
    )
    return int((await tx.execute(counted)).scalar_one())


def old(now: datetime) -> Delete:
    """What does not count any more goes."""
    return delete(openers).where(openers.c.at < now - 2 * DAY)


def urgency(parked: Sequence[Parked]) -> int:
    """As urgent as the most urgent of them."""
    return min(one.priority for one in parked)
