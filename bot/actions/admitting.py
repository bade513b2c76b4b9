"""Applicants: who came by an open link to be a champion waits until somebody of the team says yes or no.

An open link hangs on a wall, so it enrols no champions by itself. The coordinators of the area are asked in
their chat; the first of them decides, and the copies of the others say who did.
"""

from __future__ import annotations

from bot.actions import gathering
from bot.actions.job import Job
from bot.core.person import ROLES
from bot.flows import notices
from bot.storage import persons

ROLE = "champion"


async def announce(job: Job) -> None:
    """Ask who answers for the applicant's area."""
    applicant = await job.get(job.person)
    for staff in await job.staff_for(applicant.area):
        if not await gathering.gathers(job, staff):
            await job.post(staff, notices.applicant(job.book, applicant, staff))


async def admit(job: Job) -> None:
    """Yes or no to an applicant; the first decision holds, and everybody concerned hears it once."""
    actor, applicant = await job.get(job.person), await job.get(str(job.data["person"]))
    decision = str(job.data["decision"])
    held = await persons.roles(job.tx, applicant.id, job.programme)
    areas = tuple(area for role, area in held if role == "applicant" and area)
    if not actor.staff or not any(role == "applicant" for role, _ in held):
        job.tell(job.person, "admitted", won=False)
        return
    await persons.end_roles(job.tx, applicant.id, job.now, keep=[r for r in ROLES if r != "applicant"])
    if decision == "accept":
        await persons.grant(job.tx, applicant.id, job.programme, ROLE, areas, job.now, job.ids)
        job.tell(applicant.id, "redeemed", granted=True, role=ROLE, areas=list(areas))
    else:
        job.tell(applicant.id, "declined")
    await persons.set_roles(job.tx, job.sealer, applicant.id, job.programme)
    await job.note(f"applicant.{decision}", applicant.id)
    for staff in await job.staff_for(applicant.area):
        await job.post(staff, notices.admitted(applicant, staff, decision, actor.name))
    job.tell(actor.id, "admitted", won=True, decision=decision, name=applicant.name)
