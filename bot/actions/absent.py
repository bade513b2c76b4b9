"""A member of staff goes away, and a colleague stands in for them: what waits for the one awaits the other.

From then on `Job.staff_for` names the deputy in their place; what they had not decided yet goes along.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions.job import Job
from bot.core.person import Person
from bot.flows import notices as said
from bot.flows.announcement import ANNOUNCERS, may_announce
from bot.storage import absences, notices, persons


async def away(job: Job) -> None:
    """From now on, until the morning of a day; without a deputy their colleagues hear instead."""
    actor, until = await job.get(job.person), datetime.fromisoformat(str(job.data["until"]))
    deputy = await job.get(str(job.data["deputy"])) if job.data["deputy"] else None
    unfit = deputy is not None and (deputy.id == actor.id or not may_announce(deputy))
    if not may_announce(actor) or until <= job.now or unfit:
        job.tell(actor.id, "absence", state="gone")
        return
    await absences.begin(job.tx, actor.id, until, deputy.id if deputy else None, job.now)
    await job.note("staff.away", actor.id, deputy=deputy.id if deputy else "")
    facts = {"until": until.isoformat(), "name": deputy.name if deputy else ""}
    job.tell(actor.id, "absence", state="begun" if deputy else "begun_alone", **facts)
    if deputy is not None:
        job.tell(deputy.id, "absence", state="stands_in", until=until.isoformat(), name=actor.name)
        await _pass_on(job, actor, deputy)


async def _pass_on(job: Job, actor: Person, deputy: Person) -> None:
    """What awaits them awaits the deputy too; whoever decides first decides."""
    waiting = await notices.open_of(job.tx, actor.id)
    for notice, area in waiting:
        await notices.add(
            job.tx, job.new_id(), deputy.id, notice.kind, notice.subject, notice.revision, area, job.now
        )
    if waiting:
        await job.post(deputy.id, said.waiting(await notices.count_open(job.tx, deputy.id)))


async def back(job: Job) -> None:
    """They are there again; the deputy hears of it."""
    deputy = await absences.deputy_of(job.tx, job.person)
    actor = await job.get(job.person)
    if not await absences.end(job.tx, actor.id, job.now):
        job.tell(actor.id, "absence", state="was_here")
        return
    await job.note("staff.back", actor.id)
    job.tell(actor.id, "absence", state="ended")
    if deputy is not None:
        job.tell(deputy, "absence", state="relieved", name=actor.name)


async def colleagues(job: Job) -> Sequence[Person]:
    """Who could stand in: coordinators and admins who are there, those of the same areas first."""
    me = await job.get(job.person)
    near: list[Person] = []
    far: list[Person] = []
    found = [one for role in ANNOUNCERS for one in await persons.holding(job.tx, job.programme, role)]
    here = await absences.standing_in(job.tx, tuple(dict.fromkeys(found)), job.now)
    for id_ in here:
        one = await job.get(id_)
        if id_ != me.id and id_ in found:
            shared = not one.areas or not me.areas or not set(one.areas).isdisjoint(me.areas)
            (near if shared else far).append(one)
    return [*near, *far]
