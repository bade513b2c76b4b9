"""Answers in Kobo's layout: sheets of repeats, headers, several versions, what stays inside."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from bot.actions.export_form import Exported
from bot.actions.problem import Problem
from bot.core.form import Field
from bot.core.person import Person
from bot.core.text import authored
from bot.storage import codecs
from bot.storage.schema import media, submissions
from tests.actions.desk import Desk, everything
from tests.actions.survey import ANSWERS, VISIT, published


@pytest.fixture
async def who(desk: Desk) -> Person:
    await published(desk)
    return await desk.office.person("ليلى", "champion")


def sheets(made: Exported) -> dict[str, list[dict[str, Any]]]:
    """The rows of every sheet by their headers."""
    found = {}
    for sheet in load_workbook(made.files[0]).worksheets:
        heads, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


async def test_a_repeat_has_its_sheet_and_its_rows_name_the_one_above(desk: Desk, who: Person) -> None:
    for number in (1, 2):
        desk.office.later(1)
        await desk.submitted(who, "visit", f"100000{number}", **ANSWERS)
    made = sheets(await desk.export("visit", headers="names"))
    assert [*made][:3] == ["زيارة", "person", "visit_child"]
    assert [(row["_index"], row["_id"], row["kind"]) for row in made["زيارة"]] == [
        (1, "1000001", "food"),
        (2, "1000002", "food"),
    ]
    people = [(row["_index"], row["_parent_index"], row["name"], row["age"]) for row in made["person"]]
    assert people == [(1, 1, "=ليلى", 30), (2, 1, "سعاد", None), (3, 2, "=ليلى", 30), (4, 2, "سعاد", None)]
    assert [(row["_parent_table_name"], row["_parent_index"], row["toy"]) for row in made["visit_child"]] == [
        ("person", 1, "كرة"),
        ("person", 1, "دمية"),
        ("person", 2, "قطار"),
        ("person", 3, "كرة"),
        ("person", 3, "دمية"),
        ("person", 4, "قطار"),
    ]
    assert {row["_parent_table_name"] for row in made["person"]} == {"زيارة"}
    assert {row["_submission__id"] for row in made["visit_child"]} == {"1000001", "1000002"}


async def test_headers_are_labels_of_the_language_and_sheets_open_from_its_side(
    desk: Desk, who: Person
) -> None:
    await desk.submitted(who, "visit", "1000001", **ANSWERS)
    arabic = await desk.export("visit", groups=True)
    main, people, *_ = load_workbook(arabic.files[0]).worksheets
    assert (main.sheet_view.rightToLeft, people.title) == (True, "فرد")
    heads = [cell.value for cell in main[1]]
    assert heads[:6] == [
        "when",
        "عن الزيارة/النوع",
        "عن الزيارة/الحاجات/ماء",
        "عن الزيارة/الحاجات/غذاء",
        "عن الزيارة/المكان",
        "عن الزيارة/_المكان_latitude",
    ]
    assert [cell.value for cell in people[1]][:2] == ["فرد/الاسم الأول", "فرد/العمر"]
    toys = load_workbook(arabic.files[0])["طفل"]
    assert toys["A1"].value == "فرد/طفل/لعبة ${name} من ${programme}"
    [row] = sheets(arabic)["زيارة"]
    assert (row["عن الزيارة/النوع"], row["عن الزيارة/الحاجات/ماء"], row["عن الزيارة/الحاجات/غذاء"]) == (
        "غذاء",
        0,
        1,
    )
    english = await desk.export("visit", language="en", joined=True)
    assert load_workbook(english.files[0]).worksheets[0].sheet_view.rightToLeft is not True
    assert sheets(english)["Visit"][0]["Needs"] == "Food"


async def test_columns_are_kobos(desk: Desk, who: Person) -> None:
    id_ = await desk.submitted(who, "visit", "1000001", "accepted", **ANSWERS)
    [row] = sheets(await desk.export("visit", headers="names", groups=True))["زيارة"]
    assert list(row)[:10] == [
        *("when", "about/kind", "about/needs/water", "about/needs/food", "about/where"),
        *(f"about/_where_{one}" for one in ("latitude", "longitude", "altitude", "precision")),
        "total",
    ]
    assert (row["about/where"], row["about/_where_latitude"], row["total"]) == ("32.5 35.8 0 0", 32.5, 2)
    assert (row["_uuid"], row["_submission_time"], row["_validation_status"], row["_stage"]) == (
        id_,
        "2026-03-05T09:00:00",
        "approved",
        "accepted",
    )


async def test_a_text_of_each_sheet_and_nothing_runs(desk: Desk, who: Person) -> None:
    await desk.submitted(who, "visit", "1000001", **ANSWERS)
    made = await desk.export("visit", headers="names")
    assert [path.name for path in made.files] == [
        "visit-2026-03-05.xlsx",
        "visit-2026-03-05.csv",
        "visit-2026-03-05.person.csv",
        "visit-2026-03-05.visit_child.csv",
        "visit-2026-03-05.geojson",
    ]
    rows = list(csv.DictReader(io.StringIO(made.files[2].read_text("utf-8-sig"), newline="")))
    assert [row["name"] for row in rows] == ["'=ليلى", "سعاد"]


async def test_only_the_formats_that_are_wanted(desk: Desk, who: Person) -> None:
    await desk.submitted(who, "visit", "1000001", **ANSWERS)
    assert [path.suffix for path in (await desk.export("visit", formats=("xlsx",))).files] == [".xlsx"]


async def test_a_place_is_a_point_with_the_other_answers(desk: Desk, who: Person) -> None:
    await desk.submitted(who, "visit", "1000001", **ANSWERS)
    await desk.submitted(who, "visit", "1000002", **{**ANSWERS, "where": {"text": "قرب السوق"}})
    made = await desk.export("visit", headers="names")
    drawn = json.loads(made.files[4].read_text("utf-8"))
    [feature] = drawn["features"]
    assert (drawn["type"], drawn["name"]) == ("FeatureCollection", "زيارة")
    assert feature["geometry"] == {"type": "Point", "coordinates": [35.8, 32.5]}
    assert (feature["properties"]["kind"], feature["properties"]["_id"]) == ("food", "1000001")
    assert not [name for name in feature["properties"] if "where" in name]


async def test_media_are_called_as_in_the_archive(desk: Desk, who: Person) -> None:
    report = await desk.submitted(who, "visit", "1000001", **ANSWERS)
    await desk.photo(who, report)
    desk.office.later(1)
    await desk.photo(who, report, kind="voice", mime="audio/ogg")
    async with desk.office.database.begin() as tx:
        [photo] = (await tx.execute(select(media.c.id).where(media.c.kind == "photo"))).scalars()
        answers = codecs.encode({**ANSWERS, "picture": {"photos": [photo]}})
        sealed = desk.office.sealer.seal(answers, "submissions.answers")
        await tx.execute(update(submissions).where(submissions.c.id == report).values(answers=sealed))
    made = await desk.export("visit", headers="names")
    with zipfile.ZipFile(made.files[-1]) as archive:
        assert archive.namelist() == ["1000001-1.jpg", "1000001-2.ogg"]
    [row] = sheets(made)["زيارة"]
    assert (row["picture"], row["_media"]) == ("1000001-1.jpg", "1000001-2.ogg"), "late ones are told apart"


async def test_phones_never_leave(desk: Desk, who: Person) -> None:
    await desk.submitted(who, "visit", "1000001", **ANSWERS)
    for names in (False, True):
        assert b"962790000000" not in everything(await desk.export("visit", names=names))


async def test_versions_stand_together_by_the_name_of_a_question(desk: Desk, who: Person) -> None:
    first = await desk.submitted(who, "visit", "1000001", **ANSWERS)
    old = desk.office.book.forms["visit"].version
    desk.office.later(10)
    added = Field("road", "text", authored("الطريق", "Road"))
    fields = (added, *(field for field in VISIT.fields if field.name != "total"))
    new = await published(desk, replace(VISIT, fields=fields))
    await desk.submitted(who, "visit", "1000002", **{**ANSWERS, "road": "الساحل"})
    async with desk.office.database.begin() as tx:
        await tx.execute(update(submissions).where(submissions.c.id == first).values(form_version=old))
    rows = sheets(await desk.export("visit", headers="names"))["زيارة"]
    assert next(iter(rows[0])) == "road"
    assert [(row["road"], row["total"], row["__version__"]) for row in rows] == [
        (None, 2, old),
        ("الساحل", 2, new.version),
    ]
    only = sheets(await desk.export("visit", headers="names", version=old[:10]))["زيارة"]
    assert [row["_id"] for row in only] == ["1000001"]
    assert "road" not in only[0]


async def test_what_is_wanted_can_be_chosen(desk: Desk, who: Person) -> None:
    today = desk.office.now.date()
    await desk.submitted(who, "visit", "1000001", "accepted", **ANSWERS)
    desk.office.later(2 * 86_400)
    await desk.submitted(who, "visit", "1000002", **ANSWERS)

    async def found(**wish: Any) -> list[str]:
        made = await desk.export("visit", headers="names", formats=("xlsx",), **wish)
        return [row["_id"] for row in sheets(made)["زيارة"]]

    assert await found(first=today + timedelta(days=1)) == ["1000002"]
    assert await found(last=today + timedelta(days=1)) == ["1000001"]
    assert await found(stage="accepted") == ["1000001"]
    assert await found(areas=("JO-IR",)) == ["1000001", "1000002"]
    assert await found(areas=("JO-MA",)) == []
    for wish in ({"areas": ("XX",)}, {"version": "zz"}):
        with pytest.raises(Problem):
            await found(**wish)


async def test_the_codebook_tells_what_the_workbook_says(desk: Desk, who: Person) -> None:
    made = sheets(await desk.export("visit", language="en"))
    codebook = made["export.codebook"]
    lines = {(one["export.codebook_sheet"], one["export.codebook_name"]): one for one in codebook}
    assert lines["Visit", "total"]["export.codebook_calculation"] == "count(${person})"
    assert lines["Visit", "total"]["export.codebook_relevant"] == "${kind} = 'food'"
    age = lines["Person", "age"]
    assert (age["export.codebook_wording_ar"], age["export.codebook_hint_en"]) == ("العمر", "in years")
    assert age["export.codebook_group"] == "person"
    assert lines["Visit", "kind"]["export.codebook_values_en"] == "water = Water\nfood = Food"
    assert lines["Child", "_submission__id"]["export.codebook_wording_ar"] == "export.kobo.id"


async def test_a_private_form_has_no_place_no_time_and_no_names(desk: Desk) -> None:
    private = await published(desk, replace(VISIT, name="quiet", mode="anonymous"))
    where = {"form": "quiet", "form_version": private.version, "answers": ANSWERS}
    await desk.pulse(**where)
    made = await desk.export("quiet", headers="names")
    assert [path.suffix for path in made.files] == [".xlsx", ".csv", ".csv", ".csv"]
    [row] = sheets(made)["زيارة"]
    assert row["_submission_time"].date() == date(2026, 3, 4)
    assert {"when", "where", "who", "_respondent", "_channel", "_media"}.isdisjoint(row)
    assert [one["name"] for one in sheets(made)["person"]] == ["=ليلى", "سعاد"]
    assert b"32.5" not in everything(made)
    with pytest.raises(Problem):
        await desk.export("quiet", names=True)


async def test_a_shipped_form_can_be_laid_out_so_too(desk: Desk, who: Person) -> None:
    await desk.submitted(who, "report", "1000001", ir3="dialogue", ir7={"total": 27, "women": 15})
    [row] = sheets(await desk.export("report", kobo=True, headers="names"))["تقرير عن نشاط"]
    assert (row["ir3"], row["ir7/total"], row["_id"]) == ("dialogue", 27, "1000001")
