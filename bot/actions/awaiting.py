"""What awaits a member of staff, in the order of «التالي»: what is overdue, reports, applicants, who waits.

Pressing on passes over what is shown, and comes back to it at the end; nothing is changed by looking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from bot.actions.attached import attachments
from bot.actions.job import Job
from bot.actions.review import message
from bot.core.person import Person
from bot.core.text import key
from bot.flows import notices as said
from bot.flows.standing import standing
from bot.storage import notices, persons, submissions, threads

Awaiting = tuple[Literal["report", "applicant", "thread"], str]
"""What it is, and whose or which."""


async def reads(job: Job, me: Person, area: str) -> bool:
    """Whether a member of staff answers for an area, or stands in for who does."""
    inside = not me.areas or not set(me.areas).isdisjoint(job.book.areas.upwards(area))
    return inside or me.id in await job.staff_for(area)


async def line(job: Job, me: Person, talks: bool = True) -> list[Awaiting]:
    """All of it. Without `talks` only what is decided."""
    late, waiting = await _threads(job, me) if talks else ((), ())
    reports: list[Awaiting] = [("report", one) for one in await notices.open_reports(job.tx, me.id)]
    applicants: list[Awaiting] = []
    for one in await persons.holding(job.tx, job.programme, "applicant"):
        person = await persons.get(job.tx, job.sealer, one)
        if person is not None and await reads(job, me, person.area):
            applicants.append(("applicant", one))
    return [*late, *reports, *applicants, *waiting]


async def _threads(job: Job, me: Person) -> tuple[Sequence[Awaiting], Sequence[Awaiting]]:
    """Those of people who wait for an answer from this one: overdue, and in time; the longest first."""
    late: list[Awaiting] = []
    waiting: list[Awaiting] = []
    for one in await threads.unanswered(job.tx, job.sealer):
        person = await persons.get(job.tx, job.sealer, one.person)
        if person is None or one.person == me.id or one.muted(job.now):
            continue
        if one.assigned == me.id or (one.assigned is None and await reads(job, me, person.place)):
            (late if one.overdue(job.now) else waiting).append(("thread", one.person))
    return late, waiting


async def show(job: Job, me: Person, after: str = "", talks: bool = True) -> Mapping[str, Any]:
    """The first, or what comes after 'KIND:ID', as facts for the conversation; nothing awaits: no facts."""
    found = await line(job, me, talks)
    names = [f"{kind}:{subject}" for kind, subject in found]
    begin = names.index(after) + 1 if after in names else 0
    for kind, subject in [*found[begin:], *found[:begin]]:
        facts = await _SHOWN[kind](job, subject)
        if facts:
            return {**facts, "more": len(found) - 1}
    return {}


async def _report(job: Job, subject: str) -> Mapping[str, Any]:
    found = await submissions.get(job.tx, job.sealer, subject)
    if found is None:
        return {}
    shown = await message(job, found, job.person, await submissions.coming(job.tx, found.id))
    return {"message": shown, "submission": found.id, "revision": found.revision}


async def _applicant(job: Job, subject: str) -> Mapping[str, Any]:
    return {"message": said.applicant(job.book, await job.get(subject), job.person), "applicant": subject}


async def _thread(job: Job, subject: str) -> Mapping[str, Any]:
    """All that nobody has answered yet: what was written at night was shown to nobody before."""
    came = await threads.since_answer(job.tx, job.sealer, subject)
    if not came:
        return {}
    sender = await job.get(subject)
    stands = await threads.get(job.tx, job.sealer, subject, job.now)
    text = "\n".join(one.text for one in came if one.text)
    along = await attachments(job.tx, [medium for one in came for medium in one.media])
    if stands.overdue(job.now):
        shown = replace(said.overdue(job.book, sender, text, came[-1].at), media=along)
    else:
        shown = said.thread(job.book, sender, text, along)
    choices = (*shown.choices, standing("review:next", key("choice.next")))
    return {"message": replace(shown, choices=choices), "thread": subject, "name": sender.name}


_SHOWN = {"report": _report, "applicant": _applicant, "thread": _thread}
