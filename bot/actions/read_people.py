"""Reading a list of people that somebody sent or named, in a process of its own (`people_process`)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.read_workbook import read_apart
from bot.storage import codecs

MOST_BYTES = 20_000_000
MOST_ROWS = 20_000


@dataclass(frozen=True)
class List:
    """A list as it was read. `rows`: number in the file and cells. `more`: there are more than are read.

    `form`: it is one, and no list. `unread`: it cannot be read at all.
    """

    headers: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    more: bool = False
    form: bool = False
    unread: bool = False


async def read_people(content: bytes, name: str) -> List:
    """What is in it; Unread when the process ends without an answer."""
    if len(content) > MOST_BYTES:
        return List(unread=True)
    return codecs.decode(List, await read_apart("bot.actions.people_process", content, name))
