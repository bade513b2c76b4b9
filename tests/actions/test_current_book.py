"""The book is read again without holding a connection: if all were held by those who wait, nobody went on."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.actions.announce import Plans
from bot.actions.attribute_replies import attribute_replies
from bot.actions.launch_campaign import launch_due
from bot.actions.oversee import Overseer
from bot.actions.post_campaign import post_due
from bot.actions.report_campaign import Reporter
from bot.core.programme import Book
from bot.storage import generation
from bot.storage.errands import Due
from tests.actions.office import Office
from tests.actions.test_campaigns import means

MANY = 16
"""More than there are connections for reading."""


async def test_many_who_need_a_new_book_at_once_all_get_it(office: Office) -> None:
    author = await office.person("هدى", "admin")

    async def read(number: int) -> Book:
        async with office.database.read() as tx:
            await generation.current(tx)
        return office.book

    own = replace(means(office), book=read)
    plans = Plans(office.database, office.sealer, read, lambda: office.now, own.rates)
    overseer = Overseer(office.database, office.sealer, read, lambda: office.now, office.ids)
    errand = Due(author.id, "plan:1", "plan", {"campaign": "a" * 32}, 0, office.now, found=False)
    waiting = [
        one
        for _ in range(MANY)
        for one in (
            launch_due(own),
            post_due(own),
            Reporter(own, {}).look(),
            plans(errand),
            overseer.listed(errand),
            overseer.undoable(errand),
        )
    ]
    waiting.append(attribute_replies(own))
    found = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 20)
    assert [one for one in found if isinstance(one, BaseException)] == []
