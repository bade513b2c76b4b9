"""*Delete my data* and *delete my answers*.

Everything about the person goes at once; a receipt says until which day backups still hold it; two
minutes later, when it has left, the address goes too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.actions.job import Job, Later
from bot.core.form import Form
from bot.core.message import Message
from bot.core.person import Person
from bot.core.text import day, key
from bot.flows.scoring import age_band
from bot.storage import addresses, campaign_accounts, erasure, posting, private_answers, submissions

RECEIPT_LEAVES = timedelta(seconds=120)


async def erase(job: Job) -> None:
    """Erase the person whose errand this is."""
    person = await job.get(job.person)
    await _leave_ghosts(job, person)
    for name in sorted({form.name for form in job.book.versions.values() if form.private}):
        asked = _asked(job, name)
        wave = asked.wave if asked is not None else ""
        await private_answers.remove(job.tx, job.sealer, job.person, name, wave)
    await campaign_accounts.forget(job.tx, job.person, iter(job.ids.random, ""))
    await erasure.remove(job.tx, job.sealer, job.person, job.key, job.now)
    until = (job.now + timedelta(days=job.backup_days)).date()
    receipt = Message(parts=(key("deletedata.receipt", date=day(until)),))
    await job.post(job.person, receipt, posting.REPLY)
    await job.note("person.erased", job.person)
    await job.ask_later("forget", RECEIPT_LEAVES)


async def forget(job: Job) -> None:
    """The receipt has had its time: the address goes, unless somebody has begun anew on it."""
    if job.now - job.created_at < RECEIPT_LEAVES:
        raise Later(RECEIPT_LEAVES.total_seconds())
    for address in await addresses.of(job.tx, job.person):
        if await addresses.others_at(job.tx, address, job.person):
            await addresses.leave(job.tx, address, job.person)
        else:
            await addresses.forget(job.tx, [address])


async def _leave_ghosts(job: Job, person: Person) -> None:
    years = job.now.year - person.birth_year if person.birth_year else 0
    for row, answers in await erasure.submissions_of(job.tx, job.sealer, job.person):
        if row.form == "registration" or row.stage == "withdrawn":
            continue
        area = next((c for c in job.book.areas.upwards(row.area) if _level(job, c) == 1), "")
        ghost = erasure.Ghost(
            form=row.form,
            version=row.form_version,
            programme=row.programme,
            area=area,
            sex=person.sex,
            age_band=age_band(years),
            wave=row.wave,
            stage=row.stage,
            month=(row.happened or row.created_at.date().isoformat())[:7],
            numbers=numbers(answers),
        )
        await erasure.add_ghost(job.tx, job.ids.random(), ghost)


def _level(job: Job, code: str) -> int:
    area = job.book.areas.get(code)
    return area.level if area else 0


def numbers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The numeric answers, and head counts whole; words, places and media stay behind."""
    return {
        name: answer
        for name, answer in answers.items()
        if (isinstance(answer, int | float) and not isinstance(answer, bool))
        or (isinstance(answer, dict) and "total" in answer)
    }


async def delete_answers(job: Job) -> None:
    """One form's answers: private ones until their wave closes, own ones until they are accepted."""
    name, wave = str(job.data.get("form", "")), str(job.data.get("wave", ""))
    form = _asked(job, name)
    if form is None:
        return
    if form.private:
        deleted = 0
        if not _closed(job, form.closes):
            deleted = await private_answers.remove(job.tx, job.sealer, job.person, name, wave)
    else:
        deleted = await erasure.remove_form(job.tx, job.person, name, submissions.OPEN)
    job.tell(job.person, "deleted_answers", deleted=deleted)


def _asked(job: Job, name: str) -> Form | None:
    """As it is asked, or was asked last."""
    return job.book.forms.get(name) or job.book.past.get(name)


def _closed(job: Job, closes: str) -> bool:
    return bool(closes) and job.now.date() > date.fromisoformat(closes)
