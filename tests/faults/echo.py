"""Everything that the providers deliver comes ten times, and the copies in no order at all.

The copies go beside the ordinary deliveries, straight to the processes, before, during and after the turn of
the original, so that several of them may be taken at the same moment by different processes.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx

from tests.fakes.telegram.updates import Update
from tests.fakes.twilio.records import Record
from tests.faults import figures
from tests.faults.city import City
from tests.faults.crowd import StubbornBrowser
from tests.journeys.process import LOOK

T = TypeVar("T")

COPIES = 9
BROWSER_COPIES = 3  # a page that is too fast is refused
SPREAD = 0.3
MOST = 2000
# What a provider tells of a message: in order, twice, backwards, with gaps.
STORIES: tuple[tuple[str, ...], ...] = (
    ("sent", "delivered"),
    ("sent", "sent", "delivered", "delivered"),
    ("delivered", "sent"),
    ("delivered", "sent", "delivered", "sent", "read", "delivered"),
    ("delivered",),
)


@asynccontextmanager
async def echoing(place: City) -> AsyncIterator[None]:
    """Every message and every callback, many times, until the block ends; all copies must have been taken."""
    for number in range(MOST):
        place.twilio.tell(*STORIES[number % len(STORIES)])
    async with httpx.AsyncClient(base_url=place.url, timeout=30) as client:
        echo = Echo(place, client)
        watching = asyncio.create_task(echo.watch())
        try:
            yield
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            await echo.end()
    assert not echo.refused, echo.refused[:5]


class Echo:
    """Watches what is delivered and delivers it again."""

    def __init__(self, place: City, client: httpx.AsyncClient) -> None:
        self._place, self._client = place, client
        self._random = random.Random(5)
        self._updates = 0
        self._records: set[str] = set()
        self._copies: set[asyncio.Task[None]] = set()
        self.refused: list[str] = []

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            for update in self._place.telegram.updates.history[self._updates :]:
                self._begin(self._update, update)
            self._updates = len(self._place.telegram.updates.history)
            for record in list(self._place.twilio.records.values()):
                if record.direction == "inbound" and record.sid not in self._records:
                    self._records.add(record.sid)
                    self._begin(self._message, record)
            for browser in self._place.browsers:
                assert isinstance(browser, StubbornBrowser)
                browser.copies = BROWSER_COPIES
            await asyncio.sleep(LOOK)

    async def end(self) -> None:
        """Until all copies have been delivered."""
        await asyncio.gather(*self._copies)

    def _begin(self, deliver: Callable[[T], Awaitable[None]], what: T) -> None:
        for _ in range(COPIES):
            task = asyncio.create_task(self._later(deliver, what))
            self._copies.add(task)
            task.add_done_callback(self._copies.discard)

    async def _later(self, deliver: Callable[[T], Awaitable[None]], what: T) -> None:
        await asyncio.sleep(self._random.uniform(0, SPREAD))
        await deliver(what)
        figures.note(copies=1)

    async def _update(self, update: Update) -> None:
        hook = self._place.telegram.updates.hook
        if hook is None:
            self._place.telegram.updates.repeat(update.id)
            return
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret or ""}
        with contextlib.suppress(httpx.TransportError):
            answer = await self._client.post(hook.url, json=update.body, headers=headers)
            if answer.status_code != 200:
                self.refused.append(f"update {update.id}: {answer.status_code}")

    async def _message(self, record: Record) -> None:
        twilio = self._place.twilio
        posted = await twilio.outward.post(twilio.webhook_url, record.form, twilio.auth_token)
        if posted.status not in {0, 200}:
            self.refused.append(f"message {record.sid}: {posted.status}")
