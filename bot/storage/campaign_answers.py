"""What came of the forms that messages to many carried: who was written to, and how many have answered.

Of a form that knows people by name those count who were written to first. Of a private one nobody knows who
answered: there all count that can be read since the first message, by their day.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot.storage.campaign_accounts import STATE
from bot.storage.database import Tx
from bot.storage.schema import outgoing, private_answers, recipients, submissions
from bot.storage.submissions import WITHDRAWN

PAGE: Final = 1000
Carried = tuple[str, int]
"""A campaign, and the number of a message of it."""


async def runs(tx: Tx, carried: Collection[Carried]) -> list[tuple[str, int, int]]:
    """The launches of these messages: campaign, step and run."""
    if not carried:
        return []
    columns = (recipients.c.campaign_id, recipients.c.step, recipients.c.run)
    found = await tx.execute(select(*columns).where(_of(carried)).distinct().order_by(*columns))
    return [(row.campaign_id, row.step, row.run) for row in found]


async def written_to(
    tx: Tx, run: tuple[str, int, int], channel: str, after: str, most: int = PAGE
) -> list[tuple[str, str]]:
    """The next people of a launch on a channel, with the state of their message, in their order.

    For a connection that only reads. `after`: the last who was seen, '' at first.
    """
    columns = recipients.c
    wanted = (
        select(columns.person_id, STATE.label("state"))
        .outerjoin(
            outgoing, (outgoing.c.id == columns.outgoing_id) & (outgoing.c.person_id == columns.person_id)
        )
        .where(
            columns.campaign_id == run[0],
            columns.step == run[1],
            columns.run == run[2],
            columns.channel == channel,
        )
        .order_by(columns.person_id)
        .limit(most)
    )
    found = await tx.execute(wanted.where(columns.person_id > after) if after else wanted)
    return [(row.person_id, row.state) for row in found]


async def answered(tx: Tx, form: str, carried: Collection[Carried]) -> int:
    """How many completed forms came from people after they had been written to."""
    if not carried:
        return 0
    counted = (
        select(func.count(submissions.c.id.distinct()))
        .join(recipients, recipients.c.person_id == submissions.c.person_id)
        .where(
            _of(carried),
            submissions.c.form == form,
            submissions.c.stage != WITHDRAWN,
            submissions.c.created_at >= recipients.c.posted_at,
        )
    )
    return int((await tx.execute(counted)).scalar_one())


async def answered_in_private(tx: Tx, programme: str, form: str, since: date) -> int:
    """How many answers to a private form can be read of this day and later."""
    columns = private_answers.c
    counted = select(func.count()).where(
        columns.programme == programme, columns.form == form, columns.day >= since.isoformat()
    )
    return int((await tx.execute(counted)).scalar_one())


def _of(carried: Collection[Carried]) -> ColumnElement[bool]:
    return or_(
        *(and_(recipients.c.campaign_id == campaign, recipients.c.step == step) for campaign, step in carried)
    )
