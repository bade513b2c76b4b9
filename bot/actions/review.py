"""The life of a report or a reviewed form after it was sent: who hears of it, who decides, who is told.

A new report goes to the coordinators of its area, else of the parent area, else to the admins. One
decision wins: it names the revision that was seen, and every other copy then says who decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.actions import gathering
from bot.actions.job import Job, Later
from bot.core.field import Asking
from bot.core.form import Form
from bot.core.message import Message
from bot.core.person import Person
from bot.flows import notices as said
from bot.storage import notices, posting, submissions
from bot.storage.submissions import Submission

PHOTOS_WAIT = timedelta(minutes=2)
LOOK_AGAIN = 2.0
IN_FULL = 3
_HOUR = timedelta(hours=1)
_STAGE = {"accept": "accepted", "return": "returned"}


# --------------------------------------------------------------------------------------- telling staff


async def report_sent(job: Job) -> None:
    """A notice for each who answers for the area; it waits two minutes at most for the photos."""
    found = await submissions.get(job.tx, job.sealer, str(job.data["submission"]))
    if found is None or found.stage not in submissions.OPEN:
        return
    replaced = await submissions.replaced_photos(job.tx, job.sealer, found)
    await submissions.withdraw_media(job.tx, found.id, replaced)
    coming = await submissions.coming(job.tx, found.id)
    if coming and job.now - job.created_at < PHOTOS_WAIT:
        raise Later(LOOK_AGAIN)
    for staff in await job.staff_for(found.area):
        await notices.add(
            job.tx, job.new_id(), staff, "report", found.id, found.revision, found.area, job.now
        )
        if await gathering.gathers(job, staff):
            continue
        shown = await notices.recently_told(job.tx, staff, job.now - _HOUR)
        if shown < IN_FULL:
            outgoing = await job.post(staff, await message(job, found, staff, coming))
            if outgoing is not None:
                await notices.shown(job.tx, staff, found.id, outgoing)
        else:
            await job.post(staff, said.waiting(await notices.count_open(job.tx, staff)))


async def message(job: Job, found: Submission, staff: str, coming: int = 0, whole: bool = False) -> Message:
    """The report as staff see it; `whole`: all answers of a form from a workbook."""
    form = _form(job, found)
    reporter = await job.get(found.person)
    photos = await submissions.photos(job.tx, found.id)
    amended = form.worked and found.revision > 1
    facts = {
        "before": await submissions.before(job.tx, job.sealer, found.id) if amended else None,
        "id": found.id,
        "reference": found.reference,
        "version": found.version,
        "revision": found.revision,
        "answers": found.answers,
        "photos": list(photos),
        "coming": coming,
    }
    return said.report(job.book, form, reporter, facts, asking(job, form, reporter, found), staff, whole)


def _form(job: Job, found: Submission) -> Form:
    return job.book.versions.get(found.version) or job.book.forms[found.form]


def asking(job: Job, form: Form, reporter: Person, found: Submission) -> Asking:
    """What a field type needs to show an answer to somebody else."""
    return Asking(
        field=form.fields[0], form=form, book=job.book, person=reporter, local=job.now, answers=found.answers
    )


# ------------------------------------------------------------------------------------------- deciding


async def decide(job: Job) -> None:
    """Accept or return: for who answers for the area, on the revision that they saw."""
    found = await submissions.get(job.tx, job.sealer, str(job.data["submission"]))
    actor = await job.get(job.person)
    if found is None or not await _may(job, actor, found.area):
        job.tell(job.person, "decided", won=False, stage="unknown", decision="", by="")
        return
    decision = str(job.data["decision"])
    reason = str(job.data.get("reason") or job.data.get("words") or "")
    won = found.revision == int(job.data["revision"]) and await submissions.move(
        job.tx, found, _STAGE[decision], actor.id, reason, job.now, job.sealer
    )
    if not won:
        await _lost(job, found)
        return
    if decision == "return":
        await submissions.ask_again(job.tx, found.id, list(job.data.get("fields", [])))
    await job.note(f"submission.{_STAGE[decision]}", found.id, revision=found.revision)
    await _settle_copies(job, found, decision, actor)
    _tell_reporter(job, found, decision, actor)
    more = await notices.count_open(job.tx, actor.id)
    job.tell(actor.id, "decided", won=True, decision=decision, more=more, **_name(found))


async def _may(job: Job, actor: Person, area: str) -> bool:
    """Admins decide everywhere, coordinators in their areas and below them (no area: everywhere).

    So do those who stand in for them.
    """
    if actor.is_a("admin"):
        return True
    inside = not actor.areas or not set(actor.areas).isdisjoint(job.book.areas.upwards(area))
    return actor.is_a("coordinator") and (inside or actor.id in await job.staff_for(area))


async def _lost(job: Job, found: Submission) -> None:
    by, _ = await submissions.last_decision(job.tx, found.id)
    name = (await job.get(by)).name if by else ""
    job.tell(job.person, "decided", won=False, stage=found.stage, decision="", by=name, **_name(found))


def _name(found: Submission) -> Mapping[str, Any]:
    """What it is called when it is spoken of (`bot.flows.naming`)."""
    return {"id": found.id, "reference": found.reference, "version": found.version}


async def _settle_copies(job: Job, found: Submission, decision: str, actor: Person) -> None:
    """Every other copy says who decided, and loses its buttons; who did is told in words of their own."""
    for staff in await _closed(job, found):
        if staff != actor.id:
            await job.post(staff, said.decided(job.book, _name(found), staff, decision, actor.name))
    for copy in await posting.copies(job.tx, f"notice:{found.id}"):
        if copy.person == actor.id:
            await _take_back(job, found, copy)


async def _closed(job: Job, found: Submission) -> list[str]:
    """Nobody need look at it any more; who has a copy, by a notice or by «التالي»."""
    seen = {copy.person for copy in await posting.copies(job.tx, f"notice:{found.id}")}
    closed = await notices.close(job.tx, found.id, "report", job.now)
    return [notice.staff for notice in closed if notice.outgoing is not None or notice.staff in seen]


def _tell_reporter(job: Job, found: Submission, decision: str, actor: Person) -> None:
    if decision == "accept":
        job.tell(found.person, "accepted", by=actor.name, **_name(found))
    else:
        job.tell(
            found.person,
            "returned",
            **facts(found),
            reason=job.data.get("reason", ""),
            words=job.data.get("words", ""),
            fields=list(job.data.get("fields", [])),
        )


def facts(found: Submission) -> Mapping[str, Any]:
    """What the engine needs to open a report again."""
    return {
        "id": found.id,
        "reference": found.reference,
        "form": found.form,
        "version": found.version,
        "answers": found.answers,
    }


# ---------------------------------------------------------------------------------------- photos, withdrawal


async def hide_photo(job: Job) -> None:
    """«في الصورة طفل أو شخص لم يوافق»: gone from exports, previews and, where it can be, from the chats."""
    found = await submissions.get(job.tx, job.sealer, str(job.data["submission"]))
    actor = await job.get(job.person)
    if found is None or not await _may(job, actor, found.area):
        job.tell(job.person, "hidden", count=0)
        return
    photos = await submissions.photos(job.tx, found.id)
    which = int(job.data["photo"])
    chosen = list(photos) if which == 0 else list(photos[which - 1 : which])
    hidden = await submissions.hide(job.tx, chosen, job.now)
    job.tell(actor.id, "hidden", count=hidden)
    if not hidden:
        return
    await job.note("photo.hidden", found.id, count=hidden)
    await _take_back_copies(job, found)
    job.tell(found.person, "photo_hidden", **_name(found))


async def _take_back_copies(job: Job, found: Submission) -> None:
    for copy in await posting.copies(job.tx, f"notice:{found.id}"):
        await _take_back(job, found, copy)
    for notice in await notices.open_for(job.tx, [found.id]):
        outgoing = await job.post(notice.staff, await message(job, found, notice.staff))
        if outgoing is not None:
            await notices.shown(job.tx, notice.staff, found.id, outgoing)


async def _take_back(job: Job, found: Submission, copy: posting.Copy) -> None:
    """A message leaves a chat, where the channel can do that."""
    blank = Message(parts=(), about=f"notice:{found.id}")
    row = posting.Post(
        job.new_id(),
        job.ids.seq(),
        copy.person,
        blank,
        posting.NOTICE,
        job.now,
        job.now + _HOUR,
        action="delete",
        replaces=copy.id,
    )
    await posting.post(job.tx, job.sealer, row, copy.address)
    job.posted = True


async def withdraw(job: Job) -> None:
    """The reporter takes a report back, as long as nobody has decided."""
    found = await submissions.get(job.tx, job.sealer, str(job.data["submission"]))
    if found is None or found.person != job.person:
        job.tell(job.person, "withdrawn", done=False, reference="")
        return
    done = await submissions.move(job.tx, found, "withdrawn", None, "", job.now, job.sealer)
    job.tell(job.person, "withdrawn", done=done, **_name(found))
    if done:
        await job.note("submission.withdrawn", found.id)
        for staff in await _closed(job, found):
            await job.post(staff, said.withdrawn(job.book, _name(found), staff))


async def add_media(job: Job) -> None:
    """Late photos join the report; who reviews it sees them with the next look."""
    found = await submissions.get(job.tx, job.sealer, str(job.data["submission"]))
    if found is not None and found.person == job.person:
        await submissions.add_media(job.tx, found.id, job.person, list(job.data["media"]))
        await job.note("submission.media_added", found.id, count=len(job.data["media"]))


async def drop_media(job: Job) -> None:
    """What was sent was not for a report."""
    await submissions.drop_media(job.tx, job.person, list(job.data["media"]))
