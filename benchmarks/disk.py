"""How much of the disk a person takes, and a message, for as long as each is kept: on a file database.

A thousand people register, then each asks for the menu twenty times. Then the time passes after which
payloads, what was said, and the keys against repetition go. Sizes are those of a copy without gaps.

Nothing waits for these bars. They say what docs/scale.md says, and whether it is still so.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import uvloop
from sqlalchemy import update

from benchmarks.growth import update as written
from benchmarks.harness import Bar, Figures, asked, judge
from benchmarks.ours import Ours, opened
from benchmarks.registrants import FIRST, STEPS, updates
from bot.actions.purge import purge_rows
from bot.storage.purging import DEDUPE, PAYLOADS, SENT
from bot.storage.schema import outgoing

MENU = "قائمة"
DAY = timedelta(days=1)


def size(path: Path) -> int:
    """Bytes of a copy without gaps."""
    copy = path.with_suffix(".copy")
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    return copy.stat().st_size


async def feed(ours: Ours, raw: Sequence[bytes]) -> None:
    left = iter(raw)

    async def work() -> None:
        for one in left:
            await ours.take(one)

    await asyncio.gather(*(work() for _ in range(ours.at_once)))


async def measured(people: int, menus: int) -> Figures:
    """Bytes, by what they are for."""
    with tempfile.TemporaryDirectory(prefix="tamasuk-bench-") as folder:
        path, numbers = Path(folder) / "disk.db", count(2_000_000_000)
        async with opened(f"sqlite:///{path}") as ours:
            empty = size(path)
            await feed(ours, updates(people))
            for _ in range(menus):
                await feed(ours, [written(next(numbers), str(FIRST + one), MENU) for one in range(people)])
            async with ours.store.database.begin() as tx:
                await tx.execute(update(outgoing).values(state="sent", sent_at=ours.store.now()))
            sizes = [size(path)]
            for kept in (PAYLOADS, SENT, DEDUPE):
                await purge_rows(ours.store.database, ours.store.now() + kept + DAY)
                sizes.append(size(path))
    turns, last = people * (STEPS + menus), sizes[-1]
    new, middle, old = ((one - last) / turns for one in sizes[:-1])
    return {
        "a person, bytes": (last - empty) / people,
        "a message and its reply, 14 days, bytes": new,
        "until 90 days, bytes": middle,
        "until 400 days, bytes": old,
    }


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    people, menus = wanted.size("people", 1_000, 200), wanted.size("menus", 20, 20)
    return judge(
        wanted,
        [lambda: uvloop.run(measured(people, menus))],
        [
            Bar("disk.person", lambda figures: figures["a person, bytes"], "<=", 4_000),
            Bar("disk.new", lambda figures: figures["a message and its reply, 14 days, bytes"], "<=", 4_000),
            Bar("disk.middle", lambda figures: figures["until 90 days, bytes"], "<=", 3_000),
            Bar("disk.old", lambda figures: figures["until 400 days, bytes"], "<=", 250),
        ],
        rounds=1,
    )


if __name__ == "__main__":
    sys.exit(main())
