"""Who wrote after a campaign reached them: a reply belongs to the last of its messages, within a day.

It is read from the inbox a minute later, so that no turn has anything to do with it. Only that somebody
replied is kept, never when: of an invitation to a private form the moment would tell whose answers came then.
Who wrote to stop messages has not replied.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger, bindparam, select, type_coerce, update

from bot.core.campaign import Run, run_of
from bot.storage.columns import Id
from bot.storage.database import Tx
from bot.storage.posting import CAMPAIGN
from bot.storage.schema import inbox, outgoing, persons, recipients

WITHIN: Final = timedelta(hours=24)
"""How long after a message what somebody writes counts as a reply to it."""
_MICROSECOND: Final = timedelta(microseconds=1)

Reply = tuple[Run, str]


async def heard(tx: Tx, since: datetime, until: datetime) -> set[Reply]:
    """Which messages were replied to, by whom, between two moments. For a connection that only reads."""
    received = type_coerce(inbox.c.received_at, BigInteger)
    written = (
        select(inbox.c.person_id, inbox.c.received_at, outgoing.c.about)
        .join(outgoing, outgoing.c.person_id == inbox.c.person_id)
        .join(persons, persons.c.id == inbox.c.person_id)
        .where(
            inbox.c.received_at > since,
            inbox.c.received_at <= until,
            inbox.c.outcome == "taken",
            ~persons.c.stopped,
            outgoing.c.priority == CAMPAIGN,
            outgoing.c.sent_at <= inbox.c.received_at,
            type_coerce(outgoing.c.sent_at, BigInteger) > received - WITHIN // _MICROSECOND,
        )
        .order_by(outgoing.c.sent_at)
    )
    last = {(row.person_id, row.received_at): row.about for row in await tx.execute(written)}
    named = ((run_of(about), person) for (person, _), about in last.items())
    return {(run, person) for run, person in named if run is not None}


_REPLIED = (
    update(recipients)
    .where(
        recipients.c.campaign_id == bindparam("b_campaign", type_=Id()),
        recipients.c.step == bindparam("b_step"),
        recipients.c.run == bindparam("b_run"),
        recipients.c.person_id == bindparam("b_person", type_=Id()),
    )
    .values(replied=True)
)


async def keep(tx: Tx, replies: Collection[Reply]) -> None:
    """Write them down; a second reply of the same person changes nothing."""
    for run, person in replies:
        facts = {"b_campaign": run.campaign, "b_step": run.step, "b_run": run.run, "b_person": person}
        await tx.execute(_REPLIED, facts)
