"""What became of a campaign's messages: read from the outbox for as long as it has them, and kept after that.

Nothing is counted twice: a recipient who was posted is in the state of their row there, everybody else in
their own. So the states of a run add up to its recipients, whatever happened in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import case, func, literal, select, update

from bot.core.campaign import ON_THE_WAY, POSTED, SKIPPED, WAITING, Run, run_of
from bot.storage.database import Tx
from bot.storage.outbox import word
from bot.storage.posting import CAMPAIGN
from bot.storage.recipients import of_campaign
from bot.storage.schema import outgoing, recipients


@dataclass(frozen=True, slots=True)
class Count:
    """So many recipients of a run are in one state for one reason."""

    step: int
    run: int
    state: str
    reason: str
    channel: str
    number: int


# What is purged from the outbox leaves its last state here (`settle`).
_POSTED = recipients.c.state == POSTED
STATE = case((_POSTED, func.coalesce(outgoing.c.state, "unknown")), else_=recipients.c.state)
_REASON = case((_POSTED, func.coalesce(outgoing.c.reason, "")), else_=recipients.c.reason)


async def accounts(tx: Tx, campaign: str, of: Run | None = None) -> list[Count]:
    """How many recipients are in which state, for each run, or of one: together they are all of them."""
    held = [recipients.c.campaign_id == campaign]
    if of is not None:
        held += [recipients.c.step == of.step, recipients.c.run == of.run]
    one = (
        select(
            recipients.c.step,
            recipients.c.run,
            STATE.label("state"),
            _REASON.label("reason"),
            recipients.c.channel,
        )
        .outerjoin(
            outgoing,
            (outgoing.c.id == recipients.c.outgoing_id) & (outgoing.c.person_id == recipients.c.person_id),
        )
        .where(*held)
        .subquery()
    )
    columns = (one.c.step, one.c.run, one.c.state, one.c.reason, one.c.channel)
    counted = select(*columns, func.count().label("number")).group_by(*columns).order_by(*columns)
    rows = await tx.execute(counted)
    return [Count(r.step, r.run, r.state, r.reason, r.channel, r.number) for r in rows]


async def replied(tx: Tx, campaign: str) -> int:
    """How many wrote within a day after it reached them."""
    columns = recipients.c
    counted = select(func.count(columns.person_id.distinct())).where(
        columns.campaign_id == campaign, columns.replied.is_(True)
    )
    return int((await tx.execute(counted)).scalar_one())


def by_state(counts: Sequence[Count]) -> Mapping[str, int]:
    """The same without runs, channels and reasons."""
    found: Counter[str] = Counter()
    for one in counts:
        found[one.state] += one.number
    return found


async def is_over(tx: Tx, campaign: str) -> bool:
    """Whether nobody waits any more, here or in the outbox: by what is to leave, for this is asked often."""
    columns = recipients.c
    waits = select(literal(1)).where(columns.campaign_id == campaign, columns.state == word(WAITING))
    if (await tx.execute(waits.limit(1))).first() is not None:
        return False
    for state in ON_THE_WAY:
        left = select(literal(1)).where(
            outgoing.c.state == word(state), outgoing.c.priority == CAMPAIGN, of_campaign(campaign)
        )
        if (await tx.execute(left.limit(1))).first() is not None:
            return False
    return True


# ---------------------------------------------------------------------------- keeping and forgetting


_KEPT = (outgoing.c.id, outgoing.c.person_id, outgoing.c.about, outgoing.c.state, outgoing.c.reason)


async def settle(tx: Tx, outgoing_ids: Sequence[str]) -> None:
    """These rows of the outbox go: what became of them is kept here."""
    gone = select(*_KEPT).where(
        outgoing.c.id.in_(outgoing_ids), outgoing.c.priority == CAMPAIGN, outgoing.c.about != ""
    )
    await _keep(tx, (await tx.execute(gone)).all())


async def forget(tx: Tx, person: str, ids: Iterator[str]) -> None:
    """They are counted on as nobody: what they got, and what they do not get any more."""
    own = select(*_KEPT).where(
        outgoing.c.person_id == person, outgoing.c.priority == CAMPAIGN, outgoing.c.about != ""
    )
    await _keep(tx, (await tx.execute(own)).all())
    columns = recipients.c
    mine = update(recipients).where(columns.person_id == person)
    await tx.execute(mine.where(columns.state == WAITING).values(state=SKIPPED, reason="erased"))
    rows = select(columns.campaign_id, columns.step, columns.run).where(columns.person_id == person)
    for row in (await tx.execute(rows)).all():
        one = mine.where(
            columns.campaign_id == row.campaign_id, columns.step == row.step, columns.run == row.run
        )
        await tx.execute(one.values(person_id=next(ids), outgoing_id=None, posted_at=None))


# What had not left goes with its person; of what was just leaving nobody will hear.
_LEFT_BEHIND: Final = {
    "queued": (SKIPPED, "erased"),
    "held": (SKIPPED, "erased"),
    "parked": (SKIPPED, "erased"),
    "sending": ("unknown", "unknown"),
}


async def _keep(tx: Tx, rows: Sequence[Any]) -> None:
    """Only what a recipient was posted by last: of what was sent again the first attempt says no more."""
    for row in rows:
        run = run_of(row.about)
        if run is None:
            continue
        state, reason = _LEFT_BEHIND.get(row.state, (row.state, row.reason))
        await tx.execute(
            update(recipients)
            .where(
                recipients.c.campaign_id == run.campaign,
                recipients.c.step == run.step,
                recipients.c.run == run.run,
                recipients.c.person_id == row.person_id,
                recipients.c.state == POSTED,
                recipients.c.outgoing_id == row.id,
            )
            .values(state=state, reason=reason, outgoing_id=None)
        )
