"""What awaits a member of staff, gathered: one line at the times that they chose, or when the night is over.

Reports and applications wait for the times that somebody chose, on working days. In the quiet hours of the
programme what people write waits too, until the hours are over; by day it comes at once. What is overdue
rings by day anyway; complaints, calls for protection and words of distress come at any hour. The line at a
time is one errand of that person, however many things it gathers.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.job import Job
from bot.core.sending.promise import morning, next_time
from bot.storage import digests, errands, persons


async def gathers(job: Job, staff: str) -> bool:
    """Whether somebody reads what is to be decided later; then they will at the next time."""
    chosen = await _chosen(job, staff)
    if chosen is None:
        return await sleeps(job, staff)
    await _gather(job, staff, chosen)
    return True


async def sleeps(job: Job, staff: str) -> bool:
    """Whether it is night, and somebody will hear of it in the morning, or at an earlier time of theirs."""
    over = morning(job.now, _zone(job), job.book.programme.sending)
    if over is None or await persons.reachable(job.tx, staff) is None:
        return False
    chosen = await _chosen(job, staff)
    await _gather(job, staff, over if chosen is None else min(over, chosen))
    return True


async def _chosen(job: Job, staff: str) -> datetime | None:
    """The next of the times that somebody chose; None when they chose none."""
    minutes = await digests.of(job.tx, staff)
    return next_time(job.now, minutes, _zone(job), job.book.programme.sending) if minutes else None


async def _gather(job: Job, staff: str, due: datetime) -> None:
    await errands.ask(job.tx, job.sealer, staff, f"digest:{_minute(due)}", "digest", due, job.now)


def _zone(job: Job) -> ZoneInfo:
    return ZoneInfo(job.book.programme.zone)


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
