"""Sending: one line per channel account, each under a lease, woken by whoever writes to the outbox.

Only this sends. `kick` after every commit that queued something; the tick behind it finds what became
due by itself. Leases are renewed here, apart from the lines, so that a slow line does not lose its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import structlog

from bot.actions.line import Line, Means, Told
from bot.core.channel import Callback, Channel
from bot.storage import settling
from bot.storage.errors import StorageError

__all__ = ["Dispatcher", "Means", "Told"]

RENEW = 2.0

log = structlog.get_logger(__name__)


class Dispatcher:
    """All channels of this process. It is also what status callbacks are handed to (`settle`)."""

    def __init__(self, means: Means, channels: Mapping[str, Channel]) -> None:
        self._means = means
        self._lines = [Line(means, channel) for channel in channels.values()]
        self._renewing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take the leases and begin."""
        await self._hold()
        for line in self._lines:
            line.start()
        self._renewing = asyncio.create_task(self._renew())

    async def stop(self) -> None:
        """What is under way ends and is written down; then nothing more leaves."""
        await asyncio.gather(*(line.stop() for line in self._lines))
        if self._renewing is not None:
            self._renewing.cancel()
            with suppress(asyncio.CancelledError):
                await self._renewing

    @property
    def sends_all(self) -> bool:
        """Whether no other process sends for any of these accounts."""
        return all(line.held for line in self._lines)

    def kick(self) -> None:
        """Something was queued, or has become due."""
        for line in self._lines:
            line.kick()

    async def settle(self, callback: Callback) -> None:
        """What a provider tells of a message it took; returns when committed."""
        async with self._means.database.begin() as tx:
            moved = await settling.hear(tx, callback, self._means.now())
        if moved and callback.state == "failed":
            self.kick()

    async def expire(self) -> int:
        """Skip what is no longer of use, wherever it waits; how many rows."""
        count = 0
        while True:
            async with self._means.database.begin() as tx:
                changed = await settling.expire(tx, self._means.now())
            count += changed
            if changed < settling.CHUNK:
                return count

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW)
            await self._hold()

    async def _hold(self) -> None:
        """A lease that cannot be renewed now lapses by itself, and its line stands still."""
        for line in self._lines:
            try:
                await line.hold()
            except StorageError as error:
                log.error("dispatch.lease", error=str(error))
