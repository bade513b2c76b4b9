"""Reading a list of people that somebody sent or named, in a process of its own (`people_process`)."""

from __future__ import annotations

from bot.actions.people_process import List
from bot.actions.read_workbook import read_apart
from bot.storage import codecs

MOST_BYTES = 20_000_000


async def read_people(content: bytes, name: str) -> List:
    """What is in it; Unread when the process ends without an answer."""
    if len(content) > MOST_BYTES:
        return List(unread=True)
    return codecs.decode(List, await read_apart("bot.actions.people_process", content, name))
