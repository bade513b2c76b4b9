"""What became of messages: settled by the sender, by the provider's callbacks, by time, or after a crash.

A message only moves forward (`bot.core.channel.FOLLOWING`); whatever a late or repeated report says
otherwise changes nothing. Texts of private forms go as soon as they have left.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from bot.core.channel import FAILURES, FOLLOWING, Callback, Failure, SendFailure
from bot.storage.columns import Id
from bot.storage.database import Tx
from bot.storage.outbox import word
from bot.storage.posting import NOTICE
from bot.storage.schema import addresses, inbox, outgoing, outgoing_refs
from bot.storage.upsert import insert

CHUNK = 300
AGAIN = timedelta(seconds=5)
LATER = timedelta(minutes=1)
TRIES = 3
# Of a reply whose outcome nobody knows. Over a minute and a quarter: an outage that cuts one request after
# another, or a process that is killed meanwhile, leaves nobody without it.
IN_DOUBT = 6
# How an address stands after a failure that says its person is gone.
GONE = {Failure.LEFT: "left", Failure.UNREACHABLE: "left", Failure.OPTED_OUT: "opted_out"}
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class After:
    """A row after its request. `refs`: the provider's ids. `address_state`: set when nobody wrote since `at`.

    `epoch`: under which it was claimed. `due_at`: when it is queued again. `forget`: its text goes.
    """

    id: str
    address: str
    state: str
    at: datetime
    attempts: int
    epoch: int
    reason: str = ""
    due_at: datetime | None = None
    refs: tuple[str, ...] = ()
    address_state: str = ""
    forget: bool = False


_SETTLED = (
    update(outgoing)
    .where(
        outgoing.c.id == bindparam("b_id", type_=Id()),
        outgoing.c.state == word("sending"),
        outgoing.c.epoch == bindparam("b_epoch"),
    )
    .values(
        state=bindparam("state"),
        reason=bindparam("reason"),
        attempts=bindparam("attempts"),
        due_at=func.coalesce(bindparam("b_due", type_=outgoing.c.due_at.type), outgoing.c.due_at),
        sent_at=bindparam("sent_at"),
    )
)


async def settle(tx: Tx, outcomes: Sequence[After], now: datetime) -> None:
    """Write down how requests ended. A row that a callback or a new holder has moved on stays as it is."""
    if not outcomes:
        return
    await tx.execute(
        _SETTLED,
        [
            {
                "b_id": one.id,
                "b_epoch": one.epoch,
                "b_due": one.due_at,
                "state": one.state,
                "reason": one.reason,
                "attempts": one.attempts,
                "sent_at": now if one.state in {"sent", "delivered"} else None,
            }
            for one in outcomes
        ],
    )
    await _forget(tx, [one.id for one in outcomes if one.forget])
    await _refer(tx, [row for one in outcomes for row in _refs(one.address, one.id, one.refs)])
    for one in outcomes:
        if one.address_state:
            await leave(tx, one.address, one.address_state, one.at)


def _refers() -> Any:
    made = insert(outgoing_refs)
    return made.on_conflict_do_update(
        index_elements=["address_id", "provider_id"],
        set_={"outgoing_id": made.excluded.outgoing_id, "part": made.excluded.part},
    )


_REFERS = _refers()


async def _refer(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Keep the provider's ids of messages; an edited one now belongs to the row that changed it."""
    if rows:
        await tx.execute(_REFERS, rows)


def _refs(address: str, id_: str, refs: Sequence[str], first: int = 0) -> list[dict[str, Any]]:
    return [
        {"address_id": address, "provider_id": ref, "outgoing_id": id_, "part": part}
        for part, ref in enumerate(refs, first)
    ]


_WROTE_SINCE = select(inbox.c.dedupe).where(
    inbox.c.address_id == bindparam("b_id", type_=Id()),
    inbox.c.received_at > bindparam("b_since", type_=inbox.c.received_at.type),
)
_OFFERED = (
    update(addresses)
    .where(addresses.c.id == bindparam("b_id", type_=Id()), ~_WROTE_SINCE.exists())
    .values(offered=bindparam("b_offered", type_=Id()))
)


async def offer(tx: Tx, arrived: Collection[After]) -> None:
    """Messages to many that can be answered by typing are the newest where they have arrived.

    Where somebody wrote meanwhile the reply to that may be further down.
    """
    newest = {one.address: one for one in arrived}
    if newest:
        rows = [{"b_id": to, "b_offered": newest[to].id, "b_since": newest[to].at} for to in sorted(newest)]
        await tx.execute(_OFFERED, rows)


async def leave(tx: Tx, address: str, state: str, asked: datetime) -> None:
    """Whoever is there has blocked us, or cannot be reached; unless they wrote after we asked.

    `last_in_at` is a minute late (`bot.actions.callers`), and the inbox is not.
    """
    wrote = select(inbox.c.dedupe).where(inbox.c.address_id == address, inbox.c.received_at > asked).exists()
    await tx.execute(
        update(addresses)
        .where(
            addresses.c.id == address,
            addresses.c.state == "working",
            or_(addresses.c.last_in_at.is_(None), addresses.c.last_in_at <= asked),
            ~wrote,
        )
        .values(state=state)
    )


async def _forget(tx: Tx, ids: Collection[str]) -> None:
    if ids:
        await tx.execute(update(outgoing).where(outgoing.c.id.in_(ids)).values(message=None, callback=None))


# -------------------------------------------------------------------------------------- callbacks


async def hear(tx: Tx, callback: Callback, now: datetime) -> bool:
    """What the provider tells later, by our id else by theirs; whether it changed anything."""
    row = await _meant(tx, callback)
    if row is None:
        return False
    known = "" if row.state in {"queued", "sending", "unknown"} else row.state
    if callback.state not in FOLLOWING.get(known, ()):
        return False
    values: dict[str, Any] = {"state": callback.state, "reason": ""}
    if callback.state == "failed":
        values = _failed(row, callback.failure or SendFailure(Failure.REFUSED), now)
    elif row.sent_at is None:
        values["sent_at"] = now
    if row.hushed and values["state"] != "queued":
        values |= {"message": None, "callback": None}
    await tx.execute(update(outgoing).where(outgoing.c.id == row.id).values(**values))
    if callback.message:
        await _also_known_as(tx, row, callback.message)
    gone = GONE.get(callback.failure.failure) if callback.failure is not None else None
    if gone:
        await leave(tx, row.address_id, gone, row.sent_at or now)
    return True


def _failed(row: Any, failure: SendFailure, now: datetime) -> dict[str, Any]:
    """Park it, try again, or leave it: what cannot be sent again without its text has failed."""
    kind = failure.failure
    again = row.message is not None and not row.fleeting
    if kind is Failure.WINDOW_CLOSED and again and row.action != "template":
        return {"state": "parked", "reason": "window"}
    if FAILURES[kind].retry and again and row.attempts < TRIES:
        due = now + max(LATER * 2**row.attempts, timedelta(seconds=failure.after))
        return {"state": "queued", "reason": kind.value, "attempts": row.attempts + 1, "due_at": due}
    return {"state": "failed", "reason": kind.value}


async def _meant(tx: Tx, callback: Callback) -> Any:
    if len(callback.delivery) == 32 and _HEX.issuperset(callback.delivery):
        return (
            await tx.execute(select(outgoing).where(outgoing.c.id == callback.delivery).with_for_update())
        ).first()
    by_theirs = select(outgoing_refs.c.outgoing_id).where(outgoing_refs.c.provider_id == callback.message)
    return (
        await tx.execute(select(outgoing).where(outgoing.c.id.in_(by_theirs)).limit(1).with_for_update())
    ).first()


async def _also_known_as(tx: Tx, row: Any, message: str) -> None:
    """An id that we were not told when we sent: the answer to our request was lost."""
    found = (
        await tx.execute(
            select(outgoing_refs.c.provider_id, outgoing_refs.c.part).where(
                outgoing_refs.c.outgoing_id == row.id
            )
        )
    ).all()
    if message not in {ref.provider_id for ref in found}:
        next_ = max((ref.part for ref in found), default=-1) + 1
        await _refer(tx, _refs(row.address_id, row.id, (message,), next_))


# ----------------------------------------------------------------------------------- crash and time


async def recover(
    tx: Tx, channel: str, account: str, epoch: int, under_way: Collection[str], now: datetime
) -> int:
    """Rows found *sending* under an older epoch; how many. `under_way`: those that we are still sending.

    Replies and notices are queued again, a little later: a callback may still tell that they arrived.
    """
    left = and_(
        outgoing.c.state == word("sending"),
        outgoing.c.channel == channel,
        outgoing.c.account == account,
        outgoing.c.epoch < epoch,
        outgoing.c.id.not_in(list(under_way)),
    )
    again = and_(
        left, outgoing.c.priority <= NOTICE, outgoing.c.fleeting.is_(False), outgoing.c.attempts < IN_DOUBT
    )
    queued = await tx.execute(
        update(outgoing)
        .where(again)
        .values(state="queued", reason="unknown", attempts=outgoing.c.attempts + 1, due_at=now + AGAIN)
    )
    private = and_(left, or_(outgoing.c.hushed, outgoing.c.fleeting))
    await tx.execute(update(outgoing).where(private).values(message=None, callback=None))
    unknown = await tx.execute(update(outgoing).where(left).values(state="unknown", reason="unknown"))
    return int(queued.rowcount + unknown.rowcount)


async def expire(tx: Tx, now: datetime) -> int:
    """What is no longer of use is skipped, wherever it waits; how many, at most 300 at a time."""
    waiting = or_(
        *(outgoing.c.state == word(state) for state in ("queued", "parked", "held")),
    )
    late = select(outgoing.c.id).where(waiting, outgoing.c.useful_until <= now).limit(CHUNK)
    changed = await tx.execute(
        update(outgoing)
        .where(outgoing.c.id.in_(late))
        .values(state="skipped", reason="too_late", message=None, callback=None)
    )
    return int(changed.rowcount)
