"""Media rows: what is to be fetched, what was kept, what may be shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, insert, literal, select, update

from bot.core.media import Media
from bot.storage.database import Tx
from bot.storage.schema import media
from bot.storage.sealed import Sealer

REF, NAME = "media.ref", "media.name"
# Whoever claimed it and vanished is given up after that.
CLAIMED = timedelta(minutes=15)
PEOPLE = "people"
"""The `field` of lists of people, theirs and ours: kept for a few days (`bot.storage.purging`)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A medium to fetch: whose, and from which account. `attempts` counts this one."""

    id: str
    person: str
    channel: str
    account: str
    medium: Media
    attempts: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Object:
    """What is kept of it. Of a picture also its size in points and its look."""

    name: str
    mime: str
    size: int
    width: int | None = None
    height: int | None = None
    look: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is to show. `object` is None while it is being fetched. `picture`: it has a preview."""

    object: str | None
    mime: str
    size: int
    picture: bool


async def any_due(tx: Tx, now: datetime) -> bool:
    """Whether a claim is worth a transaction."""
    wanted = select(media.c.id).where(media.c.state == "wanted", media.c.due_at <= now).limit(1)
    return (await tx.execute(wanted)).first() is not None


async def claim(tx: Tx, sealer: Sealer, now: datetime, most: int) -> list[Wanted]:
    """Media to fetch now, longest due first. Nobody else takes them for a while."""
    due = (
        select(media.c.id)
        .where(media.c.state == "wanted", media.c.due_at <= now)
        .order_by(media.c.due_at)
        .limit(most)
        .scalar_subquery()
    )
    taken = (
        update(media)
        .where(media.c.id.in_(due), media.c.state == "wanted", media.c.due_at <= now)
        .values(due_at=now + CLAIMED, attempts=media.c.attempts + 1)
        .returning(media)
    )
    return [
        Wanted(
            id=row.id,
            person=row.person_id or "",
            channel=row.channel,
            account=row.account,
            medium=Media(
                kind=row.kind,
                ref="" if row.ref is None else sealer.open(row.ref, REF).decode(),
                id=row.id,
                mime=row.mime,
                size=row.size,
                name="" if row.name is None else sealer.open(row.name, NAME).decode(),
                duration=row.duration,
                as_file=row.as_file,
            ),
            attempts=row.attempts,
            received_at=row.received_at,
        )
        for row in (await tx.execute(taken)).all()
    ]


async def keep(tx: Tx, id_: str, kept: Object) -> bool:
    """It lies in the store now; False when it was withdrawn or erased meanwhile."""
    changed = await tx.execute(
        update(media)
        .where(media.c.id == id_, media.c.state == "wanted")
        .values(
            state="kept",
            object=kept.name,
            mime=kept.mime,
            size=kept.size,
            width=kept.width,
            height=kept.height,
            look=kept.look,
            ref=None,
            due_at=None,
            last_error="",
        )
    )
    return changed.rowcount == 1


async def refuse(tx: Tx, id_: str, why: str) -> bool:
    """It cannot be kept; False when nobody wants it any more."""
    changed = await tx.execute(
        update(media)
        .where(media.c.id == id_, media.c.state == "wanted")
        .values(state="refused", ref=None, due_at=None, last_error=why)
    )
    return changed.rowcount == 1


async def postpone(tx: Tx, id_: str, due_at: datetime, error: str) -> None:
    """Try again then."""
    await tx.execute(
        update(media)
        .where(media.c.id == id_, media.c.state == "wanted")
        .values(due_at=due_at, last_error=error)
    )


async def made(tx: Tx, id_: str, person: str, field: str, kept: Object, now: datetime) -> None:
    """A file of ours that somebody is sent."""
    await tx.execute(
        insert(media).values(
            id=id_,
            person_id=person,
            field=field,
            kind="file",
            as_file=True,
            channel="",
            account="",
            state="kept",
            object=kept.name,
            mime=kept.mime,
            size=kept.size,
            duration=0,
            clearance="internal",
            attempts=0,
            last_error="",
            received_at=now,
        )
    )


async def mark(tx: Tx, id_: str, field: str) -> None:
    """What it is, now that somebody has looked."""
    await tx.execute(update(media).where(media.c.id == id_).values(field=field))


async def drop(tx: Tx, id_: str, person: str, field: str) -> None:
    """Forget one of somebody's that is marked so; its object goes with the next purge."""
    mine = media.c.id == id_, media.c.person_id == person, media.c.field == field
    await tx.execute(delete(media).where(*mine))


async def hand_over(tx: Tx, id_: str, author: str, person: str) -> None:
    """What staff sent somebody is of that person's thread since then, and goes with their data."""
    mine = media.c.id == id_, media.c.person_id == author, media.c.submission_id.is_(None)
    values = {"person_id": person, "draft_id": None, "field": "", "caption": None}
    await tx.execute(update(media).where(*mine).values(values))


async def being_fetched(tx: Tx, ids: Collection[str], now: datetime) -> bool:
    """Whether somebody is at work on one of them at this moment, or has just tried in vain."""
    wanted = select(media.c.id).where(media.c.id.in_(ids), media.c.state == "wanted", media.c.due_at > now)
    return (await tx.execute(wanted.limit(1))).first() is not None


async def unname(tx: Tx, id_: str, new: str, day: datetime) -> None:
    """From now on it is nobody's, under a key and at a time that tell nothing."""
    await tx.execute(
        update(media)
        .where(media.c.id == id_)
        .values(
            id=new,
            person_id=None,
            draft_id=None,
            received_at=day,
            due_at=case((media.c.due_at.is_not(None), literal(day, media.c.due_at.type)), else_=None),
        )
    )


async def kinds(tx: Tx, ids: Collection[str]) -> dict[str, str]:
    """What each of them is."""
    if not ids:
        return {}
    found = await tx.execute(select(media.c.id, media.c.kind).where(media.c.id.in_(ids)))
    return {row.id: row.kind for row in found}


async def shown(tx: Tx, id_: str) -> Shown | None:
    """What may be shown of a medium; None when it was hidden, withdrawn, refused, or never was."""
    row = (
        await tx.execute(
            select(media.c.object, media.c.mime, media.c.size, media.c.width).where(
                media.c.id == id_, media.c.state.in_(("wanted", "kept")), media.c.hidden_at.is_(None)
            )
        )
    ).first()
    return None if row is None else Shown(row.object, row.mime, row.size, row.width is not None)
