"""Carrying out errands: each once, in its own small transaction, with retries.

An errand's changes and the mark that it is done are one transaction. What people are to hear is kept in
its row until they have heard it: a crash in between tells them again, under the same key, once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.actions import contact, erasing, joining, review
from bot.actions.job import Job, Later
from bot.core.conversation import Found
from bot.core.programme import Book
from bot.storage import errands
from bot.storage.database import Database
from bot.storage.errands import Due
from bot.storage.errors import StorageError
from bot.storage.sealed import Sealer

log = structlog.get_logger()

Handler = Callable[[Job], Awaitable[None]]

HANDLERS: Mapping[str, Handler] = {
    "report_sent": review.report_sent,
    "decide": review.decide,
    "hide_photo": review.hide_photo,
    "withdraw": review.withdraw,
    "add_media": review.add_media,
    "drop_media": review.drop_media,
    "thread": contact.thread,
    "answer": contact.answer,
    "complaint": contact.complaint,
    "protection": contact.protection,
    "lost_phone": contact.lost_phone,
    "redeem": joining.redeem,
    "offer_code": joining.offer_code,
    "link": joining.link,
    "erase": erasing.erase,
    "forget": erasing.forget,
    "delete_answers": erasing.delete_answers,
}

# Their rows would tell whose complaint or whose answers it was.
UNTRACED = frozenset({"complaint", "delete_answers", "forget"})


class Tell(Protocol):
    """Lets a person's conversation go on with a result; returns when committed. `key` is told once."""

    def __call__(self, person: str, found: Found, key: str) -> Awaitable[None]: ...


class Errands:
    """The runner. `kick` is called after each that put messages into the outbox."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        book: Callable[[], Book],
        now: Callable[[], datetime],
        ids: Iterator[str],
        tell: Tell,
        kick: Callable[[], None],
    ) -> None:
        self._database, self._sealer, self._book = database, sealer, book
        self._now, self._ids, self._tell, self._kick = now, ids, tell, kick

    async def run_due(self) -> int:
        """Carry out what is due; how many were."""
        async with self._database.read() as tx:
            waiting = await errands.due(tx, self._sealer, self._now())
        for errand in waiting:
            await self._one(errand)
        return len(waiting)

    async def _one(self, errand: Due) -> None:
        try:
            found = errand.found if errand.found is not None else await self._carry_out(errand)
            if found is not None:
                await self._tell_all(errand, found)
        except Later as later:
            async with self._database.begin() as tx:
                await errands.postpone(tx, errand, self._now() + timedelta(seconds=later.seconds))
        except StorageError:
            raise
        except Exception as error:
            # One bad errand stops no other; it is tried again and then waits for a person.
            log.exception("errand.failed", kind=errand.kind, attempts=errand.attempts)
            async with self._database.begin() as tx:
                await errands.failed(tx, errand, self._now(), f"{type(error).__name__}: {error}")

    async def _carry_out(self, errand: Due) -> tuple[tuple[str, str, dict[str, Any]], ...]:
        handler = HANDLERS[errand.kind]
        async with self._database.begin() as tx:
            job = Job(
                tx=tx,
                sealer=self._sealer,
                book=self._book(),
                now=self._now(),
                ids=self._ids,
                person=errand.person,
                key=errand.key,
                data=errand.data,
                created_at=errand.created_at,
            )
            await handler(job)
            if errand.kind in UNTRACED:
                await errands.remove(tx, errand)
            else:
                await errands.done(tx, self._sealer, errand, job.tells)
        if job.posted:
            self._kick()
        return tuple(job.tells)

    async def _tell_all(self, errand: Due, found: tuple[tuple[str, str, dict[str, Any]], ...]) -> None:
        for person, kind, data in found:
            await self._tell(person, Found(kind, data), f"errand:{errand.key}:{person}:{kind}")
        if found and errand.kind not in UNTRACED:
            async with self._database.begin() as tx:
                await errands.told(tx, errand)
