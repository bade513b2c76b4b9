"""The program at work: one process that takes messages in, sends them out, and ticks.

It starts in the order in which things are needed and stops in the opposite one: first nothing new is
taken in, then what waits is finished, then what is under way is sent and written down.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
import uvicorn
from starlette.applications import Starlette
from typing_extensions import override

from bot.actions.converse import World
from bot.actions.dispatch import Dispatcher, Means
from bot.actions.errands import Errands
from bot.actions.lookups import LOOKUPS
from bot.actions.mix_private import mix_private
from bot.actions.purge import purge_rows
from bot.actions.receive import Intake
from bot.actions.reconcile import reconcile
from bot.actions.ticks import Ticks
from bot.actions.wake import wake
from bot.actions.web_lines import WebLines
from bot.app import logs
from bot.app.channels import Accounts, accounts, listen, private_links
from bot.app.kept import Kept
from bot.app.speaking import Speaking
from bot.app.store import Store, make_key, open_store
from bot.app.web import application
from bot.app.welcome import welcome
from bot.flows.engine import step
from bot.handlers.webchat.send import WebChat
from bot.settings import Settings
from bot.storage import lock
from bot.storage.migrate import migrate

log = structlog.get_logger(__name__)

GRACE = 10


@dataclass
class Program:
    """Everything that runs, connected."""

    store: Store
    accounts: Accounts
    intake: Intake
    dispatcher: Dispatcher
    ticks: Ticks
    web: Starlette
    stopping: asyncio.Event


class Kicked:
    """Called after each commit of turns: what they queued leaves now, and their errands are carried out."""

    def __init__(self) -> None:
        self._dispatcher: Dispatcher | None = None
        self._errands: Errands | None = None
        self._running: asyncio.Task[None] | None = None
        self._again = False

    def connect(self, dispatcher: Dispatcher, errands: Errands) -> None:
        self._dispatcher, self._errands = dispatcher, errands

    def __call__(self) -> None:
        if self._dispatcher is not None:
            self._dispatcher.kick()
        self._again = True
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._carry_out())

    async def _carry_out(self) -> None:
        while self._again and self._errands is not None:
            self._again = False
            with suppress(Exception):  # the tick finds the same rows, and logs
                await self._errands.run_due()

    async def settled(self) -> None:
        """No errand is under way."""
        if self._running is not None:
            await asyncio.wait([self._running])


@asynccontextmanager
async def assembled(store: Store) -> AsyncIterator[Program]:
    """Build everything of an open installation and connect it. Nothing runs yet."""
    kept = Kept.open(store)
    made = accounts(store, kept.files)
    lines = WebLines(store.database, store.sealer, store.now)
    made.channels["webchat"] = WebChat(lines.append, kept.staging.fetch, store.catalogues.render)
    kicked = Kicked()
    intake = Intake(await world(store, made), kicked)
    speaking = {name: Speaking(one, store.catalogues) for name, one in made.channels.items()}
    dispatcher = Dispatcher(means(store), speaking)
    errands = Errands(
        store.database,
        store.sealer,
        lambda: store.book,
        store.now,
        store.identifiers,
        intake.tell,
        dispatcher.kick,
        store.settings.backup_days,
    )
    kicked.connect(dispatcher, errands)
    kept.connect(made.channels, {"whatsapp": made.whatsapp.forget} if made.whatsapp else {})
    stopping = asyncio.Event()
    try:
        yield Program(
            store,
            made,
            intake,
            dispatcher,
            ticks(store, intake, dispatcher, errands, kept, made),
            application(store, made, intake, dispatcher, kept, lines, stopping),
            stopping,
        )
    finally:
        await kicked.settled()
        await made.close()
        await kept.close()


async def world(store: Store, made: Accounts) -> World:
    """What turns need."""
    return World(
        database=store.database,
        sealer=store.sealer,
        step=step,
        book=store.book_of,
        clock=store.now,
        ids=store.identifiers,
        lookups=LOOKUPS,
        links=await private_links(made),
    )


def means(store: Store) -> Means:
    """What sending needs. Reminders leave in daytime."""
    zone = ZoneInfo(store.programme.zone)
    first, last = store.programme.daytime

    def daytime(moment: datetime) -> bool:
        return first <= moment.astimezone(zone).hour < last

    return Means(
        database=store.database,
        sealer=store.sealer,
        place=lambda: (store.programme.locale, store.programme.zone),
        now=store.now,
        clock=time.monotonic,
        holder=secrets.token_hex(8),
        daytime=daytime,
    )


def ticks(
    store: Store, intake: Intake, dispatcher: Dispatcher, errands: Errands, kept: Kept, made: Accounts
) -> Ticks:
    """What looks for due rows, and how often."""
    zone = store.programme.zone

    async def dispatch() -> None:
        dispatcher.kick()

    async def mix() -> None:
        await mix_private(store.database, store.sealer, store.identifiers, store.now, zone)

    async def missed() -> None:
        if made.whatsapp is not None:
            await reconcile(store.database, store.sealer, made.whatsapp, intake.receive, store.now)

    return Ticks(
        {
            "dispatch": (1.0, dispatch),
            "errands": (1.0, errands.run_due),
            "wake": (1.0, lambda: wake(store.database, intake, store.now)),
            "expire": (60.0, dispatcher.expire),
            "mix": (60.0, mix),
            "reconcile": (300.0, missed),
            "purge": (3600.0, lambda: purge_rows(store.database, store.now())),
            **kept.ticks(),
        }
    )


# ------------------------------------------------------------------------------------- running


async def run(program: Program) -> None:
    """Serve until told to stop, then finish what was begun."""
    settings = program.store.settings
    await program.dispatcher.start()
    program.ticks.start()
    poller = await listen(program.accounts, program.store, program.intake.receive)
    polling = asyncio.create_task(poller.run()) if poller is not None else None
    server = Server(settings, program)
    try:
        await server.serve()
    finally:
        if polling is not None:
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling
        await program.ticks.stop()
        await program.intake.close()
        await program.dispatcher.stop()


class Server(uvicorn.Server):
    """uvicorn, which ends the streams of the web chat before it waits for connections to close."""

    def __init__(self, settings: Settings, program: Program) -> None:
        super().__init__(
            uvicorn.Config(
                program.web,
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._program = program

    @override
    def handle_exit(self, sig: int, frame: object) -> None:
        self._program.stopping.set()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


async def serve(settings: Settings) -> None:
    """The bot, until it is told to stop."""
    logs.configure(json=True)
    with lock.held(settings.database_path):
        async with open_store(settings) as store, assembled(store) as program:
            await run(program)


async def demo(settings: Settings) -> None:
    """The bot with a sample programme and without any account; makes the key and the tables first."""
    logs.configure(json=False)
    made_key = make_key(settings)
    migrate(settings.database_url)
    with lock.held(settings.database_path):
        async with open_store(settings) as store, assembled(store) as program:
            await welcome(store, made_key)
            await run(program)
