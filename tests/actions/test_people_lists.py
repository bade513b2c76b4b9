"""A list of people that came over a chat: told, brought in when it is wanted, given back with the links."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from bot.actions.invite import Doors
from bot.actions.people_lists import PeopleLists
from bot.actions.purge import purge_rows
from bot.actions.show_media import KeptFiles
from bot.actions.workbooks import Workbooks
from bot.core.person import Person
from bot.media.links import Links
from bot.media.objects import Objects
from bot.media.worker import Pictures
from bot.storage.purging import PROPOSED
from bot.storage.schema import media
from bot.storage.schema import prepared as table
from tests.actions.desk import Desk
from tests.actions.office import Office
from tests.actions.people import RANA, SAMER, listed, words
from tests.actions.test_people_in import rows

FORM = b'"survey"\n,"type","name","label"\n,"text","who","?"\n'


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Desk:
    desk = Desk(office, Objects.at(str(tmp_path / "media")), tmp_path / "out")
    lists = PeopleLists(
        office.database,
        office.sealer,
        office._book,
        desk.objects,
        words(),
        lambda: Doors(telegram="bridges_bot"),
        lambda: office.now,
        office.ids,
    )
    office.preparing(
        workbook=Workbooks(office.database, desk.objects, lists),
        bring_people=lists.brought,
        undo_people=lists.undone,
    )
    return desk


async def sent(desk: Desk, person: Person, content: bytes, name: str = "list.csv") -> str:
    """A file comes over a chat, and is read; its id."""
    office = desk.office
    id_ = await office.photo(person, None)
    row = {"object": await desk.objects.put(content), "kind": "file", "field": "", "mime": "text/csv"}
    async with office.database.begin() as tx:
        await tx.execute(update(media).where(media.c.id == id_).values(**row))
    await asked(desk, person, "workbook", media=id_, name=name)
    return id_


async def asked(desk: Desk, person: Person, kind: str, **data: Any) -> None:
    """An errand that is prepared beside the others."""
    await desk.office.ask(person, kind, **data)
    await desk.office.errands.settled()
    await desk.office.run()


async def given_back(desk: Desk, sheet: str) -> list[tuple[Any, ...]]:
    """The rows of a sheet that somebody was sent."""
    office = desk.office
    links = Links([b"an invented key of 32 letters...."], "https://bridges.example")
    files = KeptFiles(office.database, desk.objects, Pictures(), links)
    content, mime = await files.read(sheet, "original")
    assert mime.endswith("spreadsheetml.sheet")
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


async def test_a_list_is_told_and_brought_in(desk: Desk) -> None:
    office = desk.office
    huda = await office.person("هدى", "coordinator", area="JO-IR")
    file = await sent(desk, huda, listed(RANA, SAMER))
    [told] = office.heard(huda)
    assert (told.kind, told.data["media"], told.data["writes"]) == ("people_list", file, 1)
    assert [one["key"] for one in told.data["lines"]] == [
        "people.count_new",
        "people.count_refused",
        "people.row",
    ]
    assert await rows(office, table) == []
    await asked(desk, huda, "bring_people", media=file, name="list.csv")
    told = office.heard(huda)[-1]
    assert (told.kind, len(await rows(office, table))) == ("people_brought", 1)
    [_, rana, samer] = await given_back(desk, told.data["sheet"])
    assert str(rana[-1]).startswith("https://t.me/bridges_bot?start=TM")
    assert samer[-1] is None
    assert [one.id for one in await rows(office, media)] == [told.data["sheet"]]


async def test_pressed_twice_or_carried_out_twice_it_is_in_once(desk: Desk) -> None:
    """Whatever ended it after the rows were written: the same is said."""
    office = desk.office
    huda = await office.person("هدى", "admin")
    file = await sent(desk, huda, listed(RANA, SAMER))
    kept = [one for one in await rows(office, media) if one.id == file]
    await asked(desk, huda, "bring_people", media=file, name="list.csv")
    async with office.database.begin() as tx:
        await tx.execute(media.insert(), [dict(one._mapping) for one in kept])
    await asked(desk, huda, "bring_people", media=file, name="list.csv")
    first, second = (one.data for one in office.heard(huda) if one.kind == "people_brought")
    assert (first["lines"], first["roster"]) == (second["lines"], second["roster"])
    assert len(await rows(office, table)) == 2


async def test_a_list_is_undone_by_whoever_brought_it_in_or_an_admin(desk: Desk) -> None:
    office = desk.office
    huda, other = await office.person("هدى", "coordinator"), await office.person("سلمى", "coordinator")
    admin = await office.person("زيد", "admin")
    for row in (RANA, SAMER):
        file = await sent(desk, huda, listed(row))
        await asked(desk, huda, "bring_people", media=file, name="list.csv")
    first, second = (one.data["roster"] for one in office.heard(huda) if one.kind == "people_brought")
    for person, roster, said, left in (
        (other, first, "people.not_undone", 2),
        (huda, first, "people.undone", 1),
        (huda, first, "people.undone_before", 1),
        (admin, second, "people.undone", 0),
    ):
        await asked(desk, person, "undo_people", roster=roster)
        told = office.heard(person)[-1]
        assert (told.kind, told.data["lines"][0]["key"]) == ("people_undone", said)
        assert len(await rows(office, table)) == left


async def test_a_list_with_many_faults_comes_back_at_once(desk: Desk) -> None:
    office = desk.office
    huda = await office.person("هدى", "admin")
    await sent(desk, huda, listed(*(f"رنا {n},07{n},,,,ورشة,2026-02-10" for n in range(8)), RANA))
    [told] = office.heard(huda)
    found = await given_back(desk, told.data["sheet"])
    assert len(found) == 10
    assert found[1][-1] is None  # the link of who is not awaited
    assert "07" in str(found[1][-2])


async def test_what_is_no_list_is_read_as_a_form(desk: Desk) -> None:
    office = desk.office
    huda = await office.person("هدى", "admin")
    for content, name in ((FORM, "form.csv"), (b"a,b\n1,2\n", "table.csv"), (b"PK", "x.xlsx")):
        await sent(desk, huda, content, name)
    assert {one.kind for one in office.heard(huda)} == {"workbook"}


async def test_a_list_that_cannot_be_used_says_why_and_is_forgotten(desk: Desk) -> None:
    office = desk.office
    huda = await office.person("هدى", "admin")
    await sent(desk, huda, listed("رنا,0791234567", headers="الاسم,الهاتف"))
    [told] = office.heard(huda)
    assert [one["key"] for one in told.data["why"]] == ["people.no_columns"]
    assert await rows(office, media) == []


async def test_a_list_of_somebody_else_is_brought_in_by_nobody(desk: Desk) -> None:
    office = desk.office
    volunteer = await office.person("رنا", "volunteer")
    file = await sent(desk, volunteer, listed(RANA))
    await asked(desk, volunteer, "bring_people", media=file, name="list.csv")
    assert await rows(office, table) == []


async def test_a_list_that_is_dropped_or_left_lying_is_forgotten(desk: Desk) -> None:
    office = desk.office
    huda = await office.person("هدى", "admin")
    first, second = await sent(desk, huda, listed(RANA)), await sent(desk, huda, listed(SAMER))
    await asked(desk, huda, "drop_people", media=first)
    async with office.database.read() as tx:
        assert (await tx.execute(select(media.c.id))).scalars().all() == [second]
    await purge_rows(office.database, office.now + PROPOSED)
    assert len(await rows(office, media)) == 1
    office.later(1)
    await purge_rows(office.database, office.now + PROPOSED)
    assert await rows(office, media) == []
