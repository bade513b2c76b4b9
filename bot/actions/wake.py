"""Waking: times that the engine asked for and that have come are inputs like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.actions.receive import BATCH, Intake
from bot.storage import timers
from bot.storage.database import Database

log = structlog.get_logger(__name__)


async def wake(database: Database, intake: Intake, clock: Callable[[], datetime]) -> int:
    """Wake who is due; how many. What could not be taken now is due again at the next tick."""
    async with database.read() as tx:
        due = await timers.due(tx, clock(), BATCH)
    results = await asyncio.gather(*(intake.wake(*one) for one in due), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            log.error("wake.refused", error=type(result).__name__)
    return len(due)
