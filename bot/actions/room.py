"""Room on the disk is lost in steps, and what a person wrote is taken until the last.

At 80 % whoever runs the bot is told what takes it. At 90 % exports and previews that are older than a day go:
both can be made again. At 95 % new photos, voices and files stay with the provider, as the rows that they are
anyway, and their people are told so; what the web chat would upload is not taken. Once a day the sizes are
written down, so that it can be said when the disk will be full.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from pathlib import Path

import structlog

from bot.actions.alert import Alerts
from bot.core.message import Message
from bot.core.text import Text, key
from bot.media.disk import Measure, Sizes, Space, exports
from bot.media.objects import PREVIEWS, Objects, Unreachable
from bot.storage import facts, posting, unfetched
from bot.storage.database import Database

TIGHT, SCARCE, FULL = 80, 90, 95
OLD = timedelta(days=1)
CLEANED = timedelta(minutes=10)
WALKED = timedelta(hours=1)
USEFUL = timedelta(hours=24)
AT_ONCE = 50
MOST = 3
FACT = "size "
REMEMBERED = timedelta(days=60)
MEGABYTE = 1_000_000

log = structlog.get_logger(__name__)


@dataclass
class Room:
    """`sizes`: what takes how much, asked seldom. `alerts` tells, and knows the rows and the clock.

    `objects` and `kept`: photos and the disk on which they lie; neither when they lie elsewhere.
    """

    measure: Measure
    sizes: Sizes
    alerts: Alerts
    exported: Path
    objects: Objects | None = None
    kept: Measure | None = None
    _cleaned: datetime | None = None
    _walked: tuple[datetime, Mapping[str, int]] | None = field(default=None)

    def for_media(self) -> bool:
        """Whether new media may come here."""
        return self.kept is None or self.kept().percent < FULL

    async def look(self) -> None:
        """The tick: first what helps and needs no row, then who is to be told, and how it grows."""
        space = self.measure()
        if space.percent >= SCARCE:
            await self._tidy()
        if space.percent >= TIGHT:
            await self._tell(space)
        if not self.for_media():
            await self._tell_who_waits()
        await self._remember(space)

    async def _tell(self, space: Space) -> None:
        percent, what = space.percent, _named(await self._what())
        if percent >= FULL:
            await self.alerts.tell("disk full", key("alert.disk_full", percent=percent, what=what))
        elif percent >= SCARCE:
            said = key("alert.disk_scarce", percent=percent, what=what)
            await self.alerts.tell("disk scarce", said, every=timedelta(hours=6))
        else:
            said = key("alert.disk_tight", percent=percent, what=what)
            await self.alerts.tell("disk tight", said, every=timedelta(hours=24))

    async def _what(self) -> Mapping[str, int]:
        """A walk through all folders takes long, and things change slowly."""
        now = self.alerts.now()
        if self._walked is None or now - self._walked[0] >= WALKED:
            self._walked = now, await asyncio.to_thread(self.sizes)
        return self._walked[1]

    async def _tidy(self) -> None:
        """What can be made again goes, when it is older than a day."""
        now = self.alerts.now()
        if self._cleaned is not None and now - self._cleaned < CLEANED:
            return
        self._cleaned = now
        removed = 0
        for path in await asyncio.to_thread(lambda: list(exports(self.exported, now - OLD))):
            path.unlink(missing_ok=True)
            removed += 1
        removed += await self._tidy_previews(now - OLD)
        if removed:
            log.warning("room.tidied", files=removed)

    async def _tidy_previews(self, before: datetime) -> int:
        if self.objects is None:
            return 0
        removed = 0
        try:
            async for page in self.objects.names(PREVIEWS):
                for name, written in page:
                    if written < before:
                        await self.objects.remove(PREVIEWS, name)
                        removed += 1
        except Unreachable as error:
            log.warning("room.objects", error=type(error).__name__)
        return removed

    async def _tell_who_waits(self) -> None:
        """Each person once, however many photos they sent."""
        alerts = self.alerts
        async with alerts.database.read() as tx:
            if not await unfetched.any_untold(tx):
                return
        now = alerts.now()
        async with alerts.database.begin("room") as tx:
            for person in await unfetched.untold(tx, AT_ONCE):
                message = Message(parts=(key("media.waits"),))
                row = posting.Post(
                    alerts.ids.new(), alerts.ids.seq(), person, message, posting.NOTICE, now, now + USEFUL
                )
                await posting.post(tx, alerts.sealer, row)
        alerts.kick()

    async def _remember(self, space: Space) -> None:
        """A row a day."""
        now = self.alerts.now()
        name = f"{FACT}{now.date().isoformat()}"
        async with self.alerts.database.read() as tx:
            if await facts.get(tx, name) is not None:
                return
        value = {"used": space.used, "free": space.free, **await self._what()}
        async with self.alerts.database.begin() as tx:
            await facts.put(tx, name, json.dumps(value).encode())
            for day in await facts.beginning(tx, FACT):
                if date.fromisoformat(day) < (now - REMEMBERED).date():
                    await facts.forget(tx, f"{FACT}{day}")


def _named(sizes: Mapping[str, int]) -> Text:
    """The largest, in words."""
    said = [
        key("alert.size", what=key(f"alert.what_{name}"), megabytes=round(size / MEGABYTE))
        for name, size in sorted(sizes.items(), key=lambda one: -one[1])[:MOST]
    ]
    return reduce(lambda first, then: key("alert.and", first=first, then=then), said)


# -------------------------------------------------------------------------------------- the forecast


async def full_on(database: Database, space: Space, now: datetime) -> date | None:
    """The day when the disk is full if it grows as it did lately; None when it does not grow."""
    async with database.read() as tx:
        kept = await facts.beginning(tx, FACT)
    used = {date.fromisoformat(day): int(json.loads(value)["used"]) for day, value in kept.items()}
    used[now.date()] = space.used
    return forecast(used, space.free)


def forecast(used: Mapping[date, int], free: int) -> date | None:
    """By the straight line through what was in use on each day."""
    days = sorted(used)
    last = days[-1] if days else None
    if last is None or (last - days[0]).days < 2:
        return None
    at = [(day - days[0]).days for day in days]
    middle, mean = sum(at) / len(at), sum(used.values()) / len(at)
    spread = sum((x - middle) ** 2 for x in at)
    growth = sum((x - middle) * (used[day] - mean) for x, day in zip(at, days, strict=True)) / spread
    if growth < MEGABYTE / 100:
        return None
    left = free / growth
    return last + timedelta(days=int(left)) if left < 3650 else None
