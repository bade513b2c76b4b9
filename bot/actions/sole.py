"""Doing something in one process at a time: under a lease that is renewed while it is done."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from bot.storage import leases
from bot.storage.database import Database
from bot.storage.errors import StorageError

T = TypeVar("T")

RENEW = 2.0
AGAIN = 0.25


class Elsewhere(Exception):
    """Another process does it now."""


async def sole(
    database: Database,
    name: str,
    work: Callable[[], Coroutine[Any, Any, T]],
    patience: float = 0.0,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> T:
    """Do it, unless another process does; then Elsewhere, after so many seconds of patience.

    Who loses the lease in the middle is cancelled: another may have begun.
    """
    holder = secrets.token_hex(8)
    waited = 0.0
    while not await _taken(database, name, holder):
        if waited >= patience:
            raise Elsewhere(name)
        await sleep(AGAIN)
        waited += AGAIN
    doing = asyncio.create_task(work())
    holding = asyncio.create_task(_hold(database, name, holder))
    try:
        await asyncio.wait({doing, holding}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise Elsewhere(name)
        return doing.result()
    finally:
        for task in (doing, holding):
            task.cancel()
        await asyncio.gather(doing, holding, return_exceptions=True)
        with suppress(StorageError):
            async with database.begin() as tx:
                await leases.release(tx, name, holder)


async def _hold(database: Database, name: str, holder: str) -> None:
    """Until it is lost."""
    while True:
        await asyncio.sleep(RENEW)
        with suppress(StorageError):  # it lapses by itself, and the next look tells
            if not await _taken(database, name, holder):
                return


async def _taken(database: Database, name: str, holder: str) -> bool:
    async with database.begin() as tx:
        return await leases.take(tx, name, holder) is not None
