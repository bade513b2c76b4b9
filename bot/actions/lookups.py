"""What a turn may look up: answered in the turn's own transaction, before anything is written.

Each takes what was asked and gives plain data for Found; none of them changes anything.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from bot.actions import absent, awaiting
from bot.actions.approve import may_decide, named
from bot.actions.job import Job
from bot.actions.review import facts, message
from bot.core.arabic.names import name_key
from bot.core.conversation import Draft
from bot.core.form import Form
from bot.core.message import Message
from bot.core.programme import Book
from bot.flows.announcement import may_announce
from bot.storage import (
    addresses,
    campaign_offers,
    campaigns,
    drafts,
    invitations,
    persons,
    prepared,
    private_answers,
    saved_audiences,
    submissions,
    threads,
)
from bot.storage.database import Tx
from bot.storage.ids import Ids
from bot.storage.prepared import Row
from bot.storage.sealed import Sealer
from bot.storage.submissions import Submission

Facts = Mapping[str, Any]
MOST_COLLEAGUES = 8
MOST_THREADS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """A look-up: who asks, from which address, and for what."""

    tx: Tx
    sealer: Sealer
    book: Book
    now: datetime
    person: str
    address: str
    data: Facts


async def invitation(asked: Asked) -> Facts:
    """Whether a code is good now, and for which role."""
    code = str(asked.data["code"])
    found = await invitations.find(asked.tx, asked.sealer, code)
    if found is None and (row := await prepared.by_code(asked.tx, asked.sealer, code)) is not None:
        return _personal(asked, code, row)
    why = "unknown" if found is None else found.refused(asked.now)
    if found is None or why:
        return {"valid": False, "why": why}
    return {"valid": True, "code": code, "role": found.role, "areas": list(found.areas), "name": found.name}


def _personal(asked: Asked, code: str, row: Row) -> Facts:
    """The link of somebody who is awaited: no more than the name is told before they say yes to it."""
    if row.record is None:
        return {"valid": False, "why": "already" if row.person == asked.person else "used"}
    if row.until <= asked.now:
        return {"valid": False, "why": "expired"}
    return {"valid": True, "code": code, "prepared": {"id": row.id, "name": row.record.name}}


async def awaited(asked: Asked) -> Facts:
    """Who is awaited from this phone."""
    programme = asked.book.programme.name
    rows = await prepared.awaited_at(asked.tx, asked.sealer, programme, asked.address, asked.now)
    return {"people": [{"id": row.id, "name": row.record.name} for row in rows if row.record is not None]}


async def prepared_person(asked: Asked) -> Facts:
    """What a list says of somebody who says that they are it; nothing when it is said no more."""
    row = await prepared.get(asked.tx, asked.sealer, str(asked.data["id"]))
    if row is None or row.record is None or row.until <= asked.now:
        return {}
    return {"id": row.id, **msgspec.to_builtins(replace(row.record, phone="", code=""))}


async def draft(asked: Asked) -> Facts:
    """A waiting draft of this person."""
    id_ = str(asked.data["id"])
    found: Draft | None = await drafts.get(asked.tx, asked.sealer, asked.person, id_)
    return {"id": id_, "draft": found}


async def persons_here(asked: Asked) -> Facts:
    """Everybody who uses this phone, by the name they gave."""
    found = await persons.at_address(asked.tx, asked.sealer, asked.address)
    return {"persons": [{"id": p.id, "name": p.name} for p in found]}


async def my_data(asked: Asked) -> Facts:
    """How much is kept about this person."""
    counts = await submissions.counts(asked.tx, asked.person)
    return {**counts, "addresses": len(await addresses.of(asked.tx, asked.person))}


# What somebody agreed to and who they are goes with *delete my data*.
_NOT_ANSWERS = frozenset({"register", "conduct"})
# Private forms that somebody was asked: the pulse, and what came from a workbook.
_ASKED = frozenset({"pulse", ""})


async def answers(asked: Asked) -> Facts:
    """The forms whose answers can still go: private ones of an open wave, own ones not yet accepted."""
    withdrawn = (form for form in asked.book.past.values() if not form.closes)
    items = [
        {"form": form.name, "wave": _wave(asked, form)}
        for form in (*asked.book.forms.values(), *withdrawn)
        if form.private and form.purpose in _ASKED and await _answered(asked, form.name, _wave(asked, form))
    ]
    own = await submissions.deletable(asked.tx, asked.person)
    kept = {name for name, form in asked.book.forms.items() if form.purpose in _NOT_ANSWERS}
    return {"items": [*items, *({"form": name, "wave": ""} for name in own if name not in kept)]}


async def answered(asked: Asked) -> Facts:
    """Whether this person has answered the wave."""
    return {"answered": await _answered(asked, str(asked.data["form"]), asked.book.programme.wave)}


def _wave(asked: Asked, form: Form) -> str:
    return asked.book.programme.wave if form.purpose == "pulse" else form.wave


async def _answered(asked: Asked, form: str, wave: str) -> bool:
    return await private_answers.exists(asked.tx, asked.sealer, asked.person, form, wave)


async def reports(asked: Asked) -> Facts:
    """This person's own reports, newest first."""
    forms = [f.name for f in asked.book.forms.values() if f.purpose == "report"]
    mine = [s for name in forms for s in await submissions.mine(asked.tx, asked.sealer, asked.person, name)]
    rows = []
    for one in mine:
        photos = await submissions.photos(asked.tx, one.id)
        coming = await submissions.coming(asked.tx, one.id)
        rows.append(
            {
                "id": one.id,
                "reference": one.reference,
                "stage": one.stage,
                "happened": one.happened,
                "missing_photos": not photos and not coming,
            }
        )
    return {"reports": rows}


async def submission(asked: Asked) -> Facts:
    """One of this person's own submissions, by id or by its number."""
    number = str(asked.data.get("number", ""))
    if number:
        having = await submissions.numbered(asked.tx, asked.sealer, number)
        found = next((one for one in having if one.person == asked.person), None)
        if found is None:
            return await _numbered_by_others(asked, having, number)
    else:
        found = await submissions.get(asked.tx, asked.sealer, str(asked.data.get("id", "")))
        if found is None or found.person != asked.person:
            return {}
    given = {"open": found.stage in submissions.OPEN, "stage": found.stage}
    amend = {k: asked.data[k] for k in ("amend", "fix") if asked.data.get(k)}
    if amend and found.stage not in submissions.OPEN:
        amend = {}
    asked_again = await submissions.asked_again(asked.tx, found.id) if amend.get("fix") else []
    return {**facts(found), **given, **amend, "fields": asked_again}


async def _numbered_by_others(asked: Asked, having: Sequence[Submission], number: str) -> Facts:
    """What is none of this person's: the newest report that they may see; else whether it is a receipt."""
    for one in having:
        if facts := await _of_others(asked, one):
            return facts
    return {"receipt": await threads.is_receipt(asked.tx, asked.sealer, number)}


async def _of_others(asked: Asked, found: Submission) -> Facts:
    """A report of somebody else, for staff of its area: after its review a photo can still be hidden."""
    me = await persons.get(asked.tx, asked.sealer, asked.person)
    form = asked.book.forms.get(found.form)
    if me is None or form is None or form.purpose != "report":
        return {}
    if not me.staff or not await awaiting.reads(_job(asked), me, found.area):
        return {}
    shown = await message(_job(asked), found, asked.person, await submissions.coming(asked.tx, found.id))
    return _as_decided(shown, found)


def _as_decided(shown: Message, found: Submission) -> Facts:
    """A report as it stands: one that was decided offers no decision."""
    decided = found.stage not in submissions.OPEN
    if decided:
        left = tuple(one for one in shown.choices if one.id.split(":")[1] in {"hide", "next"})
        shown = replace(shown, choices=left)
    return {"message": shown, "submission": found.id, "revision": found.revision, "decided": decided}


async def _in_full(asked: Asked) -> Facts:
    """«عرض كل الإجابات»: for staff of its area, as long as it was not taken back."""
    me = await persons.get(asked.tx, asked.sealer, asked.person)
    found = await submissions.get(asked.tx, asked.sealer, str(asked.data["submission"]))
    if me is None or found is None or found.stage == submissions.WITHDRAWN:
        return {}
    if not me.staff or not await awaiting.reads(_job(asked), me, found.area):
        return {}
    return _as_decided(await message(_job(asked), found, asked.person, whole=True), found)


def _job(asked: Asked) -> Job:
    ids = Ids(lambda: asked.now)
    return Job(asked.tx, asked.sealer, asked.book, asked.now, ids, asked.person, "", {}, asked.now)


async def next_notice(asked: Asked) -> Facts:
    """What has waited longest for this staff member, as a message; or all of one that is named."""
    if asked.data.get("submission"):
        return await _in_full(asked)
    me = await persons.get(asked.tx, asked.sealer, asked.person)
    verb, after = str(asked.data.get("verb", "")), str(asked.data.get("after", ""))
    if me is None:
        return {}
    shown = await awaiting.show(_job(asked), me, after, talks=not verb)
    return {"verb": verb, **shown} if shown else {}


async def open_threads(asked: Asked) -> Facts:
    """Who wrote lately, for «إلى من؟»: only people this staff member answers for.

    With a verb those with whose thread it can be done; whose block awaits a verdict is for admins.
    """
    me, verb = await persons.get(asked.tx, asked.sealer, asked.person), str(asked.data.get("verb", ""))
    judging = verb in {"lift", "keep"}
    found = []
    for one in await (threads.standing(asked.tx, blocked=judging) if verb else threads.recent(asked.tx)):
        person = await persons.get(asked.tx, asked.sealer, one)
        if person is None or me is None or one == me.id:
            continue
        if me.is_a("admin") if judging else await awaiting.reads(_job(asked), me, person.place):
            found.append({"person": one, "name": person.name})
        if len(found) == MOST_THREADS:
            break
    return {"threads": found, "text": asked.data.get("text", ""), "verb": verb}


async def writers(asked: Asked) -> Facts:
    """Who wrote lately and is called so, whole or by the beginning."""
    wanted = name_key(str(asked.data["name"]))
    named = [
        one for one in (await open_threads(asked))["threads"] if name_key(one["name"]).startswith(wanted)
    ]
    same = [one for one in named if name_key(one["name"]) == wanted]
    return {"threads": same or named, "name": asked.data["name"]}


async def person(asked: Asked) -> Facts:
    """The name of somebody that a staff member is about to answer."""
    found = await persons.get(asked.tx, asked.sealer, str(asked.data["id"]))
    return {"name": found.name if found else ""}


async def colleagues(asked: Asked) -> Facts:
    """Who could stand in for this staff member."""
    found = await absent.colleagues(_job(asked))
    return {"people": [{"person": one.id, "name": one.name} for one in found[:MOST_COLLEAGUES]]}


async def audiences(asked: Asked) -> Facts:
    """The audiences that were saved, for who may write to many."""
    me = await persons.get(asked.tx, asked.sealer, asked.person)
    if me is None or not may_announce(me):
        return {"audiences": []}
    saved = await saved_audiences.of_programme(asked.tx, asked.book.programme.name)
    return {"audiences": [{"id": one.id, "name": one.name} for one in saved]}


async def approvals(asked: Asked) -> Facts:
    """The messages to many that await this person's decision, the oldest first."""
    me = await persons.get(asked.tx, asked.sealer, asked.person)
    found = await campaigns.waiting(asked.tx, asked.book.programme.name)
    mine = [one for one in found if me is not None and may_decide(asked.book, me, one)]
    return {"verb": asked.data.get("verb", ""), "campaigns": named(mine)}


async def offered(asked: Asked) -> Facts:
    """What the newest message to many offers; the words that may be meant for it come back beside it."""
    row = str(asked.data["row"])
    found = (
        await campaign_offers.of_row(asked.tx, asked.sealer, row)
        if row
        else await campaign_offers.newest(asked.tx, asked.sealer, asked.person, asked.now)
    )
    return {**asked.data, "message_to_many": found} if found is not None else asked.data


LOOKUPS: Mapping[str, Callable[[Asked], Awaitable[Facts]]] = {
    "invitation": invitation,
    "awaited": awaited,
    "prepared": prepared_person,
    "draft": draft,
    "persons": persons_here,
    "mydata": my_data,
    "answers": answers,
    "answered": answered,
    "reports": reports,
    "submission": submission,
    "notices": next_notice,
    "threads": open_threads,
    "writers": writers,
    "person": person,
    "colleagues": colleagues,
    "audiences": audiences,
    "approvals": approvals,
    "offered": offered,
}
