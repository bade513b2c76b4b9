"""Everybody who is to get a message of a campaign: a row each, and at most once.

A launch writes them by one statement for each chunk, so that a million take no longer than they must; their
key is (campaign, step, run, person), and whatever is done twice leaves one row. Posting moves them into the
outbox. From then on the outbox knows what became of the message, and it is read there, not copied: the states
of a run always add up to its recipients.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SmallInteger,
    Text,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from bot.core.campaign import CANCELLED, POSTED, SKIPPED, UNREACHABLE, WAITING, Run
from bot.core.sending.calendar import WEEK
from bot.core.sending.schedule import Remind
from bot.storage.audiences import Selection, home
from bot.storage.columns import Id, Moment
from bot.storage.database import Tx
from bot.storage.outbox import word
from bot.storage.posting import CAMPAIGN, Place
from bot.storage.schema import (
    address_persons,
    addresses,
    campaigns,
    drafts,
    outgoing,
    persons,
    recipients,
)
from bot.storage.turns.sets import each, identifier
from bot.storage.upsert import insert

CHUNK: Final = 300
"""Rows of a transaction that writes."""
ADDED: Final = 1_000
"""Rows that a launch writes in a transaction: one statement, of about three milliseconds."""
PAGE: Final = 5_000
"""Rows of a look on a connection that only reads."""
_PAUSED: Final = "paused"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whose message is due. `data`: the person, sealed. `until`: how long it is useful.

    `wanted`: they have neither stopped nor been erased since the launch.
    """

    run: Run
    person: str
    data: bytes
    area: str
    wanted: bool
    due: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a recipient who waits. `outgoing`: the row of the outbox. `due`: not before.

    `until`: how long it is useful from now on, where that has changed.
    """

    run: Run
    person: str
    state: str
    reason: str = ""
    due: datetime | None = None
    outgoing: str | None = None
    posted: datetime | None = None
    until: datetime | None = None


# ------------------------------------------------------------------------------------------ launch

_HOME = func.coalesce(home(addresses.c.channel), "")


async def page(tx: Tx, meant: Selection, after: str, most: int = PAGE) -> list[tuple[str, str]]:
    """The next people of a selection, and by which channel each is reached ('' by none), in their order.

    For a connection that only reads: whom a filter means may be looked for through the whole table. `after`:
    the last who was seen, '' at first.
    """
    wanted = meant.with_only_columns(persons.c.id, _HOME).order_by(persons.c.id).limit(most)
    found = await tx.execute(wanted.where(persons.c.id > after) if after else wanted)
    return [(person, channel) for person, channel in found]


_people = each("people")
_NAMES = (
    "campaign_id",
    "step",
    "run",
    "person_id",
    "state",
    "reason",
    "channel",
    "due_at",
    "useful_until",
)
# A list in one parameter: a row takes a tenth of what it takes to bind it. SQLite wants a WHERE before ON.
_ADD = (
    insert(recipients)
    .from_select(
        _NAMES,
        select(
            bindparam("b_campaign", type_=Id()),
            bindparam("b_step", type_=SmallInteger()),
            bindparam("b_run", type_=Integer()),
            identifier(_people.c.value),
            word(WAITING),
            word(""),
            bindparam("b_channel", type_=Text()),
            bindparam("b_due", type_=Moment()),
            bindparam("b_until", type_=Moment()),
        )
        .select_from(_people)
        .where(literal_column("1 = 1")),
    )
    .on_conflict_do_nothing()
)


async def add(tx: Tx, run: Run, people: Sequence[tuple[str, str]], due: datetime, until: datetime) -> None:
    """A row for each of them who has none. `until`: how long their message is useful."""
    by_channel: dict[str, list[str]] = {}
    for person, channel in people:
        by_channel.setdefault(channel, []).append(person)
    for channel, ids in by_channel.items():
        common = {"b_campaign": run.campaign, "b_step": run.step, "b_run": run.run, "b_channel": channel}
        await tx.execute(_ADD, {**common, "people": ids, "b_due": due, "b_until": until})


def registered_within(first: datetime, last: datetime) -> ColumnElement[bool]:
    """Of persons: after the first moment, and not after the last."""
    return and_(persons.c.registered_at > first, persons.c.registered_at <= last)


def to_remind(run: Run, schedule: Remind, now: datetime, since: datetime) -> Iterator[ColumnElement[bool]]:
    """Of persons: whose reminder of this number is due. `since`: when the campaign began.

    What is unfinished counts from the last answer; what was not answered from the step before, which invited
    to it, else from the beginning.
    """
    before, mine, invited = (recipients.alias(name) for name in ("before", "mine", "invited"))
    long_ago = now - timedelta(hours=schedule.after)
    yield ~_of_run(mine, run).exists()
    if run.run > 1:
        # Also one that never left (the week was full): the next is due so long after its own time.
        earlier = _of_run(before, replace(run, run=run.run - 1)).where(before.c.state != WAITING)
        came = func.coalesce(before.c.posted_at, before.c.due_at)
        yield earlier.where(came <= now - timedelta(hours=schedule.every)).exists()
    elif schedule.of == "unfinished":
        begun = select(literal(1)).where(drafts.c.person_id == persons.c.id, drafts.c.form == schedule.form)
        yield begun.where(drafts.c.updated_at <= long_ago).correlate(persons).exists()
    elif run.step > 1:
        yield (
            _of_run(invited, Run(run.campaign, run.step - 1, 1))
            .where(invited.c.posted_at <= long_ago)
            .exists()
        )
    else:
        yield literal(since <= long_ago)


def _of_run(table: Any, run: Run) -> Select[Any]:
    """That a person has a row of this run."""
    columns = table.c
    return (
        select(literal(1))
        .where(
            columns.campaign_id == run.campaign,
            columns.step == run.step,
            columns.run == run.run,
            columns.person_id == persons.c.id,
        )
        .correlate(persons)
    )


# ----------------------------------------------------------------------------------------- posting


async def waiting(
    tx: Tx, campaign: str, step: int, channel: str, now: datetime, most: int
) -> list[Recipient]:
    """The next who are due there, the longest first."""
    columns = recipients.c
    due = (
        select(
            columns.run,
            columns.person_id,
            columns.due_at,
            columns.useful_until,
            persons.c.data,
            persons.c.area,
            persons.c.stopped,
            persons.c.erased_at,
        )
        .join(persons, persons.c.id == columns.person_id)
        .where(
            columns.campaign_id == campaign,
            columns.step == step,
            columns.channel == channel,
            columns.state == word(WAITING),
            columns.due_at <= now,
        )
        .order_by(columns.due_at)
        .limit(most)
    )
    return [
        Recipient(
            run=Run(campaign, step, row.run),
            person=row.person_id,
            data=row.data,
            area=row.area,
            wanted=not row.stopped and row.erased_at is None,
            due=row.due_at,
            until=row.useful_until,
        )
        for row in await tx.execute(due)
    ]


async def homes(tx: Tx, people: Collection[str]) -> dict[str, Place]:
    """Where these are reached now; who is not among them nowhere."""
    found = (
        select(address_persons.c.person_id, addresses.c.id, addresses.c.channel, addresses.c.account)
        .join(addresses, addresses.c.id == address_persons.c.address_id)
        .where(address_persons.c.person_id.in_(people), addresses.c.state == "working")
        .order_by(addresses.c.last_in_at.nulls_first())
    )
    return {row.person_id: (row.id, row.channel, row.account) for row in await tx.execute(found)}


async def posted_lately(tx: Tx, people: Collection[str], now: datetime) -> dict[str, list[datetime]]:
    """When messages of campaigns left for these within the last week."""
    columns = recipients.c
    found: dict[str, list[datetime]] = {}
    rows = select(columns.person_id, columns.posted_at).where(
        columns.person_id.in_(people), columns.posted_at.is_not(None), columns.posted_at > now - WEEK
    )
    for row in await tx.execute(rows):
        found.setdefault(row.person_id, []).append(row.posted_at)
    return found


async def capped(tx: Tx, meant: Selection, now: datetime, cap: int) -> int:
    """How many of a selection have had so many messages of campaigns within a week."""
    columns = recipients.c
    had = (
        select(func.count())
        .where(columns.person_id == persons.c.id, columns.posted_at > now - WEEK)
        .correlate(persons)
        .scalar_subquery()
    )
    counted = meant.with_only_columns(func.count()).where(had >= cap)
    return int((await tx.execute(counted)).scalar_one())


async def queued(tx: Tx, channel: str) -> int:
    """How many messages of campaigns wait in the outbox for a channel."""
    wait = select(func.count()).where(
        outgoing.c.state == word("queued"), outgoing.c.channel == channel, outgoing.c.priority == CAMPAIGN
    )
    return int((await tx.execute(wait)).scalar_one())


_CHANGE = (
    update(recipients)
    .where(
        recipients.c.campaign_id == bindparam("b_campaign", type_=Id()),
        recipients.c.step == bindparam("b_step"),
        recipients.c.run == bindparam("b_run"),
        recipients.c.person_id == bindparam("b_person", type_=Id()),
        recipients.c.state == word(WAITING),
    )
    .values(
        state=bindparam("b_state"),
        reason=bindparam("b_reason"),
        due_at=func.coalesce(bindparam("b_due", type_=Moment()), recipients.c.due_at),
        useful_until=func.coalesce(bindparam("b_until", type_=Moment()), recipients.c.useful_until),
        outgoing_id=bindparam("b_outgoing", type_=Id()),
        posted_at=bindparam("b_posted", type_=Moment()),
    )
)


async def change(tx: Tx, changes: Sequence[Change]) -> None:
    """Write down what has become of those who waited."""
    if changes:
        await tx.execute(
            _CHANGE,
            [
                {
                    "b_campaign": one.run.campaign,
                    "b_step": one.run.step,
                    "b_run": one.run.run,
                    "b_person": one.person,
                    "b_state": one.state,
                    "b_reason": one.reason,
                    "b_due": one.due,
                    "b_until": one.until,
                    "b_outgoing": one.outgoing,
                    "b_posted": one.posted,
                }
                for one in changes
            ],
        )


# ----------------------------------------------------------------------------------------- once more


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody whom a message did not reach. `outgoing`: the row of the outbox that failed, if any."""

    run: Run
    person: str
    outgoing: str | None


async def missed(tx: Tx, campaign: str, after: Missed | None = None, most: int = CHUNK) -> list[Missed]:
    """The next whom it did not reach: what was sent to them failed, or no address of theirs worked.

    Of what is *unknown* nobody is asked again: it may have arrived. For a connection that only reads.
    """
    columns = recipients.c
    order = (columns.step, columns.run, columns.person_id)
    posted = and_(columns.state == POSTED, outgoing.c.state == "failed")
    wanted = (
        select(*order, columns.outgoing_id)
        .outerjoin(
            outgoing, (outgoing.c.id == columns.outgoing_id) & (outgoing.c.person_id == columns.person_id)
        )
        .where(columns.campaign_id == campaign, or_(posted, columns.state.in_(("failed", UNREACHABLE))))
        .order_by(*order)
        .limit(most)
    )
    if after is not None:
        wanted = wanted.where(tuple_(*order) > tuple_(*_literals(after)))
    rows = await tx.execute(wanted)
    return [Missed(Run(campaign, r.step, r.run), r.person_id, r.outgoing_id) for r in rows]


def _literals(one: Missed) -> tuple[ColumnElement[Any], ...]:
    columns = recipients.c
    return (
        literal(one.run.step, columns.step.type),
        literal(one.run.run, columns.run.type),
        literal(one.person, columns.person_id.type),
    )


_AGAIN = (
    update(recipients)
    .where(
        recipients.c.campaign_id == bindparam("b_campaign", type_=Id()),
        recipients.c.step == bindparam("b_step"),
        recipients.c.run == bindparam("b_run"),
        recipients.c.person_id == bindparam("b_person", type_=Id()),
        recipients.c.state.in_((POSTED, "failed", UNREACHABLE)),
        recipients.c.outgoing_id.is_not_distinct_from(bindparam("b_outgoing", type_=Id())),
    )
    .values(
        state=WAITING,
        reason="",
        outgoing_id=None,
        posted_at=None,
        due_at=bindparam("b_due", type_=Moment()),
        useful_until=bindparam("b_until", type_=Moment()),
    )
)


async def wait_again(tx: Tx, people: Sequence[Missed], due: datetime, until: Mapping[int, datetime]) -> int:
    """They wait for it once more; how many. `until`: by step, how long it is useful."""
    rows = [
        {
            "b_campaign": one.run.campaign,
            "b_step": one.run.step,
            "b_run": one.run.run,
            "b_person": one.person,
            "b_outgoing": one.outgoing,
            "b_due": due,
            "b_until": until[one.run.step],
        }
        for one in people
    ]
    return sum([(await tx.execute(_AGAIN, row)).rowcount for row in rows])


# -------------------------------------------------------------------------- stopping


async def cancel(tx: Tx, campaign: str, most: int = CHUNK) -> int:
    """Nobody who waits gets it; how many of a chunk."""
    columns = recipients.c
    key = tuple_(columns.campaign_id, columns.step, columns.run, columns.person_id)
    wait = select(columns.campaign_id, columns.step, columns.run, columns.person_id).where(
        columns.campaign_id == campaign, columns.state == word(WAITING)
    )
    changed = update(recipients).where(key.in_(wait.limit(most))).values(state=CANCELLED)
    return (await tx.execute(changed)).rowcount


async def again(tx: Tx, programme: str, now: datetime) -> None:
    """Who waits because of a pause is asked again at once: it was lifted."""
    own = select(campaigns.c.id).where(campaigns.c.programme == programme, campaigns.c.state == "running")
    paused = update(recipients).where(
        recipients.c.campaign_id.in_(own),
        recipients.c.state == word(WAITING),
        recipients.c.reason.like("%pause%"),
    )
    await tx.execute(paused.values(due_at=now))


async def waiting_in(tx: Tx, programme: str, areas: Collection[str] | None) -> int:
    """How many messages of campaigns wait for the people of these areas; None: of all."""
    own = select(campaigns.c.id).where(campaigns.c.programme == programme, campaigns.c.state == "running")
    wait = (
        select(func.count())
        .select_from(recipients)
        .join(persons, persons.c.id == recipients.c.person_id)
        .where(recipients.c.campaign_id.in_(own), recipients.c.state == word(WAITING))
    )
    if areas is not None:
        wait = wait.where(persons.c.area.in_(areas))
    return int((await tx.execute(wait)).scalar_one())


async def held_by_pause(tx: Tx, programme: str) -> int:
    """How many wait because their area is paused."""
    own = select(campaigns.c.id).where(campaigns.c.programme == programme, campaigns.c.state == "running")
    wait = select(func.count()).where(
        recipients.c.campaign_id.in_(own),
        recipients.c.state == word(WAITING),
        recipients.c.reason.like("%pause%"),
    )
    return int((await tx.execute(wait)).scalar_one())


async def hold(tx: Tx, campaign: str) -> int:
    """What already stands in the outbox waits there, also for whom it waits to write; how many."""
    parked = await _turn(tx, campaign, "parked", "", "held", _PAUSED)
    return parked + await _turn(tx, campaign, "queued", "", "held", _PAUSED)


async def release(tx: Tx, campaign: str) -> int:
    """What waits in the outbox leaves."""
    return await _turn(tx, campaign, "held", _PAUSED, "queued", "")


async def withdraw(tx: Tx, campaign: str) -> int:
    """What waits in the outbox, held or not, does not leave."""
    held = await _turn(tx, campaign, "held", _PAUSED, SKIPPED, CANCELLED)
    held += await _turn(tx, campaign, "parked", "", SKIPPED, CANCELLED)
    return held + await _turn(tx, campaign, "queued", "", SKIPPED, CANCELLED)


async def _turn(tx: Tx, campaign: str, state: str, reason: str, to: str, why: str) -> int:
    """There is never more of a campaign in the outbox than leaves within seconds."""
    changed = update(outgoing).where(
        outgoing.c.state == word(state),
        outgoing.c.priority == CAMPAIGN,
        of_campaign(campaign),
        *([outgoing.c.reason == reason] if reason else []),
    )
    return (await tx.execute(changed.values(state=to, reason=why))).rowcount


def of_campaign(campaign: str) -> ColumnElement[bool]:
    """Of rows of the outbox: of any of its runs."""
    about = f"campaign:{campaign}:"
    return func.substr(outgoing.c.about, 1, len(about)) == about
