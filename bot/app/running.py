"""The program at work: one process that takes messages in, sends them out, and ticks.

It starts in the order in which things are needed and stops in the opposite one: first nothing new is
taken in, then what waits is finished, then what is under way is sent and written down.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import secrets
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

import structlog
import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

from bot.actions.announce import Plans
from bot.actions.converse import World
from bot.actions.dispatch import Dispatcher
from bot.actions.errands import Errands, Prepare
from bot.actions.invite import Doors
from bot.actions.lookups import LOOKUPS
from bot.actions.meters import Measured, Meters
from bot.actions.oversee import Overseer
from bot.actions.pausing import Paused
from bot.actions.people_lists import PeopleLists
from bot.actions.receive import Intake
from bot.actions.select_audience import Counts
from bot.actions.shift import Shift
from bot.actions.ticks import Ticks
from bot.actions.web_lines import LINE, WebLines
from bot.actions.workbooks import Workbooks
from bot.app import logs
from bot.app.channels import Accounts, accounts, listen, named
from bot.app.inspecting import routes as inspecting
from bot.app.kept import Kept
from bot.app.speaking import Speaking
from bot.app.store import Store, Unset, make_key, open_store
from bot.app.ticking import capabilities, means, rates, ticks
from bot.app.upkeep import Upkeep
from bot.app.web import application
from bot.app.welcome import welcome
from bot.app.whatsapping import terms_of
from bot.core.channel import Receive
from bot.flows.engine import step
from bot.handlers.webchat.send import WebChat
from bot.settings import Settings
from bot.storage import lock
from bot.storage.database import Database
from bot.storage.doors import Heard
from bot.storage.migrate import migrate

log = structlog.get_logger(__name__)

GRACE = 10
COLLECT = (50_000, 10, 10)
SWITCH = 0.0005
OUTBOX = "outbox"
"""Announced to the other processes when something was queued."""

Ready = Callable[[], Awaitable[None]]
"""Called when messages are taken in."""


@dataclass
class Program:
    """Everything that runs, connected."""

    store: Store
    accounts: Accounts
    intake: Intake
    receive: Receive
    dispatcher: Dispatcher
    ticks: Ticks
    web: ASGIApp
    links: dict[str, str]
    upkeep: Upkeep
    stopping: asyncio.Event
    ticking: Shift
    attending: Shift
    heard: Heard


class Kicked:
    """Called after each commit of turns: what they queued leaves now, and their errands are carried out."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dispatcher: Dispatcher | None = None
        self._errands: Errands | None = None
        self._running: asyncio.Task[None] | None = None
        self._again = False

    def connect(self, dispatcher: Dispatcher, errands: Errands) -> None:
        self._dispatcher, self._errands = dispatcher, errands

    def sending(self) -> None:
        """Something was queued, for whichever process sends it."""
        if self._dispatcher is not None:
            self._dispatcher.kick()
            if not self._dispatcher.sends_all:
                self._database.announce(OUTBOX)

    def __call__(self, errands: bool) -> None:
        self.sending()
        if not errands:
            return
        self._again = True
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._carry_out())

    async def _carry_out(self) -> None:
        while self._again and self._errands is not None:
            self._again = False
            with suppress(Exception):  # the tick finds the same rows, and logs
                await self._errands.run_due()

    async def close(self) -> None:
        """No errand is under way, nor being prepared."""
        if self._running is not None:
            await asyncio.wait([self._running])
        if self._errands is not None:
            await self._errands.close()


@asynccontextmanager
async def assembled(store: Store) -> AsyncIterator[Program]:
    """Build everything of an open installation and connect it. Nothing runs yet."""
    kept = Kept.open(store)
    made = accounts(store, kept.files)
    lines = WebLines(store.database, store.sealer, store.now)
    made.channels["webchat"] = WebChat(lines.append, kept.staging.fetch, store.catalogues.render)
    kicked = Kicked(store.database)
    links: dict[str, str] = {}
    meters, stopping = Meters(), asyncio.Event()
    intake = Intake(world(store, links), kicked, measured=meters.taken)
    receive = meters.receiving(intake.receive)
    words = store.catalogues
    speaking = {name: Measured(Speaking(one, words), meters) for name, one in made.channels.items()}
    holder = secrets.token_hex(8)
    upkeep = Upkeep.of(store, kept.objects, speaking, kicked.sending)
    paused = Paused(store.database, lambda: store.book, store.now)
    dispatcher = Dispatcher(means(store, holder, upkeep.watch.told, paused), speaking)
    errands = errands_of(store, intake, kicked, prepares(store, made, kept, links))
    kicked.connect(dispatcher, errands)
    forget = {"whatsapp": made.whatsapp.forget} if made.whatsapp else {}
    kept.connect(made.channels, forget, upkeep.room.for_media)
    ticking, attending = (shift(store, name, holder) for name in ("ticks", "telegram"))

    def heard(what: str) -> None:
        if what == OUTBOX:
            dispatcher.kick()
        elif what.startswith(LINE):
            lines.heard(what.removeprefix(LINE))

    try:
        yield Program(
            store,
            made,
            intake,
            receive,
            dispatcher,
            ticks(store, intake, dispatcher, errands, kept, made, upkeep, ticking, kicked.sending, paused),
            application(
                store,
                made,
                receive,
                dispatcher,
                kept,
                lines,
                stopping,
                inspecting(store, upkeep, meters, stopping, made.channels.values()),
            ),
            links,
            upkeep,
            stopping,
            ticking,
            attending,
            heard,
        )
    finally:
        await kicked.close()
        await upkeep.close()
        await made.close()
        await kept.close()


def prepares(store: Store, made: Accounts, kept: Kept, links: Mapping[str, str]) -> Mapping[str, Prepare]:
    """What takes long and is done before an errand's transaction."""
    terms, channels = terms_of(store.settings), capabilities(made)
    plans = Plans(store.database, store.sealer, store.book_of, store.now, rates(made), terms)
    overseer = Overseer(
        store.database, store.sealer, store.book_of, store.now, store.identifiers, channels, terms
    )
    lists = PeopleLists(
        store.database,
        store.sealer,
        store.book_of,
        kept.objects,
        store.catalogues,
        lambda: doors(store, links),
        store.now,
        store.identifiers,
    )
    return {
        "workbook": Workbooks(store.database, kept.objects, lists),
        "bring_people": lists.brought,
        "undo_people": lists.undone,
        "plan": plans,
        "count_audience": Counts(store.database, store.sealer, store.book_of, store.now),
        "sent_messages": overseer.listed,
        "move_messages": overseer.moved,
        "resend": overseer.resent,
        "undoable": overseer.undoable,
        "undo": overseer.undone,
    }


def doors(store: Store, links: Mapping[str, str]) -> Doors:
    """Where people come in, as far as it is known."""
    name = links.get("telegram", "").rpartition("/")[2]
    return Doors(name, store.settings.whatsapp.sender, store.settings.public_url)


def errands_of(store: Store, intake: Intake, kicked: Kicked, prepares: Mapping[str, Prepare]) -> Errands:
    """The runner of errands, by which turns reach other people."""
    return Errands(
        store.database,
        store.sealer,
        store.book_of,
        store.now,
        store.identifiers,
        intake.tell,
        kicked.sending,
        store.settings.backup_days,
        prepares,
    )


def shift(store: Store, name: str, holder: str) -> Shift:
    """What one process does at a time."""
    return Shift(store.database, name, holder, time.monotonic, alone=not store.database.shared)


def world(store: Store, links: Mapping[str, str]) -> World:
    """What turns need. `links` is filled when the channels have said where they talk in private."""
    return World(
        database=store.database,
        sealer=store.sealer,
        step=step,
        book=store.book_of,
        clock=store.now,
        ids=store.identifiers,
        lookups=LOOKUPS,
        links=links,
    )


# ------------------------------------------------------------------------------------- running


async def run(program: Program, doors: list[socket.socket], ready: Ready) -> None:
    """Serve until told to stop, then finish what was begun; the last that was started ends first."""
    async with AsyncExitStack() as begun:
        await program.store.database.listen(program.heard)
        for shift in (program.ticking, program.attending):
            begun.push_async_callback(shift.stop)
            await shift.start()
        begun.push_async_callback(program.dispatcher.stop)
        await program.dispatcher.start()
        begun.push_async_callback(program.intake.close)
        for beside in (_listen(program), program.upkeep.watch.guard()):
            begun.push_async_callback(_ended, asyncio.create_task(beside))

        async def taking() -> None:
            # Not before: the first list of what Twilio could not hand over would miss what comes meanwhile.
            program.ticks.start()
            begun.push_async_callback(program.ticks.stop)
            await ready()
            tune()

        await Server(program, taking).serve(doors)


def tune() -> None:
    """Make Python fit for thousands of turns a second.

    What the program stands on is never garbage: a fifth of each turn was spent looking through it again. A
    turn makes thousands of objects and hardly a cycle, so these are looked for less often. And the thread
    that writes need not wait five milliseconds for the interpreter after each batch.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)
    sys.setswitchinterval(SWITCH)


async def _listen(program: Program) -> None:
    """A failure of ours there is logged, and the other channels go on."""
    made, store = program.accounts, program.store
    try:
        attending = program.attending.work(lambda: listen(made, store, program.receive))
        await asyncio.gather(named(made, program.links), attending)
    except Exception:
        log.exception("telegram.listening")


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


class Server(uvicorn.Server):
    """uvicorn, which ends the streams of the web chat before it waits for connections to close."""

    def __init__(self, program: Program, ready: Ready) -> None:
        config = uvicorn.Config(
            program.web,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
        super().__init__(config)
        self._program, self._ready = program, ready

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """From here on messages are taken in. No loop ends while it listens at a door that was closed."""
        await super().startup(sockets)
        try:
            await self._ready()
        except BaseException:
            for server in self.servers:
                server.close()
            raise

    @override
    def handle_exit(self, sig: int, frame: object) -> None:
        self._program.stopping.set()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn would send itself the signal again at the end, which kills us before we have finished."""
        with super().capture_signals():
            try:
                yield
            finally:
                self._captured_signals.clear()


async def serve(settings: Settings) -> None:
    """The bot, until it is told to stop."""
    logs.configure(json=True)
    with lock.serving(settings.database_url), listening_on(settings) as doors:
        async with open_store(settings) as store, assembled(store) as program:

            async def ready() -> None:
                names = sorted(program.accounts.channels)
                log.info("serving", programme=store.programme.name, channels=names, at=settings.public_url)

            await run(program, doors, ready)


async def demo(settings: Settings) -> None:
    """The bot with a sample programme and without any account; makes the key and the tables first."""
    logs.configure(json=False)
    await asyncio.to_thread(migrate, settings.database_url)
    with lock.serving(settings.database_url), listening_on(settings) as doors:
        made_key = make_key(settings)
        async with open_store(settings) as store, assembled(store) as program:
            await run(program, doors, lambda: welcome(store, made_key))


@contextmanager
def listening_on(settings: Settings) -> Iterator[list[socket.socket]]:
    """The port, taken before anything begins; Unset when it cannot be had."""
    with ExitStack() as opened:
        try:
            doors = [opened.enter_context(door) for door in _doors(settings)]
        except OSError as error:
            raise _not_listening(settings, error) from error
        yield doors


def _doors(settings: Settings) -> Iterator[socket.socket]:
    """A socket for each address of the host: `localhost` has two, where the machine speaks IPv6."""
    asked = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, kind, protocol, _, address in asked:
        try:
            door = socket.socket(family, kind, protocol)
            try:
                door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                door.bind(address)
            except OSError:
                door.close()
                raise
        except OSError as error:
            if len(asked) == 1 or error.errno not in {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}:
                raise
        else:
            yield door


def _not_listening(settings: Settings, error: OSError) -> Unset:
    said = f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror}."
    if error.errno == errno.EADDRINUSE:
        return Unset(
            f"{said}\nStop what listens there, or set TAMASUK_PORT to another number.\n"
            "المنفذ مشغول: أوقف ما يستعمله أو غيّر TAMASUK_PORT"
        )
    return Unset(f"{said}\nSee TAMASUK_HOST and TAMASUK_PORT. · راجع TAMASUK_HOST وTAMASUK_PORT")
