"""One campaign to many people through the program as it serves, while others talk to it.

A part of those stored is in the middle of the registration, so that no audience means them: these write, at
random moments, first while nothing else goes on and then during the campaign. How long each waits is taken
from the request that brings what they wrote until the provider has the reply.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from benchmarks import population, provider
from benchmarks.bot import HOOK, Bot, serving
from benchmarks.growth import BACK, update
from benchmarks.harness import Figures
from benchmarks.load import request
from benchmarks.ours import SECRET, opened
from benchmarks.programs import TREE, program, worked
from benchmarks.provider import Trouble, trouble
from benchmarks.registrants import STEPS
from bot.actions import launch_campaign
from bot.core import pace
from bot.core.campaign import ARRIVED, Campaign, Step
from bot.handlers.telegram.webhook import PATH
from bot.storage import campaign_accounts, campaigns
from bot.storage.database import Database
from bot.storage.ids import Ids
from bot.storage.sealed import Sealer
from tests.flows.sample import book

LATENCY = "0.05"
TALKING = 5
"""Every fifth of those stored talks; the others are meant."""
UNFINISHED = 4
IDLE_TALK, TALK = 10.0, 4.0
"""How many write in a second."""
LOOK = 0.5
FRESH = 2.0
LONGEST = 60.0
WORDS = "مرحباً {name}، موعدنا يوم الخميس في المركز."
# Those who were copied are the oldest. No audience means them.
_COPIED = "UPDATE persons SET registered = 0 WHERE id IN (SELECT id FROM persons ORDER BY id LIMIT ?)"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """To whom and how fast. `idle`: seconds of talk before it. `troubled`: some chats are in trouble."""

    rate: int
    recipients: int
    idle: float
    troubled: bool = False

    @property
    def stored(self) -> int:
        """All people, those who talk among them."""
        return self.recipients * TALKING // (TALKING - 1)

    @property
    def name(self) -> str:
        return f"{self.rate:,} a second" + (" with trouble" if self.troubled else "")

    def talks(self, number: int) -> bool:
        return number % TALKING == TALKING - 1


def measured(of: Broadcast) -> Callable[[], Figures]:
    """One round: one campaign, from its start until it is over."""

    def go() -> Figures:
        with ExitStack() as started, TemporaryDirectory(prefix="tamasuk-bench-") as made:
            folder = Path(made)
            url = filled(folder, of)
            given = {"--rate": str(of.rate), "--burst": str(pace.account(of.rate, 0.0).size)}
            words = [word for pair in (given | {"--latency": LATENCY}).items() for word in pair]
            api = started.enter_context(
                program("benchmarks.provider", *words, *(["--trouble"] if of.troubled else []))
            )
            bot = started.enter_context(
                serving(
                    url,
                    api,
                    MEDIA_URL=str(folder / "media"),
                    PROGRAMMES=str(open_all_day(folder)),
                    TELEGRAM__RATE=str(of.rate),
                )
            )
            return uvloop.run(_played(of, url, api, bot))

    return go


def filled(folder: Path, of: Broadcast) -> str:
    """A file with those who get it and those who talk."""
    path = folder / "campaign.db"

    async def examples() -> list[bytes]:
        async with opened(f"sqlite:///{path}") as ours:
            return await population.examples(ours, (*[STEPS] * (TALKING - 1), UNFINISHED))

    population.multiply(path, Sealer(SECRET), uvloop.run(examples()), of.stored)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(_COPIED, (TALKING,))
    return f"sqlite:///{path}"


def open_all_day(folder: Path) -> Path:
    """The programmes, of which the sample lets messages leave at any hour, and at once."""
    kept = Path(shutil.copytree(TREE / "config" / "programmes", folder / "programmes"))
    file = kept / "sample" / "programme.toml"
    text = re.sub(r"(?m)^daytime = .*$", "daytime = [0, 24]", file.read_text(encoding="utf-8"))
    file.write_text(re.sub(r"(?ms)^\[sending\]$.*?(?=^\[|\Z)", _ALL_DAY, text), encoding="utf-8")
    return kept


_ALL_DAY = """[sending]
ramadan = ["0-12", "12-24"]
weekend = []
brake = 1000000

"""


# ------------------------------------------------------------------------------------- one campaign


async def _played(of: Broadcast, url: str, api: str, bot: Bot) -> Figures:
    talkers = Talkers([population.chat(one) for one in range(of.stored) if of.talks(one)], bot.port)
    until = time.perf_counter() + of.idle
    idle = await talkers.talk(IDLE_TALK, lambda: time.perf_counter() < until)
    await asyncio.sleep(LOOK)  # the last has got a reply
    quiet = waits(idle, await asyncio.to_thread(provider.chats, api))
    await asyncio.to_thread(provider.anew, api)

    async with Database(url) as database:
        began, before = time.perf_counter(), worked(bot.process)
        campaign = await started(database)
        watching = asyncio.create_task(_over(database, campaign, of))
        busy = await talkers.talk(TALK, lambda: not watching.done())
        await watching
        work = (worked(bot.process) - before) / (time.perf_counter() - began)
        await asyncio.sleep(LOOK)
        async with database.read() as tx:
            states = campaign_accounts.by_state(await campaign_accounts.accounts(tx, campaign))
    talkers.close()
    chats = await asyncio.to_thread(provider.chats, api)
    seen = await asyncio.to_thread(provider.figures, api)
    loud = waits(busy, chats)
    campaign_to = {chat: at for chat, at in chats.items() if not of.talks(chat - population.FIRST_CHAT)}
    got = {chat: len(times) for chat, times in campaign_to.items()}
    meant = [number for number in range(of.stored) if not of.talks(number)]
    told = Counted(got, meant, of.troubled)
    name = of.name
    return {
        f"{name}: share of it reached": reached(campaign_to.values(), chats.values()) / of.rate,
        f"{name}: refused": float(seen.refused),
        f"{name}: fullest second": float(seen.fullest),
        f"{name}: share of one core that it takes": work,
        f"{name}: of those who could, got it once": told.once,
        f"{name}: accounted for as they are": told.accounted(states),
        f"{name}: a reply, idle, ms": percentile(quiet, 0.5),
        f"{name}: a reply, idle, p99 ms": percentile(quiet, 0.99),
        f"{name}: a reply, ms": percentile(loud, 0.5),
        f"{name}: a reply, p99 ms": percentile(loud, 0.99),
    }


async def started(database: Database) -> str:
    """A campaign to everybody, as the command starts it; its identifier."""
    ids, now = Ids(lambda: datetime.now(UTC)), datetime.now(UTC)
    made = Campaign(ids.new(), "sample", "عيّنة", "command", now, steps=(Step({"ar": WORDS}),))
    async with database.begin() as tx:
        await campaigns.add(tx, made, ids)
        await launch_campaign.start(tx, made, book(), "command", now, ids)
    return made.id


async def _over(database: Database, campaign: str, of: Broadcast) -> None:
    """Return when it is done."""
    end = time.perf_counter() + 2 * of.recipients / of.rate + LONGEST
    while time.perf_counter() < end:
        await asyncio.sleep(LOOK)
        async with database.read() as tx:
            found = await campaigns.get(tx, "sample", campaign)
        if found is not None and found.state == "done":
            return
    raise TimeoutError(f"{of.name}: it does not end")


@dataclass(frozen=True, slots=True)
class Counted:
    """What the chats got, beside whom it was meant for."""

    got: dict[int, int]
    meant: Sequence[int]
    troubled: bool

    @property
    def once(self) -> float:
        """The share of those who can be reached that got it exactly once."""
        able = [number for number in self.meant if self._trouble(number) is not Trouble.BLOCKED]
        return sum(self.got.get(population.FIRST_CHAT + number) == 1 for number in able) / len(able)

    def accounted(self, states: Mapping[str, int]) -> float:
        """The share whose state says what became of their message."""
        met = [self._trouble(number) for number in self.meant]
        blocked, silent = met.count(Trouble.BLOCKED), met.count(Trouble.SILENT)
        arrived = sum(states.get(state, 0) for state in ARRIVED)
        wrong = (
            abs(states.get("failed", 0) - blocked)
            + abs(states.get("unknown", 0) - silent)
            + abs(arrived - (len(met) - blocked - silent))
        )
        return 1.0 - wrong / len(met)

    def _trouble(self, number: int) -> Trouble:
        return trouble(population.FIRST_CHAT + number) if self.troubled else Trouble.NONE


# ------------------------------------------------------------------------------------------- replies


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody wrote from a chat, and when that was acknowledged."""

    chat: int
    at: float
    acknowledged: float


class Talkers:
    """Those who write, at these chats in turn, each at a random moment."""

    def __init__(self, chats: Iterable[str], port: int) -> None:
        self._port = port
        self._chance = random.Random(port)
        self._chats = cycle(chats)
        self._updates = count(1_000_000_000)
        self._idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def talk(self, rate: float, going: Callable[[], bool]) -> list[Said]:
        """So many a second write, as long as it goes, whoever else still waits."""
        writing: list[asyncio.Task[Said]] = []
        while going():
            await asyncio.sleep(self._chance.expovariate(rate))
            writing.append(asyncio.create_task(self._write(next(self._chats))))
        return await asyncio.gather(*writing)

    async def _write(self, chat: str) -> Said:
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": HOOK}
        whole = request(PATH, headers, update(next(self._updates), chat, BACK))
        reader, writer = await self._connected()
        began = time.perf_counter()
        writer.write(whole)
        head = await reader.readuntil(b"\r\n\r\n")
        ended = time.perf_counter()
        if not head.startswith(b"HTTP/1.1 200") or b"content-length: 0" not in head.lower():
            raise AssertionError(head)
        self._idle.append((ended, reader, writer))
        return Said(int(chat), began, ended)

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The one used last; the server lets go of those that were idle for some seconds."""
        while self._idle:
            used, reader, writer = self._idle.pop()
            if time.perf_counter() - used < FRESH:
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self._port)

    def close(self) -> None:
        """Let go of the connections."""
        for _, _, writer in self._idle:
            writer.close()


def waits(said: Sequence[Said], got: dict[int, list[float]]) -> list[float]:
    """Milliseconds that each waited for the reply; a reply that never came is an error."""
    found, left = [], {chat: iter(times) for chat, times in got.items()}
    for one in said:
        answered = next(left.get(one.chat, iter(())), None)
        if answered is None:
            raise AssertionError(f"{one.chat} got no reply")
        found.append((answered - one.at) * 1000)
    return found


def reached(campaign: Iterable[Sequence[float]], all_: Iterable[Sequence[float]]) -> float:
    """Messages a second, replies too, from the first of the campaign to the last."""
    own = [at for times in campaign for at in times]
    first, last = min(own), max(own)
    return (sum(first <= at <= last for times in all_ for at in times) - 1) / (last - first)


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
