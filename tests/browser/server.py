"""The web chat behind a real socket, answered by a small script instead of the program."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from typing_extensions import override

from bot.core.channel import Inbound
from bot.core.media import Attachment
from bot.core.message import Choice, Message
from bot.core.text import authored, verbatim
from tests.handlers.webchat.memory import Memory

AREAS = ("عمّان", "إربد", "الزرقاء", "المفرق")
SCALE = ("أوافق تماماً", "أوافق", "محايد", "لا أوافق", "لا أوافق على الإطلاق", "أفضّل عدم الإجابة")


def welcome() -> Message:
    """The first question: short labels, side by side."""
    return Message(
        (
            authored(
                "أهلاً بك في برنامج شركاء من أجل الحوار.\n\nنسأل ستة أسئلة قصيرة، ويمكن التوقف في أي وقت.",
                "Welcome to Partners for Dialogue.\n\nSix short questions; you can stop at any time.",
            ),
            authored("هل نبدأ؟", "Shall we begin?"),
        ),
        (
            Choice("yes", authored("نعم، أبدأ", "Yes"), style="primary"),
            Choice("no", authored("لا، شكراً", "No")),
        ),
        progress=(1, 6),
        stamp=1,
    )


def scale(stamp: int) -> Message:
    """A question of a survey: one row per label."""
    choices = tuple(Choice(str(n), verbatim(label)) for n, label in enumerate(SCALE))
    return Message(
        (verbatim("يمكنني أن أثق بأشخاص من خارج مجتمعي."),),
        choices,
        progress=(3, 16),
        stamp=stamp,
        layout="scale",
    )


def toggles(stamp: int, marked: frozenset[str] = frozenset()) -> Message:
    """A question with several answers."""
    choices = tuple(Choice(name, verbatim(name), marked=name in marked) for name in AREAS)
    return Message(
        (verbatim("في أي مناطق جرى النشاط؟"),),
        (*choices, Choice("done", verbatim("تم"), style="primary")),
        hint=verbatim("يمكن اختيار أكثر من منطقة."),
        stamp=stamp,
        multiple=True,
    )


class Echo:
    """What this bot says: enough to see every part of the page."""

    def __init__(self) -> None:
        self.marked: set[str] = set()

    async def answer(self, memory: Memory, said: Inbound) -> None:
        """One line for one message, or the toggled question in place of the former."""
        to, number = said.address, memory.numbers[said.address]
        option = said.choice.partition(":")[2]
        if option in AREAS:
            self.marked ^= {option}
            await memory.tell(to, toggles(number + 1, frozenset(self.marked)), [str(number)])
        elif said.text != "صمت":
            await memory.tell(to, self._message(said, option, number + 1))

    def _message(self, said: Inbound, option: str, stamp: int) -> Message:
        if said.text.startswith("/start"):
            return welcome()
        if said.text == "استبيان" or option == "yes":
            return scale(stamp)
        if option == "done":
            return Message((verbatim("شكراً، سجّلنا المناطق."),))
        if option:
            return toggles(stamp)
        if said.media:
            pictures = tuple(Attachment(medium.ref, medium.kind) for medium in said.media)
            return Message((verbatim(f"وصلت الملفات: {len(said.media)}"),), media=pictures)
        return Message((verbatim(f"قرأنا: {said.text}"),))


def app(memory: Memory, url: str) -> Starlette:
    """The web chat, and the uploads as the program would serve them."""

    async def media(request: Request) -> Response:
        return Response(
            memory.uploads[request.path_params["name"].partition(".")[0]], media_type="image/jpeg"
        )

    built = memory.app(url)
    built.router.routes.append(Route("/media/{name}", media))
    return built


class Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@dataclass
class Running:
    """A server that listens."""

    memory: Memory
    url: str
    port: int
    server: uvicorn.Server
    task: asyncio.Task[None]

    async def stop(self) -> None:
        """As at a graceful stop: streams end first."""
        self.memory.stopping.set()
        self.server.should_exit = True
        await self.task


@asynccontextmanager
async def serving(memory: Memory, port: int = 0) -> AsyncIterator[Running]:
    """Serve on loopback until the block ends."""
    memory.stopping = asyncio.Event()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    config = uvicorn.Config(app(memory, url), log_level="error", lifespan="off", ws="none")
    server = Server(config)
    running = Running(memory, url, port, server, asyncio.create_task(server.serve([listener])))
    try:
        await server.up.wait()
        yield running
    finally:
        await running.stop()
        listener.close()
