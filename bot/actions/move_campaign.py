"""Pausing, going on with and cancelling a campaign: what stands in the outbox stops with it, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.core.campaign import State
from bot.storage import campaigns, recipients
from bot.storage.database import Database


async def move_campaign(
    database: Database, campaign: str, to: State, by: str, now: datetime, ids: Iterator[str]
) -> bool:
    """To 'paused', 'running' (again) or 'cancelled'; False when it is in no state that allows it."""
    async with database.begin(campaigns.ALONE) as tx:
        # What was never started has no clock to go on by, and may still need somebody's approval.
        of: tuple[State, ...] = ("paused",) if to == "running" else ()
        if not await campaigns.move(tx, campaign, to, by, now, ids, of=of):
            return False
        if to == "paused":
            await recipients.hold(tx, campaign)
        elif to == "running":
            await recipients.release(tx, campaign)
        else:
            await recipients.withdraw(tx, campaign)
    if to == "cancelled":
        await cancel_waiting(database, campaign)
    return True


async def cancel_waiting(database: Database, campaign: str) -> None:
    """Of one that runs no more, so that those who still wait meanwhile get nothing; a chunk at a time."""
    changed = recipients.CHUNK
    while changed == recipients.CHUNK:
        async with database.begin() as tx:
            changed = await recipients.cancel(tx, campaign)
