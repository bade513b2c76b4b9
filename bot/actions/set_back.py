"""After the clock was set back: what was put off to the time that it had comes now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.storage import ahead
from bot.storage.database import Database

log = structlog.get_logger(__name__)


async def set_back(database: Database, now: Callable[[], datetime]) -> int:
    """Look for rows from the future, and bring them back; how many messages."""
    async with database.read() as tx:
        if not await ahead.any_row(tx, now()):
            return 0
    async with database.begin() as tx:
        count = await ahead.bring_back(tx, now())
    log.warning("clock.set_back", rows=count)
    return count
