"""What awaits a member of staff, gathered: one line at the times that they chose, on working days.

Reports and applications wait for it; what people write, what is overdue, complaints and calls for protection
come at once. The line at a time is one errand of that person, however many things it gathers.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.job import Job
from bot.core.sending.promise import next_time
from bot.storage import digests, errands


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
