"""Bringing media to another place, while people go on using them: nothing is removed where they are.

What arrives meanwhile stays behind, so it is done once while the server runs, which may take long, and once
more after it was stopped, which does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.media.objects import KEPT, PREVIEWS, STAGED, Missing, Objects, named

AT_ONCE = 4
"""Each is held in memory, and may be 50 MB."""


@dataclass
class Copied:
    """How many went, and how many were there before. `damaged`: the bytes are not those of the name."""

    went: int = 0
    there: int = 0
    bytes: int = 0
    damaged: list[str] = field(default_factory=list)


async def copy_media(
    source: Objects, target: Objects, told: Callable[[int], None] = lambda _: None
) -> Copied:
    """Copy what is not there yet; `told` how many were looked at.

    Unreachable at the first that cannot be read or written: what has gone by then need not go again.
    """
    done = Copied()
    for place in (KEPT, PREVIEWS, STAGED):
        async for page in source.names(place):
            for at in range(0, len(page), AT_ONCE):
                async with asyncio.TaskGroup() as group:
                    for name, _ in page[at : at + AT_ONCE]:
                        group.create_task(_one(source, target, place, name, done))
                told(done.went + done.there + len(done.damaged))
    return done


async def _one(source: Objects, target: Objects, place: str, name: str, done: Copied) -> None:
    try:
        await target.size(place, name)
    except Missing:
        pass
    else:
        done.there += 1
        return
    try:
        data = await source.get(place, name)
    except Missing:  # purged meanwhile
        return
    if place == KEPT and named(data) != name:
        done.damaged.append(name)
        return
    await target.put_as(place, name, data)
    done.went += 1
    done.bytes += len(data)
