"""Forgetting what has had its time: rows by `bot.storage.purging`, then objects that no row refers to."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.media.objects import KEPT, PREVIEWS, Objects
from bot.media.staging import Staging
from bot.storage import purging
from bot.storage.database import Database

# An object is there before its row says so; an upload before its turn.
YOUNG = timedelta(hours=1)
STAGED = timedelta(days=3)


async def purge_rows(database: Database, now: datetime) -> int:
    """Looked for beside everybody, forgotten in small steps between which others write; how many rows."""
    count = 0
    while True:
        async with database.read() as tx:
            old = await purging.find(tx, now)
        async with database.begin() as tx:
            touched = await purging.forget(tx, old, now)
        count += touched
        if not touched:
            return count
        await asyncio.sleep(0)


async def purge_objects(database: Database, objects: Objects, staging: Staging, now: datetime) -> int:
    """Objects without a row, and uploads that nobody came for; how many."""
    removed = await staging.purge(now - STAGED)
    for place in (KEPT, PREVIEWS):
        async for page in objects.names(place):
            old = {name for name, written in page if written < now - YOUNG}
            async with database.read() as tx:
                unused = old - await purging.objects_in_use(tx, list(old))
            for name in unused:
                await objects.remove(place, name)
            removed += len(unused)
    return removed
