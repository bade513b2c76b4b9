"""What the installation remembers of itself: a value by name, most of them moments.

Who asks that something be done at most once in a while (`once`) is answered by the database, so it holds
for several processes and across restarts.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from bot.storage.database import Tx
from bot.storage.schema import installation
from bot.storage.upsert import insert

BACKUP = "backup.good"
"""The moment of the last backup that was made, opened and checked."""

BACKUP_NEXT = "backup.next"
"""The moment of the next one."""

KIT = "kit.printed"
"""The moment when the recovery kit was last printed."""

BEAT = "ticks.beat"
"""The moment when the ticks last rang."""

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


async def get(tx: Tx, name: str) -> bytes | None:
    """The value; None when there is none."""
    found = await tx.execute(select(installation.c.value).where(installation.c.name == name))
    return found.scalar()


async def put(tx: Tx, name: str, value: bytes) -> None:
    """The value from now on."""
    made = insert(installation).values(name=name, value=value)
    await tx.execute(made.on_conflict_do_update(index_elements=["name"], set_={"value": made.excluded.value}))


async def moment(tx: Tx, name: str) -> datetime | None:
    """When it last happened."""
    value = await get(tx, name)
    return _read(value) if value is not None else None


async def happened(tx: Tx, name: str, now: datetime) -> None:
    """It happened now."""
    await put(tx, name, _written(now))


async def once(tx: Tx, name: str, now: datetime, every: timedelta) -> bool:
    """Whether it is time again; if so, others are told that it is not."""
    made = insert(installation).values(name=name, value=_written(now))
    due = made.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": made.excluded.value},
        where=installation.c.value <= _written(now - every),
    ).returning(installation.c.name)
    return (await tx.execute(due)).first() is not None


async def beginning(tx: Tx, prefix: str) -> dict[str, bytes]:
    """All whose names begin like this, in order of name; without the beginning."""
    found = await tx.execute(
        select(installation.c.name, installation.c.value)
        .where(installation.c.name.startswith(prefix, autoescape=True))
        .order_by(installation.c.name)
    )
    return {row.name.removeprefix(prefix): bytes(row.value) for row in found}


async def forget(tx: Tx, name: str) -> None:
    """As if it had never been."""
    await tx.execute(delete(installation).where(installation.c.name == name))


def _written(moment: datetime) -> bytes:
    """Ordered as the moments are."""
    return moment.astimezone(UTC).strftime(_FORMAT).encode()


def _read(value: bytes) -> datetime:
    return datetime.strptime(bytes(value).decode(), _FORMAT).replace(tzinfo=UTC)
