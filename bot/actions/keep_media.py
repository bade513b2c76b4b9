"""Fetching what people sent, looking at it, and keeping it; nobody is kept waiting for that.

A medium is a row that wants something until it is kept or refused. Fetching is tried with growing
pauses for two days: a provider may be away, a disk full. What cannot be kept is told to its person,
in the same transaction, with the reason. Once it is kept, the provider may forget it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.core.channel import Channel, MediaDelayed, MediaRefused
from bot.core.media import Media
from bot.media.check import Checked, check, most
from bot.media.objects import PREVIEWS, Objects, Unreachable
from bot.media.worker import Pictures, Unfit
from bot.storage import errands, media
from bot.storage.database import Database
from bot.storage.errands import Tell
from bot.storage.errors import StorageError
from bot.storage.media import Object, Wanted
from bot.storage.sealed import Sealer

AT_ONCE = 4
SECONDS = 600.0
FIRST, LONGEST = 5.0, 1800.0
PATIENCE = timedelta(hours=48)

# Deletes a medium where it came from, now that it is kept here.
Forget = Callable[[Media], Awaitable[object]]

log = structlog.get_logger(__name__)


class KeepMedia:
    """Fetches side by side, a few at a time, so that one slow video holds up no photo."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        channels: Mapping[str, Channel],
        objects: Objects,
        pictures: Pictures,
        now: Callable[[], datetime],
        forget: Mapping[str, Forget],
        room: Callable[[], bool] = lambda: True,
    ) -> None:
        """`forget` by the name of the channel. Without `room` on the disk media stay where they are."""
        self._database, self._sealer, self._channels = database, sealer, channels
        self._objects, self._pictures, self._now, self._forget = objects, pictures, now, forget
        self._room = room
        self._tasks: set[asyncio.Task[None]] = set()

    async def run_due(self) -> int:
        """Begin with what is due, as far as there is room; how many."""
        room = AT_ONCE - len(self._tasks)
        if room <= 0 or not self._room():
            return 0
        async with self._database.read() as tx:
            due = await media.any_due(tx, self._now())
        if not due:
            return 0
        async with self._database.begin() as tx:
            wanted = await media.claim(tx, self._sealer, self._now(), room)
        for one in wanted:
            task = asyncio.create_task(self._one(one))
            self._tasks.add(task)
            task.add_done_callback(self._ended)
        return len(wanted)

    async def settled(self) -> None:
        """Return when nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Drop what is under way: its rows are due again."""
        for task in self._tasks:
            task.cancel()
        await self.settled()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:  # not even the failure could be written down; the row is due again by itself
            log.error("media.lost", error=type(error).__name__)

    async def _one(self, wanted: Wanted) -> None:
        try:
            await self._keep(wanted)
        except Unfit as unfit:
            await self._refuse(wanted, unfit.why)
        except (MediaDelayed, Unreachable, StorageError, TimeoutError) as error:
            await self._later(wanted, f"{type(error).__name__}: {error}")
        except Exception as error:
            # Ours, then. Its text may hold words of a person.
            log.error("media.failed", error=type(error).__name__, medium=wanted.id)
            await self._later(wanted, type(error).__name__)

    async def _keep(self, wanted: Wanted) -> None:
        if wanted.medium.size > most(wanted.medium.kind):
            raise Unfit("too_large")
        checked = await check(wanted.medium, await self._fetched(wanted), self._pictures)
        name = await self._stored(checked)
        kept = Object(name, checked.mime, len(checked.data), checked.width, checked.height, checked.look)
        async with self._database.begin() as tx:
            await media.keep(tx, wanted.id, kept)
        await self._forgotten(wanted)

    async def _fetched(self, wanted: Wanted) -> bytes:
        channel = self._channels.get(wanted.channel)
        if channel is None:
            raise MediaDelayed("this channel is not connected")
        if channel.account != wanted.account:
            raise Unfit("gone")  # what another bot was sent is given to that bot alone
        try:
            async with asyncio.timeout(SECONDS):
                return await channel.fetch(wanted.medium)
        except MediaRefused as refused:
            said = str(refused).lower()
            raise Unfit("too_large" if "too large" in said or "too big" in said else "gone") from refused

    async def _stored(self, checked: Checked) -> str:
        name = await self._objects.put(checked.data)
        if checked.preview is not None:
            await self._objects.put_as(PREVIEWS, name, checked.preview)
        return name

    async def _refuse(self, wanted: Wanted, why: str) -> None:
        tell = Tell(wanted.person, "media_refused", {"why": why, "media": wanted.id})
        async with self._database.begin() as tx:
            if await media.refuse(tx, wanted.id, why) and wanted.person:
                await errands.tell(tx, self._sealer, f"media:{wanted.id}", tell, self._now())
        await self._forgotten(wanted)

    async def _later(self, wanted: Wanted, error: str) -> None:
        now = self._now()
        if now - wanted.received_at > PATIENCE:
            await self._refuse(wanted, "gone")
            return
        pause = min(FIRST * 2.0 ** (wanted.attempts - 1), LONGEST)
        async with self._database.begin() as tx:
            await media.postpone(tx, wanted.id, now + timedelta(seconds=pause), error[:500])

    async def _forgotten(self, wanted: Wanted) -> None:
        """What a provider keeps longer than needed is no reason to try anything again."""
        forget = self._forget.get(wanted.channel)
        if forget is None:
            return
        try:
            await forget(wanted.medium)
        except Exception as error:
            log.warning("media.not_forgotten", channel=wanted.channel, error=type(error).__name__)
