"""*Delete my data* leaves nothing but counts; *delete my answers* leaves the account."""

from typing import Any

from sqlalchemy import Table, func, select

from bot.actions.erasing import numbers
from bot.storage import persons
from bot.storage.schema import METADATA, address_persons, addresses, ghosts, submissions
from bot.storage.schema import persons as people
from tests.actions.office import Office


async def rows(office: Office, table: Table) -> list[Any]:
    async with office.database.read() as tx:
        return list((await tx.execute(select(table))).all())


async def test_everything_of_a_person_goes_and_a_ghost_stays(office: Office) -> None:
    person = await office.person("ليلى (عيّنة)", "champion")
    tally = {"total": 27, "women": 15, "men": 12}
    await office.report(person, photos=2, ir7=tally, ir11="تغيّر الكثير", ir6=2.5)
    await office.ask(person, "erase")
    [ghost] = await rows(office, ghosts)
    assert ghost.numbers == {"ir7": tally, "ir6": 2.5}
    assert (ghost.area, ghost.sex, ghost.month) == ("JO-IR", "female", "2026-03")
    assert ghost.id[12] == "4", "an identifier with a time in it would tell who was erased then"
    assert await rows(office, submissions) == []
    async with office.database.read() as tx:
        assert await persons.get(tx, office.sealer, person.id) is None
    [(_, receipt)] = await office.outbox(person)
    assert receipt.parts[0].key == "deletedata.receipt"
    assert receipt.parts[0].params["date"].value == "2026-04-04"  # type: ignore[union-attr]


async def test_the_address_goes_when_the_receipt_has_left(office: Office) -> None:
    person = await office.person("ليلى (عيّنة)", "champion")
    await office.ask(person, "erase")
    assert len(await rows(office, addresses)) == 1
    office.later(130)
    await office.run()
    assert await rows(office, addresses) == []
    assert await rows(office, address_persons) == []


async def test_nobody_else_loses_anything(office: Office) -> None:
    person = await office.person("ليلى (عيّنة)", "champion")
    other = await office.person("رنا (عيّنة)", "champion")
    kept = await office.report(other, photos=1, ir7={"total": 3})
    await office.ask(person, "erase")
    office.later(130)
    await office.run()
    assert [row.id for row in await rows(office, submissions)] == [kept]
    assert len(await rows(office, addresses)) == 1
    async with office.database.read() as tx:
        assert (await persons.get(tx, office.sealer, other.id)) is not None


async def test_no_row_anywhere_names_an_erased_person(office: Office) -> None:
    person = await office.person("ليلى (عيّنة)", "champion")
    await office.report(person, photos=1)
    await office.ask(person, "thread", text="سؤال")
    await office.ask(person, "erase")
    office.later(130)
    await office.run()
    async with office.database.read() as tx:
        for table in METADATA.sorted_tables:
            for column in table.c:
                if column.name == "person_id":
                    found = await tx.execute(select(func.count()).where(column == person.id))
                    assert found.scalar_one() == 0, table.name
        row = (await tx.execute(select(people).where(people.c.id == person.id))).one()
    assert row.erased_at is not None


async def test_answers_of_a_report_that_nobody_accepted_can_go(office: Office) -> None:
    person = await office.person("ليلى (عيّنة)", "champion")
    await office.report(person, photos=1)
    await office.ask(person, "delete_answers", form="report", wave="")
    assert await rows(office, submissions) == []
    assert [f.data["deleted"] for f in office.heard(person)] == [1]


def test_numbers_are_what_is_counted() -> None:
    answers = {"a": 3, "b": True, "c": "نص", "d": {"text": "مكان"}, "e": {"total": None}, "f": None}
    assert numbers(answers) == {"a": 3, "e": {"total": None}}
