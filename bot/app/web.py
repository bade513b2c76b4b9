"""The routes of all channels on one server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.actions.dispatch import Dispatcher
from bot.actions.web_lines import WebLines
from bot.app.channels import Accounts, routes
from bot.app.kept import Kept
from bot.app.store import Store
from bot.core.channel import AddressKey, Receive
from bot.handlers.webchat.page import Look
from bot.handlers.webchat.ports import Line
from bot.handlers.webchat.routes import Options, Ports
from bot.handlers.webchat.routes import routes as webchat_routes

COOKIES = "webchat cookie"


def application(
    store: Store,
    made: Accounts,
    receive: Receive,
    dispatcher: Dispatcher,
    kept: Kept,
    lines: WebLines,
    stopping: asyncio.Event,
    inspecting: Sequence[BaseRoute] = (),
) -> Starlette:
    """One plain ASGI application without middleware."""

    async def history(address: AddressKey, after: int) -> Sequence[Line]:
        return [Line(n, event, at) for n, event, at in await lines.history(address, after)]

    ports = Ports(
        receive=receive,
        keep=kept.upload,
        history=history,
        wait=lines.wait,
        seen=lines.seen,
        link=kept.files.link,
        stopping=stopping,
    )
    found: list[BaseRoute] = [
        *webchat_routes(ports, options(store)),
        *routes(made, store, receive, dispatcher.settle),
        *kept.routes(),
        *inspecting,
        Route("/", _home),
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
