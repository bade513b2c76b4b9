"""Leases: who sends for an account now. By the clock of the database, because processes disagree on time.

Every new holder gets a higher epoch, and writes it into the rows it claims: what an earlier holder left
half done is known by its older epoch.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, or_, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from bot.storage.database import Tx
from bot.storage.schema import leases
from bot.storage.upsert import insert

SECONDS = 6.0
_SECOND = 1_000_000


class clock(FunctionElement[int]):
    """The database's own time, in the numbers of `bot.storage.columns.Moment`."""

    type = BigInteger()
    inherit_cache = True


@compiles(clock, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **rest: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


@compiles(clock, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **rest: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"


async def take(
    tx: Tx, name: str, holder: str, seconds: float = SECONDS, alone: bool = False
) -> tuple[int, bool] | None:
    """Take or renew; (epoch, whether it is a new one), or None while another holds it.

    `alone`: nobody else can be there (the lock of the file is ours), so what is left of a former run
    is taken over at once.
    """
    before = (await tx.execute(select(leases.c.epoch).where(leases.c.name == name))).scalar()
    made = insert(leases).values(name=name, holder=holder, epoch=1, until=_later(seconds))
    running = and_(leases.c.holder == holder, leases.c.until > clock())
    free = or_(leases.c.holder == holder, leases.c.until <= clock())
    taken = made.on_conflict_do_update(
        index_elements=["name"],
        set_={
            "holder": made.excluded.holder,
            "epoch": case((running, leases.c.epoch), else_=leases.c.epoch + 1),
            "until": made.excluded.until,
        },
        where=None if alone else free,
    ).returning(leases.c.epoch)
    epoch = (await tx.execute(taken)).scalar()
    return None if epoch is None else (int(epoch), epoch != before)


async def release(tx: Tx, name: str, holder: str) -> None:
    """Let another begin at once."""
    await tx.execute(
        update(leases).where(leases.c.name == name, leases.c.holder == holder).values(until=_now())
    )


def held(
    name: str | ColumnElement[str], holder: str | ColumnElement[str], epoch: int | ColumnElement[int]
) -> ColumnElement[bool]:
    """A condition: this lease is still ours. Part of every claim."""
    return (
        select(leases.c.name)
        .where(
            leases.c.name == name,
            leases.c.holder == holder,
            leases.c.epoch == epoch,
            leases.c.until > clock(),
        )
        .exists()
    )


def _now() -> Any:
    return clock()


def _later(seconds: float) -> Any:
    return clock() + int(seconds * _SECOND)
