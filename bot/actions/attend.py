"""What staff do with a person's thread beside answering: take it, close it, mute it for a day.

Whoever is first is told that it is theirs; the copies of the others then say so and lose their buttons.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.actions import gathering
from bot.actions.job import Job
from bot.core.person import Person
from bot.flows import notices as said
from bot.storage import posting, threads
from bot.storage.threads import Thread

MUTED = timedelta(days=1)


async def is_staff(job: Job, person: str) -> bool:
    """Whether somebody still has a role of staff."""
    return (await job.get(person)).staff


async def may(job: Job, actor: Person, person: Person) -> bool:
    """Admins everywhere, coordinators and who stands in for them in their areas; nobody for themselves."""
    if actor.id == person.id:
        return False
    if actor.is_a("admin"):
        return True
    inside = not actor.areas or not set(actor.areas).isdisjoint(job.book.areas.upwards(person.place))
    return actor.is_a("coordinator") and (inside or actor.id in await job.staff_for(person.place))


async def attend(job: Job) -> None:
    """Carry out what a member of staff has chosen; who may not is told that it is not theirs."""
    actor, person = await job.get(job.person), await job.get(str(job.data["person"]))
    if not await may(job, actor, person):
        job.tell(actor.id, "attended", outcome="gone", name="")
        return
    stands = await threads.get(job.tx, job.sealer, person.id, job.now)
    verb = str(job.data["verb"])
    outcome = await _VERBS[verb](job, stands, actor, person)
    by = (await job.get(stands.assigned)).name if stands.assigned else ""
    job.tell(actor.id, "attended", outcome=outcome, name=person.name, by=by)


async def _take(job: Job, stands: Thread, actor: Person, person: Person) -> str:
    if not stands.open:
        return "closed"
    if stands.assigned and stands.assigned != actor.id and await is_staff(job, stands.assigned):
        return "lost"
    await threads.put(job.tx, job.sealer, replace(stands, assigned=actor.id), job.now)
    await job.note("thread.taken", person.id)
    await settle(job, stands, actor, person, "taken")
    return "taken"


async def _close(job: Job, stands: Thread, actor: Person, person: Person) -> str:
    """The person gets one line; what they write next opens it again."""
    if not stands.open:
        return "closed"
    done = replace(stands, open=False, assigned=None, promised_at=None, reminded=0)
    await threads.put(job.tx, job.sealer, done, job.now)
    await job.note("thread.closed", person.id)
    await settle(job, stands, actor, person, "closed")
    job.tell(person.id, "team", state="closed")
    return "now_closed"


async def _mute(job: Job, stands: Thread, actor: Person, person: Person) -> str:
    """For a day what they write rings nobody; it is kept, and the team hears of it afterwards."""
    until = job.now + MUTED
    await threads.put(job.tx, job.sealer, replace(stands, muted_until=until), job.now)
    await job.note("thread.muted", person.id)
    await job.ask_later("unmuted", MUTED, person.id)
    job.tell(person.id, "team", state="muted", until=until.isoformat())
    return "muted"


_VERBS: Mapping[str, Callable[[Job, Thread, Person, Person], Awaitable[str]]] = {
    "take": _take,
    "close": _close,
    "mute": _mute,
}


async def answered(job: Job, staff: Person, person: Person) -> None:
    """Nobody waits any more; an answer to somebody whose thread nobody has taken takes it."""
    stands = await threads.get(job.tx, job.sealer, person.id, job.now)
    held = stands.assigned if stands.assigned and await is_staff(job, stands.assigned) else None
    opened = stands if stands.open else replace(stands, open=True, opened_at=job.now)
    done = replace(opened, assigned=held or staff.id, promised_at=None, reminded=0)
    await threads.put(job.tx, job.sealer, done, job.now)
    if held is None and stands.open:
        await settle(job, stands, staff, person, "taken")
    if not stands.blocked and not stands.muted(job.now):
        job.tell(person.id, "team", state="open", answered=True)


async def settle(job: Job, stands: Thread, actor: Person, person: Person, how: str) -> None:
    """The others' copies of an open thread say who has it, or that it was closed."""
    copies = await posting.copies(job.tx, f"thread:{person.id}", stands.opened_at)
    for staff in sorted({copy.person for copy in copies} - {actor.id, person.id}):
        await job.post(staff, said.thread_settled(person, how, actor.name))


async def unmuted(job: Job) -> None:
    """The day is over: the team hears of what came meanwhile, once."""
    stands = await threads.get(job.tx, job.sealer, job.person, job.now)
    if stands.muted_until is None or stands.muted(job.now) or stands.blocked:
        return
    await threads.put(job.tx, job.sealer, replace(stands, muted_until=None), job.now)
    job.tell(job.person, "team", state="open" if stands.open else "quiet")
    came = await threads.last(job.tx, job.sealer, job.person, since=stands.muted_until - MUTED)
    if came is None or not stands.open:
        return
    sender = await job.get(job.person)
    whom = (stands.assigned,) if stands.assigned else await job.staff_for(sender.place)
    for staff in whom:
        if not await gathering.sleeps(job, staff):
            await job.post(staff, said.thread(job.book, sender, came[0]))
