"""Batches that follow one another: while one is on its way to the disk, the next is answered already.

The next is read after the one before was written and before that is committed, so it counts on it: when the
commit fails, both are undone, and nothing of either was acknowledged. A relay ends with the first thing that
does not go well; whoever started it takes the batch that failed by itself, and the one that waited again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.actions.arrivals import Unit
from bot.actions.converse import Conversing, World, conversed, wanted
from bot.storage import batch as batches
from bot.storage.database import Turns

Following = Callable[[], list[Unit]]
"""The next batch; empty when there is none that may follow."""
Settled = Callable[[Sequence[Unit], Sequence[Unit], bool], None]
"""Called with a batch that is on the disk, what of it goes back to the queue, and whether it left errands."""


class Relay:
    """`running` is the batch that an error is about, `waiting` one that nothing was done for yet."""

    def __init__(self, world: World, first: list[Unit], following: Following, settled: Settled) -> None:
        self._world = world
        self._following = following
        self._settled = settled
        self._leaving: list[Unit] = []
        self._errands = False  # whether what leaves has some
        self.running = first
        self.waiting: list[Unit] = []

    async def run(self) -> None:
        """Until nothing follows. Raises what went wrong, when it is known which batch it is about."""
        async with self._world.database.turns() as turns:
            try:
                last = await self._run(turns)
            except Exception:
                await self._committed(turns)
                raise
        done, self.running = self.running, []
        self._settled(done, last.back, last.ledger.errands)

    async def _run(self, turns: Turns) -> Conversing:
        """The last batch."""
        now = self._world.clock()
        batch = await batches.read(turns, self._world.sealer, wanted(self.running, now))
        while True:
            conversing = await conversed(self._world, turns, self.running, batch, now)
            await self._committed(turns)
            writes = conversing.ledger.writes()
            if not conversing.back and turns.goes_on():
                await _read()
                self.waiting = self._following()
            if not self.waiting:
                await turns.finish(writes)
                return conversing
            now = self._world.clock()
            asked = batches.calls(wanted(self.waiting, now), turns.locks)
            rows = await turns.hand_over(writes, asked)
            self._leaving, self.running, self.waiting = self.running, self.waiting, []
            self._errands = conversing.ledger.errands
            del conversing, batch, writes  # the next batch finds their memory still near
            batch = batches.made(self._world.sealer, asked, rows)

    async def _committed(self, turns: Turns) -> None:
        """The batch before is on the disk; or it is the one that failed, and what counted on it waits."""
        leaving, self._leaving = self._leaving, []
        if not leaving:
            return
        try:
            await turns.committed()
        except Exception:
            self.running, self.waiting = leaving, [*self.running, *self.waiting]
            raise
        self._settled(leaving, (), self._errands)
        await asyncio.sleep(0)  # whoever waited for it may hand in what comes next


async def _read() -> None:
    """What has come meanwhile is read from its connections, and then handed in."""
    for _ in range(2):
        await asyncio.sleep(0)
