"""From people to the team and back: messages, answers, complaints, calls for protection.

A complaint reaches the safeguarding list and nobody else, never an admin by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.actions.job import Job
from bot.core.media import Attachment
from bot.core.message import Message
from bot.flows import notices as said
from bot.storage import persons, posting, threads


def _words(data: Any) -> tuple[str, list[str]]:
    """The text and the media of what somebody wrote, typed at once or filled into a form."""
    text, media = str(data.get("text", "")), [str(m) for m in data.get("media", [])]
    for answer in data.get("answers", {}).values():
        if isinstance(answer, str) and not text:
            text = answer
        elif isinstance(answer, dict):
            media += [str(answer[k]) for k in ("voice", "media") if answer.get(k)]
    return text, media


async def thread(job: Job) -> None:
    """A person's message reaches who answers for their area; with nobody there, they are told so."""
    text, media = _words(job.data)
    sender = await job.get(job.person)
    await threads.add(
        job.tx, job.sealer, job.new_id(), job.person, None, text, media, sender.language, job.now
    )
    voices = [Attachment(m, kind="voice", variant="original") for m in media]
    reached = await _send(job, await job.staff_for(sender.area), said.thread(job.book, sender, text, voices))
    if not reached:
        job.tell(job.person, "nobody")


async def _send(job: Job, staff: Sequence[str], message: Message) -> int:
    sent = [await job.post(one, message) for one in staff]
    return sum(1 for one in sent if one is not None)


async def answer(job: Job) -> None:
    """A colleague's answer, to that person only."""
    staff = await job.get(job.person)
    person = await job.get(str(job.data["person"]))
    if not staff.staff:
        return
    text = str(job.data["text"])
    sent = await job.post(person.id, said.answer(staff, text), posting.REPLY)
    if sent is not None:
        await threads.add(
            job.tx, job.sealer, job.new_id(), person.id, staff.id, text, (), person.language, job.now
        )
        await job.note("thread.answered", person.id)
    job.tell(staff.id, "answer_sent", sent=sent is not None, name=person.name)


async def complaint(job: Job) -> None:
    """Kept apart, and told to the safeguarding list; without a name when that was wished."""
    answers = job.data["answers"]
    nameless = answers.get("anonymous") != "no"
    text, media = _words({"answers": {"what": answers.get("what")}})
    sender = await job.get(job.person)
    when = job.now.replace(hour=0, minute=0, second=0, microsecond=0) if nameless else job.now
    await threads.add_complaint(
        job.tx,
        job.sealer,
        job.new_id(),
        str(job.data["receipt"]),
        {"text": text, "media": media},
        None if nameless else job.person,
        answers.get("about_team") == "yes",
        sender.language,
        when,
    )
    staff = await persons.holding(job.tx, job.programme, "safeguarding")
    shown = said.complaint(str(job.data["receipt"]), text, None if nameless else sender)
    await _send(job, staff, shown)


async def protection(job: Job) -> None:
    """Somebody agreed that the protection focal point is told."""
    sender = await job.get(job.person)
    staff = await persons.holding(job.tx, job.programme, "safeguarding")
    if not await _send(job, staff, said.plain("protection", sender, job.book)):
        job.tell(job.person, "nobody")


async def lost_phone(job: Job) -> None:
    """Somebody's old phone is gone: a coordinator confirms who it is."""
    sender = await job.get(job.person)
    await _send(job, await job.staff_for(sender.area), said.plain("lost_phone", sender, job.book))
