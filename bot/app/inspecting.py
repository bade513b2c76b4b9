"""Pages by which others see how the program is doing: `/status`, `/metrics`, `/healthz`, `/readyz`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.actions.meters import Meters
from bot.app.metrics import Metrics
from bot.app.store import Store
from bot.app.upkeep import Upkeep
from bot.core.channel import Channel
from bot.core.checkup import STILL
from bot.reports.status_page import Standing, Status, page
from bot.storage import facts, health
from bot.storage.accounts import WORKING
from bot.storage.database import Tx
from bot.storage.errors import StorageError

FRESH = 10.0
"""So many seconds one look at the rows serves all who ask."""

_SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def routes(
    store: Store, upkeep: Upkeep, meters: Meters, stopping: asyncio.Event, channels: Iterable[Channel]
) -> Sequence[BaseRoute]:
    """What was measured, and how the channels stand."""
    token = store.settings.metrics_token.get_secret_value()
    metrics = Metrics(store, meters, upkeep.room.measure, token)
    status = StatusPage(store, {(one.name, one.account) for one in channels})

    async def ready(request: Request) -> Response:
        """Messages can be taken in: the database answers, and nobody asked us to stop."""
        if stopping.is_set():
            return PlainTextResponse("stopping\n", 503)
        try:
            await store.database.answers()
        except StorageError:
            return PlainTextResponse("the database does not answer\n", 503)
        return PlainTextResponse("ready\n")

    return [
        Route("/status", status.show),
        Route("/metrics", metrics.page),
        Route("/healthz", _well),
        Route("/readyz", ready),
    ]


async def _well(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


class StatusPage:
    """The page, made anew every ten seconds at most, however many ask."""

    def __init__(self, store: Store, accounts: Collection[tuple[str, str]]) -> None:
        self._store, self._accounts = store, sorted(accounts)
        self._made: tuple[float, Status] | None = None
        self._making = asyncio.Lock()

    async def show(self, request: Request) -> Response:
        """200 while it works, 503 while the database does not answer."""
        async with self._making:
            if self._made is None or time.monotonic() - self._made[0] > FRESH:
                self._made = time.monotonic(), await self._look()
        status = self._made[1]
        return Response(page(status), 200 if status.answers else 503, _SAFE, "text/html; charset=utf-8")

    async def _look(self) -> Status:
        store, now = self._store, self._store.now()
        try:
            async with store.database.read() as tx:
                channels = await self._standings(tx)
                beat, backup = await facts.moment(tx, facts.BEAT), await facts.moment(tx, facts.BACKUP_NEXT)
        except StorageError:
            unknown = [Standing(channel, WORKING, None, None) for channel, _ in self._accounts]
            return Status(now, unknown, answers=False)
        ticking = beat is not None and now - beat <= STILL
        return Status(now, channels, ticking, backup=self._day(backup) if store.settings.backup_url else "")

    async def _standings(self, tx: Tx) -> list[Standing]:
        stands = {(one.channel, one.account): one.state for one in await health.standings(tx)}
        came, left = await health.last_in(tx), await health.last_out(tx)
        return [
            Standing(channel, stands.get((channel, account), WORKING), came.get(channel), left.get(channel))
            for channel, account in self._accounts
        ]

    def _day(self, at: datetime | None) -> str:
        return f"{at.astimezone(self._store.zone):%Y-%m-%d %H:%M}" if at is not None else ""
