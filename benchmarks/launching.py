"""Launching campaigns for very many people: a row for each, alone and beside people who write.

They are the people of `benchmarks.audience`, in a file and in PostgreSQL, and all of them are meant. Each
chunk is a transaction of its own that is on the disk before the next begins. Alone it is called as the tick
calls it; beside turns the program serves, and strangers write meanwhile.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop
from sqlalchemy import delete

from benchmarks import population
from benchmarks.audience import NOW
from benchmarks.bot import Bot, serving
from benchmarks.broadcast import Said, Talkers, percentile, started
from benchmarks.harness import Figures
from benchmarks.ours import SECRET
from benchmarks.programs import program
from bot.actions import launch_campaign
from bot.actions.campaign_means import Means
from bot.core.campaign import Campaign, Step
from bot.core.programme import Book
from bot.storage import campaign_accounts, campaigns
from bot.storage.database import Database
from bot.storage.ids import Ids
from bot.storage.schema import recipients
from bot.storage.sealed import Sealer

LARGE = 1_000_000
TURNS = 50.0
"""A second."""
STRANGER, STRANGERS = 50_000_000, 500
LOOK = 0.05


def alone(name: str, url: str, people: int, book: Book) -> Callable[[], Figures]:
    """One round: one launch, and that everybody has a row then."""
    unbraked = replace(book.programme, sending=replace(book.programme.sending, brake=LARGE))
    open_book = replace(book, programme=unbraked)

    async def launch() -> float:
        ids = Ids(lambda: datetime.now(UTC))

        async def asked_for(generation: int) -> Book:
            return open_book

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
            rows = await _written(database, made.id, people)
            await _forgotten(database, [made.id])
            return rows / took

    return lambda: {launched(name): uvloop.run(launch())}


async def _written(database: Database, campaign: str, people: int) -> int:
    """How many have a row: everybody, and nobody has been sent anything."""
    async with database.read() as tx:
        states = campaign_accounts.by_state(await campaign_accounts.accounts(tx, campaign))
    if states.keys() != {"waiting"} or states["waiting"] < people:
        raise AssertionError(f"{dict(states)} of {people} people")
    return states["waiting"]


async def _forgotten(database: Database, launches: Sequence[str]) -> None:
    """They end, and leave nothing behind for the next round."""
    ids, now = Ids(lambda: datetime.now(UTC)), datetime.now(UTC)
    async with database.begin() as tx:
        for one in launches:
            await campaigns.move(tx, one, "cancelled", "command", now, ids)
        await tx.execute(delete(recipients))


def launched(name: str) -> str:
    return f"{name}: launched, rows a second"


# -------------------------------------------------------------------------------------- beside turns


def beside(name: str, url: str, people: int, launches: int, idle: float) -> Callable[[], Figures]:
    """One round: so many launches at once in the program that serves. `idle`: seconds of turns before."""

    def go() -> Figures:
        with ExitStack() as begun, TemporaryDirectory(prefix="tamasuk-bench-") as folder:
            api = begun.enter_context(program("benchmarks.provider"))
            bot = begun.enter_context(serving(url, api, MEDIA_URL=str(Path(folder) / "media")))
            talkers = Talkers([population.chat(STRANGER + one) for one in range(STRANGERS)], bot.port)
            quiet, loud, rows, seconds, memory = uvloop.run(
                _launches(bot, url, talkers, people, launches, idle)
            )
            return {
                besides(name): rows / seconds,
                f"{name}: a turn, p99 ms": percentile(quiet, 0.99),
                f"{name}: a turn beside it, p99 ms": percentile(loud, 0.99),
                f"{name}: memory after a tenth of it, MB": memory[len(memory) // 10],
                f"{name}: memory at most, MB": max(memory),
            }

    return go


def besides(name: str) -> str:
    return f"{name}: launched beside turns, rows a second"


async def _launches(
    bot: Bot, url: str, talkers: Talkers, people: int, launches: int, idle: float
) -> tuple[list[float], list[float], int, float, list[float]]:
    """How long turns took before and during it, the rows and the seconds of all, the memory at each look."""
    until = time.perf_counter() + idle
    quiet = await talkers.talk(TURNS, lambda: time.perf_counter() < until)
    async with Database(url) as database:
        made = [await started(database) for _ in range(launches)]
        began = time.perf_counter()
        watching = asyncio.create_task(_watch(database, bot))
        loud = await talkers.talk(TURNS, lambda: not watching.done())
        ended, memory = await watching
        talkers.close()
        rows = sum([await _written(database, one, people) for one in made])
        await _forgotten(database, made)
    return _took(quiet), _took(loud), rows, ended - began, memory


async def _watch(database: Database, bot: Bot) -> tuple[float, list[float]]:
    """When everybody had a row, and what the program held in memory until then."""
    memory = list[float]()
    while True:
        await asyncio.sleep(LOOK)
        memory.append(bot.memory)
        async with database.read() as tx:
            going = await campaigns.running(tx, "sample")
        if all(one.run and one.after is None for one in going):
            return time.perf_counter(), memory


def _took(said: Sequence[Said]) -> list[float]:
    return [(one.acknowledged - one.at) * 1000 for one in said]
