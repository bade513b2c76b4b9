"""A city under siege: one program in one or several processes, its providers, and a way to end any process.

Everything of `tests.journeys.town` holds here; the world reaches the processes through one address. What
was in doubt when a process was killed is looked up before it starts again: `doubts` counts, for each row of
the outbox, how often nobody could know whether it had been sent.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from pydantic import SecretStr
from sqlalchemy import func, make_url, select
from typing_extensions import override

from bot.actions import launch_campaign
from bot.actions.invite import Asked, create_invitation
from bot.app.store import open_store
from bot.core.campaign import Campaign, Step
from bot.settings import Settings
from bot.storage import campaigns
from bot.storage.database import Database
from bot.storage.ids import Ids
from bot.storage.schema import errands, inbox, media, outgoing, persons, timers
from bot.storage.sealed import Sealer
from tests import databases
from tests.actions.office import small_book
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.people import visible
from tests.fakes.twilio import FakeTwilio
from tests.faults import figures
from tests.faults.acknowledged import acknowledged
from tests.faults.balancer import Balancer, balancing
from tests.faults.crowd import Crowd, StubbornBrowser, StubbornWhatsAppPhone
from tests.journeys.phones import BrowserPhone, WhatsAppPhone
from tests.journeys.process import LOOK, PATIENCE, Program, until
from tests.journeys.town import Town, all_day, connected

MESSAGES_BETWEEN_KILLS = 25
Altered = Mapping[str, Mapping[str, Any]]
# After how long what is in doubt is said again, and a photo fetched again: a test has nothing to wait for.
SOONER: Altered = {
    "bot.storage.settling": {"AGAIN": {"seconds": 0.5}},
    "bot.storage.media": {"CLAIMED": {"seconds": 20}},
}


@dataclass
class City(Town):
    """`program` is the first process; commands run in its folder."""

    fleet: list[Program] = field(default_factory=list)
    url: str = ""
    database: str = ""
    sealer: Sealer = field(default_factory=lambda: Sealer("unset"))
    doubts: Counter[str] = field(default_factory=Counter)
    campaign: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    kills: int = 0
    tolerated: set[str] = field(default_factory=set)
    idle: bool = False
    built: ClassVar[list[City]] = []
    _random: random.Random = field(default_factory=lambda: random.Random(11))

    # ------------------------------------------------------------------------------------ people

    @override
    def on_whatsapp(self, name: str) -> WhatsAppPhone:
        number = next(self._numbers)
        return StubbornWhatsAppPhone(self.twilio, self.twilio.person(f"+96279{number:07}", name=name))

    @override
    async def in_browser(self, name: str) -> BrowserPhone:
        phone = StubbornBrowser(self.url, name)
        self.browsers.append(phone)
        await phone.open()
        return phone

    async def invitations(self, role: str, count: int) -> list[str]:
        """So many codes of personal invitations."""
        own = self.program.settings
        settings = Settings(
            database_url=own["DATABASE_URL"],
            media_url=own["MEDIA_URL"],
            secret_key=SecretStr(own["SECRET_KEY"]),
            programmes=Path(own["PROGRAMMES"]),
            programme=own["PROGRAMME"],
        )
        async with open_store(settings) as store:
            return [
                (
                    await create_invitation(
                        store.database, store.sealer, store.book, Asked(role), store.now(), store.identifiers
                    )
                ).code
                for _ in range(count)
            ]

    # --------------------------------------------------------------------------------- processes

    async def start(self) -> None:
        """All of them, until each is ready."""
        await asyncio.gather(*(one.start() for one in self.fleet))

    async def stop(self) -> None:
        """Gracefully, whichever run."""
        ends = [one.stop() for one in self.fleet if one.runs]
        for ended in await asyncio.gather(*ends, return_exceptions=True):
            if isinstance(ended, BaseException):
                raise ended

    async def kill(self, which: Program | None = None) -> Program:
        """One process ends without a word. What it had acknowledged must be stored at this moment."""
        victim = which or self._random.choice([one for one in self.fleet if one.runs])
        await victim.kill()
        self.kills += 1
        figures.note(kills=1)
        await self.look()
        return victim

    async def look(self) -> None:
        """What is acknowledged must be there; what is being sent is in doubt."""
        promised = set(acknowledged(self))
        async with self.copy() as database, database.read() as tx:
            known = {bytes(row.dedupe) for row in await tx.execute(select(inbox.c.dedupe))}
            sending = [row.id for row in await tx.execute(_SENDING)]
        self.lost += [name for hash_, name in acknowledged(self).items() if hash_ in promised - known]
        self.doubts.update(sending)

    async def killing(self, times: int, seconds: float = 0) -> None:
        """Kill one after another, so many times, or for so long if longer.

        Each time after some more messages, in the middle of a campaign, if anybody is registered yet.
        """
        async for _ in self.rounds(times, seconds):
            await self.progress(MESSAGES_BETWEEN_KILLS + self._random.randrange(MESSAGES_BETWEEN_KILLS))
            words = await self.announce()
            if words:
                await until(lambda: self.seen(words) or None, self.program.tail)  # noqa: B023
            await (await self.kill()).start()

    async def rounds(self, times: int, seconds: float) -> AsyncIterator[int]:
        """So many, or for so long if that is longer."""
        loop = asyncio.get_running_loop()
        end, done = loop.time() + seconds, 0
        while done < times or loop.time() < end:
            yield done
            done += 1

    async def until(self, found: Callable[[], Awaitable[bool]], what: str) -> None:
        """Until something is so in the database, which does not tell by itself."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not await found():
            assert loop.time() < end, f"not within {PATIENCE:g} s: {what}\n{self.program.tail()}"
            await asyncio.sleep(LOOK)

    async def announce(self) -> str:
        """A campaign to everybody who is registered; its words, behind which each reads their own name."""
        now, ids = datetime.now(UTC), Ids(lambda: datetime.now(UTC))
        words = f"حملة {secrets.token_hex(6)} إلى"
        made = Campaign(
            ids.new(), "sample", words, "command", now, steps=(Step({"ar": f"{words} {{name}}."}),)
        )
        async with self.beside() as database, database.begin() as tx:
            await campaigns.add(tx, made, ids)
            await launch_campaign.start(tx, made, small_book(), "command", now, ids)
            self.campaign[made.id] = words
            known = select(func.count()).where(persons.c.registered)
            return words if (await tx.execute(known)).scalar_one() else ""

    def seen(self, words: str) -> int:
        """How often the providers and the pages have a message with these words."""
        chats = self.telegram.world.chats.values()
        texts = [visible(post.text) for chat in chats for post in chat.posts]
        texts += [visible(record.body) for record in self.twilio.records.values()]
        texts += [bubble.text for browser in self.browsers for bubble in browser.bubbles()]
        return sum(words in text for text in texts)

    @property
    def clock(self) -> Path:
        """The file that says it."""
        return self.program.home / "clock"

    async def progress(self, messages: int) -> None:
        """Until the program has said so much more, or nobody has anything left to say."""
        before = self.said
        await until(
            lambda: True if self.said >= before + messages or self.idle else None,
            lambda: f"only {self.said - before} of {messages} messages\n{self.program.tail()}",
            within=120,
        )

    @property
    def said(self) -> int:
        """Messages that the providers have taken, and lines in browsers."""
        posts = sum(not post.mine for chat in self.telegram.world.chats.values() for post in chat.posts)
        records = sum(one.direction != "inbound" for one in self.twilio.records.values())
        return posts + records + sum(one.last for one in self.browsers)

    # ---------------------------------------------------------------------------------- database

    @asynccontextmanager
    async def copy(self) -> AsyncIterator[Database]:
        """The database as it stands: of a file a copy, so that recovering it is left to the program."""
        url = make_url(self.database)
        if not url.get_backend_name().startswith("sqlite"):
            async with Database(self.database) as database:
                yield database
            return
        path = Path(url.database or "")
        folder = self.program.home / f"copy-{secrets.token_hex(4)}"
        folder.mkdir()
        for part in path.parent.glob(f"{path.name}*"):
            shutil.copy(part, folder / part.name)
        try:
            async with Database(f"sqlite:///{folder / path.name}") as database:
                yield database
        finally:
            shutil.rmtree(folder)

    async def waiting(self) -> str:
        """What has not ended, for a failing test."""
        lines = []
        async with self.beside() as database, database.read() as tx:
            lines.append(
                f"now {datetime.now(UTC)}, wrong by {self.clock.read_text() if self.clock.exists() else 0}"
            )
            for table in (outgoing, errands, timers, media):
                for row in await tx.execute(select(table)):
                    known = {name: getattr(row, name, None) for name in _TOLD}
                    if known["state"] not in {"sent", "delivered", "read", "done", "kept"}:
                        lines.append(f"{table.name}: {known}")
        return "\n".join([*lines, *self.telegram.updates.waiting()])

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[Database]:
        """The database itself, as a command opens it."""
        async with Database(self.database) as database:
            yield database

    # -------------------------------------------------------------------------------------- ends

    @property
    def log(self) -> str:
        """All that the processes ever said."""
        return "\n".join(one.log for one in self.fleet)

    @override
    async def check(self) -> None:
        """Nothing against the rules of the providers; whatever failed was expected to."""
        await self.twilio.settle()
        assert not self.telegram.violations, self.telegram.violations
        assert not self.twilio.violations, self.twilio.violations
        assert "Traceback" not in self.log, self.program.tail()
        strange = [line for line in self.failures() if json.loads(line)["event"] not in self.tolerated]
        assert not strange, "\n".join(strange[:20])

    def failures(self) -> list[str]:
        """Lines of the log that tell of an error."""
        return [line for line in self.log.splitlines() if '"level": "error"' in line]


_TOLD = (
    "person_id",
    "channel",
    "kind",
    "what",
    "state",
    "reason",
    "attempts",
    "due_at",
    "created_at",
    "last_error",
)
_SENDING = select(outgoing.c.id).where(outgoing.c.state == "sending", outgoing.c.fleeting.is_(False))


@asynccontextmanager
async def city(
    home: Path,
    *,
    on: str = databases.SQLITE,
    processes: int = 1,
    webhook: bool = False,
    altered: Altered | None = None,
    data: Path | None = None,
) -> AsyncIterator[City]:
    """A fresh installation on one database or the other, that runs in so many processes.

    `altered`: by module, names that have other values than in the program (`tests.guard.altered`). `data`:
    where the file and what is kept of media lie.
    """
    with databases.on(on):
        async with FakeTelegram() as telegram, FakeTwilio() as twilio, balancing() as balancer:
            own = connected(home, telegram, twilio, webhook=webhook, buttons=False)
            place = _founded(home, data or home, telegram, twilio, balancer, processes, own)
            for one in place.fleet:
                one.environment["TESTS_CLOCK"] = str(place.clock)
                one.environment["TESTS_ALTER"] = json.dumps({**SOONER, **(altered or {})})
            await twilio.connect(balancer.url)
            City.built.append(place)
            async with _ended(place):
                await place.start()
                yield place
            await place.check()


@asynccontextmanager
async def _ended(place: City) -> AsyncIterator[None]:
    """Whatever happens, no process stays behind."""
    try:
        yield
    finally:
        for browser in place.browsers:
            await browser.close()
        await place.stop()


def _founded(
    home: Path,
    data: Path,
    telegram: FakeTelegram,
    twilio: FakeTwilio,
    balancer: Balancer,
    processes: int,
    settings: dict[str, str],
) -> City:
    all_day(home)
    shared = {
        "DATABASE_URL": databases.fresh(data),
        "MEDIA_URL": str(data / "media"),
        "PUBLIC_URL": balancer.url,
        **settings,
    }
    fleet = []
    for number in range(processes):
        folder = home / f"process{number}"
        folder.mkdir()
        fleet.append(Program(folder, shared))
    balancer.aim([one.port for one in fleet])
    return City(
        fleet[0],
        telegram,
        twilio,
        fleet=fleet,
        url=balancer.url,
        database=shared["DATABASE_URL"],
        sealer=Sealer(fleet[0].settings["SECRET_KEY"]),
    )


async def peopled(place: City, size: int, seconds: float = 0, *, photos: bool = False) -> Crowd:
    """A crowd that has its invitations: some for each, and more when people come for so long."""
    codes = await place.invitations("champion", 3 * size + round(seconds))
    return Crowd(place, size, codes, photos=photos)
