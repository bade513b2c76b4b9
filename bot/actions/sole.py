"""Doing something once, in one process at a time: under a lease that is renewed while it is done."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.actions.shift import Shift
from bot.storage.database import Database

T = TypeVar("T")

AGAIN = 0.25


class Elsewhere(Exception):
    """Another process does it now."""


async def sole(database: Database, name: str, work: Callable[[], Awaitable[T]], patience: float = 0.0) -> T:
    """Do it, unless another process does; then Elsewhere, after so many seconds of patience.

    Who loses the lease in the middle is cut off, for another may have begun; and begins again when it can.
    """
    shift = Shift(database, name, secrets.token_hex(8), time.monotonic)
    done: list[T] = []

    async def once() -> None:
        done.append(await work())

    await shift.start()
    try:
        until = time.monotonic() + patience
        while not shift.held:
            if time.monotonic() >= until:
                raise Elsewhere(name)
            await asyncio.sleep(AGAIN)
        await shift.work(once)
    finally:
        await shift.stop()
    return done[0]
