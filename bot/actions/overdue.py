"""A thread that nobody has answered in the time that the person was told: who is reminded, and then who next.

First whoever has taken it, or all who answer for the area; after as long again the next level: the parent
area, those of all areas, the admins. The waking is an errand of the person, and looks at how things stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.actions.attend import is_staff
from bot.actions.job import Job
from bot.core.person import Person
from bot.core.sending.promise import promised, reminded
from bot.flows import notices as said
from bot.storage import absences, threads
from bot.storage.threads import Thread


async def promise(job: Job, stands: Thread) -> Thread:
    """From now on somebody waits; who waits already goes on waiting since then."""
    if stands.promised_at is not None:
        return stands
    return await _wait(job, replace(stands, reminded=0))


async def _wait(job: Job, stands: Thread) -> Thread:
    programme = job.book.programme
    zone = ZoneInfo(programme.zone)
    due = promised(job.now, programme.human_hours, zone, programme.sending)
    rings = reminded(due, zone, programme.sending)
    await job.ask_later("overdue", rings - job.now)
    return replace(stands, promised_at=due)


async def overdue(job: Job) -> None:
    """The time has come; nothing happens where an answer has."""
    stands = await threads.get(job.tx, job.sealer, job.person, job.now)
    late = stands.promised_at is not None and stands.promised_at <= job.now
    if not late or not stands.open or stands.blocked or stands.muted(job.now):
        return
    sender = await job.get(job.person)
    came = await threads.last(job.tx, job.sealer, job.person)
    whom, more = await _whom(job, stands, sender)
    for staff in whom:
        if staff != sender.id and came is not None:
            await job.post(staff, said.overdue(job.book, sender, came[0], came[1]))
    reminded = replace(stands, reminded=stands.reminded + 1, promised_at=None)
    if stands.reminded:  # whoever had taken it did not answer twice: anybody may
        reminded = replace(reminded, assigned=None)
    await threads.put(job.tx, job.sealer, await _wait(job, reminded) if more else reminded, job.now)


async def _whom(job: Job, stands: Thread, sender: Person) -> tuple[Sequence[str], bool]:
    """Who is reminded this time, and whether there is a next one."""
    levels = [staff for _, staff in await job.levels(sender.place)]
    if not levels:
        return (), False
    rank = min(stands.reminded, len(levels) - 1)
    more = rank < len(levels) - 1
    if stands.reminded == 0 and stands.assigned and await is_staff(job, stands.assigned):
        return await absences.standing_in(job.tx, (stands.assigned,), job.now) or levels[0], True
    return await absences.standing_in(job.tx, levels[rank], job.now) or levels[rank], more
