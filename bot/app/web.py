"""The routes of all channels on one server, and whether it is well."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.actions.dispatch import Dispatcher
from bot.actions.receive import Intake
from bot.actions.web_lines import WebLines
from bot.app.channels import Accounts, routes
from bot.app.kept import Kept
from bot.app.store import Store
from bot.core.channel import AddressKey
from bot.handlers.webchat.page import Look
from bot.handlers.webchat.ports import Line
from bot.handlers.webchat.routes import Options, Ports
from bot.handlers.webchat.routes import routes as webchat_routes
from bot.storage.errors import StorageError

COOKIES = "webchat cookie"


def application(
    store: Store,
    made: Accounts,
    intake: Intake,
    dispatcher: Dispatcher,
    kept: Kept,
    lines: WebLines,
    stopping: asyncio.Event,
) -> Starlette:
    """One plain ASGI application without middleware."""

    async def history(address: AddressKey, after: int) -> Sequence[Line]:
        return [Line(n, event, at) for n, event, at in await lines.history(address, after)]

    async def ready(request: Request) -> Response:
        """Messages can be taken in: the database answers, and nobody asked us to stop."""
        try:
            await store.database.answers()
        except StorageError:
            return PlainTextResponse("the database does not answer\n", 503)
        if stopping.is_set():
            return PlainTextResponse("stopping\n", 503)
        return PlainTextResponse("ready\n")

    ports = Ports(
        receive=intake.receive,
        keep=kept.upload,
        history=history,
        wait=lines.wait,
        seen=lines.seen,
        link=kept.files.link,
        stopping=stopping,
    )
    found: list[BaseRoute] = [
        *webchat_routes(ports, options(store)),
        *routes(made, store, intake.receive, dispatcher.settle),
        *kept.routes(),
        Route("/", _home),
        Route("/healthz", _well),
        Route("/readyz", ready),
    ]
    return Starlette(routes=found)


def options(store: Store) -> Options:
    """How the web chat looks and signs its cookie."""
    settings, neutral = store.settings, store.programme.neutral_name
    name = neutral.languages.get(settings.language, "") if neutral else ""
    look = Look(language=settings.language, name=name) if name else Look(language=settings.language)
    return Options(keys=store.sealer.keys(COOKIES), public_url=settings.public_url, look=look)


async def _home(request: Request) -> Response:
    return RedirectResponse("/chat")


async def _well(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")
