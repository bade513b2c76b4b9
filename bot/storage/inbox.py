"""What has arrived, by its dedupe key."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.storage.database import Tx
from bot.storage.schema import inbox

_CHUNK = 300


async def arrived(tx: Tx, dedupes: Sequence[bytes]) -> set[bytes]:
    """Which of these deliveries the inbox has."""
    found: set[bytes] = set()
    for at in range(0, len(dedupes), _CHUNK):
        wanted = select(inbox.c.dedupe).where(inbox.c.dedupe.in_(dedupes[at : at + _CHUNK]))
        found |= {row.dedupe for row in await tx.execute(wanted)}
    return found
