"""Carrying out errands: each once, in its own small transaction, with retries.

Several processes may look for errands: one of them finds that it still waits. An errand's changes, the mark
that it is done and the rows of those who are to hear of it are one transaction; the turn that hears marks
its row. A crash in between repeats nothing and loses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.actions import (
    absent,
    admitting,
    announce,
    approve,
    attend,
    block,
    claim,
    contact,
    digest,
    erasing,
    halt_area,
    joining,
    overdue,
    oversee,
    people_lists,
    review,
    select_audience,
    workbooks,
)
from bot.actions.failing import frames
from bot.actions.job import Job, Later
from bot.core.conversation import Found
from bot.core.programme import Book
from bot.storage import errands, generation
from bot.storage.database import DECISIONS, Database
from bot.storage.errands import Due
from bot.storage.errors import StorageError
from bot.storage.ids import Ids
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
    "away": absent.away,
    "back": absent.back,
    "digest": digest.digest,
    "digest_times": digest.choose,
    "attend": attend.attend,
    "unmuted": attend.unmuted,
    "overdue": overdue.overdue,
    "block": block.block,
    "judge": block.judge,
    "block_waits": block.waits,
    "complaint": contact.complaint,
    "protection": contact.protection,
    "lost_phone": contact.lost_phone,
    "redeem": joining.redeem,
    "admit": admitting.admit,
    "claim": claim.claim,
    "disclaim": claim.disclaim,
    "offer_code": joining.offer_code,
    "link": joining.link,
    "erase": erasing.erase,
    "forget": erasing.forget,
    "delete_answers": erasing.delete_answers,
    "workbook": workbooks.workbook,
    "publish": workbooks.publish,
    "bring_people": people_lists.bring,
    "drop_people": people_lists.drop,
    "undo_people": people_lists.undo,
    "count_audience": select_audience.count_audience,
    "save_audience": select_audience.save_audience,
    "plan": announce.plan,
    "try_words": announce.try_words,
    "announce": announce.announce,
    "approve": approve.approve,
    "sent_messages": oversee.sent_messages,
    "move_messages": oversee.move_messages,
    "resend": oversee.resend,
    "undoable": oversee.undoable,
    "undo": oversee.undo,
    "halted": halt_area.halted,
    "halt": halt_area.halt,
    "release": halt_area.release,
}

# Their rows would tell whose complaint or whose answers it was, or that somebody was here.
UNTRACED = frozenset({"complaint", "delete_answers", "erase", "forget"})


class Tell(Protocol):
    """Lets a person's conversation go on with a result; the row (person, key) is done with that turn."""

    def __call__(self, person: str, key: str, found: Found) -> Awaitable[None]: ...


# What takes long is made before the errand's transaction, by the kind of errand; Later when it has to wait.
Prepare = Callable[[Due], Awaitable[object]]


class Errands:
    """The runner. `book`: the one of a generation. `kick` is called after each that queued a message."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        book: Callable[[int], Awaitable[Book]],
        now: Callable[[], datetime],
        ids: Ids,
        tell: Tell,
        kick: Callable[[], None],
        backup_days: int = 30,
        prepares: Mapping[str, Prepare] | None = None,
    ) -> None:
        self._database, self._sealer, self._book = database, sealer, book
        self._now, self._ids, self._tell, self._kick = now, ids, tell, kick
        self._backup_days = backup_days
        self._prepares = prepares or {}
        self._beside: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._running = asyncio.Lock()

    async def run_due(self) -> int:
        """Carry out what is due; how many were. The tick and the end of a turn may ring at the same time."""
        async with self._running:
            async with self._database.read() as tx:
                waiting = await errands.due(tx, self._sealer, self._now())
            for errand in waiting:
                if errand.kind in self._prepares and not errand.found:
                    self._begin(errand)
                else:
                    await self._one(errand)
            return len(waiting)

    async def settled(self) -> None:
        """Return when nothing is being prepared."""
        while self._beside:
            await asyncio.wait(self._beside.values())

    async def close(self) -> None:
        """Drop what is being prepared: its rows are still due."""
        for task in self._beside.values():
            task.cancel()
        await self.settled()

    def _begin(self, errand: Due) -> None:
        """What takes long keeps nobody waiting whose errand comes after it."""
        name = errand.person, errand.key
        if name in self._beside:
            return
        task = self._beside[name] = asyncio.create_task(self._one(errand))
        task.add_done_callback(lambda done: self._ended(name, done))

    def _ended(self, name: tuple[str, str], task: asyncio.Task[None]) -> None:
        del self._beside[name]
        error = None if task.cancelled() else task.exception()
        if error is not None:  # the database was away; the row is due again by itself
            log.error("errand.lost", error=type(error).__name__)

    async def _one(self, errand: Due) -> None:
        try:
            if errand.found:
                await self._tell(errand.person, errand.key, Found(errand.kind, errand.data))
            else:
                await self._carry_out(errand)
        except Later as later:
            async with self._database.begin() as tx:
                await errands.postpone(tx, errand, self._now() + timedelta(seconds=later.seconds))
        except StorageError:
            raise
        except Exception as error:
            # One bad errand stops no other; it is tried again and then waits for a person.
            log.exception("errand.failed", kind=errand.kind, attempts=errand.attempts)
            async with self._database.begin() as tx:
                await errands.failed(tx, errand, self._now(), frames(error))

    async def _carry_out(self, errand: Due) -> None:
        prepare = self._prepares.get(errand.kind)
        prepared = await prepare(errand) if prepare is not None else None
        async with self._database.begin(DECISIONS) as tx:
            if not await errands.claim(tx, errand):
                return
            job = Job(
                tx=tx,
                sealer=self._sealer,
                book=await self._book(await generation.current(tx)),
                now=self._now(),
                ids=self._ids,
                person=errand.person,
                key=errand.key,
                data=errand.data,
                created_at=errand.created_at,
                backup_days=self._backup_days,
                prepared=prepared,
            )
            await HANDLERS[errand.kind](job)
            if errand.kind in UNTRACED:
                await errands.remove(tx, errand)
                await errands.keep_tells(tx, self._sealer, errand, job.tells, self._now())
            else:
                await errands.done(tx, self._sealer, errand, job.tells, self._now())
        if errand.kind in UNTRACED:
            await self._database.tidy()
        if job.posted:
            self._kick()
