"""After an outage: what a provider took for us and could not deliver is read from its list.

The cursor moves only after everything found is committed, and the next reading begins a little before
it, because lists lag behind. What the inbox has is not read twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.core.channel import AddressKey, Inbound, Receive, SendFailure
from bot.storage import cursors, inbox
from bot.storage.database import Database
from bot.storage.keys import delivery_hash
from bot.storage.sealed import Sealer

CURSOR = "reconciled"
AGAIN = timedelta(minutes=10)
FIRST = timedelta(hours=1)
LONGEST = timedelta(days=7)
AT_ONCE = 64

Unseen = Callable[[Sequence[str]], Awaitable[Collection[str]]]

log = structlog.get_logger(__name__)


class Listing(Protocol):
    """A channel account whose provider lists what it took lately."""

    name: str
    account: str

    def recent(self, since: datetime, unseen: Unseen) -> Awaitable[tuple[Inbound, ...] | SendFailure]: ...


async def reconcile(
    database: Database, sealer: Sealer, listing: Listing, receive: Receive, now: Callable[[], datetime]
) -> int:
    """Take in what was missed since the last time; how many messages."""
    started = now()

    async def unseen(ids: Sequence[str]) -> Collection[str]:
        hashes = {_dedupe(sealer, listing, one, started): one for one in ids}
        async with database.read() as tx:
            known = await inbox.arrived(tx, list(hashes))
        return [one for hash_, one in hashes.items() if hash_ not in known]

    async with database.read() as tx:
        before = await cursors.get(tx, listing.name, listing.account, CURSOR)
    since = datetime.fromisoformat(before) - AGAIN if before else started - FIRST
    found = await listing.recent(max(since, started - LONGEST), unseen)
    if isinstance(found, SendFailure):
        log.warning("reconcile.failed", channel=listing.name, failure=found.failure.value, code=found.code)
        return 0
    for at in range(0, len(found), AT_ONCE):
        await receive(found[at : at + AT_ONCE])
    async with database.begin() as tx:
        await cursors.put(tx, listing.name, listing.account, CURSOR, started.isoformat())
    if found:
        log.warning("reconcile.missed", channel=listing.name, messages=len(found))
    return len(found)


def _dedupe(sealer: Sealer, listing: Listing, update: str, now: datetime) -> bytes:
    """The key under which the inbox has a delivery; nothing else of it counts."""
    return delivery_hash(
        sealer, Inbound(listing.name, listing.account, update, AddressKey("", ""), now, "said")
    )
