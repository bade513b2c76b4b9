"""Updates on their way to the bot: kept until they are confirmed, by polling or by webhook.

Polling confirms by asking for what follows; a webhook confirms with a 2xx. One webhook update per
queue is under way at a time (a chat's messages are one queue, a person's button presses another), and
a refused one is tried again and holds up its own queue only: as the published server does it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.fakes.telegram.fault import ApiError
from tests.fakes.telegram.spec import update_problems
from tests.fakes.telegram.world import World

Json = dict[str, Any]
Queue = tuple[str, int]

ON_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}
ACTIVE_HOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
)
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(frozen=True, slots=True)
class Update:
    """One update, and the queue it waits in."""

    id: int
    kind: str
    body: Json
    queue: Queue


@dataclass(slots=True)
class Hook:
    """Where a webhook delivers, and how it went. `tempo` shortens the pauses between attempts."""

    url: str
    secret: str | None
    info: Json
    attempts: int = 60


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver to the webhook; no status: no answer."""

    update_id: int
    attempt: int
    status: int | None


@dataclass
class Updates:
    """What waits, what ever was, and how each reached the bot."""

    world: World
    violations: list[str]
    pending: list[Update] = field(default_factory=list)
    history: list[Update] = field(default_factory=list)
    dropped: list[Update] = field(default_factory=list)
    confirmed: set[int] = field(default_factory=set)
    deliveries: list[Delivery] = field(default_factory=list)
    allowed: list[str] | None = None
    hook: Hook | None = None
    tempo: float = 0.01
    session: aiohttp.ClientSession | None = None
    _next: int = 870_000_001
    _poller: asyncio.Future[None] | None = None
    _senders: dict[Queue, asyncio.Task[None]] = field(default_factory=dict)

    def push(self, kind: str, content: Any, queue: Queue) -> Update | None:
        """Something happened; None when the bot did not ask for this kind."""
        if kind in ON_REQUEST_ONLY if not self.allowed else kind not in self.allowed:
            return None
        update = Update(self._next, kind, {"update_id": self._next, kind: content}, queue)
        self._next += 1
        self.history.append(update)
        self._wait(update)
        return update

    def repeat(self, update_id: int) -> None:
        """The same update comes once more, as after an answer that got lost."""
        self._wait(next(update for update in self.history if update.id == update_id))

    def _wait(self, update: Update) -> None:
        self.pending.append(update)
        _ = self.world.touched()
        self._send()

    # --- polling

    async def poll(
        self, offset: int, limit: int, seconds: int, gone: Callable[[], Awaitable[None]]
    ) -> list[Json]:
        """Confirm what lies before the offset; wait for what follows, or until the client has gone."""
        if self.hook is not None:
            raise ApiError(409, ACTIVE_HOOK)
        self._take_over()
        self._confirm(offset)
        me = self._poller = asyncio.get_running_loop().create_future()
        _ = self.world.touched()
        watcher = asyncio.ensure_future(gone())
        watcher.add_done_callback(lambda _: self._release(me))
        try:
            _ = await self.world.until(lambda: self._ready(me), min(seconds, 50))
        finally:
            watcher.cancel()
            self._poller = None if self._poller is me else self._poller
        if me.done():
            raise ApiError(409, OTHER_POLLER)
        return [update.body for update in self.pending[: limit or 100]]

    @property
    def polled(self) -> bool:
        """Whether somebody is waiting for updates just now."""
        return self._poller is not None

    def _take_over(self) -> None:
        if self._poller is not None:
            self._release(self._poller)

    def _release(self, poller: asyncio.Future[None]) -> None:
        if not poller.done():
            poller.set_result(None)
            _ = self.world.touched()

    def _ready(self, me: asyncio.Future[None]) -> bool | None:
        return True if self.pending or me.done() else None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            left = self.pending[offset:]
        else:
            left = [update for update in self.pending if update.id >= offset]
        self.confirmed.update(update.id for update in self.pending if update not in left)
        self.pending = left

    # --- webhook

    def set_hook(self, url: str, secret: str | None, connections: int, *, drop: bool) -> None:
        """Deliver from now on; an empty address goes back to polling."""
        if drop:
            self.pending = []
        info = {"url": url, "has_custom_certificate": False, "max_connections": connections}
        self.hook = Hook(url, secret, info) if url else None
        self._send()

    def info(self) -> Json:
        """The answer to getWebhookInfo."""
        told: Json = {"url": "", "has_custom_certificate": False}
        told |= self.hook.info if self.hook else {}
        told |= {"allowed_updates": self.allowed} if self.allowed else {}
        return told | {"pending_update_count": len(self.pending)}

    def _send(self) -> None:
        if self.hook is None:
            return
        for queue in {update.queue for update in self.pending} - self._senders.keys():
            self._senders[queue] = asyncio.create_task(self._drain(queue))

    async def _drain(self, queue: Queue) -> None:
        try:
            while (hook := self.hook) and (update := self._first(queue)):
                taken = await self._deliver(hook, update)
                if taken is None:
                    continue
                if not taken:
                    self.dropped.append(update)
                if update in self.pending:
                    self.pending.remove(update)
                _ = self.world.touched()
        finally:
            _ = self._senders.pop(queue, None)

    def _first(self, queue: Queue) -> Update | None:
        return next((update for update in self.pending if update.queue == queue), None)

    async def _deliver(self, hook: Hook, update: Update) -> bool | None:
        """Whether it was taken; None when another address has taken over: then it waits for that one."""
        self.violations += update_problems(update.body)
        for attempt in range(1, hook.attempts + 1):
            status, pause = await self._attempt(hook, update, attempt)
            if status is not None and 200 <= status < 300:
                self.confirmed.add(update.id)
                return True
            if self.hook is not hook:
                return None
            await asyncio.sleep(self.tempo * pause)
        return False

    async def _attempt(self, hook: Hook, update: Update, attempt: int) -> tuple[int | None, float]:
        """The status of the answer, and for how long to wait before the next attempt."""
        assert self.session is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        status: int | None = None
        pause = 0.0 if attempt == 1 else min(2.0 ** (attempt - 1), 60.0)
        try:
            async with self.session.post(hook.url, json=update.body, headers=headers) as answer:
                status = answer.status
                pause = min(float(answer.headers.get("Retry-After", pause)), 3600.0)
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(hook, repr(error))
        self.deliveries.append(Delivery(update.id, attempt, status))
        if status is not None and not 200 <= status < 300:
            self._failed(hook, f"Wrong response from the webhook: {status}")
        return status, pause

    def _failed(self, hook: Hook, said: str) -> None:
        hook.info |= {"last_error_date": int(self.world.clock()), "last_error_message": said}

    def waiting(self) -> list[str]:
        """What the bot has not confirmed and what was done about it, for a failing test."""
        lines = []
        for update in [*self.pending, *self.dropped]:
            tried = [one.status for one in self.deliveries if one.update_id == update.id]
            held = "under way" if update.queue in self._senders else "given up"
            lines.append(f"update {update.id} of {update.queue}: {update.kind}, {held}, answered {tried}")
        return lines

    async def settled(self, within: float = 5) -> bool:
        """Wait until every update is confirmed."""
        return bool(await self.world.until(lambda: True if not self.pending else None, within))

    async def close(self) -> None:
        """Deliver nothing more, and let a waiting poller go."""
        self._take_over()
        senders = list(self._senders.values())
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)
