"""One statement says whom an audience means: as plain Python would, on both databases, and without a scan."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.core.audience import CURRENT, EVERYBODY, Audience
from bot.storage import audiences, erasure, imports, submissions
from bot.storage.database import Database
from bot.storage.schema import answer_facts, participations, persons
from bot.storage.schema import submissions as submissions_table
from bot.storage.sealed import Sealer
from tests.core.audience.forms import BOOK
from tests.databases import fresh
from tests.storage import crowd
from tests.storage.crowd import NOW, Sent, Somebody, belongs, live
from tests.world import SECRET

PLAIN = Somebody()
WOMEN = Audience("sex", ("female",))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(fresh(tmp_path)) as one:
        yield one


async def found(database: Database, audience: Audience, *people: Somebody) -> list[int]:
    """Which of these people an audience means."""
    async with database.begin() as tx:
        ids = await live(tx, people)
        meant = await audiences.chunk(tx, audience, BOOK, NOW)
        assert await audiences.count(tx, audience, BOOK, NOW) == len(meant)
    return [ids.index(one) for one in meant]


CONDITIONS: dict[str, tuple[Audience, list[Somebody], list[Somebody]]] = {
    "area": (
        Audience("area", ("JO-IR",)),
        [PLAIN, replace(PLAIN, area="JO-IR-RAMTHA"), replace(PLAIN, area="JO-IR-RAMTHA-1")],
        [replace(PLAIN, area="JO"), replace(PLAIN, area="JO-AJ"), replace(PLAIN, area="")],
    ),
    "role": (
        Audience("role", ("champion",)),
        [replace(PLAIN, roles=(("sample", "champion", True), ("sample", "volunteer", True)))],
        [
            PLAIN,
            replace(PLAIN, roles=()),
            replace(PLAIN, roles=(("sample", "champion", False),)),
            replace(PLAIN, roles=(("other", "champion", True),)),
        ],
    ),
    "programme": (
        Audience("programme", ("sample",)),
        [PLAIN],
        [replace(PLAIN, roles=(("other", "admin", True), ("sample", "volunteer", False)))],
    ),
    "sex": (
        Audience("sex", ("female", "prefer_not")),
        [PLAIN, replace(PLAIN, sex="prefer_not")],
        [replace(PLAIN, sex="male"), replace(PLAIN, sex="")],
    ),
    "age": (
        Audience("age", low=18, high=24),
        [replace(PLAIN, born=2008), replace(PLAIN, born=2002)],
        [replace(PLAIN, born=2009), replace(PLAIN, born=2001), replace(PLAIN, born=0)],
    ),
    "language": (Audience("language", ("ar",)), [PLAIN], [replace(PLAIN, language="ckb")]),
    "channel": (
        Audience("channel", ("telegram",)),
        [PLAIN, replace(PLAIN, channels=(("telegram", "left"), ("telegram", "working")))],
        [
            replace(PLAIN, channels=()),
            replace(PLAIN, channels=(("telegram", "left"),)),
            replace(PLAIN, channels=(("whatsapp", "working"),)),
        ],
    ),
    "registered": (
        Audience("registered", first="2026-03-01", last="2026-03-05"),
        [replace(PLAIN, registered_at=crowd.DAYS[2])],
        [
            replace(PLAIN, registered_at=crowd.DAYS[1]),  # a second before midnight in Amman
            replace(PLAIN, registered_at=NOW),  # half past one of the next day there
            replace(PLAIN, registered_at=None),
        ],
    ),
    "seen": (
        Audience("seen", days=30),
        [PLAIN, replace(PLAIN, seen_at=NOW - timedelta(days=30))],
        [replace(PLAIN, seen_at=NOW - timedelta(days=31))],
    ),
    "unseen": (Audience("unseen", days=30), [replace(PLAIN, seen_at=NOW - timedelta(days=31))], [PLAIN]),
    "answered": (
        Audience("answered", form="needs", wave=CURRENT),
        [replace(PLAIN, sent=(Sent("needs", "w1"), Sent("needs", "w2", "returned")))],
        [
            PLAIN,
            replace(PLAIN, sent=(Sent("needs", "w1"), Sent("report", "w2"))),
            replace(PLAIN, sent=(Sent("needs", "w2", "withdrawn"),)),
        ],
    ),
    "unanswered": (
        Audience("unanswered", form="pulse", wave=CURRENT),
        [PLAIN, replace(PLAIN, took_part=(("pulse", "w1"),))],
        [replace(PLAIN, took_part=(("pulse", "w1"), ("pulse", "w2")))],
    ),
    "unfinished": (
        Audience("unfinished", form="pulse"),
        [replace(PLAIN, drafts=("needs", "pulse"))],
        [PLAIN, replace(PLAIN, drafts=("needs",))],
    ),
    "unfinished, of a wave that is over": (
        Audience("unfinished", form="pulse", wave="w1"),
        [],
        [replace(PLAIN, drafts=("pulse",))],
    ),
    "answer": (
        Audience("answer", ("cook", "drive"), form="needs", field="skills"),
        [replace(PLAIN, sent=(Sent("needs", "w1", chosen=(("skills", "teach"), ("skills", "cook"))),))],
        [
            PLAIN,
            replace(PLAIN, sent=(Sent("needs", chosen=(("help", "cook"), ("skills", "teach"))),)),
            replace(PLAIN, sent=(Sent("report", chosen=(("skills", "cook"),)),)),
        ],
    ),
    "answer, in one wave": (
        Audience("answer", ("yes",), form="needs", field="help", wave="w2"),
        [replace(PLAIN, sent=(Sent("needs", "w2", chosen=(("help", "yes"),)),))],
        [replace(PLAIN, sent=(Sent("needs", "w1", chosen=(("help", "yes"),)),))],
    ),
    "got": (
        Audience("got", ("a" * 32,)),
        [
            replace(PLAIN, got=(("a" * 32, "posted", "sent"), ("b" * 32, "waiting", ""))),
            replace(PLAIN, got=(("a" * 32, "posted", "unknown"),)),
            replace(PLAIN, got=(("a" * 32, "read", ""),)),
        ],
        [
            PLAIN,
            replace(PLAIN, got=(("b" * 32, "posted", "sent"),)),
            replace(PLAIN, got=(("a" * 32, "posted", "failed"),)),
            replace(PLAIN, got=(("a" * 32, "waiting", ""),)),
            replace(PLAIN, got=(("a" * 32, "skipped", ""),)),
        ],
    ),
    "all": (
        Audience("all", of=(WOMEN, Audience("area", ("JO-AJ",)))),
        [replace(PLAIN, area="JO-AJ")],
        [PLAIN, replace(PLAIN, area="JO-AJ", sex="male")],
    ),
    "any": (
        Audience("any", of=(WOMEN, Audience("area", ("JO-AJ",)))),
        [PLAIN, replace(PLAIN, area="JO-AJ", sex="male")],
        [replace(PLAIN, sex="male")],
    ),
    "any of none": (Audience("any"), [], [PLAIN]),
    "not": (
        Audience("not", of=(Audience("age", low=18),)),
        [replace(PLAIN, born=0), replace(PLAIN, born=2015)],
        [PLAIN],
    ),
    "not registered then": (
        Audience("not", of=(Audience("registered", first="2026-03-01"),)),
        [replace(PLAIN, registered_at=None), replace(PLAIN, registered_at=crowd.DAYS[0])],
        [replace(PLAIN, registered_at=crowd.DAYS[2])],
    ),
}


@pytest.mark.parametrize("name", CONDITIONS)
async def test_a_condition_means_these_and_not_those(database: Database, name: str) -> None:
    audience, inside, outside = CONDITIONS[name]
    meant = await found(database, audience, *inside, *outside)
    assert meant == list(range(len(inside)))
    assert [belongs(one, audience) for one in (*inside, *outside)] == [
        n < len(inside) for n in range(len(inside) + len(outside))
    ]


async def test_who_stopped_left_or_never_registered_belongs_to_no_audience(database: Database) -> None:
    others = [replace(PLAIN, stopped=True), replace(PLAIN, erased=True)]
    unknown = replace(PLAIN, registered=False)
    for audience in (EVERYBODY, Audience("not", of=(Audience("sex", ("male",)),))):
        assert await found(database, audience, *others, unknown, PLAIN) == [3]


def test_it_means_whom_plain_python_would(dialect: str, tmp_path: Path) -> None:
    """Generated people and filters; both say the same of everybody."""
    with asyncio.Runner() as runner:
        database = runner.run(Database(fresh(tmp_path)).open())

        async def compared(data: st.DataObject) -> None:
            people = data.draw(st.lists(crowd.people, max_size=25))
            asked = data.draw(st.lists(st.tuples(crowd.audiences, crowd.reaches), min_size=1, max_size=12))
            async with database.begin() as tx:
                ids = await live(tx, people)
                for audience, within in asked:
                    meant = await audiences.chunk(tx, audience, BOOK, NOW, within)
                    wanted = [belongs(one, audience, within) for one in people]
                    assert list(meant) == [id_ for id_, yes in zip(ids, wanted, strict=True) if yes]

        @settings(max_examples=60)
        @given(st.data())
        def the_same(data: st.DataObject) -> None:
            runner.run(compared(data))

        try:
            the_same()
        finally:
            runner.run(database.close())


# ----------------------------------------------------------------------------------- whose they are


async def test_staff_choose_among_the_people_of_their_areas(database: Database) -> None:
    places = ["JO-IR", "JO-IR-RAMTHA", "JO-AJ", "JO", ""]
    async with database.begin() as tx:
        ids = await live(tx, [replace(PLAIN, area=place) for place in places])

        async def reached(*codes: str) -> list[str]:
            within = codes if codes != ("*",) else None
            meant = await audiences.chunk(tx, EVERYBODY, BOOK, NOW, within)
            assert await audiences.count(tx, EVERYBODY, BOOK, NOW, within) == len(meant)
            return [places[ids.index(one)] for one in meant]

        assert await reached("*") == places
        assert await reached("JO-IR") == ["JO-IR", "JO-IR-RAMTHA"]
        assert await reached("JO-IR-RAMTHA", "JO-AJ") == ["JO-IR-RAMTHA", "JO-AJ"]
        assert await reached() == []
        elsewhere = Audience("not", of=(Audience("area", ("JO-IR",)),))
        assert await audiences.count(tx, elsewhere, BOOK, NOW, ("JO-IR",)) == 0


async def test_chunks_go_on_where_the_last_ended(database: Database) -> None:
    async with database.begin() as tx:
        ids = await live(tx, [replace(PLAIN, sex=("female", "male")[n % 2]) for n in range(21)])
        seen: list[str] = []
        while part := await audiences.chunk(tx, WOMEN, BOOK, NOW, after=seen[-1] if seen else "", most=4):
            assert len(part) <= 4
            seen += part
        assert seen == ids[::2]
        assert await audiences.sample(tx, WOMEN, BOOK, NOW) == tuple(ids[0:6:2])


async def test_of_a_private_form_nobody_is_shown(database: Database) -> None:
    async with database.begin() as tx:
        await live(tx, [PLAIN] * 3)
        unanswered = Audience("all", of=(WOMEN, Audience("unanswered", form="pulse")))
        assert await audiences.count(tx, unanswered, BOOK, NOW) == 3
        assert await audiences.sample(tx, unanswered, BOOK, NOW) == ()


# -------------------------------------------------------------------------------- what becomes of it


async def test_with_the_person_goes_what_an_audience_may_ask(database: Database) -> None:
    sealer = Sealer(SECRET)
    known = replace(PLAIN, sent=(Sent("needs", chosen=(("help", "yes"),)),), took_part=(("pulse", "w2"),))
    async with database.begin() as tx:
        gone, stays = await live(tx, [known, known])
        await erasure.remove(tx, sealer, gone, "", NOW)
        for table in (answer_facts, participations):
            assert (await tx.execute(select(table.c.person_id))).scalars().all() == [stays]
        erased = (await tx.execute(select(persons).where(persons.c.id == gone))).one()
        assert (erased.registered, erased.registered_at) == (False, None)
        assert await audiences.chunk(tx, EVERYBODY, BOOK, NOW) == (stays,)


async def test_with_deleted_answers_goes_what_was_plain_of_them(database: Database) -> None:
    async with database.begin() as tx:
        chosen = (("help", "yes"),)
        known = Sent("needs", chosen=chosen), Sent("needs", "w2", "accepted", chosen), Sent("report")
        [person] = await live(tx, [replace(PLAIN, sent=known)])
        assert await erasure.remove_form(tx, person, "needs", submissions.OPEN) == 1
        assert (await tx.execute(select(answer_facts.c.wave))).scalars().all() == ["w2"]


async def test_what_is_withdrawn_is_asked_no_more(database: Database) -> None:
    sealer = Sealer(SECRET)
    asked = Audience("answer", ("yes",), form="needs", field="help")
    async with database.begin() as tx:
        [person] = await live(tx, [replace(PLAIN, sent=(Sent("needs", chosen=(("help", "yes"),)),))])
        row = (await tx.execute(select(submissions_table))).one()
        seen = submissions.Submission(row.id, person, "needs", "v", "", {}, "", "", "sent", 1, row.created_at)
        assert await audiences.count(tx, asked, BOOK, NOW) == 1
        assert await submissions.move(tx, seen, submissions.WITHDRAWN, None, "", NOW, sealer)
        assert (await tx.execute(select(answer_facts))).all() == []
        assert await audiences.count(tx, asked, BOOK, NOW) == 0


async def test_nobody_of_imported_answers_is_somebody(database: Database) -> None:
    async with database.begin() as tx:
        await live(tx, [])
        await imports.nobody(tx, Sealer(SECRET), "ar", NOW)
        assert await audiences.count(tx, EVERYBODY, BOOK, NOW) == 0


@pytest.mark.parametrize(
    "word", ["x' OR '1'='1", '"; DROP TABLE persons; --', "%", "_", "💥", "ا" * 500, "\\"]
)
async def test_words_are_values_and_never_sql(database: Database, word: str) -> None:
    """Such an audience has flaws; asked all the same it means nobody, and breaks nothing."""
    for audience in (
        Audience("sex", (word,)),
        Audience("area", (word,)),
        Audience("role", (word,)),
        Audience("answered", form=word, wave=word),
        Audience("answer", (word,), form="needs", field=word),
    ):
        assert await found(database, audience, PLAIN) == []
    assert await found(database, EVERYBODY, PLAIN) == [0]


# ---------------------------------------------------------------------------------------- its plan

INDEXES = {
    "role": "memberships_person_id",
    "programme": "memberships_person_id",
    "channel": "address_persons_person_id",
    "answered": "submissions_person_id_form",
    "unanswered": "participations",
    "unfinished": "drafts",
    "answer": "answer_facts",
    "got": "recipients_person_id",
}


@pytest.mark.sqlite
@pytest.mark.parametrize("name", INDEXES)
async def test_what_is_asked_of_a_person_is_looked_up(database: Database, name: str) -> None:
    """Persons are read once; nothing else is read from end to end, and nothing is gathered beforehand."""
    audience = CONDITIONS[name][0]
    both = Audience("all", of=(Audience("area", ("JO",)), audience))
    lines = await _plan(database, both)
    assert lines[0] == "SCAN persons"
    rest = [line for line in lines[1:] if "SUBQUERY" not in line]
    assert rest
    assert all(line.startswith("SEARCH") for line in rest), lines
    assert any(INDEXES[name] in line for line in rest), lines
    assert all("CORRELATED" in line for line in lines if "SUBQUERY" in line), lines


async def _plan(database: Database, audience: Audience) -> list[str]:
    wanted = audiences.selected(audience, BOOK, NOW)
    async with database.read() as tx:
        sql = wanted.compile(tx.sync_connection, compile_kwargs={"render_postcompile": True})
        values = tuple(None for _ in sql.positiontup or ())  # the plan is the same for any
        rows = await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        return [row.detail for row in rows]
