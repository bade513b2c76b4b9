"""Somebody who was awaited has come: what the list said of them is theirs, and no more kept beside them.

The consent is their own, given in the chat; whoever gives none leaves nothing of the list either. A champion
of a list waits, as whoever comes by an open link.
"""

from __future__ import annotations

from bot.actions import admitting
from bot.actions.job import Job
from bot.storage import persons, prepared

APPLICANT = "applicant"


async def claim(job: Job) -> None:
    """They have registered with it, or were registered before."""
    found = await prepared.get(job.tx, job.sealer, str(job.data["prepared"]))
    if found is None or found.record is None:
        return
    if not await prepared.claim(job.tx, found.id, job.person, job.now):
        return
    await job.note("person.claimed", job.person, roster=found.roster)
    person = await job.get(job.person)
    if found.record.role != admitting.ROLE or person.is_a(admitting.ROLE) or person.is_a(APPLICANT):
        return
    await persons.grant(job.tx, job.person, job.programme, APPLICANT, (), job.now, job.ids)
    await persons.set_roles(job.tx, job.sealer, job.person, job.programme)
    await job.note("role.granted", job.person, role=APPLICANT, roster=found.roster)
    await admitting.announce(job)
    job.tell(job.person, "redeemed", granted=True, role=APPLICANT, areas=[])


async def disclaim(job: Job) -> None:
    """They agreed to nothing: what the list said of them goes."""
    id_ = str(job.data["prepared"])
    if await prepared.remove(job.tx, [id_]):
        await job.note("person.declined", id_)
