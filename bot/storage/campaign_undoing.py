"""What has left of a campaign and can still be taken back or changed, by channel.

A change or a deletion is a row of the outbox of its own that names the one it concerns (`replaces`), so it is
paced, tried again and accounted for like any other. Its `about` names the undoing, so that one that was cut
goes on where it was, and nobody's message is changed twice for one press.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, update

from bot.core.campaign import ARRIVED, POSTED, Run
from bot.storage.database import Tx
from bot.storage.posting import Place
from bot.storage.schema import campaigns, outgoing, persons, recipients

CHUNK = 300
_there = (outgoing.c.id == recipients.c.outgoing_id) & (outgoing.c.person_id == recipients.c.person_id)
_later = outgoing.alias("later")


def about(campaign: str, press: str) -> str:
    """What its rows say they are about. `press`: the identifier of the errand."""
    return f"undo:{campaign}:{press}"


def _changed(*held: ColumnElement[bool]) -> ColumnElement[bool]:
    """That such a row concerns a message."""
    mine = (_later.c.person_id == outgoing.c.person_id, _later.c.replaces == outgoing.c.id)
    return select(literal(1)).where(*mine, *held).correlate(outgoing).exists()


def _with_them(campaign: str) -> Iterator[ColumnElement[bool]]:
    """Of recipients with their rows of the outbox: it arrived, and was not deleted since."""
    yield recipients.c.campaign_id == campaign
    yield recipients.c.state == POSTED
    yield outgoing.c.state.in_(ARRIVED)
    yield ~_changed(_later.c.action == "delete", _later.c.state.not_in(("failed", "skipped")))


async def left(tx: Tx, campaign: str, since: datetime) -> Mapping[str, tuple[int, int]]:
    """By channel: with how many people it is, and with how many it came later than `since`."""
    lately = func.sum(case((outgoing.c.sent_at > since, 1), else_=0))
    counted = (
        select(outgoing.c.channel, func.count(), lately)
        .select_from(recipients.join(outgoing, _there))
        .where(*_with_them(campaign))
        .group_by(outgoing.c.channel)
        .order_by(outgoing.c.channel)
    )
    return {channel: (number, int(late)) for channel, number, late in await tx.execute(counted)}


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the campaign with somebody. `data`: the person, sealed."""

    run: Run
    person: str
    outgoing: str
    place: Place
    data: bytes


async def page(
    tx: Tx, campaign: str, channels: tuple[str, ...], press: str, since: datetime | None, most: int = CHUNK
) -> list[Sent]:
    """The next that this press has not reached yet. `since`: only what arrived later.

    Its own rows tell it apart, so it begins anew each time, and whatever cut it lost nothing.
    """
    held = [*_with_them(campaign), outgoing.c.channel.in_(channels)]
    held.append(~_changed(_later.c.about == about(campaign, press)))
    if since is not None:
        held.append(outgoing.c.sent_at > since)
    wanted = (
        select(
            recipients.c.step,
            recipients.c.run,
            outgoing.c.person_id,
            outgoing.c.id,
            outgoing.c.address_id,
            outgoing.c.channel,
            outgoing.c.account,
            persons.c.data,
        )
        .select_from(recipients.join(outgoing, _there).join(persons, persons.c.id == recipients.c.person_id))
        .where(*held)
        .order_by(recipients.c.step, recipients.c.run, recipients.c.person_id)
        .limit(most)
    )
    return [
        Sent(
            Run(campaign, row.step, row.run),
            row.person_id,
            row.id,
            (row.address_id, row.channel, row.account),
            row.data,
        )
        for row in await tx.execute(wanted)
    ]


async def pressed(tx: Tx, campaign: str, now: datetime) -> None:
    """From now on the accounts tell what became of it."""
    await tx.execute(update(campaigns).where(campaigns.c.id == campaign).values(undone_at=now))


@dataclass(frozen=True, slots=True)
class Undone:
    """So many messages were deleted ('delete') or changed ('send'), or are to be, or could not be."""

    action: str
    channel: str
    state: str
    number: int


async def accounts(tx: Tx, campaign: str) -> list[Undone]:
    """What became of the changes and deletions, as long as the outbox has them."""
    asked = select(campaigns.c.undone_at).where(campaigns.c.id == campaign)
    if (await tx.execute(asked)).scalar() is None:
        return []
    mine = func.substr(_later.c.about, 1, len(about(campaign, ""))) == about(campaign, "")
    state = case(
        (_later.c.state.in_(ARRIVED), "done"),
        (or_(_later.c.state == "failed", _later.c.state == "skipped"), "failed"),
        else_="waiting",
    )
    one = (
        select(_later.c.action, _later.c.channel, state.label("state"))
        .select_from(
            recipients.join(
                _later,
                and_(
                    _later.c.person_id == recipients.c.person_id,
                    _later.c.replaces == recipients.c.outgoing_id,
                ),
            )
        )
        .where(recipients.c.campaign_id == campaign, mine)
        .subquery()
    )
    columns = (one.c.action, one.c.channel, one.c.state)
    counted = select(*columns, func.count().label("number")).group_by(*columns).order_by(*columns)
    rows = await tx.execute(counted)
    return [Undone(row.action, row.channel, row.state, row.number) for row in rows]
