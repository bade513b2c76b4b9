"""Who wrote after a campaign reached them: looked for once a minute, where the last look ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.actions.campaign_means import Means
from bot.actions.current_book import current_book
from bot.storage import campaign_replies, cursors

NAME: Final = "replies"
FIRST: Final = timedelta(hours=24)
LATE: Final = timedelta(minutes=1)
"""A turn is committed a little after the moment that it bears: what was looked at last is looked at again."""
CHUNK: Final = 300


async def attribute_replies(means: Means) -> int:
    """Write down who replied to which message since the last look; how many."""
    now = means.now()
    programme = (await current_book(means.database, means.book)).programme.name
    async with means.database.read() as tx:
        stood = await cursors.get(tx, "", programme, NAME)
        since = datetime.fromisoformat(stood) - LATE if stood else now - FIRST
        found = sorted(await campaign_replies.heard(tx, since, now), key=lambda one: one[1])
    for at in range(0, len(found), CHUNK):
        async with means.database.begin() as tx:
            await campaign_replies.keep(tx, found[at : at + CHUNK])
    async with means.database.begin() as tx:
        await cursors.put(tx, "", programme, NAME, now.isoformat())
    return len(found)
