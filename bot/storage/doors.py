"""What both databases offer, and what a batch of turns holds while it is under way.

`bot.storage.sqlite` and `bot.storage.postgres` are the two; `bot.storage.database` chooses by address.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.binder import Row, Statement, Write

# What the other rings call a transaction. Only storage may ask it anything.
Tx = AsyncConnection

DECISIONS = "decisions"
"""Under this name goes whatever changes roles, reports or addresses by what it has read of them."""

Heard = Callable[[str], None]
"""Called with what another process has announced."""


class Turns(ABC):
    """A transaction of the hot path.

    `core` is the same one, for whoever needs it once in a while (a look-up). `locks`: several processes
    write, so a batch locks what it is about. `ended`: nothing is under way in it. `commits`: how many it
    has made.
    """

    __slots__ = ("commits", "core", "ended")

    locks = False

    def __init__(self, core: AsyncConnection) -> None:
        self.core = core
        self.ended = False
        self.commits = 0

    @abstractmethod
    async def run(self, *calls: tuple[Statement, dict[str, Any]]) -> list[list[Row]]:
        """The rows of each statement, in order."""

    @abstractmethod
    async def write(self, writes: Sequence[Write]) -> None:
        """Write without committing, so that a look-up in this transaction sees it."""

    @abstractmethod
    async def finish(self, writes: Sequence[Write]) -> None:
        """Write everything and commit. Stale when a row was not as it was read; then nothing is written."""

    def goes_on(self) -> bool:
        """Whether another batch may follow at once, read before this one is committed (`hand_over`)."""
        return False

    async def hand_over(
        self, writes: Sequence[Write], calls: Sequence[tuple[Statement, dict[str, Any]]]
    ) -> list[list[Row]]:
        """Write everything, begin to commit, and return meanwhile what these find: rows of the next batch.

        Stale as of `finish`. Until `committed` has returned, nothing of what was written may be believed.
        """
        raise NotImplementedError

    async def committed(self) -> None:
        """What was handed over is on the disk; raises when it is not, and then nothing after it may be."""
        raise NotImplementedError


class Doors(ABC):
    """An open database, before its errors are translated."""

    shared = False
    """Whether several processes may serve it."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What a message calls it; never a password."""

    @abstractmethod
    async def open(self) -> None: ...

    @abstractmethod
    async def close(self) -> None: ...

    @abstractmethod
    def turns(self) -> AbstractAsyncContextManager[Turns]: ...

    @abstractmethod
    def begin(self, alone: str) -> AbstractAsyncContextManager[Tx]: ...

    @abstractmethod
    def read(self) -> AbstractAsyncContextManager[Tx]: ...

    @abstractmethod
    async def tidy(self) -> None: ...

    @abstractmethod
    async def listen(self, heard: Heard) -> None:
        """Hear from now on what other processes announce."""

    @abstractmethod
    def announce(self, what: str) -> None:
        """Let the other processes know, soon, without waiting and without a promise."""
