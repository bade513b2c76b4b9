"""What leaves in an export, what stays inside, and how it opens in a spreadsheet."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select, update

from bot.actions.export_columns import Wish
from bot.actions.export_form import Source, export_form
from bot.actions.problem import Problem
from bot.core.form import Field
from bot.core.person import Person
from bot.core.text import authored
from bot.core.versions import versioned
from bot.flows import scoring
from bot.storage import codecs, forms, persons
from bot.storage.schema import audit, private_intake, submissions
from tests.actions.desk import PULSE, Desk, catalogues, everything, named, sheet

TALLY = {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 6, "18-29": None, "30-59": 0, "60+": None}}
REPORT: dict[str, Any] = {
    "ir1": "new",
    "ir1n": "=حديقة الحي",
    "ir3": "dialogue",
    "ir4": "2026-03-04",
    "ir5": "JO-IR-1",
    "ir7": TALLY,
    "ir13": "no",
    "_caption": "من جلسة اليوم",
}


async def reporter(desk: Desk) -> Person:
    return await desk.office.person("ليلى", "champion")


async def test_a_report_opens_from_the_right_with_its_columns(desk: Desk) -> None:
    who = await reporter(desk)
    await desk.submitted(who, "report", "4829156", "accepted", **REPORT)
    made = await desk.export("report")
    assert [path.name for path in made.files] == ["report-2026-03-05.xlsx", "report-2026-03-05.csv"]
    first = load_workbook(made.files[0]).worksheets[0]
    assert first.title == "تقرير عن نشاط"
    assert first.sheet_view.rightToLeft is True
    assert first.freeze_panes == "A2"
    assert first["A1"].value == "رقم التقرير"
    row = named(made)
    assert (row["reference"], row["stage"], row["revision"]) == ("4829156", "مقبول", 2)
    assert row["day"].date() == date(2026, 3, 5)
    assert row["happened"].date() == date(2026, 3, 4)
    assert (row["governorate"], row["district"]) == ("إربد", "قصبة إربد")
    assert (row["ir5/1"], row["ir5/2"]) == ("إربد", "قصبة إربد")
    assert (row["ir7/total"], row["ir7/women"], row["ir7/30-59"], row["ir7/18-29"]) == (27, 15, 0, None)
    assert (row["ir3"], row["ir13"]) == ("جلسة حوار", "لا")
    assert (row["mode"], row["language"], row["version"]) == (
        "دردشة الموقع",
        "ar",
        desk.office.book.forms["report"].version,
    )
    assert row["first_words"] == "من جلسة اليوم"


async def test_what_people_wrote_runs_nowhere(desk: Desk) -> None:
    who = await reporter(desk)
    await desk.submitted(who, "report", "4829156", **REPORT)
    made = await desk.export("report")
    assert named(made)["ir1n"] == "=حديقة الحي"
    raw = made.files[1].read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "'=حديقة الحي" in raw.decode("utf-8")


async def test_pages_follow_one_another(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.actions.export_form.PAGE", 2)
    who = await reporter(desk)
    for number in range(5):
        desk.office.later(1)
        await desk.submitted(who, "report", f"100000{number}", **REPORT)
        await desk.pulse()
    assert [row[0] for row in sheet(await desk.export("report"))[1:]] == [f"100000{n}" for n in range(5)]
    assert (await desk.export("pulse")).rows == 5


async def test_csv_has_the_same_rows(desk: Desk) -> None:
    who = await reporter(desk)
    await desk.submitted(who, "report", "4829156", **REPORT)
    await desk.submitted(who, "report", "1000001", **{**REPORT, "ir5": {"text": "قرب السوق"}})
    made = await desk.export("report")
    rows = list(csv.reader(io.StringIO(made.files[1].read_text("utf-8-sig"), newline="")))
    assert made.rows == 2
    assert rows[0] == list(sheet(made)[0])
    assert [row[0] for row in rows[1:]] == ["4829156", "1000001"]
    assert "قرب السوق" in rows[2]


async def test_photos_are_named_after_their_row_and_hidden_ones_stay(desk: Desk) -> None:
    who = await reporter(desk)
    report = await desk.submitted(who, "report", "4829156", **REPORT)
    shown = await desk.photo(who, report)
    desk.office.later(1)
    as_file = await desk.photo(who, report, kind="file", mime="image/png")
    await desk.photo(who, report, hidden_at=desk.office.now)
    await desk.photo(who, report, state="withdrawn")
    await desk.photo(who, report, kind="voice", mime="audio/ogg")
    made = await desk.export("report")
    with zipfile.ZipFile(made.files[2]) as photos:
        assert photos.namelist() == ["4829156-1.jpg", "4829156-2.png"]
        assert [photos.read(name) for name in photos.namelist()] == [shown, as_file]
    assert named(made)["photos"] == "4829156-1.jpg, 4829156-2.png"
    assert (made.photos, made.lost) == (2, 0)


async def test_a_photo_that_is_gone_is_counted(desk: Desk) -> None:
    who = await reporter(desk)
    report = await desk.submitted(who, "report", "4829156", **REPORT)
    await desk.photo(who, report, object="00" * 32)
    made = await desk.export("report")
    assert (made.photos, made.lost) == (0, 1)
    assert named(made)["photos"] is None
    assert [path.suffix for path in made.files] == [".xlsx", ".csv"]


async def test_what_was_taken_back_or_hidden_stays(desk: Desk) -> None:
    who = await reporter(desk)
    await desk.submitted(who, "report", "4829156", "withdrawn", **REPORT)
    hidden = await desk.submitted(who, "report", "1000001", **REPORT)
    async with desk.office.database.begin() as tx:
        await tx.execute(
            update(submissions).where(submissions.c.id == hidden).values(hidden_at=desk.office.now)
        )
    assert (await desk.export("report")).rows == 0


async def test_names_leave_only_when_asked_for(desk: Desk) -> None:
    who = await reporter(desk)
    await desk.submitted(who, "registration", "1000001", v2="ليلى", v6="JO-IR")
    without = await desk.export("registration")
    assert "ليلى".encode() not in everything(without)
    assert "v2" not in named(without)
    with_names = await desk.export("registration", names=True)
    assert (named(with_names)["name"], named(with_names)["v2"]) == ("ليلى", "ليلى")


async def test_what_only_the_safeguarding_list_reads_never_leaves(desk: Desk) -> None:
    who = await reporter(desk)
    await desk.submitted(who, "champion", "1000001", c1="أحب منطقتي", c6="@layla", c9="خطر", c11="سعاد")
    made = named(await desk.export("champion"))
    assert made["c1"] == "أحب منطقتي"
    assert {"c6", "c9", "c11"}.isdisjoint(made)
    assert "c9" not in named(await desk.export("champion", names=True))


async def test_my_own_initiatives_have_their_names(desk: Desk) -> None:
    who = await reporter(desk)
    known = Person(id=who.id, name="ليلى", profile={"initiatives": [{"id": "abc", "name": "حديقة الحي"}]})
    async with desk.office.database.begin() as tx:
        await persons.put(tx, desk.office.sealer, known)
    await desk.submitted(who, "report", "4829156", **{**REPORT, "ir1": "abc"})
    assert named(await desk.export("report"))["ir1"] == "حديقة الحي"


async def test_an_older_version_keeps_its_answers(desk: Desk) -> None:
    who, office = await reporter(desk), desk.office
    form = office.book.forms["conduct"]
    gone = Field("gone", "integer", authored("سؤال قديم", "An old question"))
    old = versioned(replace(form, fields=(*form.fields, gone)))
    async with office.database.begin() as tx:
        await forms.keep(tx, [old, form], office.now)
    id_ = await desk.submitted(who, "conduct", "1000001", c10="yes", gone=7)
    async with office.database.begin() as tx:
        await tx.execute(update(submissions).where(submissions.c.id == id_).values(form_version=old.version))
    row = named(await desk.export("conduct"))
    assert (row["version"], row["c10"], row["gone"]) == (old.version, "ألتزم بذلك", 7)


async def test_english_and_codes(desk: Desk) -> None:
    who = await reporter(desk)
    await desk.submitted(who, "report", "4829156", **REPORT)
    english = await desk.export("report", language="en")
    assert sheet(english)[0][0] == "Report number"
    assert named(english)["ir3"] == "Dialogue session"
    assert not load_workbook(english.files[0]).worksheets[0].sheet_view.rightToLeft
    coded = await desk.export("report", codes=True)
    assert sheet(coded)[0][:3] == ("reference", "stage", "revision")
    assert (named(coded)["ir3"], named(coded)["stage"], named(coded)["ir5/1"]) == (
        "dialogue",
        "sent",
        "JO-IR",
    )


async def test_the_codebook_explains_every_column_in_both_languages(desk: Desk) -> None:
    made = await desk.export("report")
    lines = {line[1]: line for line in sheet(made, 1)[1:]}
    assert len(lines) == len(sheet(made)[0])
    kind = lines["ir3"]
    assert (kind[2], kind[3], kind[4]) == ("نوع النشاط", "Kind of activity", "choice")
    assert "dialogue = جلسة حوار" in kind[5]
    assert "dialogue = Dialogue session" in kind[6]


# -------------------------------------------------------------------------------------- private forms


async def test_a_pulse_has_scores_and_no_way_to_a_person(desk: Desk) -> None:
    who = await reporter(desk)
    await desk.pulse()
    made = await desk.export("pulse")
    row = named(made)
    asked = [field.name for field in desk.office.book.forms["pulse"].fields]
    assert row["index"] == round(scoring.index(PULSE, asked) or 0, 2)
    assert row["domain_trust"] == 75
    assert (row["flag_fast"], row["flag_uniform"]) == (1, 0)
    assert (row["respondent"], row["wave"], row["sex"][-6:], row["age_band"]) == (
        "5f" * 16,
        "2026-1",
        "female",
        "25-29",
    )
    assert (row["governorate"], row["day"].date()) == ("إربد", date(2026, 3, 4))
    assert row["p01"] == "أوافق"
    assert row["p03"] == "أفضّل عدم الإجابة"
    assert {"reference", "stage", "photos", "name", "channel"}.isdisjoint(row)
    assert who.id.encode() not in everything(made)


async def test_the_intake_is_never_read(desk: Desk) -> None:
    office = desk.office
    async with office.database.begin() as tx:
        sealed = office.sealer.seal(codecs.encode({"form": "pulse", "answers": PULSE}), "private_intake.row")
        await tx.execute(insert(private_intake).values(id=office.ids.random(), row=sealed))
    assert (await desk.export("pulse")).rows == 0


async def test_nobody_can_ask_for_the_names_of_a_private_form(desk: Desk) -> None:
    with pytest.raises(Problem) as refused:
        await desk.export("pulse", names=True)
    assert refused.value.text.key == "command.export_private_names"


async def test_answers_to_a_version_of_the_other_way_are_told_and_can_be_had(desk: Desk) -> None:
    """A form that was asked without names and then with them lost its first answers in every export."""
    who, office = await reporter(desk), desk.office
    form = office.book.forms["conduct"]
    unnamed = versioned(replace(form, mode="anonymous"))
    async with office.database.begin() as tx:
        await forms.keep(tx, [unnamed, form], office.now)
    await desk.submitted(who, "conduct", "1000001", c10="yes")
    await desk.pulse(form="conduct", form_version=unnamed.version, answers={"c10": "no"})
    made = await desk.export("conduct")
    assert (made.rows, made.elsewhere) == (1, {unnamed.version: 1})
    other = await desk.export("conduct", version=unnamed.version[:8])
    assert (other.rows, other.elsewhere, named(other)["version"]) == (1, {}, unnamed.version)
    assert {"reference", "name"}.isdisjoint(named(other))
    assert who.id.encode() not in everything(other)
    with pytest.raises(Problem) as refused:
        await desk.export("conduct", version=unnamed.version, names=True)
    assert refused.value.text.key == "command.export_private_names"


# ----------------------------------------------------------------------------------------- around it


@pytest.mark.parametrize("form", ["complaint", "human", "nothing", "../etc"])
async def test_what_cannot_be_exported_is_said(desk: Desk, form: str) -> None:
    with pytest.raises(Problem) as refused:
        await desk.export(form)
    assert refused.value.text.key == "command.export_no_form"
    assert not desk.folder.exists() or not list(desk.folder.iterdir())


async def test_an_export_is_in_the_audit_without_values(desk: Desk) -> None:
    who = await reporter(desk)
    await desk.submitted(who, "report", "4829156", **REPORT)
    await desk.export("report", names=True)
    async with desk.office.database.read() as tx:
        [line] = (await tx.execute(select(audit).where(audit.c.verb == "form.exported"))).all()
    assert (line.actor, line.subject) == ("command", "report")
    assert line.detail == {"rows": 1, "photos": 0, "names": True}


async def test_nothing_is_left_beside_the_files_and_nobody_else_reads_them(desk: Desk) -> None:
    made = await desk.export("report")
    assert sorted(desk.folder.iterdir()) == sorted(made.files)
    assert {path.stat().st_mode & 0o777 for path in made.files} == {0o600}


async def test_progress_is_told(desk: Desk) -> None:
    who = await reporter(desk)
    await desk.submitted(who, "report", "4829156", **REPORT)
    office, told = desk.office, []
    source = Source(office.database, office.sealer, office.book, catalogues(), desk.objects)
    await export_form(
        source, Wish("report"), desk.folder, office.now, office.ids.new(), lambda *at: told.append(at)
    )
    assert told == [(0, 1), (1, 1)]


async def test_a_folder_that_cannot_be_made_is_said(desk: Desk) -> None:
    desk.folder.write_text("a file")
    with pytest.raises(Problem) as refused:
        await desk.export("report")
    assert refused.value.text.key == "command.export_folder"
