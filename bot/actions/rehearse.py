"""A rehearsal: turns that are taken as in earnest, and never committed.

After an upgrade they show whether what is stored is still understood. Nobody hears of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from typing_extensions import override

from bot.actions.arrivals import Arrival, Heard, Inward, Unit
from bot.actions.converse import World, converse
from bot.actions.failing import TurnFailed
from bot.core.channel import AddressKey, Inbound
from bot.core.conversation import Said
from bot.storage.backups import contents as inside
from bot.storage.binder import Row, Statement, Write
from bot.storage.database import Database, Turns
from bot.storage.keys import address_hash, delivery_hash

MOST = 20
_WHERE_WAS_I = "؟"
_NOBODY = AddressKey("chat", "rehearsal")


class _Uncommitted(Turns):
    """Finishes by writing; what was not committed is undone."""

    def __init__(self, inner: Turns) -> None:
        super().__init__(inner.core)
        self._inner = inner
        self.locks = inner.locks

    @override
    async def run(self, *calls: tuple[Statement, dict[str, Any]]) -> list[list[Row]]:
        return await self._inner.run(*calls)

    @override
    async def write(self, writes: Sequence[Write]) -> None:
        await self._inner.write(writes)

    @override
    async def finish(self, writes: Sequence[Write]) -> None:
        await self._inner.write(writes)


class _Stage(Database):
    """A database as turns see it."""

    def __init__(self, inner: Database) -> None:
        super().__init__(inner.url)
        self._inner = inner

    @override
    @asynccontextmanager
    async def turns(self) -> AsyncIterator[Turns]:
        async with self._inner.turns() as turns:
            yield _Uncommitted(turns)


async def rehearse(world: World) -> str:
    """Somebody new writes, and those who wrote last ask where they were; '' or what went wrong.

    One of them whose row is damaged is their own trouble, and not the upgrade's.
    """
    staged = replace(world, database=_Stage(world.database))
    newcomer = await _turn(staged, _newcomer(world))
    if newcomer:
        return newcomer
    async with world.database.read() as tx:
        known = await inside.talking(tx, MOST)
    wrong = [said for one in known if (said := await _turn(staged, Inward(one, Said(_WHERE_WAS_I))))]
    return wrong[0] if len(wrong) * 2 > len(known) else ""


async def _turn(world: World, unit: Unit) -> str:
    try:
        await converse(world, [unit])
    except TurnFailed as failed:
        return failed.kind
    return ""


def _newcomer(world: World) -> Heard:
    inbound = Inbound("telegram", "rehearsal", "1", _NOBODY, world.clock(), "said", text="مرحبا")
    hashes = (address_hash(world.sealer, inbound.channel, _NOBODY),)
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    return Heard([Arrival(inbound, delivery_hash(world.sealer, inbound), hashes, done)])
