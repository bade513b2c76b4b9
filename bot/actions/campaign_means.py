"""What launching and posting campaigns need of the program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions.terms import Terms
from bot.core.programme import Book
from bot.storage.database import Database
from bot.storage.ids import Ids
from bot.storage.sealed import Sealer


@dataclass(frozen=True, slots=True)
class Means:
    """`book`: the one of a generation. `rates`: by channel, how many messages leave in a second.

    `kick`: something was queued. `terms`: those of WhatsApp, where it is connected.
    """

    database: Database
    sealer: Sealer
    book: Callable[[int], Awaitable[Book]]
    now: Callable[[], datetime]
    ids: Ids
    rates: Mapping[str, float]
    kick: Callable[[], None]
    terms: Terms | None = None
