"""Who may write next. Everything that writes shares one connection, so everything waits here.

Turns go first: a person waits for them. The rest keeps its writes short (300 rows or 5 ms, then leaves
and comes back) and is let in after a few turns in a row, so that under steady load the outbox and the
errands still move.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TURNS_IN_A_ROW = 4


class Gate:
    """A lock with two queues."""

    def __init__(self) -> None:
        self._held = False
        self._row = 0
        self._turns: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold the connection for a batch of turns."""
        await self._enter(self._turns)
        try:
            yield
        finally:
            self._row += 1
            self._leave()

    def again(self) -> bool:
        """Whether who holds it for a batch may hold it for one more: nobody else has waited long enough."""
        self._row += 1
        return self._row < TURNS_IN_A_ROW or not self._others

    @asynccontextmanager
    async def other(self) -> AsyncIterator[None]:
        """Hold the connection for anything else."""
        await self._enter(self._others)
        try:
            yield
        finally:
            self._row = 0
            self._leave()

    async def _enter(self, queue: deque[asyncio.Future[None]]) -> None:
        if not self._held:
            self._held = True
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        """Hand over to the next one that still waits."""
        for queue in self._order():
            while queue:
                waiting = queue.popleft()
                if not waiting.done():
                    waiting.set_result(None)
                    return
        self._held = False

    def _order(self) -> tuple[deque[asyncio.Future[None]], ...]:
        if self._row >= TURNS_IN_A_ROW:
            return self._others, self._turns
        return self._turns, self._others
