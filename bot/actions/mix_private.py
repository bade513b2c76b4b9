"""Private answers leave the intake in shuffled lots of at least five, or after a day.

Until then each is one sealed row that no page and no export reads; afterwards neither key, order nor time
says when, or after whom, it was given. One transaction moves a whole lot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import SystemRandom
from typing import Any
from zoneinfo import ZoneInfo

from bot.storage import private_answers
from bot.storage.database import DECISIONS, Database
from bot.storage.ids import Ids
from bot.storage.sealed import Sealer

LOT = 5
LONGEST = timedelta(days=1)


async def mix_private(
    database: Database, sealer: Sealer, ids: Ids, now: Callable[[], datetime], zone: str
) -> int:
    """Move what may be moved; how many rows."""
    today = now().astimezone(ZoneInfo(zone)).date()
    async with database.begin(DECISIONS) as tx:
        waiting = await private_answers.intake(tx, sealer)
        moving = _due(waiting, today)
        SystemRandom().shuffle(moving)
        for old, row in moving:
            await private_answers.move(tx, sealer, old, ids.random(), row)
    if moving or database.shared:
        await database.tidy()  # else the journal would still say which came with whose turn
    return len(moving)


def _due(waiting: list[tuple[str, dict[str, Any]]], today: date) -> list[tuple[str, dict[str, Any]]]:
    """Lots are of one form and wave; the oldest day decides whether a small one has waited long enough."""
    lots: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for id_, row in waiting:
        lots[row["form"], row["wave"]].append((id_, row))
    due = []
    for lot in lots.values():
        oldest = min(date.fromisoformat(row["day"]) for _, row in lot)
        if len(lot) >= LOT or today - oldest > LONGEST:
            due += lot
    return due
