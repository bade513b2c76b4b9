"""Errands: what a turn asked for that concerns other people. Claimed, carried out once, told.

An errand and everything it changes are one transaction, so it is done exactly once; what it tells
people goes through the inbox under a key of its own and is told at least once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, select, update

from bot.storage import codecs
from bot.storage.database import Tx
from bot.storage.schema import errands
from bot.storage.sealed import Sealer

CONTEXT = "errands.data"
FOUND = "errands.found"
MOST = 8
_BACKOFF = (timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Due:
    """An errand that waits: whose turn asked for it, under which key, and what."""

    person: str
    key: str
    kind: str
    data: dict[str, Any]
    attempts: int
    found: tuple[tuple[str, str, dict[str, Any]], ...] | None
    created_at: datetime


async def due(tx: Tx, sealer: Sealer, now: datetime, most: int = 20) -> tuple[Due, ...]:
    """The errands whose time has come, oldest first; those that are done and not yet told among them."""
    found = await tx.execute(
        select(errands)
        .where(errands.c.state.in_(("waiting", "done")), errands.c.due_at <= now)
        .order_by(errands.c.due_at, errands.c.created_at)
        .limit(most)
    )
    return tuple(_due(sealer, row) for row in found)


def _due(sealer: Sealer, row: Any) -> Due:
    told = None
    if row.state == "done" and row.found is not None:
        raw = codecs.decode(list, sealer.open(row.found, FOUND))
        told = tuple((person, kind, data) for person, kind, data in raw)
    data = codecs.decode(dict, sealer.open(row.data, CONTEXT))
    return Due(row.person_id, row.key, row.kind, data, row.attempts, told, row.created_at)


async def done(tx: Tx, sealer: Sealer, errand: Due, found: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Carried out, in this transaction; `found` (person, kind, data) is what is still to be told."""
    sealed = sealer.seal(codecs.encode([list(one) for one in found]), FOUND) if found else None
    values = {"state": "done" if found else "told", "found": sealed}
    await tx.execute(update(errands).where(_is(errand)).values(**values))


async def told(tx: Tx, errand: Due) -> None:
    """Everybody has heard; what it carried is no longer needed."""
    await tx.execute(update(errands).where(_is(errand)).values(state="told", found=None))


async def postpone(tx: Tx, errand: Due, until: datetime) -> None:
    """Not yet; that is no failure."""
    await tx.execute(update(errands).where(_is(errand)).values(due_at=until))


async def remove(tx: Tx, errand: Due) -> None:
    """Leave no row: it would tell whose it was."""
    await tx.execute(delete(errands).where(_is(errand)))


async def count_since(tx: Tx, person: str, kind: str, since: datetime) -> int:
    """How often somebody asked for this lately."""
    found = await tx.execute(
        select(func.count()).where(
            errands.c.person_id == person, errands.c.kind == kind, errands.c.created_at > since
        )
    )
    return int(found.scalar_one())


async def failed(tx: Tx, errand: Due, now: datetime, error: str) -> None:
    """Try again later; after the fifth time it stays for a person to look at."""
    if errand.attempts >= len(_BACKOFF):
        values = {"state": "failed", "attempts": errand.attempts + 1, "last_error": error[:500]}
    else:
        again = now + _BACKOFF[errand.attempts]
        values = {"due_at": again, "attempts": errand.attempts + 1, "last_error": error[:500]}
    await tx.execute(update(errands).where(_is(errand)).values(**values))


def _is(errand: Due) -> Any:
    return and_(errands.c.person_id == errand.person, errands.c.key == errand.key)
