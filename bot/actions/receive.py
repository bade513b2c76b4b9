"""The way in: deliveries wait in a queue, are taken in batches, and are acknowledged when committed.

What arrives while a batch commits is the next batch, without any timer, so a lone message waits for nothing:
64 inputs at most, in a rush up to 128 (`bot.actions.lanes`). Batches of deliveries follow one another in a
relay (`bot.actions.relay`), on a server in three lanes.
`receive` returns when everything it was given is on the disk, and raises when storage cannot take it; then
nothing was acknowledged and the provider delivers again. A turn that raises undoes its batch; its inputs run
again one by one, and the one that raises alone is recorded and answered with an apology. Losing a race (a
unique key, another version of a row) means running again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog

from bot.actions.arrivals import Arrival, Entry, Inward, Unit
from bot.actions.converse import World, converse
from bot.actions.failing import TurnFailed
from bot.actions.lanes import Lane, Waiting
from bot.actions.relay import Relay
from bot.core.channel import Inbound
from bot.core.conversation import Found
from bot.storage.errors import Conflict, Refused, Stale, StorageError, Unavailable
from bot.storage.keys import address_hash, delivery_hash

log = structlog.get_logger(__name__)

BATCH = 128
LANES = 3
WAITING = 8192
RACES = 3
# What storage says of our rows, and not of the disk: running again one by one tells whose it is.
_OURS = (Conflict, Stale, Refused)
_REMINDERS = frozenset({"nudge", "remind"})
_REMINDER = 2


class Intake:
    """Everything that has a turn comes through here.

    `committed` is called after each batch, with whether there may be errands to carry out.
    """

    def __init__(
        self,
        world: World,
        committed: Callable[[bool], None] = lambda errands: None,
        batch: int = BATCH,
        measured: Callable[[int], None] = lambda inputs: None,
    ) -> None:
        """`batch`: how many inputs one transaction takes at most. `measured` is told how many it took."""
        self._world = world
        self._committed = committed
        self._measured = measured
        self._waiting = Waiting(batch, LANES if world.database.shared else 1)
        self._workers: dict[Lane, asyncio.Task[None]] = {}
        self._closed = False

    async def receive(self, deliveries: Sequence[Inbound]) -> None:
        """Returns when all of them are committed; Unavailable (or another StorageError) when one is not."""
        self._room(len(deliveries))
        if len(deliveries) != 1:
            await self._wait([self._arrival(one) for one in deliveries])
            return
        arrival = self._arrival(deliveries[0])
        self._waiting.add(arrival)
        self._start()
        await arrival.done

    async def tell(self, person: str, key: str, found: Found) -> None:
        """Let a person's conversation go on with the result in the errands' row of that key, once."""
        await self._wait([Inward(person, found, key=key, done=_future())])

    async def wake(self, person: str, what: str) -> None:
        """Let a waking that is due have its turn; one that was cancelled meanwhile does nothing."""
        priority = _REMINDER if what.partition(":")[0] in _REMINDERS else 0
        await self._wait([Inward(person, what=what, priority=priority, done=_future())])

    async def close(self) -> None:
        """Take nothing more in, and finish what waits."""
        self._closed = True
        while self._workers:
            await asyncio.wait(self._workers.values())

    # ---------------------------------------------------------------------------------- the queue

    def _room(self, more: int) -> None:
        if self._closed or len(self._waiting) + more > WAITING:
            raise Unavailable("stopping" if self._closed else "too much waits already")

    def _arrival(self, inbound: Inbound) -> Arrival:
        sealer = self._world.sealer
        keys = (inbound.address, *inbound.also)
        hashes = tuple([address_hash(sealer, inbound.channel, key) for key in keys])
        return Arrival(inbound, delivery_hash(sealer, inbound), hashes, _future())

    async def _wait(self, given: Sequence[Entry]) -> None:
        """Queue these and wait for all of them, so that none is acknowledged before another failed."""
        futures = [entry.done for entry in given if entry.done is not None]
        for entry in given:
            self._waiting.add(entry)
        self._start()
        if len(futures) > 1:
            await asyncio.wait(futures)
        for future in futures:
            await future

    def _start(self) -> None:
        """One more lane takes what it may, if there may be one more."""
        lane = self._waiting.open()
        if lane is not None:
            self._workers[lane] = asyncio.create_task(self._work(lane))

    async def _work(self, lane: Lane) -> None:
        try:
            while batch := self._waiting.take(lane):
                if self._waiting:
                    self._start()
                await self._carry(lane, batch)
                lane.let_go()
        finally:
            self._waiting.close(lane)
            del self._workers[lane]

    async def _carry(self, lane: Lane, batch: list[Unit]) -> None:
        if not lane.alone:
            batch = await self._relay(lane, batch)
        if not batch:
            return
        try:
            back = await self._take(batch)
        except Exception as error:
            _refuse(batch, error)
        else:
            self._done(batch, back, errands=True)

    async def _relay(self, lane: Lane, batch: list[Unit]) -> list[Unit]:
        """Take these and what follows them; the batch that is to be taken by itself, because it failed."""
        relay = Relay(self._world, batch, lambda: self._waiting.deliveries(lane), self._done)
        try:
            await relay.run()
        except Exception as error:
            if _of_the_disk(error):
                _refuse(relay.running, error)
                relay.running = []
        self._waiting.put_back(relay.waiting)
        return relay.running

    def _done(self, batch: Sequence[Unit], back: Sequence[Unit], errands: bool) -> None:
        """A batch is on the disk: those who delivered it may go on, and what goes back is next."""
        _settle(batch, back)
        self._waiting.put_back(back)
        self._measured(len(batch))
        self._committed(errands)

    # ---------------------------------------------------------------------------------- a batch

    async def _take(self, batch: Sequence[Unit]) -> list[Unit]:
        """Take a batch together, or else one by one; what goes back to the head of the queue."""
        try:
            back = await self._race(batch)
        except Exception as error:
            if _of_the_disk(error):
                raise
            if len(batch) == 1:
                return await self._give_up(batch[0], error)
            return [again for unit in batch for again in await self._alone(unit)]
        _settle(batch, back)
        return back

    async def _alone(self, unit: Unit) -> list[Unit]:
        """One input of a batch that failed: whatever storage says of it concerns nobody else."""
        try:
            return await self._take([unit])
        except StorageError as error:
            unit.settle(error)
            return []

    async def _race(self, batch: Sequence[Unit], failed: TurnFailed | None = None) -> list[Unit]:
        """Somebody was first: run again on what is there now."""
        for _ in range(RACES - 1):
            try:
                return await converse(self._world, batch, failed)
            except (Conflict, Stale):
                continue
        return await converse(self._world, batch, failed)

    async def _give_up(self, unit: Unit, error: Exception) -> list[Unit]:
        """It raises alone, too: record it, apologise, and let the person go on."""
        failed = error if isinstance(error, TurnFailed) else TurnFailed(unit)
        if failed is not error:
            failed.__cause__ = error
        log.error("turn.failed", error=failed.kind, hushed=failed.hushed)
        back = await self._race([unit], failed)
        unit.settle()
        return back


def _of_the_disk(error: Exception) -> bool:
    return isinstance(error, StorageError) and not isinstance(error, _OURS)


def _refuse(batch: Sequence[Unit], error: Exception) -> None:
    """None of it is on the disk, so none of it is acknowledged."""
    log.error("batch.refused", error=type(error).__name__, inputs=len(batch))
    for unit in batch:
        unit.settle(error)


def _settle(batch: Sequence[Unit], back: Sequence[Unit]) -> None:
    """Let those go on whose deliveries are on the disk."""
    returned = {id(unit) for unit in back}
    for unit in batch:
        if id(unit) not in returned:
            unit.settle()


def _future() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()
