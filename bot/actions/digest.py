"""What awaits a member of staff, gathered: one line at the times that they chose, on working days.

Reports and applications wait for it; what people write, what is overdue, complaints and calls for protection
come at once. The line at a time is one errand of that person, however many things it gathers.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.job import Job
from bot.core.person import Person
from bot.core.sending.promise import next_time
from bot.flows import notices as said
from bot.flows.announcement import may_announce
from bot.storage import digests, errands, notices, persons

_MOST = 6


async def gathers(job: Job, staff: str) -> bool:
    """Whether somebody reads such things at times of their own; then they will at the next one."""
    minutes = await digests.of(job.tx, staff)
    if not minutes:
        return False
    programme = job.book.programme
    due = next_time(job.now, minutes, ZoneInfo(programme.zone), programme.sending)
    await errands.ask(job.tx, job.sealer, staff, f"digest:{_minute(due)}", "digest", due, job.now)
    return True


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


async def digest(job: Job) -> None:
    """One line; nothing where nothing waits any more."""
    me = await job.get(job.person)
    count = await _waiting(job, me)
    if me.staff and count:
        await job.post(me.id, said.waiting(count))


async def _waiting(job: Job, me: Person) -> int:
    """Reports that nobody has decided, and applicants of the areas that they answer for."""
    applicants = 0
    for one in await persons.holding(job.tx, job.programme, "applicant"):
        applicants += me.id in await job.staff_for((await job.get(one)).area)
    return await notices.count_open(job.tx, me.id) + applicants


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
