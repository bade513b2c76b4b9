"""A person whose words the team does not read any more: for a reason, and only as long as an admin agrees.

An admin is asked at once, and again after a week; what nobody has kept within 14 days ends by itself. *Stop*,
*delete my data* and a complaint are none of the team's, and work all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.actions.attend import may, settle
from bot.actions.job import Job
from bot.core.person import Person
from bot.core.text import Text, key, verbatim
from bot.flows import notices as said
from bot.flows.asides.blocking import REASONS
from bot.storage import persons, posting, threads
from bot.storage.threads import Thread

REVIEWED_WITHIN = timedelta(days=14)
_AGAIN = timedelta(days=7)
_WORDS = "words:"


async def block(job: Job) -> None:
    """From now on nobody reads them; they are told so, and an admin is asked."""
    actor, person = await job.get(job.person), await job.get(str(job.data["person"]))
    if not await may(job, actor, person) or person.staff:
        job.tell(actor.id, "attended", outcome="gone", name="")
        return
    stands = await threads.get(job.tx, job.sealer, person.id, job.now)
    if stands.blocked:
        job.tell(actor.id, "attended", outcome="was_blocked", name=person.name)
        return
    reason = str(job.data.get("reason", ""))
    why = reason if reason in REASONS else f"{_WORDS}{job.data.get('words', '')}"
    done = replace(
        _quiet(stands), blocked_at=job.now, blocked_by=actor.id, why=why, reviewed_at=None, muted_until=None
    )
    await threads.put(job.tx, job.sealer, done, job.now)
    await job.note("thread.blocked", person.id)
    await settle(job, stands, actor, person, "blocked")
    job.tell(person.id, "team", state="blocked")
    job.tell(actor.id, "attended", outcome="blocked", name=person.name)
    for wait in (_AGAIN, REVIEWED_WITHIN):
        await job.ask_later("block_waits", wait, person.id)
    await _ask(job, done, person)


def _quiet(stands: Thread) -> Thread:
    return replace(stands, open=False, assigned=None, promised_at=None, reminded=0)


async def _ask(job: Job, stands: Thread, person: Person) -> None:
    """Every admin, but not whoever blocked unless there is no other."""
    by = await job.get(stands.blocked_by or "")
    begun = (stands.blocked_at or job.now).astimezone(ZoneInfo(job.book.programme.zone))
    until = (begun + REVIEWED_WITHIN).date()
    for admin in await _judges(job, stands):
        await job.post(admin, said.blocked(person, by.name, _why(stands), until))


async def _judges(job: Job, stands: Thread) -> Sequence[str]:
    admins = await persons.holding(job.tx, job.programme, "admin")
    return [one for one in admins if one != stands.blocked_by] or admins


def _why(stands: Thread) -> Text:
    words = stands.why.removeprefix(_WORDS)
    return verbatim(words) if stands.why.startswith(_WORDS) else key(f"choice.{stands.why}")


async def judge(job: Job) -> None:
    """An admin keeps the block or lifts it; the first decision holds."""
    actor, person = await job.get(job.person), await job.get(str(job.data["person"]))
    stands = await threads.get(job.tx, job.sealer, person.id, job.now)
    if actor.id not in await _judges(job, stands):
        job.tell(actor.id, "attended", outcome="gone", name="")
        return
    if not stands.blocked or stands.reviewed_at is not None:
        job.tell(actor.id, "attended", outcome="judged", name=person.name)
        return
    verdict = "lift" if job.data["verdict"] == "lift" else "keep"
    if verdict == "lift":
        await _lift(job, stands, person)
    else:
        await threads.put(job.tx, job.sealer, replace(stands, reviewed_at=job.now), job.now)
    await job.note(f"block.{'lifted' if verdict == 'lift' else 'kept'}", person.id)
    await _settle(job, person, verdict, actor)
    job.tell(actor.id, "attended", outcome=f"block_{verdict}", name=person.name)


async def _lift(job: Job, stands: Thread, person: Person) -> None:
    done = replace(stands, blocked_at=None, blocked_by=None, why="", reviewed_at=None)
    await threads.put(job.tx, job.sealer, done, job.now)
    job.tell(person.id, "team", state="lifted")


async def _settle(job: Job, person: Person, verdict: str, actor: Person | None) -> None:
    """Every other copy of the question says what became of it."""
    copies = await posting.copies(job.tx, f"block:{person.id}")
    for staff in sorted({copy.person for copy in copies} - {actor.id if actor else ""}):
        await job.post(staff, said.judged(person, verdict, actor.name if actor else ""))


async def waits(job: Job) -> None:
    """A week later admins are asked again; after two an unreviewed block is none."""
    stands = await threads.get(job.tx, job.sealer, job.person, job.now)
    if stands.blocked_at is None or stands.reviewed_at is not None:
        return
    passed, person = job.now - stands.blocked_at, await job.get(job.person)
    if passed >= REVIEWED_WITHIN:
        await _lift(job, stands, person)
        await _settle(job, person, "lapse", None)
    elif passed >= _AGAIN:
        await _ask(job, stands, person)
