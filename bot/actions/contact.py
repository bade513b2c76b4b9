"""From people to the team and back: messages, answers, complaints, calls for protection.

A complaint reaches the safeguarding list and nobody else, never an admin by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.actions import attend, gathering, overdue
from bot.actions.attached import attachments, is_lost
from bot.actions.job import Job, Later
from bot.core import arabic
from bot.core.arabic.distress import distress
from bot.core.media import Attachment
from bot.core.message import Message
from bot.core.person import Person
from bot.core.text import key, verbatim
from bot.flows import notices as said
from bot.flows.asides.answering import READY
from bot.flows.attaching import attachment
from bot.storage import absences, media, persons, posting, threads
from bot.storage.threads import Thread

FETCHING = 120.0
TALKING = timedelta(hours=1)


def _words(data: Any) -> tuple[str, list[str]]:
    """The text and the media of what somebody wrote, typed at once or filled into a form."""
    text, found = str(data.get("text", "")), [str(m) for m in data.get("media", [])]
    for answer in data.get("answers", {}).values():
        if isinstance(answer, str) and not text:
            text = answer
        elif isinstance(answer, dict):
            found += [str(answer[k]) for k in ("voice", "media") if answer.get(k)]
    return text, found


async def thread(job: Job) -> None:
    """A person's message reaches who answers for their area, or who has taken the thread.

    Where there is nobody near, and where there is nobody at all, the person is told so. What comes from
    somebody who is muted waits (`bot.actions.attend`), and nobody reads whom an admin keeps blocked.
    """
    text, kept = _words(job.data)
    sender = await job.get(job.person)
    if job.data.get("to"):
        await _in_private(job, sender, text, kept)
        return
    stands = await threads.get(job.tx, job.sealer, job.person, job.now)
    if stands.blocked:
        job.tell(job.person, "team", state="blocked", again=True)
        return
    await threads.add(
        job.tx, job.sealer, job.new_id(), job.person, None, text, kept, sender.language, job.now
    )
    opened = stands if stands.open else replace(stands, open=True, opened_at=job.now, assigned=None)
    await threads.put(job.tx, job.sealer, await overdue.promise(job, opened), job.now)
    if stands.muted(job.now):
        return
    message = said.thread(job.book, sender, text, await attachments(job.tx, kept))
    level, reached = await _reach(job, opened, sender, message, is_urgent(text))
    if not reached:
        job.tell(job.person, "nobody")
    elif not stands.open and level is not None and _is_far(job, level):
        job.tell(job.person, "team", state="elsewhere", area="" if level == persons.ADMINS else level)


async def _in_private(job: Job, sender: Person, text: str, kept: Sequence[str]) -> None:
    """To whoever of the list for complaints has answered them, else to all of it; never to the team."""
    listed, to = await persons.holding(job.tx, job.programme, "safeguarding"), str(job.data["to"])
    message = said.in_private(job.book, sender, text, await attachments(job.tx, kept))
    sent = await _send(job, [to], message, hushed=True) if to in listed else 0
    if not sent and not await _send(job, [one for one in listed if one != to], message, hushed=True):
        job.tell(sender.id, "nobody")


def _is_far(job: Job, level: str) -> bool:
    """Whether somebody reads it who is not of the person's governorate: of the country, or an admin."""
    area = job.book.areas.get(level)
    return level == persons.ADMINS or (area is not None and not area.parent)


async def _reach(
    job: Job, stands: Thread, sender: Person, message: Message, urgent: bool
) -> tuple[str | None, int]:
    """Send it to who has taken the thread, else to the nearest who can be reached; which level, how many."""
    if stands.assigned and await attend.is_staff(job, stands.assigned):
        here = await absences.standing_in(job.tx, (stands.assigned,), job.now)
        sent = await _ring(job, here, sender, message, urgent)
        if sent:
            return None, sent
    for area, staff in await job.levels(sender.place):
        here = await absences.standing_in(job.tx, staff, job.now)
        sent = await _ring(job, here, sender, message, urgent)
        if sent:
            return area, sent
    return None, 0


async def _ring(job: Job, staff: Sequence[str], sender: Person, message: Message, urgent: bool) -> int:
    """By day at once, at night in the morning; who is talking with them at night hears them. How many."""
    rung = 0
    for one in staff:
        if one == sender.id:
            continue
        talking = await threads.has_answered(job.tx, sender.id, one, job.now - TALKING)
        if not urgent and not talking and await gathering.sleeps(job, one):
            rung += 1
        else:
            rung += await job.post(one, message) is not None
    return rung


def is_urgent(text: str) -> bool:
    """Words of distress, or for help at once: nobody sleeps through these."""
    return distress(text) or arabic.intent(arabic.said(text)) == "urgent"


async def _send(job: Job, staff: Sequence[str], message: Message, hushed: bool = False) -> int:
    sent = [await job.post(one, message, hushed=hushed) for one in staff]
    return sum(1 for one in sent if one is not None)


async def answer(job: Job) -> None:
    """A colleague's answer, to that person only; who answers first has taken the thread."""
    staff = await job.get(job.person)
    person = await job.get(str(job.data["person"]))
    if not staff.staff:
        return
    along = attachment(job.data.get("media"))
    if await is_lost(job.tx, along, job.now - job.created_at):
        sent = False
    elif job.data.get("private"):
        sent = await _answer_in_private(job, staff, person, along)
    else:
        sent = await _answer(job, staff, person, along)
    if sent and along is not None:
        await media.hand_over(job.tx, along.media, staff.id, person.id)
    job.tell(staff.id, "answer_sent", sent=sent, name=person.name)


async def _answer(job: Job, staff: Person, person: Person, along: Attachment | None) -> bool:
    ready = str(job.data.get("ready", ""))
    text = key(f"ready.{ready}") if ready in READY else verbatim(str(job.data["text"]))
    sent = await job.post(person.id, said.answer(staff, job.book.filled(text), along), posting.REPLY)
    if sent is None:
        return False
    words, kept = f"[{ready}]" if ready in READY else text.value, [along.media] if along else []
    await threads.add(
        job.tx, job.sealer, job.new_id(), person.id, staff.id, words, kept, person.language, job.now
    )
    await attend.answered(job, staff, person)
    await job.note("thread.answered", person.id)
    return True


async def _answer_in_private(job: Job, staff: Person, person: Person, along: Attachment | None) -> bool:
    """Between the two of them: no thread, no line of the audit, and our copy keeps no text."""
    if not staff.is_a("safeguarding"):
        return False
    message = said.answer(staff, verbatim(str(job.data["text"])), along, private=True)
    sent = await job.post(person.id, message, posting.REPLY, hushed=True)
    if sent is None:
        return False
    job.tell(person.id, "team", state="private", to=staff.id)
    return True


async def complaint(job: Job) -> None:
    """Kept apart, and told to the safeguarding list; without a name when that was wished.

    Then neither key nor time leads to who gave it; our copies of the notice keep no text either way.
    """
    answers = job.data["answers"]
    nameless = answers.get("anonymous") != "no"
    text, spoken = _words({"answers": {"what": answers.get("what")}})
    sender = await job.get(job.person)
    when = job.now.replace(hour=0, minute=0, second=0, microsecond=0) if nameless else job.now
    if nameless:
        spoken = await _unnamed(job, spoken, when)
    await threads.add_complaint(
        job.tx,
        job.sealer,
        job.ids.random() if nameless else job.new_id(),
        str(job.data["receipt"]),
        {"text": text, "media": spoken},
        None if nameless else job.person,
        answers.get("about_team") == "yes",
        sender.language,
        when,
    )
    staff = await persons.holding(job.tx, job.programme, "safeguarding")
    shown = said.complaint(str(job.data["receipt"]), text, None if nameless else sender)
    await _send(job, staff, replace(shown, media=await attachments(job.tx, spoken)), hushed=True)


async def _unnamed(job: Job, spoken: Sequence[str], when: datetime) -> list[str]:
    """Take the name off what was spoken, when nobody is fetching it just now."""
    waited = job.now - job.created_at > timedelta(seconds=FETCHING)
    if not waited and await media.being_fetched(job.tx, spoken, job.now):
        raise Later(2.0)
    fresh = {one: job.ids.random() for one in spoken}
    for one, new in fresh.items():
        await media.unname(job.tx, one, new, when)
    return list(fresh.values())


async def protection(job: Job) -> None:
    """Somebody agreed that the protection focal point is told."""
    sender = await job.get(job.person)
    staff = await persons.holding(job.tx, job.programme, "safeguarding")
    if not await _send(job, staff, said.protection(sender, job.book)):
        job.tell(job.person, "nobody")


async def lost_phone(job: Job) -> None:
    """Somebody's old phone is gone: a coordinator confirms who it is."""
    sender = await job.get(job.person)
    await _send(job, await job.staff_for(sender.area), said.lost_phone(sender, job.book))
