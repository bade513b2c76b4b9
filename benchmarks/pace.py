"""Whether we send as fast as a provider permits, and never faster.

Providers on loopback enforce 28, 80 and 1,000 messages a second and answer 429 beyond; an answer takes them
50 ms. The dispatcher of the program empties an outbox in a database, of campaign messages to that many
different people, for 20 seconds, with Python set as `serve` sets it. A campaign's message is one request.
Once a second somebody gets a reply meanwhile, and it is timed from its commit until it leaves.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median

import uvloop

from benchmarks import population
from benchmarks.harness import Bar, Figures, asked, judge
from benchmarks.ours import SECRET, opened
from benchmarks.outbound import WORDS, NoFiles
from benchmarks.programs import program
from benchmarks.provider import figures
from bot.actions.dispatch import Dispatcher, Means
from bot.app.store import Store
from bot.core import pace
from bot.core.channel import Channel, Delivered, Delivery, SendFailure
from bot.core.media import Media
from bot.core.message import Message
from bot.core.text import verbatim
from bot.handlers.telegram.account import Telegram
from bot.storage import posting
from bot.storage.sealed import Sealer

SECONDS = 20
LATENCY = "0.05"
BARS = {28: 0.98, 80: 0.98, 1000: 0.95}
QUEUED = """
    UPDATE outgoing SET state = 'queued', priority = 3, kind = 'campaign', account = :account,
        due_at = :now, created_at = :now, useful_until = :until, sent_at = NULL, callback = NULL
    WHERE address_id IN (SELECT id FROM addresses WHERE account = :account)
"""


@dataclass
class Account:
    """One bot, and the provider that it sends by. `spare`: addresses without a message, for replies."""

    rate: int
    url: str
    number: int
    spare: list[tuple[str, str]] = field(default_factory=list)

    @property
    def account(self) -> str:
        return str(7_200_000_000 + self.number)

    @property
    def messages(self) -> int:
        """As many as are permitted in the time, and a little more."""
        return self.rate * (SECONDS + 2)


class Watched:
    """A channel that remembers when each message was handed to it."""

    def __init__(self, channel: Channel) -> None:
        self.name, self.account, self.capabilities = channel.name, channel.account, channel.capabilities
        self._channel = channel
        self.left: dict[str, asyncio.Future[float]] = {}

    async def send(self, delivery: Delivery) -> Delivered | SendFailure:
        """As the channel's."""
        waiting = self.left.get(delivery.id)
        if waiting is not None and not waiting.done():
            waiting.set_result(time.perf_counter())
        return await self._channel.send(delivery)

    async def fetch(self, media: Media) -> bytes:
        """As the channel's."""
        return await self._channel.fetch(media)


def paced(rates: Sequence[int]) -> Callable[[], Figures]:
    """One round: these accounts at the same time, in one process."""

    def go() -> Figures:
        with ExitStack() as started, tempfile.TemporaryDirectory(prefix="tamasuk-bench-") as folder:
            accounts = [
                Account(rate, started.enter_context(_provider(rate)), number)
                for number, rate in enumerate(rates)
            ]
            path = Path(folder) / "pace.db"
            _fill(path, accounts)
            waits = uvloop.run(_send(path, accounts))
            found: dict[str, float] = {}
            for account, wait in zip(accounts, waits, strict=True):
                seen, name = figures(account.url), f"{account.rate} a second"
                if seen.beside:
                    raise AssertionError(f"{seen.beside} requests that no campaign makes")
                found[f"{name}: share of it reached"] = (seen.taken - 1) / seen.seconds / account.rate
                found[f"{name}: fullest second"] = float(seen.fullest)
                found[f"{name}: refused"] = float(seen.refused)
                found[f"{name}: a reply waits, ms"] = wait
            return found

    return go


def _burst(rate: int) -> float:
    return pace.account(rate, 0.0).size


def _provider(rate: int) -> AbstractContextManager[str]:
    given = {"--rate": str(rate), "--burst": str(_burst(rate)), "--latency": LATENCY}
    return program("benchmarks.provider", *(word for pair in given.items() for word in pair))


def _fill(path: Path, accounts: Sequence[Account]) -> None:
    """An outbox full of messages for each account."""

    async def sample() -> list[bytes]:
        async with opened(f"sqlite:///{path}") as ours:
            return await population.examples(ours, (8,))

    people = sum(account.messages + SECONDS for account in accounts)
    population.multiply(path, Sealer(SECRET), uvloop.run(sample()), people)
    now = int(time.time() * 1_000_000)
    with closing(sqlite3.connect(path)) as connection:
        start = 2
        for account in accounts:
            end = start + account.messages
            connection.execute(
                "UPDATE addresses SET account = ? WHERE rowid BETWEEN ? AND ?",
                (account.account, start, end - 1),
            )
            until = now + 72 * 3_600_000_000
            connection.execute(QUEUED, {"account": account.account, "now": now, "until": until})
            spare = connection.execute(
                "SELECT lower(hex(person_id)), lower(hex(id)) FROM addresses WHERE rowid BETWEEN ? AND ?",
                (end, end + SECONDS - 1),
            ).fetchall()
            account.spare.extend(spare)
            start = end + SECONDS
        for account in accounts:
            connection.executemany(
                "UPDATE addresses SET account = ? WHERE lower(hex(id)) = ?",
                [(account.account, address) for _, address in account.spare],
            )
        connection.commit()


async def _send(path: Path, accounts: Sequence[Account]) -> list[float]:
    """Let it run; how many milliseconds a reply waited, for each account."""
    async with opened(f"sqlite:///{path}") as ours:
        channels = {str(account.number): _channel(account) for account in accounts}
        watched = {name: Watched(channel) for name, channel in channels.items()}
        dispatcher = Dispatcher(_means(ours.store), watched)
        with ours.tuned():
            await dispatcher.start()
            waits = await asyncio.gather(
                *(
                    _replies(ours.store, dispatcher, account, watched[str(account.number)])
                    for account in accounts
                )
            )
            await dispatcher.stop()
        for channel in channels.values():
            await channel.close()
        return [median(one) * 1000 for one in waits]


def _means(store: Store) -> Means:
    return Means(
        database=store.database,
        sealer=store.sealer,
        place=lambda area: (store.programme.locale, store.programme.zone),
        now=store.now,
        clock=time.monotonic,
        holder="bench",
    )


def _channel(account: Account) -> Telegram:
    token = f"{account.account}:invented-for-the-benchmarks"
    return Telegram(token=token, words=WORDS, files=NoFiles(), api_url=account.url, rate=account.rate)


async def _replies(store: Store, dispatcher: Dispatcher, account: Account, channel: Watched) -> list[float]:
    """Once a second, for as long as it is judged."""
    loop, waits = asyncio.get_running_loop(), []
    until = loop.time() + SECONDS + 1
    for person, address in account.spare:
        await asyncio.sleep(1)
        now = store.now()
        post = posting.Post(
            id=store.identifiers.new(),
            seq=store.identifiers.seq(),
            person=person,
            message=Message((verbatim("نعم، وصلت رسالتك."),)),
            priority=posting.REPLY,
            now=now,
            useful_until=now + timedelta(hours=1),
        )
        left = channel.left[post.id] = loop.create_future()
        async with store.database.begin() as tx:
            await posting.post(tx, store.sealer, post, address)
        began = time.perf_counter()
        dispatcher.kick()
        waits.append(await left - began)
    await asyncio.sleep(max(0.0, until - loop.time()))
    return waits


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    rounds = wanted.size("rounds", 3, 1)
    together = wanted.size("accounts", "one after another", "the slow ones at the same time")
    *slow, fast = BARS
    groups = [[rate] for rate in BARS] if together == "one after another" else [slow, [fast]]
    bars = []
    for rate, share in BARS.items():
        name, full = f"{rate} a second", rate + _burst(rate)
        bars += [
            Bar(f"pace.{rate}", _figure(f"{name}: share of it reached"), ">=", share),
            Bar(f"pace.{rate}_refused", _figure(f"{name}: refused"), "<=", 0),
            Bar(f"pace.{rate}_fullest_second", _share(f"{name}: fullest second", full), "<=", 1),
        ]
    return judge(wanted, [paced(group) for group in groups], bars, rounds=rounds)


def _figure(name: str) -> Callable[[Figures], float]:
    return lambda found: found[name]


def _share(name: str, whole: float) -> Callable[[Figures], float]:
    return lambda found: found[name] / whole


if __name__ == "__main__":
    sys.exit(main())
