"""A shift: what one process does at a time, under a lease of the database, until another takes over.

The lease is renewed while the process lives, by the clock of the database; what is under way when it lapses
is cancelled. Whoever wants the shift tries as often as the holder renews, so that after a process has died
another goes on within a lease and a try (`design.md` §6).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from bot.storage import leases
from bot.storage.database import Database
from bot.storage.errors import StorageError

RENEW = 2.0
MARGIN = 1.0

log = structlog.get_logger(__name__)


class Shift:
    """One lease. `held` says whether it is ours now.

    `holder` names this process and is new at every start; `clock` counts seconds. `alone`: no other process
    can be there, so what a former run has left is taken over at once.
    """

    def __init__(
        self, database: Database, name: str, holder: str, clock: Callable[[], float], alone: bool = False
    ) -> None:
        self._database, self._name, self._holder, self._clock = database, name, holder, clock
        self._alone = alone
        self._until = 0.0
        self._taken = asyncio.Event()
        self._lost = asyncio.Event()
        self._renewing: asyncio.Task[None] | None = None

    @property
    def held(self) -> bool:
        """Whether it is ours; false as soon as it may have lapsed, whatever the database would say."""
        return self._clock() < self._until

    async def start(self) -> None:
        """Try for it once, then go on trying."""
        await self._renew()
        self._renewing = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Let another have it at once."""
        if self._renewing is not None:
            self._renewing.cancel()
            with suppress(asyncio.CancelledError):
                await self._renewing
        if self.held:
            self._until = 0.0
            with suppress(StorageError):  # then it lapses by itself
                async with self._database.begin() as tx:
                    await leases.release(tx, self._name, self._holder)
        self._lose()

    async def work(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do this whenever the shift is ours, and only as long; until cancelled, or until it ends."""
        while True:
            await self._taken.wait()
            working = asyncio.ensure_future(work())
            lost = asyncio.create_task(self._lost.wait())
            try:
                await asyncio.wait({working, lost}, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    working.result()
                    return
            finally:
                for task in (working, lost):
                    task.cancel()
                await asyncio.gather(working, lost, return_exceptions=True)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(RENEW if not self.held else min(RENEW, max(self._until - self._clock(), 0.0)))
            await self._renew()

    async def _renew(self) -> None:
        before = self._clock()
        try:
            async with self._database.begin() as tx:
                taken = await leases.take(tx, self._name, self._holder, alone=self._alone)
        except StorageError as error:
            log.error("shift.lease", lease=self._name, error=str(error))
            taken = None if not self.held else (0, False)
        else:
            self._alone = False
            if taken is not None:
                self._until = before + leases.SECONDS - MARGIN
        if taken is not None and self.held:
            self._lost.clear()
            self._taken.set()
        else:
            self._until = 0.0
            self._lose()

    def _lose(self) -> None:
        self._taken.clear()
        self._lost.set()
