"""Buttons and lists: one object for each shape in each language, made once, in the background.

They hold no words, so neither a published form nor a text that is corrected needs another one. Until one is
there, and where none can be had, questions are numbered text.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.core.channel import SendFailure
from bot.core.templates import APPROVED, Approval, Pushed
from bot.storage import contents
from bot.storage.database import Database

log = structlog.get_logger(__name__)

Drawn = tuple[str, str, Mapping[str, Any], Mapping[str, str]]
"""Its name, its language, its types, and a sample for each variable."""


class Maker(Protocol):
    """Where objects are made (`bot.handlers.whatsapp.content.Contents`)."""

    def create(
        self, title: str, language: str, types: Mapping[str, Any], variables: Mapping[str, str]
    ) -> Awaitable[str | SendFailure]: ...


async def make_shapes(
    database: Database, maker: Maker, account: str, wanted: Iterable[Drawn], now: Callable[[], datetime]
) -> int:
    """Make those that are not there; how many. The first that is refused ends it, until the next time."""
    async with database.read() as tx:
        there = {(one.name, one.language) for one in await contents.of(tx, account)}
    count = 0
    for name, language, types, samples in wanted:
        if (name, language) in there:
            continue
        sid = await maker.create(f"tamasuk_{name}_{language}", language, types, samples)
        if isinstance(sid, SendFailure):
            log.warning("whatsapp.shapes", failure=sid.failure.value, code=sid.code)
            break
        async with database.begin() as tx:
            await contents.put(tx, account, Pushed(name, language, "", "", sid, Approval(APPROVED)), now())
        count += 1
    return count


async def known(database: Database, account: str) -> Mapping[tuple[str, str], str]:
    """The ids of what may be sent, by name and language."""
    async with database.read() as tx:
        found = await contents.of(tx, account)
    return {(one.name, one.language): one.sid for one in found if one.usable}
