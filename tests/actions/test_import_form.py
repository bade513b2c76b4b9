"""What comes back in: our own tables and Kobo's, each row once, and nothing while anything is wrong."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from bot.actions import import_form as importing
from bot.actions.export_form import Source
from bot.actions.import_flaws import MOST, Flawed
from bot.actions.import_form import Brought, import_form
from bot.actions.problem import Problem
from bot.core.form import Field
from bot.core.person import Person
from bot.core.text import authored
from bot.core.versions import versioned
from bot.flows.xlsform.nameless import secured
from bot.storage import codecs, exports, persons
from bot.storage import forms as storage
from bot.storage.exports import Row
from bot.storage.imports import CHANNEL, NOBODY
from bot.storage.schema import audit, outgoing, private_answers, submissions
from tests.actions.desk import Desk, catalogues
from tests.actions.survey import ANSWERS, VISIT, published
from tests.flows.xlsform.tables import form

KEPT = {name: value for name, value in ANSWERS.items() if name not in {"who", "person[3]"}}
UUID = "0b9f3c7e-6d63-4f0c-9d0b-1c1d1c9e7a11"


async def bring(desk: Desk, path: Path, form: str = "visit") -> Brought:
    office = desk.office
    source = Source(office.database, office.sealer, office.book, catalogues(), desk.objects)
    return await import_form(source, form, path, office.now, office.ids)


async def flaws(desk: Desk, path: Path, form: str = "visit") -> list[tuple[str, int, str, str]]:
    """Where something is wrong, and the last word of what is said of it; nothing was stored."""
    with pytest.raises(Flawed) as found:
        await bring(desk, path, form)
    assert await kept(desk, form) == []
    return [(one.sheet, one.row, one.column, one.said.key.rpartition(".")[2]) for one in found.value.flaws]


async def kept(desk: Desk, form: str = "visit") -> list[Row]:
    async with desk.office.database.read() as tx:
        return [*await exports.page(tx, desk.office.sealer, "sample", form, None, 1000)]


def table(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


@pytest.fixture
async def who(desk: Desk) -> Person:
    await published(desk)
    return await desk.office.person("ليلى", "champion")


async def forgotten(desk: Desk) -> None:
    """As on another machine: the answers are not there."""
    async with desk.office.database.begin() as tx:
        await tx.execute(submissions.delete())


STYLES = [
    {"headers": headers, "groups": groups, "joined": joined, "language": language}
    for headers, groups, joined in product(("labels", "names"), (False, True), (False, True))
    for language in (("ar", "en") if headers == "labels" else ("ar",))
]


@pytest.mark.parametrize("wish", STYLES, ids=lambda wish: "-".join(map(str, wish.values())))
@pytest.mark.parametrize("file", [0, 1], ids=["xlsx", "csv"])
async def test_what_we_write_is_read_again(desk: Desk, who: Person, wish: dict[str, Any], file: int) -> None:
    await desk.submitted(who, "visit", "1000001", "accepted", **ANSWERS)
    made = await desk.export("visit", **wish)
    [before] = await kept(desk)
    await forgotten(desk)
    assert await bring(desk, made.files[file]) == Brought(1, 1)
    [after] = await kept(desk)
    assert {name: value for name, value in after.answers.items() if name[0] != "_"} == KEPT
    assert (after.stage, after.area, after.created_at, after.version) == (
        "accepted",
        before.area,
        before.created_at,
        before.version,
    )
    assert (after.channel, after.person, after.answers["_uuid"]) == (CHANNEL, NOBODY, before.id)


async def test_each_row_once(desk: Desk, who: Person, tmp_path: Path) -> None:
    for number in range(3):
        desk.office.later(1)
        await desk.submitted(who, "visit", f"100000{number}", **ANSWERS)
    made = await desk.export("visit")
    assert await bring(desk, made.files[0]) == Brought(3, 0), "they are ours, and here"
    await forgotten(desk)
    assert await bring(desk, made.files[0]) == Brought(3, 3)
    assert await bring(desk, made.files[1]) == Brought(3, 0), "the same rows in another format"
    again = await desk.export("visit", headers="names")
    assert await bring(desk, again.files[0]) == Brought(3, 0), "what was imported and has left"
    assert len(await kept(desk)) == 3


async def test_rows_without_an_identifier_are_known_by_what_they_say(
    desk: Desk, who: Person, tmp_path: Path
) -> None:
    path = table(tmp_path / "a.xlsx", visit=[["kind"], ["food"], ["food"], ["water"]])
    assert await bring(desk, path) == Brought(3, 3), "two people may say the same"
    assert await bring(desk, path) == Brought(3, 0)


async def test_a_row_without_an_identifier_is_known_in_a_new_version_too(
    desk: Desk, who: Person, tmp_path: Path
) -> None:
    """By its cells as they stand: how a question reads them is another matter in every version."""
    rows = [["name", "kind"], ["12", "food"], ["13", "water"], ["13", "water"]]
    path = table(tmp_path / "a.xlsx", visit=rows)
    fields = {one.name: replace(one, group="") for one in VISIT.fields}
    flat = replace(VISIT, fields=(fields["kind"], fields["name"]), groups=())
    await published(desk, replace(flat, name="flat"))
    assert await bring(desk, path, "flat") == Brought(3, 3)
    desk.office.later(1)
    whole = (fields["kind"], replace(fields["name"], type="integer"))
    await published(desk, replace(flat, name="flat", fields=whole))
    assert await bring(desk, path, "flat") == Brought(3, 0)
    turned = table(tmp_path / "b.xlsx", visit=[[*reversed(row)] for row in rows])
    assert await bring(desk, turned, "flat") == Brought(3, 0), "columns may stand in another order"


async def test_rows_of_a_repeat_tell_one_submission_from_another(
    desk: Desk, who: Person, tmp_path: Path
) -> None:
    """Where they stand is no part of it: a row above them moves all numbers on."""
    heads, above = ["kind", "_index"], ["name", "_parent_index"]
    path = table(
        tmp_path / "a.xlsx",
        visit=[heads, ["food", 1], ["food", 2]],
        person=[above, ["ليلى", 1], ["سعاد", 2]],
    )
    assert await bring(desk, path) == Brought(2, 2)
    longer = table(
        tmp_path / "b.xlsx",
        visit=[heads, ["food", 1], ["food", 2], ["food", 3]],
        person=[above, ["هدى", 1], ["ليلى", 2], ["سعاد", 3]],
    )
    assert await bring(desk, longer) == Brought(3, 1)
    assert sorted(str(row.answers["name[1]"]) for row in await kept(desk)) == sorted(["ليلى", "سعاد", "هدى"])


async def test_whose_phone_it_was_is_no_part_of_what_a_row_is_called(
    desk: Desk, who: Person, tmp_path: Path
) -> None:
    """Else its number could be found from the answers and what the row is called by trying all numbers."""
    for number, phone in enumerate(("+962790000000", "+962790000001")):
        path = table(tmp_path / f"{number}.xlsx", visit=[["who", "kind"], [phone, "food"]])
        assert await bring(desk, path) == Brought(1, 1 - number)


async def test_a_run_that_was_cut_short_is_done_again(
    desk: Desk, who: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "a.xlsx", visit=[["kind", "_uuid"], *(["food", f"u{n}"] for n in range(7))])
    monkeypatch.setattr(importing, "LOT", 2)
    put, calls = importing._put, 0

    async def cut(*arguments: Any) -> int:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise ConnectionError
        return await put(*arguments)

    monkeypatch.setattr(importing, "_put", cut)
    with pytest.raises(ConnectionError):
        await bring(desk, path)
    assert len(await kept(desk)) == 4
    assert await bring(desk, path) == Brought(7, 3)


async def test_kobos_own_export(desk: Desk, who: Person, tmp_path: Path) -> None:
    cells = {
        "start": "2024-05-01T09:00:00.000+03:00",
        "about/kind": "food",
        "about/needs": "water food",
        "about/needs/water": 1,
        "about/needs/food": 1,
        "about/where": "32.5 35.8 610.2 4.7",
        "about/_where_latitude": 32.5,
        "picture": "1714545.jpg",
        "picture_URL": "https://example.org/1714545.jpg",
        "_id": 4711,
        "_uuid": UUID,
        "_submission_time": "2024-05-01T06:10:00",
        "_validation_status": "Approved",
        "_notes": None,
        "_status": "submitted_via_web",
        "__version__": "vAbC",
        "_tags": None,
        "_index": 1,
        "_wave": "2024-1",
    }
    above = ["_index", "_parent_table_name", "_parent_index", "_submission__id"]
    people = [["ليلى", "٣٠", 1, "visit", 1, 4711], ["سعاد", 41.0, 2, "visit", 1, 4711]]
    path = table(
        tmp_path / "kobo.xlsx",
        visit=[[*cells], [*cells.values()]],
        person=[["name", "age", *above], *people],
    )
    assert await bring(desk, path) == Brought(1, 1)
    [row] = await kept(desk)
    assert row.answers == {
        "kind": "food",
        "needs": ["water", "food"],
        "where": {"latitude": 32.5, "longitude": 35.8, "altitude": 610.2, "accuracy": 4.7},
        "picture": {"name": "1714545.jpg"},
        "person[1]": "yes",
        "name[1]": "ليلى",
        "age[1]": 30,
        "person[2]": "yes",
        "name[2]": "سعاد",
        "age[2]": 41,
        "_id": "4711",
        "_uuid": UUID,
    }
    assert row.created_at == datetime.fromisoformat("2024-05-01T06:10:00+00:00")
    assert (row.stage, row.wave) == ("accepted", "2024-1")


async def test_of_two_questions_with_one_label_the_first_column_is_the_first(
    desk: Desk, who: Person, tmp_path: Path
) -> None:
    label = authored("الاسم", "Name")
    fields = (Field("own", "text", label), Field("home/name", "text", label, group="about"))
    await published(desk, replace(VISIT, name="two", fields=fields, groups=VISIT.groups[:1]))
    for number, heads in enumerate(
        (["الاسم", "الاسم"], ["Name", "عن الزيارة/الاسم"], ["own", "name"], ["own", "about/name"])
    ):
        path = table(tmp_path / f"{number}.xlsx", two=[heads, [f"a{number}", f"b{number}"]])
        assert await bring(desk, path, "two") == Brought(1, 1)
    answers = [row.answers for row in await kept(desk, "two")]
    assert answers == [{"own": f"a{n}", "home/name": f"b{n}"} for n in range(4)]
    made = await desk.export("two")
    assert await bring(desk, made.files[0], "two") == Brought(4, 0)


async def test_kobos_texts_are_parted_by_semicolons(desk: Desk, who: Person, tmp_path: Path) -> None:
    path = tmp_path / "visit.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        rows.writerow(["النوع", "الحاجات", "المكان", "_uuid"])
        rows.writerow(["غذاء", "ماء غذاء", "", UUID])
    assert await bring(desk, path) == Brought(1, 1)
    [row] = await kept(desk)
    assert (row.answers["kind"], row.answers["needs"]) == ("food", ["water", "food"])


async def test_everything_that_is_wrong_is_said_with_its_place(
    desk: Desk, who: Person, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "a.xlsx",
        visit=[
            ["kind", "needs/water", "where", "colour", "_stage", "_area", "_submission_time"],
            ["bread", "maybe", "200 300", "red", "gone", "XX", "yesterday"],
            ["food", 1, "32.5 35.8", "blue", "sent", "JO-IR", "2024-05-01T06:10:00"],
        ],
        person=[["name", "age", "_parent_index"], ["ليلى", "old", 1], ["سعاد", 3.5, 2], ["هدى", 7, 9]],
        street=[["x", "_parent_index"], [1, 1]],
    )
    assert sorted(await flaws(desk, path)) == sorted(
        [
            ("street", 1, "", "sheet"),
            ("visit", 2, "colour", "column"),
            ("visit", 2, "kind", "option"),
            ("visit", 2, "needs/water", "tick"),
            ("visit", 2, "where", "position"),
            ("visit", 2, "_submission_time", "moment"),
            ("visit", 2, "_area", "area"),
            ("visit", 2, "_stage", "stage"),
            ("person", 2, "age", "number"),
            ("person", 3, "age", "whole"),
            ("person", 4, "_parent_index", "parent"),
        ]
    )


async def test_so_many_are_enough(desk: Desk, who: Person, tmp_path: Path) -> None:
    path = table(tmp_path / "a.xlsx", visit=[["kind"], *(["bread"] for _ in range(3 * MOST))])
    assert len(await flaws(desk, path)) == MOST


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"no workbook", "command.import_file"),
        ("a.csv", b"\xff\xfe\x00 no text \xff", "command.import_file"),
        ("a.csv", b"", "command.import_empty"),
        ("a.csv", b"colour,taste\r\nred,sweet\r\n", "command.import_no_column"),
    ],
)
async def test_what_cannot_be_read_is_said(
    desk: Desk, who: Person, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Problem) as refused:
        await bring(desk, tmp_path / name)
    assert refused.value.text.key == said


async def test_what_unpacks_to_too_much_is_not_opened(
    desk: Desk, who: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "a.xlsx", visit=[["kind"], ["food"]])
    monkeypatch.setattr("bot.actions.import_sheets.MAX_UNPACKED", 1_000)
    with pytest.raises(Problem) as refused:
        await bring(desk, path)
    assert refused.value.text.key == "command.import_large"


async def test_it_belongs_to_nobody_and_nobody_is_told(desk: Desk, who: Person, tmp_path: Path) -> None:
    path = table(tmp_path / "a.xlsx", visit=[["kind", "_uuid"], ["food", UUID]])
    await bring(desk, path)
    async with desk.office.database.read() as tx:
        assert await persons.get(tx, desk.office.sealer, NOBODY) is None
        assert await tx.scalar(select(func.count()).select_from(outgoing)) == 0
        [line] = (await tx.execute(select(audit).where(audit.c.verb == "form.imported"))).all()
    assert (line.actor, line.subject, line.detail) == ("command", "visit", {"rows": 1, "stored": 1})


async def test_whose_phone_it_was_is_not_taken_in(desk: Desk, who: Person, tmp_path: Path) -> None:
    head, row = ["who", "when", "kind"], ["+962790000000", "2026-03-05T09:00:00.000+02:00", "food"]
    path = table(tmp_path / "a.xlsx", visit=[head, row])
    await bring(desk, path)
    assert [one.answers for one in await kept(desk)] == [{"when": row[1], "kind": "food"}]
    await published(desk, replace(VISIT, name="quiet", mode="anonymous"))
    await bring(desk, path, "quiet")
    async with desk.office.database.read() as tx:
        [found] = await exports.private_page(tx, desk.office.sealer, "sample", "quiet", "", 9)
    assert found.answers == {"kind": "food"}


async def test_private_answers_go_where_they_are_read_with_their_day(desk: Desk, tmp_path: Path) -> None:
    await published(desk, replace(VISIT, name="quiet", mode="pseudonymous"))
    path = table(
        tmp_path / "a.xlsx",
        visit=[
            ["kind", "_uuid", "_id", "_submission_time", "_wave"],
            ["food", UUID, 4711, "2024-05-01T22:30:00", "2024-1"],
        ],
    )
    assert await bring(desk, path, "quiet") == Brought(1, 1)
    assert await bring(desk, path, "quiet") == Brought(1, 0)
    async with desk.office.database.read() as tx:
        [row] = (await tx.execute(select(private_answers))).all()
        assert await tx.scalar(select(func.count()).select_from(submissions)) == 0
    answers = codecs.decode(dict, desk.office.sealer.open(row.answers, exports.PRIVATE))
    assert (answers, row.day, row.wave) == ({"kind": "food"}, date(2024, 5, 2).isoformat(), "2024-1")
    again = await desk.export("quiet", headers="names")
    assert await bring(desk, again.files[0], "quiet") == Brought(1, 0)


TELLING = """
type | name | label
text | said | ما قيل
image | face | صورة
audio | voice | صوت
video | film | فيديو
file | paper | ملف
geopoint | gps | موقعك
username | user |
email | mail |
phonenumber | phone |
deviceid | device |
start | begun |
"""


@pytest.mark.parametrize("mode", ["anonymous", "pseudonymous"])
async def test_what_tells_who_answered_is_neither_taken_in_nor_written(
    desk: Desk, tmp_path: Path, mode: str
) -> None:
    """Of Kobo's table with all its columns only the words are left, in the house and in every export."""
    named = form(TELLING)
    await published(desk, secured(replace(named, name="quiet", mode=mode)))
    path = table(tmp_path / "a.xlsx", quiet=[[*KOBOS], [*KOBOS.values()]])
    assert await bring(desk, path, "quiet") == Brought(1, 1)
    async with desk.office.database.read() as tx:
        [found] = await exports.private_page(tx, desk.office.sealer, "sample", "quiet", "", 9)
    assert found.answers == {"said": "نعم"}
    made = await desk.export("quiet", headers="names")
    written = made.files[1].read_text(encoding="utf-8-sig").splitlines()
    assert written[0].startswith("said,_id,_uuid,"), "nothing else has a column"


KOBOS = {
    "said": "نعم",
    "face": "face.jpg",
    "face_URL": "https://example.org/face.jpg",
    "voice": "a.m4a",
    "film": "a.mp4",
    "paper": "a.pdf",
    "gps": "31.9 35.9 0 0",
    "_gps_latitude": 31.9,
    "_gps_longitude": 35.9,
    "user": "layla",
    "mail": "layla@example.org",
    "phone": "+962790000000",
    "device": "ee.or:1",
    "begun": "2026-03-01T08:14:00",
    "_uuid": UUID,
    "_submitted_by": "layla",
}


async def test_what_only_another_version_asks_is_not_taken_in_either(desk: Desk, tmp_path: Path) -> None:
    """A workbook that was sent for checking begins under names; nobody was asked it so."""
    asked = await published(desk, replace(VISIT, name="quiet", mode="anonymous", fields=VISIT.fields[2:4]))
    async with desk.office.database.begin() as tx:
        await storage.propose(tx, versioned(replace(VISIT, name="quiet")), desk.office.now)
    path = table(tmp_path / "a.xlsx", quiet=[["kind", "where", "picture"], ["food", "32.5 35.8", "me.jpg"]])
    await bring(desk, path, asked.name)
    async with desk.office.database.read() as tx:
        [found] = await exports.private_page(tx, desk.office.sealer, "sample", "quiet", "", 9)
    assert found.answers == {"kind": "food"}


async def test_another_question_of_a_withheld_name_is_taken_in(desk: Desk, tmp_path: Path) -> None:
    drawn = form("type | name | label\nimage | a | صورة")
    await published(desk, secured(replace(drawn, name="quiet", mode="anonymous")))
    desk.office.later(1)
    written = form("type | name | label\ntext | a | كلام")
    await published(desk, secured(replace(written, name="quiet", mode="anonymous")))
    await bring(desk, table(tmp_path / "a.xlsx", quiet=[["a"], ["نعم"]]), "quiet")
    async with desk.office.database.read() as tx:
        [found] = await exports.private_page(tx, desk.office.sealer, "sample", "quiet", "", 9)
    assert found.answers == {"a": "نعم"}


async def test_a_shipped_form_comes_back_from_kobos_layout(desk: Desk, who: Person) -> None:
    tally = {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 6, "30-59": 0}}
    answers: dict[str, Any] = {
        "ir3": "dialogue",
        "ir4": "2026-03-04",
        "ir5": "JO-IR-1",
        "ir7": tally,
        "ir13": "no",
    }
    await desk.submitted(who, "report", "1000001", **answers)
    made = await desk.export("report", kobo=True)
    await forgotten(desk)
    assert await bring(desk, made.files[0], "report") == Brought(1, 1)
    [row] = await kept(desk, "report")
    assert {name: value for name, value in row.answers.items() if name[0] != "_"} == answers
