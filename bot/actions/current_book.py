"""The book as it is now, for what happens outside turns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.core.programme import Book
from bot.storage import generation
from bot.storage.database import Database


async def current_book(database: Database, book: Callable[[int], Awaitable[Book]]) -> Book:
    """The book of the present generation.

    Never asked for while a connection is held for reading: a new book is read through one of its own, and
    when all are held by those who wait for it, they wait for ever.
    """
    async with database.read() as tx:
        number = await generation.current(tx)
    return await book(number)
