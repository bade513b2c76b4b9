"""Errands: what a turn asked for that concerns other people. Claimed, carried out once, told.

An errand and everything it changes are one transaction, so it is done exactly once. What people are to
hear becomes a row of theirs in that transaction (state 'found'); the turn that hears it marks it done,
so it is told exactly once too.
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
from bot.storage.upsert import insert

CONTEXT = "errands.data"
FOUND = "errands.found"
_BACKOFF = (timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Due:
    """An errand to carry out, or, with `found`, a result that `person` is to hear."""

    person: str
    key: str
    kind: str
    data: dict[str, Any]
    attempts: int
    created_at: datetime
    found: bool = False


@dataclass(frozen=True, slots=True)
class Tell:
    """What somebody is to hear: Found(kind, data) in that person's conversation."""

    person: str
    kind: str
    data: dict[str, Any]


async def due(tx: Tx, sealer: Sealer, now: datetime, most: int = 20) -> tuple[Due, ...]:
    """What is to be carried out or told now, oldest first."""
    found = await tx.execute(
        select(errands)
        .where(errands.c.state.in_(("waiting", "found")), errands.c.due_at <= now)
        .order_by(errands.c.due_at, errands.c.created_at)
        .limit(most)
    )
    return tuple(_due(sealer, row) for row in found)


def _due(sealer: Sealer, row: Any) -> Due:
    data = codecs.decode(dict, sealer.open(row.data, CONTEXT))
    return Due(
        row.person_id, row.key, row.kind, data, row.attempts, row.created_at, found=row.state == "found"
    )


async def claim(tx: Tx, errand: Due) -> bool:
    """Whether it still waits; until the end of the transaction nobody else can find that it does."""
    wanted = select(errands.c.key).where(
        _is(errand), errands.c.state == "waiting", errands.c.attempts == errand.attempts
    )
    return (await tx.execute(wanted.with_for_update())).first() is not None


async def done(tx: Tx, sealer: Sealer, errand: Due, tells: Sequence[Tell], now: datetime) -> None:
    """Carried out, in this transaction; `tells` become rows of those who are to hear."""
    await tx.execute(update(errands).where(_is(errand)).values(state="done"))
    await keep_tells(tx, sealer, errand, tells, now)


async def keep_tells(tx: Tx, sealer: Sealer, errand: Due, tells: Sequence[Tell], now: datetime) -> None:
    """The rows of those who are to hear."""
    for number, one in enumerate(tells):
        await tell(tx, sealer, f"found:{number}:{errand.key}", one, now)


async def tell(tx: Tx, sealer: Sealer, key: str, what: Tell, now: datetime) -> None:
    """Something that a person is to hear, once for this key; in the transaction of what it is about."""
    made = insert(errands).values(
        person_id=what.person,
        key=key,
        kind=what.kind,
        data=sealer.seal(codecs.encode(what.data), CONTEXT),
        due_at=now,
        attempts=0,
        state="found",
        last_error="",
        created_at=now,
    )
    await tx.execute(made.on_conflict_do_nothing())


async def ask(
    tx: Tx, sealer: Sealer, person: str, key: str, kind: str, due_at: datetime, now: datetime
) -> None:
    """An errand that another one asks for."""
    made = insert(errands).values(
        person_id=person,
        key=key,
        kind=kind,
        data=sealer.seal(codecs.encode({}), CONTEXT),
        due_at=due_at,
        attempts=0,
        state="waiting",
        last_error="",
        created_at=now,
    )
    await tx.execute(made.on_conflict_do_nothing())


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
    """Try again later; after the fifth time it stays for a person to look at. `error` ends with its kind."""
    if errand.attempts >= len(_BACKOFF):
        values = {"state": "failed", "attempts": errand.attempts + 1, "last_error": error[-500:]}
    else:
        again = now + _BACKOFF[errand.attempts]
        values = {"due_at": again, "attempts": errand.attempts + 1, "last_error": error[-500:]}
    await tx.execute(update(errands).where(_is(errand)).values(**values))


def _is(errand: Due) -> Any:
    return and_(errands.c.person_id == errand.person, errands.c.key == errand.key)
