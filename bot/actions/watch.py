"""Looking after the program itself, once a minute: what stands still or fails is told to whoever can mend it.

The process that holds the ticks looks, writes down that it does, and sends the heartbeat. Every process
looks whether that was written lately, for the one that stands still cannot say so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.actions.alert import Alerts
from bot.core import backup
from bot.core.text import key, ltr, moment
from bot.storage import facts, health
from bot.storage.accounts import REFUSED

MINUTE = 60.0
STILL = timedelta(minutes=5)
LATELY = timedelta(hours=1)
SEVERAL = 3
"""One turn that fails may be a message that nobody sends twice; more within the hour are a pattern."""

ERRANDS = "errands.failed"
_SELDOM = timedelta(hours=3)
_DAILY = timedelta(hours=12)

log = structlog.get_logger(__name__)

Ping = Callable[[], Awaitable[None]]


async def silent() -> None:
    """Nobody waits for a heartbeat."""


@dataclass
class Watch:
    """`since`: when this process began. `backups`: there is a second place for them."""

    alerts: Alerts
    since: datetime
    backups: bool = False
    ping: Ping = silent
    _looking: set[asyncio.Task[None]] = field(default_factory=set)

    async def beat(self) -> None:
        """The ticks ring, and the database takes that. Whoever listens for a heartbeat hears it then only."""
        async with self.alerts.database.begin() as tx:
            await facts.happened(tx, facts.BEAT, self.alerts.now())
        await self.ping()

    async def look(self) -> None:
        """One thing that cannot be looked at hides none of the others."""
        for check in (self._accounts, self._backup, self._turns, self._errands):
            try:
                await check()
            except Exception as error:
                log.error("watch.failed", check=check.__name__, error=type(error).__name__)

    async def told(self, channel: str, account: str, state: str, reason: str) -> None:
        """How an account stands has changed. Whoever sends does not wait until that is told."""
        if state == REFUSED:
            task = asyncio.create_task(self.look())
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)

    async def settled(self) -> None:
        """Nothing is being told."""
        if self._looking:
            await asyncio.wait(self._looking)

    async def guard(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """For as long as this process runs, apart from the ticks."""
        while True:
            await pause(MINUTE)
            try:
                await self.ticking()
            except Exception as error:
                log.error("watch.failed", check="ticking", error=type(error).__name__)

    async def ticking(self) -> bool:
        """Whether the ticks rang lately, in whichever process; else that is told."""
        now = self.alerts.now()
        async with self.alerts.database.read() as tx:
            last = await facts.moment(tx, facts.BEAT)
        last = max(last or self.since, self.since)
        if now - last <= STILL:
            return True
        await self.alerts.tell("ticks", key("alert.ticks", since=moment(last)))
        return False

    async def _accounts(self) -> None:
        ours = {(name, channel.account) for name, channel in self.alerts.channels.items()}
        async with self.alerts.database.read() as tx:
            found = await health.standings(tx)
        for one in found:
            if one.state == REFUSED and (one.channel, one.account) in ours:
                said = key(f"alert.account_{one.channel}", reason=ltr(one.reason))
                await self.alerts.tell(f"account {one.channel}", said, every=_SELDOM)

    async def _backup(self) -> None:
        if not self.backups:
            return
        now = self.alerts.now()
        async with self.alerts.database.read() as tx:
            last = await facts.moment(tx, facts.BACKUP)
        if last is None and now - self.since > backup.LATE:
            await self.alerts.tell("backup", key("alert.backup_never"), every=_DAILY)
        elif last is not None and now - last > backup.LATE:
            await self.alerts.tell("backup", key("alert.backup_old", since=moment(last)), every=_DAILY)

    async def _turns(self) -> None:
        async with self.alerts.database.read() as tx:
            failed = await health.failed_turns(tx, self.alerts.now() - LATELY)
        if len(failed) >= SEVERAL:
            await self.alerts.tell("turns", key("alert.turns", number=len(failed)))

    async def _errands(self) -> None:
        """Those that were not there when it was told before."""
        async with self.alerts.database.read() as tx:
            failed = len(await health.failed_errands(tx, 100))
            known = int(await facts.get(tx, ERRANDS) or b"0")
        if failed > known and not await self.alerts.tell("errands", key("alert.errands", number=failed)):
            return
        if failed != known:
            async with self.alerts.database.begin() as tx:
                await facts.put(tx, ERRANDS, str(failed).encode())
