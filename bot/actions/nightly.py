"""A backup every night, by itself; one that was missed is made up for as soon as somebody runs.

The tick only begins it, so that a graceful stop need not wait for its end: cut off, it leaves nothing, and is
due again. In one process at a time, whoever rings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.actions.back_up import LEASE, Made
from bot.actions.no_backup import NoBackup
from bot.actions.sole import Elsewhere, sole
from bot.core.backup import last_night, next_night
from bot.media.objects import Unreachable
from bot.storage import facts
from bot.storage.database import Database
from bot.storage.errors import StorageError

TRIED = "backup.tried"
AGAIN = timedelta(minutes=30)
"""After one that failed."""

log = structlog.get_logger(__name__)


@dataclass
class Nightly:
    """`make`: one backup. `expire`: those beyond their days go, though none was made."""

    database: Database
    make: Callable[[], Awaitable[Made]]
    expire: Callable[[], Awaitable[object]]
    now: Callable[[], datetime]
    zone: ZoneInfo
    _running: asyncio.Task[None] | None = field(default=None)

    async def run_due(self) -> None:
        """Begin, when one is due."""
        if (self._running is None or self._running.done()) and await self._due():
            self._running = asyncio.create_task(self._run())

    async def settled(self) -> None:
        """None is under way."""
        if self._running is not None:
            await asyncio.wait([self._running])

    async def close(self) -> None:
        """What is under way is cut off."""
        if self._running is not None:
            self._running.cancel()
            await self.settled()

    async def _due(self) -> bool:
        now = self.now()
        async with self.database.read() as tx:
            good, tried = await facts.moment(tx, facts.BACKUP), await facts.moment(tx, TRIED)
            known = await facts.moment(tx, facts.BACKUP_NEXT)
        if known is None:
            async with self.database.begin() as tx:
                await facts.happened(tx, facts.BACKUP_NEXT, next_night(now, self.zone))
        if good is not None and good >= last_night(now, self.zone):
            return False
        return tried is None or now - tried >= AGAIN

    async def _run(self) -> None:
        try:
            await sole(self.database, LEASE, self._once)
        except Elsewhere:
            return
        except NoBackup as error:
            log.error("backup.failed", why=error.why)
        except (Unreachable, StorageError, OSError) as error:
            log.error("backup.failed", why=type(error).__name__)
        except Exception:
            log.exception("backup.failed")

    async def _once(self) -> None:
        if not await self._due():  # another process has just made it
            return
        async with self.database.begin() as tx:
            await facts.happened(tx, TRIED, self.now())
        try:
            made = await self.make()
        except Exception:
            with suppress(Exception):  # what has failed is told; this is tried again every time
                async with self.database.begin() as tx:
                    await facts.happened(tx, facts.BACKUP_NEXT, self.now() + AGAIN)
                await self.expire()
            raise
        log.info("backup.made", name=made.manifest.name, rows=made.manifest.rows, media=made.manifest.objects)
