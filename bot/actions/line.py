"""One channel account at work: what leaves by it, and what became of it.

Each step is one short transaction: it settles what has ended and claims what may leave now; then the
requests go, side by side, each on its own. Nothing is claimed ahead of its token, so that a crash
leaves no more in doubt than what was truly on its way. Truth is in the rows; what is held here may be
lost. Of one thing it must not be wrong: when the lease has passed it sends nothing more, even what it
has claimed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Protocol

import structlog

from bot.actions.outcomes import Raised, Result, after, offers
from bot.actions.pacing import GATHER, IDLE, Pacing
from bot.core.channel import Channel, Failure, SendFailure
from bot.storage import accounts, leases, outbox, settling
from bot.storage.database import Database, Tx
from bot.storage.errors import StorageError
from bot.storage.leaving import Claimed
from bot.storage.outbox import Claim
from bot.storage.posting import CAMPAIGN, NOTICE, REMINDER
from bot.storage.sealed import Sealer

AT_ONCE = 32
ANSWER = 0.5
MARGIN = 1.0
LONGEST_SEND = 300.0
LONGEST_STOP = 20.0

log = structlog.get_logger(__name__)


class Told(Protocol):
    """Hears how an account stands when that changes (working, slow, refused), and why."""

    def __call__(self, channel: str, account: str, state: str, reason: str) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class Means:
    """What sending needs. `holder` names this process and is new at every start.

    `alone`: no other process can be sending (the lock of the file is ours). `place`: locale and zone
    of whoever lives in an area.
    `daytime`: whether reminders and campaigns may leave now; `paused`: in which areas they may not.
    `concurrency`: requests at the same time; 0: as many as the account's rate takes, where an answer takes
    half a second.
    """

    database: Database
    sealer: Sealer
    place: Callable[[str], tuple[str, str]]
    now: Callable[[], datetime]
    clock: Callable[[], float]
    holder: str
    alone: bool = True
    daytime: Callable[[datetime], bool] = lambda now: True
    paused: Callable[[], Collection[str]] = tuple
    told: Told | None = None
    concurrency: int = 0


class Line:
    """The loop of one account."""

    def __init__(self, means: Means, channel: Channel) -> None:
        self._means, self._channel = means, channel
        self._lease = f"dispatch:{channel.name}:{channel.account}"
        at_once = means.concurrency or max(AT_ONCE, ceil(channel.capabilities.rate * ANSWER))
        self._pacing = Pacing(channel.capabilities, means.clock, at_once)
        self._epoch: int | None = None
        self._until = 0.0
        self._tasks: dict[asyncio.Task[None], Claimed] = {}
        self._ended: list[tuple[Claimed, Result]] = []
        self._written = (self._pacing.state, self._pacing.reason)
        self._more = False  # rows were left that may leave as soon as there are tokens
        self._rested = 0.0
        self._wake = asyncio.Event()
        self._gathering: asyncio.TimerHandle | None = None
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False

    # ----------------------------------------------------------------------------------- the lease

    async def hold(self) -> bool:
        """Take or renew the lease; whether it is ours. Under a new epoch, what an older one left is found."""
        means, before = self._means, self._means.clock()
        async with means.database.begin() as tx:
            alone = means.alone and self._epoch is None
            taken = await leases.take(tx, self._lease, means.holder, alone=alone)
            if taken is None:
                self._epoch = None
                return False
            if taken[0] != self._epoch:
                await self._recover(tx, taken[0])
            stands = await accounts.state(tx, self._channel.name, self._channel.account)
        if stands != self._written:  # somebody else said so
            self._pacing.state, self._pacing.reason = self._written = stands
        self._epoch, self._until = taken[0], before + leases.SECONDS - MARGIN
        return True

    async def _recover(self, tx: Tx, epoch: int) -> None:
        ours = [one.id for one in self._tasks.values()] + [one.id for one, _ in self._ended]
        name, account = self._channel.name, self._channel.account
        left = await settling.recover(tx, name, account, epoch, ours, self._means.now())
        if left:
            log.warning("dispatch.unknown", channel=name, rows=left)

    @property
    def held(self) -> bool:
        """Whether this process sends for the account now."""
        return self._epoch is not None and self._means.clock() < self._until

    # ------------------------------------------------------------------------------------ the loop

    def kick(self) -> None:
        """Something may have become due."""
        self._wake.set()

    def start(self) -> None:
        """Begin; `hold` comes first."""
        self._loop = asyncio.create_task(self._run())

    async def _run(self) -> None:
        """Until stopped. Whatever goes wrong here is tried again a second later."""
        while not self._stopping:
            self._wake.clear()
            try:
                seconds = await self.step()
            except StorageError as error:
                log.error("dispatch.storage", channel=self._channel.name, error=str(error))
                seconds = IDLE
            except Exception:
                log.exception("dispatch.failed", channel=self._channel.name)
                seconds = IDLE
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), max(seconds, 0.001))

    async def stop(self, seconds: float = LONGEST_STOP) -> None:
        """Let what is under way end, write down how, and let go of the lease."""
        self._stopping = True
        self.kick()
        if self._loop is not None:
            await self._loop
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        async with self._means.database.begin() as tx:
            await self._settle(tx, self._ended)
            if self._epoch is not None:
                await leases.release(tx, self._lease, self._means.holder)
        self._ended, self._epoch = [], None

    async def under_way(self) -> None:
        """Return when no request is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def step(self) -> float:
        """Settle, claim, let go; the seconds after which it is worth coming back."""
        room, patient = self._pacing.room(len(self._tasks)) if self.held else (0, 0)
        if not self._ended and not self._more:
            rest = self._rested - self._means.clock()
            if room and rest > 0:
                return rest
            if not room or not await self._any_due():
                return min(IDLE, self._pacing.wait() or IDLE) if self.held and not room else IDLE
        return min(IDLE, await self._transact(room, patient))

    async def _any_due(self) -> bool:
        """Whether it is worth a transaction. After a look in vain it rests for twice as long as that took.

        Where there is time that is nothing; where all are busy most kicks are for others.
        """
        began = self._means.clock()
        async with self._means.database.read() as tx:
            now = self._means.now()
            due = await outbox.any_due(tx, self._channel.name, self._channel.account, now)
        if not due:
            ended = self._means.clock()
            self._rested = ended + 2 * (ended - began)
        return due

    async def _transact(self, room: int, patient: int) -> float:
        """The seconds after which more may leave. What had ended is kept until it is written."""
        ended = list(self._ended)
        stands = (self._pacing.state, self._pacing.reason)
        async with self._means.database.begin() as tx:
            await self._settle(tx, ended)
            if stands != self._written:
                await accounts.put(tx, self._channel.name, self._channel.account, *stands, self._means.now())
            if self._stopping:  # meanwhile: what has been written down since leaves with another
                room = patient = 0
            self._more = room > 0
            claimed, wait = await self._claim(tx, room, patient)
        del self._ended[: len(ended)]
        for one in claimed:
            self._let_go(one)
        if stands != self._written:
            self._written = stands
            await self._tell(*stands)
        return wait()

    async def _settle(self, tx: Tx, ended: list[tuple[Claimed, Result]]) -> None:
        now, passes = self._means.now(), self._pacing.others_pass
        outcomes = [after(one, result, now, passes) for one, result in ended]
        await settling.settle(tx, outcomes, now)
        if not self._channel.capabilities.buttons:
            told = zip(ended, outcomes, strict=True)
            await settling.offer(tx, [one for (claimed, result), one in told if offers(claimed, result)])

    async def _tell(self, state: str, reason: str) -> None:
        log.warning("dispatch.account", channel=self._channel.name, state=state, reason=reason)
        if self._means.told is not None:
            await self._means.told(self._channel.name, self._channel.account, state, reason)

    # ------------------------------------------------------------------------------------- claiming

    async def _claim(self, tx: Tx, room: int, patient: int) -> tuple[list[Claimed], Callable[[], float]]:
        """What leaves now, the urgent first; and how long to wait then, to be asked when it has left.

        `patient` of the tokens are for anybody, the rest for what is not a campaign. Where as many rows were
        found as asked for, more may wait; where one was skipped, the next of its address.
        """
        pacing, day = self._pacing, self._means.daytime(self._means.now())
        claimed: list[Claimed] = []
        skipped = 0
        if day and patient > 0:
            claimed, skipped = await self._take(tx, patient, CAMPAIGN)
            if len(claimed) + skipped < patient:
                return claimed, pacing.wait if skipped else self._nothing_waits
        if not any(one.priority == CAMPAIGN for one in claimed):
            asked = room - len(claimed) - skipped
            urgent, dropped = await self._take(tx, asked, REMINDER if day else NOTICE)
            claimed += urgent
            if dropped or len(urgent) >= asked:
                return claimed, pacing.wait
        return claimed, pacing.wait_patiently if day else self._nothing_waits

    def _nothing_waits(self) -> float:
        self._more = False
        return self._pacing.wait_for_chats()

    async def _take(self, tx: Tx, most: int, lowest: int) -> tuple[list[Claimed], int]:
        if most <= 0 or self._epoch is None:
            return [], 0
        claim = Claim(
            channel=self._channel.name,
            account=self._channel.account,
            lease=self._lease,
            holder=self._means.holder,
            epoch=self._epoch,
            now=self._means.now(),
            most=most,
            capabilities=self._channel.capabilities,
            lowest=lowest,
            closed=self._pacing.closed(),
            paused=self._means.paused(),
        )
        return await outbox.take(tx, self._means.sealer, claim, self._means.place)

    # -------------------------------------------------------------------------------------- sending

    def _let_go(self, claimed: Claimed) -> None:
        self._pacing.spend(claimed)
        task = asyncio.create_task(self._send(claimed))
        self._tasks[task] = claimed
        task.add_done_callback(self._has_ended)

    def _has_ended(self, task: asyncio.Task[None]) -> None:
        """What ends within a few milliseconds is written down together."""
        del self._tasks[task]
        if self._gathering is None:
            self._gathering = asyncio.get_running_loop().call_later(GATHER, self._gathered)

    def _gathered(self) -> None:
        self._gathering = None
        self._wake.set()

    async def _send(self, claimed: Claimed) -> None:
        result = await self._attempt(claimed)
        self._pacing.learn(claimed, result)
        self._ended.append((claimed, result))

    async def _attempt(self, claimed: Claimed) -> Result:
        """How it went; None when it did not leave."""
        if claimed.delivery is None or not self.held:
            return None
        try:
            async with asyncio.timeout(LONGEST_SEND):
                return await self._channel.send(claimed.delivery)
        except TimeoutError:
            return SendFailure(Failure.UNKNOWN, detail="no end")
        except StorageError as error:  # a channel that writes here, once per delivery: it was not written
            return SendFailure(Failure.NOT_SENT, detail=type(error).__name__, after=1)
        except Exception as error:
            # A channel raises for nothing that a provider does, so this is ours. Its text may name a person.
            log.error("dispatch.raised", channel=self._channel.name, error=type(error).__name__)
            return Raised()
