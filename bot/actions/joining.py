"""Invitations that are used, and one person on two channels."""

from __future__ import annotations

from datetime import timedelta

from bot.actions import admitting
from bot.actions.job import Job
from bot.core.message import Message
from bot.core.text import key
from bot.storage import addresses, errands, invitations, persons

OPEN_ROLES = ("volunteer", "applicant")
_WINDOW = timedelta(minutes=10)


async def redeem(job: Job) -> None:
    """Count the use and give the role; whoever came by an open link is an applicant for more."""
    found = await invitations.find(job.tx, job.sealer, str(job.data["code"]))
    why = "unknown" if found is None else found.refused(job.now)
    if found is None or why:
        job.tell(job.person, "redeemed", granted=False, why=why)
        return
    if not await invitations.use(job.tx, found, job.person, job.now):
        job.tell(job.person, "redeemed", granted=False, why="already")
        return
    role = found.role if not found.open or found.role in OPEN_ROLES else "applicant"
    await persons.grant(job.tx, job.person, found.programme, role, found.areas, job.now, job.ids, found.id)
    await persons.set_roles(job.tx, job.sealer, job.person, found.programme)
    await job.note("role.granted", job.person, role=role, invitation=found.id)
    if role == "applicant":
        await admitting.announce(job)
    job.tell(job.person, "redeemed", granted=True, role=role, areas=list(found.areas), source=found.name)


# ------------------------------------------------------------------------------------- linking


async def offer_code(job: Job) -> None:
    """A code was shown on this address; it joins another one within ten minutes."""
    await invitations.offer(
        job.tx,
        job.sealer,
        job.new_id(),
        job.person,
        str(job.data["address"]),
        str(job.data["code"]),
        job.now,
    )


async def link(job: Job) -> None:
    """A code was typed on another address: five tries in ten minutes, then it has to wait."""
    new = str(job.data["address"])
    tried = await errands.count_since(job.tx, job.person, "link", job.now - _WINDOW)
    if tried > invitations.TRIES:
        job.tell(job.person, "linked", linked=False, why="tries")
        return
    found = await invitations.spend(job.tx, job.sealer, str(job.data["code"]), job.now)
    if found is None:
        job.tell(job.person, "linked", linked=False, why="wrong")
        return
    person, old = found
    if person != job.person:
        await addresses.leave(job.tx, new, job.person)
        await addresses.join(job.tx, new, person, job.now)
    await job.note("address.linked", person)
    channel = await addresses.channel_of(job.tx, new)
    warning = Message(parts=(key("link.elsewhere", channel=key(f"channel.{channel}")),))
    if old != new:
        await job.post(person, warning, address=old)
    job.tell(person, "linked", linked=True)
