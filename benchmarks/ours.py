"""Our program in this process, without a network: a new database, the sample programme, and the way in."""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Thread

from pydantic import SecretStr
from sqlalchemy import func, select

from benchmarks.registrants import ACCOUNT
from bot.actions.receive import BATCH, Intake
from bot.app.running import tune, world
from bot.app.store import Store, open_store
from bot.flows.shipped.registration import form
from bot.handlers.telegram.parse import read
from bot.settings import Settings
from bot.storage.migrate import migrate
from bot.storage.schema import inbox, outgoing, submissions
from tests import postgres

SECRET = "a secret of the benchmarks, not of anybody"


@dataclass
class Ours:
    """An installation that takes updates in.

    `at_once`: a third is on its way to the disk, a third is being answered, and a third waits or was just
    answered and writes again.
    """

    store: Store
    intake: Intake
    at_once: int = 2 * BATCH

    async def take(self, raw: bytes) -> None:
        """One update, from its bytes; returns when it is committed, as the webhook does."""
        inbound = read(raw, ACCOUNT, self.store.now())
        if inbound is not None:
            await self.intake.receive([inbound])

    @contextmanager
    def tuned(self) -> Iterator[None]:
        """Python as `serve` has it, and afterwards as everybody else has it by default."""
        threshold, interval = gc.get_threshold(), sys.getswitchinterval()
        tune()
        try:
            yield
        finally:
            gc.set_threshold(*threshold)
            gc.unfreeze()
            sys.setswitchinterval(interval)

    async def check(self, people: int, turns: int) -> None:
        """Every turn left what it must: complete registrations, and a reply to every update."""
        async with self.store.database.read() as tx:
            taken = await tx.scalar(
                select(func.count()).where(inbox.c.outcome == "taken", inbox.c.payload.is_not(None))
            )
            complete = await tx.scalar(
                select(func.count(submissions.c.person_id.distinct())).where(
                    submissions.c.form_version == form().version
                )
            )
            replies = await tx.scalar(
                select(func.count()).where(outgoing.c.action == "send", outgoing.c.message.is_not(None))
            )
        if (taken, complete, replies) != (turns, people, turns):
            raise AssertionError(
                f"of {turns} updates of {people} people {taken} were taken, {replies} got a reply, "
                f"{complete} registrations are complete"
            )


@asynccontextmanager
async def opened(url: str = "", batch: int = BATCH) -> AsyncIterator[Ours]:
    """A new installation. `url`: of an empty database; without one it is a file on the disk."""
    with tempfile.TemporaryDirectory(prefix="tamasuk-bench-") as folder:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg] # pydantic takes it, and does not declare it
            database_url=url or f"sqlite:///{Path(folder) / 'bench.db'}",
            secret_key=SecretStr(SECRET),
            programme="sample",
        )
        _outside_the_loop(lambda: migrate(settings.database_url))
        async with open_store(settings) as store:
            intake = Intake(world(store, {}), batch=batch)
            yield Ours(store, intake)
            await intake.close()


class Server:
    """A PostgreSQL of our own, whose commits are on the disk when it says so."""

    def __init__(self) -> None:
        self._server = postgres.Server()
        self._names = count(1)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Ours]:
        """A new installation in a new database."""
        name = f"bench{next(self._names)}"
        async with opened(self._server.create(name)) as made:
            yield made
        self._server.drop(name)

    def close(self) -> None:
        self._server.close()


@contextmanager
def server() -> Iterator[Server]:
    """One for a whole run."""
    made = Server()
    try:
        yield made
    finally:
        made.close()


def _outside_the_loop(work: Callable[[], None]) -> None:
    thread = Thread(target=work)
    thread.start()
    thread.join()
