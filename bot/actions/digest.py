"""The line that tells what awaits (`bot.actions.gathering`), and choosing its times."""

from __future__ import annotations

from bot.actions.awaiting import line
from bot.actions.job import Job
from bot.flows import notices as said
from bot.flows.announcement import may_announce
from bot.storage import digests

_MOST = 6


async def digest(job: Job) -> None:
    """One line; nothing where nothing waits any more."""
    me = await job.get(job.person)
    found = await line(job, me) if me.staff else []
    if found:
        await job.post(me.id, said.waiting(len(found)))


async def choose(job: Job) -> None:
    """From now on at these times; what has been gathered is told at once when it is to come at once."""
    me = await job.get(job.person)
    minutes = sorted({int(one) for one in job.data["minutes"] if 0 <= int(one) < 24 * 60})[:_MOST]
    if not may_announce(me):
        return
    await digests.put(job.tx, me.id, minutes, job.now)
    job.tell(me.id, "digest", minutes=minutes)
    if not minutes:
        await digest(job)
