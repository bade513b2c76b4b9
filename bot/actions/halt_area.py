"""Holding what goes to the people of an area, and letting it go again, by whoever answers for it."""

from __future__ import annotations

from datetime import timedelta

from bot.actions.job import Job
from bot.core.audience import below, covers, reach
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.sending.rules import Halt
from bot.flows.announcement import may_announce
from bot.storage import pauses, recipients

MOST_HOURS = 24 * 30


def may_halt(book: Book, person: Person, area: str) -> bool:
    """Whether somebody answers for all who live there; '' is everywhere."""
    return may_announce(person) and covers(book.areas, reach(person), (area,) if area else None)


async def halted(job: Job) -> None:
    """Tell what waits for the people of an area, and whether it is held."""
    area = str(job.data["area"])
    if not may_halt(job.book, await job.get(job.person), area):
        job.tell(job.person, "halt", done=False, area=area)
        return
    pressed = await pauses.pressed(job.tx, job.programme, job.now)
    places = below(job.book.areas, (area,)) if area else None
    count = await recipients.waiting_in(job.tx, job.programme, places)
    facts = {"area": area, "hold": job.data.get("hold", ""), "count": count}
    job.tell(job.person, "halted", **facts, halted=any(one.area == area for one in pressed))


async def halt(job: Job) -> None:
    """From now on nothing but replies leaves there."""
    area, hours = str(job.data["area"]), int(job.data["hours"])
    if not may_halt(job.book, await job.get(job.person), area) or not 0 <= hours <= MOST_HOURS:
        job.tell(job.person, "halt", done=False, area=area)
        return
    ends = job.now + timedelta(hours=hours) if hours else None
    await pauses.press(job.tx, job.programme, Halt(job.now, ends, area), job.person, job.now, job.ids)
    job.tell(job.person, "halt", done=True, area=area, ends=ends.isoformat() if ends is not None else "")


async def release(job: Job) -> None:
    """What waits leaves again, at the pace of its channel."""
    area = str(job.data["area"])
    lifted = 0
    if may_halt(job.book, await job.get(job.person), area):
        lifted = await pauses.lift(job.tx, job.programme, area, job.person, job.now, job.ids)
        await recipients.again(job.tx, job.programme, job.now)
    job.tell(job.person, "release", done=bool(lifted), area=area)
