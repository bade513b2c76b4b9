"""Launching a campaign for a million people: a row for each, in a file and in PostgreSQL.

They are the people of `benchmarks.audience`, and all of them are meant. Each chunk is a transaction of its
own that is on the disk before the next begins. Rows a second are for the reference machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import uvloop

from benchmarks import reference
from benchmarks.audience import MILLION, NOW, stored_twice
from benchmarks.harness import Bar, Figures, asked, judge
from benchmarks.ours import SECRET
from bot.actions import launch_campaign
from bot.actions.campaign_means import Means
from bot.core.campaign import Campaign, Step
from bot.core.programme import Book
from bot.storage import campaign_accounts, campaigns
from bot.storage.database import Database
from bot.storage.ids import Ids
from bot.storage.sealed import Sealer
from tests.flows.sample import book as sample

ROWS = 50_000
LARGE = 1_000_000


def measured(name: str, url: str, people: int, book: Book) -> Callable[[], Figures]:
    """One round: one launch, and that everybody has a row then."""

    async def launch() -> float:
        ids = Ids(lambda: datetime.now(UTC))

        async def asked_for(generation: int) -> Book:
            return book

        async with Database(url) as database:
            means = Means(database, Sealer(SECRET), asked_for, lambda: NOW, ids, {}, lambda: None)
            made = Campaign(
                ids.new(), book.programme.name, "launch", "command", NOW, steps=(Step({"ar": "سلام"}),)
            )
            async with database.begin() as tx:
                await campaigns.add(tx, made, ids)
                await launch_campaign.start(tx, made, book, "command", NOW, ids)
            began = time.perf_counter()
            await launch_campaign.launch_due(means)
            took = time.perf_counter() - began
            async with database.read() as tx:
                states = campaign_accounts.by_state(await campaign_accounts.accounts(tx, made.id))
        if states.keys() != {"waiting"} or states["waiting"] < people:
            raise AssertionError(f"{dict(states)} of {people} people")
        return states["waiting"] / took

    def go() -> Figures:
        return {_named(name): uvloop.run(launch())}

    return go


def _named(name: str) -> str:
    return f"{name}: launched, rows a second"


def allowed() -> Figures:
    """What a second of the reference machine is here and now."""
    return {"a second of the reference, s": reference.seconds(1.0)}


def _bar(name: str) -> Bar:
    return Bar(
        f"campaign.launch_{name}",
        lambda figures: figures[_named(name)] * figures["a second of the reference, s"],
        ">=",
        ROWS,
    )


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    people = wanted.size("people", MILLION, 50_000)
    book = sample()
    book = replace(
        book, programme=replace(book.programme, sending=replace(book.programme.sending, brake=LARGE))
    )
    with stored_twice(people) as urls:
        measurements = [allowed, *(measured(name, url, people, book) for name, url in urls.items())]
        return judge(wanted, measurements, [_bar(name) for name in urls])


if __name__ == "__main__":
    sys.exit(main())
