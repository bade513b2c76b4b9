"""The routes of all channels on one server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Scope
from starlette.types import Receive as AsgiReceive
from starlette.types import Send as AsgiSend

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
) -> ASGIApp:
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
    hooks = routes(made, store, receive, dispatcher.settle)
    found: list[BaseRoute] = [
        *webchat_routes(ports, options(store)),
        *hooks,
        *kept.routes(),
        *inspecting,
        Route("/", _home),
    ]
    return Front(Starlette(routes=found), hooks)


class Front:
    """Takes what providers post straight to its endpoint; the rest goes the way of every route.

    To look through the routes costs more than to read an update.
    """

    def __init__(self, rest: ASGIApp, hooks: Sequence[BaseRoute]) -> None:
        self._rest = rest
        self._hooks = {
            one.path: one.app for one in hooks if isinstance(one, Route) and one.methods == {"POST"}
        }

    async def __call__(self, scope: Scope, receive: AsgiReceive, send: AsgiSend) -> None:
        posted = scope["type"] == "http" and scope["method"] == "POST"
        endpoint = self._hooks.get(scope["path"], self._rest) if posted else self._rest
        await endpoint(scope, receive, send)


def options(store: Store) -> Options:
    """How the web chat looks and signs its cookie."""
    settings, neutral = store.settings, store.programme.neutral_name
    name = neutral.languages.get(settings.language, "") if neutral else ""
    look = Look(language=settings.language, name=name) if name else Look(language=settings.language)
    return Options(keys=store.sealer.keys(COOKIES), public_url=settings.public_url, look=look)


async def _home(request: Request) -> Response:
    return RedirectResponse("/chat")
