"""What the web chat's page is served from: its lines, and who waits for new ones.

Every process streams from the table. Whoever writes a line wakes the streams of its own process at
once, and announces it to the others; behind that every stream looks each second.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.core.channel import AddressKey
from bot.storage import webchat
from bot.storage.database import Database
from bot.storage.errors import Unavailable
from bot.storage.keys import address_hash
from bot.storage.sealed import Sealer

LINE = "line "
"""What is announced of a line begins with this; the browser's mark follows."""


class WebLines:
    """The lines of all browsers."""

    def __init__(self, database: Database, sealer: Sealer, now: Callable[[], datetime]) -> None:
        self._database, self._sealer, self._now = database, sealer, now
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def append(self, to: AddressKey, delivery: str, event: bytes, replaces: Sequence[int]) -> int:
        """Write a line and wake who waits for it; its number."""
        async with self._database.begin(f"line {to.value}") as tx:
            address = await webchat.address_of(tx, self._sealer, to)
            if address is None:
                raise Unavailable("this browser has been forgotten")
            number = await webchat.append(tx, self._sealer, address, delivery, event, replaces, self._now())
        mark = self._mark(to)
        self.heard(mark)
        self._database.announce(f"{LINE}{mark}")
        return number

    def heard(self, mark: str) -> None:
        """There is a new line for a browser: wake the streams that wait for it."""
        for waiting in self._waiting.get(mark, ()):
            waiting.set()

    def _mark(self, address: AddressKey) -> str:
        """What says which browser it is to those who know it, and nothing to anybody else."""
        return address_hash(self._sealer, webchat.CHANNEL, address).hex()[:16]

    async def history(self, address: AddressKey, after: int) -> Sequence[tuple[int, bytes, str]]:
        """(number, event, when) of the lines after a number."""
        async with self._database.read() as tx:
            known = await webchat.address_of(tx, self._sealer, address)
            found = await webchat.lines(tx, self._sealer, known, after) if known else ()
        return [(number, event, at.isoformat()) for number, event, at in found]

    async def wait(self, address: AddressKey) -> None:
        """Returns when there may be something new for a browser."""
        event, mark = asyncio.Event(), self._mark(address)
        self._waiting[mark].add(event)
        try:
            await event.wait()
        finally:
            self._waiting[mark].discard(event)
            if not self._waiting[mark]:
                del self._waiting[mark]

    async def seen(self, address: AddressKey, number: int) -> None:
        """The browser has shown everything up to a number: private lines lose their words."""
        async with self._database.read() as tx:
            known = await webchat.address_of(tx, self._sealer, address)
        if known is not None:
            async with self._database.begin() as tx:
                await webchat.seen(tx, known, number)
