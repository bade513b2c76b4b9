"""People, areas and reports in a real database, for tests of what happens between people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bot.actions.errands import Errands, Prepare
from bot.core.conversation import Found
from bot.core.message import Message
from bot.core.person import Person
from bot.core.place import Area, Areas
from bot.core.programme import Book, Programme
from bot.core.text import authored
from bot.flows.shipped import SHIPPED
from bot.storage import codecs, persons
from bot.storage.database import Database
from bot.storage.ids import Ids
from bot.storage.schema import (
    address_persons,
    addresses,
    errands,
    media,
    outgoing,
    submissions,
)
from bot.storage.schema import persons as people
from bot.storage.sealed import Sealer
from tests.databases import fresh

START = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def small_book() -> Book:
    """A programme in Jordan with two governorates and a district."""
    areas = [
        Area("JO", {"ar": "الأردن", "en": "Jordan"}),
        Area("JO-IR", {"ar": "إربد", "en": "Irbid"}, "JO", 1),
        Area("JO-IR-1", {"ar": "قصبة إربد", "en": "Irbid Qasabah"}, "JO-IR", 2),
        Area("JO-MA", {"ar": "المفرق", "en": "Mafraq"}, "JO", 1),
    ]
    programme = Programme(
        name="sample",
        title=authored("شركاء (عيّنة)", "Partners (sample)"),
        organisation=authored("مؤسسة جسور (عيّنة)", "Bridges (sample)"),
        support=authored("خط الدعم", "the support line"),
        wave="2026-1",
        wave_closes="2026-03-31",
    )
    forms = {form.name: form for form in SHIPPED}
    return Book(
        programme=programme,
        areas=Areas({area.code: area for area in areas}),
        forms=forms,
        versions={form.version: form for form in SHIPPED},
    )


@dataclass
class Office:
    """An installation at work. `now` moves only when a test moves it."""

    database: Database
    sealer: Sealer
    book: Book
    now: datetime = START
    told: list[tuple[str, Found]] = field(default_factory=list)
    kicks: int = 0

    def __post_init__(self) -> None:
        self.ids = Ids(lambda: self.now)
        self.preparing()

    def preparing(self, **prepares: Prepare) -> None:
        """From now on these kinds of errand are prepared, as the program does it."""
        self.errands = Errands(
            self.database,
            self.sealer,
            self._book,
            lambda: self.now,
            self.ids,
            self._tell,
            self._kick,
            prepares=prepares,
        )

    async def _book(self, generation: int) -> Book:
        return self.book

    async def _tell(self, person: str, key: str, found: Found) -> None:
        self.told.append((person, found))
        async with self.database.begin() as tx:
            await tx.execute(
                errands.update()
                .where(errands.c.person_id == person, errands.c.key == key)
                .values(state="done")
            )

    def _kick(self) -> None:
        self.kicks += 1

    async def person(self, name: str, *roles: str, area: str = "", home: str = "JO-IR-1") -> Person:
        """Somebody on Telegram; roles are for `area` ('' is everywhere)."""
        made = Person(
            id=self.ids.new(),
            name=name,
            area=home,
            registered=True,
            roles=roles,
            areas=(area,) if area else (),
            sex="female",
            birth_year=2001,
        )
        address = self.ids.new()
        async with self.database.begin() as tx:
            await tx.execute(
                insert(people).values(
                    id=made.id,
                    version=1,
                    data=self.sealer.seal(codecs.encode_part(made), persons.CONTEXT),
                    language="ar",
                    area=made.area,
                    sex="female",
                    birth_year=2001,
                    registered=True,
                    stopped=False,
                    discreet=False,
                    created_at=self.now,
                    seen_at=self.now,
                )
            )
            await tx.execute(
                insert(addresses).values(
                    id=address,
                    channel="telegram",
                    account="1",
                    person_id=made.id,
                    state="working",
                    last_in_at=self.now,
                    language="ar",
                    created_at=self.now,
                )
            )
            await tx.execute(
                insert(address_persons).values(address_id=address, person_id=made.id, since=self.now)
            )
            for role in roles:
                await persons.grant(tx, made.id, "sample", role, (area,) if area else (), self.now, self.ids)
        return made

    async def sent(
        self,
        person: Person,
        form: str,
        answers: Mapping[str, Any],
        reference: str = "1000001",
        **changed: Any,
    ) -> str:
        """A completed form. `changed`: columns that are not as they usually are."""
        version = "" if "form_version" in changed else self.book.forms[form].version
        row = {
            "id": self.ids.new(),
            "person_id": person.id,
            "programme": "sample",
            "form": form,
            "form_version": version,
            "reference": reference,
            "answers": self.sealer.seal(codecs.encode(answers), "submissions.answers"),
            "facts": {},
            "flags": [],
            "area": person.area,
            "happened": "",
            "mode": "identified",
            "wave": "",
            "stage": "sent",
            "revision": 1,
            "language": "ar",
            "channel": "telegram",
            "created_at": self.now,
            "updated_at": self.now,
            **changed,
        }
        async with self.database.begin() as tx:
            await tx.execute(insert(submissions).values(**row))
        return str(row["id"])

    async def report(self, reporter: Person, photos: int = 0, **answers: Any) -> str:
        """A report that has just been sent, with kept photos."""
        id_ = await self.sent(reporter, "report", answers, "4829156", happened="2026-03-04")
        for _ in range(photos):
            await self.photo(reporter, id_)
        return id_

    async def photo(self, reporter: Person, submission: str | None, state: str = "kept") -> str:
        """A photo of a report."""
        id_ = self.ids.new()
        async with self.database.begin() as tx:
            await tx.execute(
                insert(media).values(
                    id=id_,
                    person_id=reporter.id,
                    submission_id=submission,
                    field="ir14",
                    kind="photo",
                    as_file=False,
                    channel="telegram",
                    account="1",
                    state=state,
                    mime="image/jpeg",
                    size=10,
                    duration=0,
                    clearance="unseen",
                    attempts=0,
                    last_error="",
                    received_at=self.now,
                )
            )
        return id_

    async def ask(self, person: Person, kind: str, /, **data: Any) -> None:
        """An errand of a turn, as the turn leaves it, and its carrying out."""
        async with self.database.begin() as tx:
            await tx.execute(
                insert(errands).values(
                    person_id=person.id,
                    key=f"{kind}:{self.ids.new()}",
                    kind=kind,
                    data=self.sealer.seal(codecs.encode(data), "errands.data"),
                    due_at=self.now,
                    attempts=0,
                    state="waiting",
                    last_error="",
                    created_at=self.now,
                )
            )
        await self.run()

    async def run(self) -> None:
        """Carry out what is due, and tell what was found."""
        while await self.errands.run_due():
            pass

    async def outbox(self, person: Person) -> list[tuple[str, Message]]:
        """(action, message) of what is on its way to somebody, in order."""
        async with self.database.read() as tx:
            found = await tx.execute(
                select(outgoing).where(outgoing.c.person_id == person.id).order_by(outgoing.c.seq)
            )
            rows = found.all()
        return [
            (row.action, codecs.decode(Message, self.sealer.open(row.message, "outgoing.message")))
            for row in rows
        ]

    async def send_all(self) -> None:
        """What is queued has left."""
        async with self.database.begin() as tx:
            await tx.execute(outgoing.update().where(outgoing.c.state == "queued").values(state="sent"))

    def heard(self, person: Person) -> list[Found]:
        """What somebody's conversation was told."""
        return [found for who, found in self.told if who == person.id]

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Office]:
    """An office over a new database."""
    async with Database(fresh(folder, "office")) as database:
        yield Office(database, Sealer("an invented secret for tests"), small_book())
