"""Sending a campaign once more to those whom it did not reach, and to nobody else.

Their rows wait again, so nobody has two and the states still add up; what came of the first attempt stays in
the outbox. What is *unknown* is not sent again: it may have arrived.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.shelve import closes_at
from bot.core.campaign import Campaign, State
from bot.core.programme import Book
from bot.core.sending.schedule import useful_until
from bot.storage import campaigns, recipients
from bot.storage.database import Database


async def resend_campaign(  # what, of which programme, and for the audit by whom and when
    database: Database, book: Book, campaign: Campaign, by: str, now: datetime, ids: Iterator[str]
) -> int:
    """How many get it once more. One that was done runs again; one that runs not, or is no more, nobody."""
    zone, until = ZoneInfo(book.programme.zone), dict[int, datetime]()
    for number, step in enumerate(campaign.steps, 1):
        form = book.forms.get(step.form)
        closes = closes_at(form, zone) if form is not None else None
        until[number] = useful_until(step.schedule, now, closes)
    ended: tuple[State, ...] = ("done",)
    count, after = 0, None
    while True:
        async with database.read() as tx:
            found = await recipients.missed(tx, campaign.id, after)
        if not found:
            return count
        async with database.begin(campaigns.ALONE) as tx:
            # In each transaction anew: those who wait are never left behind in one that has ended meanwhile.
            if not await campaigns.runs(tx, campaign.id) and not await campaigns.move(
                tx, campaign.id, "running", by, now, ids, of=ended
            ):
                return count
            count += await recipients.wait_again(tx, found, now, until)
        after = found[-1]
