"""Lists of people that came over a chat: what is in them is told, and brought in when that is wanted.

Whoever sends one brings people into their own areas alone. The file is read each time: nothing of a list that
is only looked at is kept but the file itself, and that for a few days (`storage.purging`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.actions.bring_people import Undone, bring_people, said_undone, undo_people
from bot.actions.current_book import current_book
from bot.actions.invite import Doors
from bot.actions.job import Job
from bot.actions.people_sheet import MIME, written
from bot.actions.plan_people import NoList, Plan, counted, notable, plan_people
from bot.actions.problem import Problem
from bot.actions.read_people import List, read_people
from bot.actions.read_workbook import Unread
from bot.core.audience import reach
from bot.core.channel import Reader
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.text import Text, key
from bot.flows.announcement import may_announce
from bot.i18n import Catalogues
from bot.media.objects import KEPT, Missing, Objects
from bot.storage import media, persons, rosters
from bot.storage.database import Database
from bot.storage.errands import Due
from bot.storage.ids import Ids
from bot.storage.media import PEOPLE, Object
from bot.storage.sealed import Sealer

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that was read. `why`: it cannot be brought in. `sheet`: it is given back, where it lies."""

    plan: Plan | None
    why: Text | None = None
    sheet: Object | None = None


class PeopleLists:
    """What has to be done before the errand: read the file, look at what is known, write in chunks."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        book: Callable[[int], Awaitable[Book]],
        objects: Objects,
        catalogues: Catalogues,
        doors: Callable[[], Doors],
        now: Callable[[], datetime],
        ids: Ids,
    ) -> None:
        self._database, self._sealer, self._book, self._objects = database, sealer, book, objects
        self._catalogues, self._doors, self._now, self._ids = catalogues, doors, now, ids

    async def looked_at(self, errand: Due, content: bytes, name: str) -> Listed | None:
        """What is in a file; None when it is no list. Given back where not all of it can be told."""
        try:
            read = await read_people(content, name)
        except Unread:
            return None
        if read.form or read.unread:
            return None
        listed, person = await self._planned(errand, read, name)
        if listed is None or listed.plan is None:
            return listed
        if sum(1 for _ in listed.plan.notable()) <= _SHOWN:
            return listed
        return Listed(listed.plan, sheet=await self._given_back(listed.plan, person))

    async def brought(self, errand: Due) -> Listed | None:
        """Bring it in, and make the sheet with the links; None when the file is gone."""
        async with self._database.read() as tx:
            shown = await media.shown(tx, str(errand.data["media"]))
        if shown is None or shown.object is None:
            return None
        name = str(errand.data.get("name", ""))
        try:
            content = await self._objects.get(KEPT, shown.object)
            listed, person = await self._planned(errand, await read_people(content, name), name)
        except (Missing, Unread):
            return None
        if listed is None or listed.plan is None:
            return listed
        await bring_people(self._database, self._sealer, listed.plan, person.id, self._now(), self._ids)
        return Listed(listed.plan, sheet=await self._given_back(listed.plan, person))

    async def undone(self, errand: Due) -> Undone | Problem | None:
        """Take one back: one's own, or as an admin any. None when it is of nobody who may."""
        book = await current_book(self._database, self._book)
        async with self._database.read() as tx:
            person = await persons.get(tx, self._sealer, errand.person)
            every = await rosters.of_programme(tx, book.programme.name)
        roster = next((one for one in every if one.id == str(errand.data["roster"])), None)
        if person is None or roster is None or not may_announce(person):
            return None
        if roster.by != person.id and not person.is_a("admin"):
            return None
        try:
            return await undo_people(
                self._database, self._sealer, roster.programme, roster.id, self._now(), self._ids, person.id
            )
        except Problem as problem:
            return problem

    async def _planned(self, errand: Due, read: List, name: str) -> tuple[Listed | None, Person]:
        book = await current_book(self._database, self._book)
        async with self._database.read() as tx:
            person = await persons.get(tx, self._sealer, errand.person)
        if person is None or not may_announce(person):
            return None, Person(id=errand.person)
        roster = str(errand.data["media"])
        try:
            plan = await plan_people(
                self._database, self._sealer, book, read, name, roster, self._now(), reach(person)
            )
        except NoList:
            return None, person
        except Problem as problem:
            return Listed(None, why=problem.text), person
        return Listed(plan), person

    async def _given_back(self, plan: Plan, person: Person) -> Object:
        reader = Reader(person.language, person.second, person.form)
        data = await asyncio.to_thread(
            written,
            plan,
            self._doors(),
            self._catalogues,
            lambda text: self._catalogues.render(text, reader),
            self._now(),
        )
        return Object(await self._objects.put(data), MIME, len(data))


# ------------------------------------------------------------------------------------------ errands


async def shown(job: Job, listed: Listed) -> None:
    """Say what is in it. The file stays until it was brought in, or dropped."""
    file = str(job.data["media"])
    await media.mark(job.tx, file, PEOPLE)
    if listed.plan is None:
        await media.drop(job.tx, file, job.person, PEOPLE)
        job.tell(job.person, "people_list", why=[_plain(listed.why)] if listed.why is not None else [])
        return
    plan = listed.plan
    job.tell(
        job.person,
        "people_list",
        media=file,
        name=str(job.data.get("name", "")),
        lines=[_plain(one) for one in (*counted(plan), *notable(plan, _SHOWN))],
        writes=plan.writes,
        sheet=await _sheet(job, listed),
    )


async def bring(job: Job) -> None:
    """It is brought in: say so, with the sheet of the links."""
    listed = job.prepared
    await media.drop(job.tx, str(job.data["media"]), job.person, PEOPLE)
    if not isinstance(listed, Listed):
        job.tell(job.person, "people_brought", failed=True)
    elif listed.plan is None:
        job.tell(job.person, "people_list", why=[_plain(listed.why)] if listed.why is not None else [])
    else:
        job.tell(
            job.person,
            "people_brought",
            lines=[_plain(one) for one in counted(listed.plan)],
            roster=listed.plan.roster if listed.plan.writes else "",
            sheet=await _sheet(job, listed),
        )


async def drop(job: Job) -> None:
    """It is not wanted: the file goes."""
    await media.drop(job.tx, str(job.data["media"]), job.person, PEOPLE)


async def undo(job: Job) -> None:
    """Say what became of it."""
    match job.prepared:
        case Undone() as done:
            said = said_undone(done)
        case Problem() as problem:
            said = [problem.text]
        case _:
            said = [key("people.not_undone")]
    job.tell(job.person, "people_undone", lines=[_plain(one) for one in said])


async def _sheet(job: Job, listed: Listed) -> str:
    """The medium by which it is sent; '' when there is none."""
    if listed.sheet is None:
        return ""
    id_ = job.new_id()
    await media.made(job.tx, id_, job.person, PEOPLE, listed.sheet, job.now)
    return id_


def _plain(text: Text) -> object:
    return msgspec.to_builtins(text)
