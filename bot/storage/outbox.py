"""The outbox: which rows leave next, and whether they still may.

Of one address one message is under way at a time, in the order of (priority, seq, id). Ahead of another
stands what is due and what was tried before (a queued row with a reason); what is only planned for later
stands ahead of nothing. Replies go to everybody who can be reached; a reminder or a campaign is asked
once more, by the statement that claims it, whether its person still wants it and is still there.

A row is committed as *sending*, with the epoch of the lease, before its request leaves. Found so under
an older epoch it is *unknown*: nobody knows whether it arrived. Replies and notices are sent again, for
silence is worse than a repetition; reminders and campaigns are not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    literal,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from bot.core.channel import Capabilities
from bot.storage.database import Tx
from bot.storage.leases import held
from bot.storage.leaving import Claimed, Place, load
from bot.storage.posting import CAMPAIGN, NOTICE, REMINDER
from bot.storage.schema import address_persons, addresses, outgoing, persons
from bot.storage.sealed import Sealer

FLEETING = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who claims what. `lowest`: the least urgent priority that may go now. `closed`: addresses that wait.

    `paused`: the areas whose people get nothing but replies and notices now.
    """

    channel: str
    account: str
    lease: str
    holder: str
    epoch: int
    now: datetime
    most: int
    capabilities: Capabilities
    lowest: int = CAMPAIGN
    closed: Collection[str] = ()
    paused: Collection[str] = ()


def word(value: str) -> ColumnElement[str]:
    """A constant written out, so that SQLite sees that a partial index covers it."""
    return literal_column(f"'{value}'", type_=Text())


# ------------------------------------------------------------------------------------- which rows

_ahead = outgoing.alias("ahead")
_under_way = outgoing.alias("under_way")


def _same_line(row: Any) -> ColumnElement[bool]:
    """Rows of a bot that we no longer are stand ahead of nothing.

    What is added to the columns says to SQLite's planner that the address is the way to find them.
    """
    return and_(
        row.c.address_id == outgoing.c.address_id,
        row.c.channel + "" == outgoing.c.channel,
        row.c.account + "" == outgoing.c.account,
        row.c.fleeting.is_(False),
    )


_BUSY = (
    select(literal(1))
    .where(_same_line(_under_way), _under_way.c.state == word("sending"))
    .correlate(outgoing)
    .exists()
)
_BEHIND = (
    select(literal(1))
    .where(
        _same_line(_ahead),
        _ahead.c.state == word("queued"),
        or_(_ahead.c.due_at <= bindparam("b_now", type_=outgoing.c.due_at.type), _ahead.c.reason != ""),
        tuple_(_ahead.c.priority, _ahead.c.seq, _ahead.c.id)
        < tuple_(outgoing.c.priority, outgoing.c.seq, outgoing.c.id),
    )
    .correlate(outgoing)
    .exists()
)
_WAITING = and_(
    outgoing.c.state == word("queued"),
    outgoing.c.channel == bindparam("b_channel"),
    outgoing.c.account == bindparam("b_account"),
    outgoing.c.due_at <= bindparam("b_now", type_=outgoing.c.due_at.type),
)

# --------------------------------------------------------------------------- whether it still may

_SHARES = (
    select(literal(1))
    .where(
        address_persons.c.address_id == outgoing.c.address_id,
        address_persons.c.person_id == outgoing.c.person_id,
    )
    .correlate(outgoing)
    .exists()
)


# A reminder repeats the open question. Who answered it while that waited has been asked the next since.
_newer = outgoing.alias("newer")
_ASKED_SINCE = (
    select(literal(1))
    .where(
        _newer.c.person_id == outgoing.c.person_id,
        _newer.c.seq > outgoing.c.seq,
        _newer.c.stamp > outgoing.c.stamp,
    )
    .correlate(outgoing)
    .exists()
)

_Moment = outgoing.c.due_at.type
_NOW = bindparam("b_now", type_=_Moment)


def _obstacle(*, window: bool) -> ColumnElement[str]:
    """Why a row does not leave; '' when it does. `window`: the channel's is open for so long only."""
    programme = outgoing.c.priority >= REMINDER
    stale = outgoing.c.created_at < bindparam("b_stale", type_=_Moment)
    whens: list[tuple[Any, str]] = [
        (and_(outgoing.c.fleeting, stale), "too_late"),
        (outgoing.c.useful_until <= _NOW, "too_late"),
        (and_(outgoing.c.message.is_(None), outgoing.c.action == "send"), "private"),
        (addresses.c.state == "left", "address"),
        (addresses.c.id.is_(None), "address"),
        # A wrong number gets the apology that answers it, and nothing after that.
        (and_(outgoing.c.priority >= NOTICE, addresses.c.state.in_(("opted_out", "detached"))), "address"),
        (and_(programme, persons.c.stopped), "stopped"),
        (and_(programme, or_(persons.c.id.is_(None), persons.c.erased_at.is_not(None))), "erased"),
        (and_(programme, not_(_SHARES)), "moved"),
        (and_(programme, outgoing.c.stamp > 0, _ASKED_SINCE), "superseded"),
    ]
    if window:
        opened = bindparam("b_opened", type_=_Moment)
        closed = or_(addresses.c.last_in_at.is_(None), addresses.c.last_in_at <= opened)
        asks = outgoing.c.action == "template"
        whens.append((and_(closed, not_(asks)), "window"))
        whens.append((and_(asks, not_(closed)), "answered"))
    return case(*((condition, literal(why)) for condition, why in whens), else_=literal(""))


@cache
def chosen(*, window: bool) -> Select[Any]:
    """Ids of the next rows, and why each does not leave. Made once: to put it together takes longer than
    to carry it out."""
    closed = bindparam("b_closed", expanding=True, type_=outgoing.c.address_id.type)
    paused = bindparam("b_paused", expanding=True, type_=Text())
    return (
        select(outgoing.c.id, _obstacle(window=window).label("obstacle"))
        .outerjoin(addresses, addresses.c.id == outgoing.c.address_id)
        .outerjoin(persons, persons.c.id == outgoing.c.person_id)
        .where(
            _WAITING,
            outgoing.c.priority <= bindparam("b_lowest"),
            or_(outgoing.c.priority < REMINDER, persons.c.id.is_(None), persons.c.area.not_in(paused)),
            or_(
                outgoing.c.fleeting,
                and_(outgoing.c.address_id.not_in(closed), not_(_BUSY), not_(_BEHIND)),
            ),
            held(bindparam("b_lease"), bindparam("b_holder"), bindparam("b_epoch")),
        )
        .order_by(outgoing.c.priority, outgoing.c.due_at)
        .limit(bindparam("b_most", type_=Integer()))
    )


@cache
def _taking(*, window: bool) -> Any:
    found = chosen(window=window).subquery("chosen")
    parks = and_(found.c.obstacle == "window", outgoing.c.fleeting.is_(False))
    return (
        update(outgoing)
        # Asked again of the row itself: beside us a turn may have silenced it.
        .where(outgoing.c.id == found.c.id, outgoing.c.state == word("queued"))
        .values(
            state=case(
                (found.c.obstacle == "", literal("sending")),
                (parks, literal("parked")),
                else_=literal("skipped"),
            ),
            reason=found.c.obstacle,
            epoch=bindparam("b_epoch"),
            message=case((or_(found.c.obstacle == "", parks), outgoing.c.message), else_=None),
        )
        .returning(*_COLUMNS)
    )


def given(claim: Claim) -> dict[str, Any]:
    """What `chosen` and the statement that takes them are carried out with."""
    hours = claim.capabilities.window_hours
    return {
        "b_now": claim.now,
        "b_stale": claim.now - FLEETING,
        "b_channel": claim.channel,
        "b_account": claim.account,
        "b_closed": list(claim.closed),
        "b_paused": list(claim.paused),
        "b_lowest": claim.lowest,
        "b_most": claim.most,
        "b_lease": claim.lease,
        "b_holder": claim.holder,
        "b_epoch": claim.epoch,
        **({} if hours is None else {"b_opened": claim.now - timedelta(hours=hours)}),
    }


async def take(tx: Tx, sealer: Sealer, claim: Claim, place: Place) -> tuple[list[Claimed], int]:
    """Rows that leave now, in their order; and how many were skipped or parked on the way.

    `place`: locale and zone in which dates are written for whoever lives in an area.
    """
    taking = _taking(window=claim.capabilities.window_hours is not None)
    touched = (await tx.execute(taking, given(claim))).all()
    rows = [row for row in touched if row.state == "sending"]
    rows.sort(key=lambda row: (row.priority, row.seq, row.id))
    claimed = await load(tx, sealer, rows, claim.now, claim.capabilities.edits, place)
    return claimed, len(touched) - len(rows)


_COLUMNS = (
    outgoing.c.id,
    outgoing.c.person_id,
    outgoing.c.address_id,
    outgoing.c.seq,
    outgoing.c.priority,
    outgoing.c.action,
    outgoing.c.kind,
    outgoing.c.message,
    outgoing.c.slot,
    outgoing.c.fleeting,
    outgoing.c.hushed,
    outgoing.c.state,
    outgoing.c.attempts,
    outgoing.c.epoch,
    outgoing.c.replaces,
    outgoing.c.callback,
    outgoing.c.created_at,
)


_ANY = select(outgoing.c.id).where(_WAITING).limit(1)


async def any_due(tx: Tx, channel: str, account: str, now: datetime) -> bool:
    """Whether a claim is worth a transaction."""
    found = await tx.execute(_ANY, {"b_now": now, "b_channel": channel, "b_account": account})
    return found.first() is not None
