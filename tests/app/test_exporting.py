"""`tamasuk export` from the shell to the spreadsheet: what is written where, and what is refused."""

from __future__ import annotations

import asyncio
import csv
import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from bot.core.person import Person
from bot.flows.xlsform.loading import load
from bot.media.objects import Objects
from bot.settings import Settings
from bot.storage.schema import media, submissions
from tests.actions.office import Office
from tests.app.home import Home, wrapped
from tests.flows.xlsform.tables import table


async def profile(office: Office, person: Person) -> None:
    """Somebody has sent what they can do."""
    form = office.book.forms["profile"]
    field = next(field for field in form.fields if field.type == "choices")
    answers: dict[str, Any] = {field.name: [field.options[0].name, field.options[2].name]}
    await office.sent(person, form.name, answers)


async def photographed(office: Office, report: str, content: bytes) -> None:
    """The photo of a report is kept."""
    kept = await Objects.at(Settings().media_url).put(content)
    async with office.database.begin() as tx:
        await tx.execute(update(media).where(media.c.submission_id == report).values(object=kept))


async def export(home: Home, *words: str) -> tuple[list[Path], str]:
    """The files, and all that was printed."""
    done = await asyncio.to_thread(home.run, "export", *words)
    printed = done.stdout
    assert wrapped(printed) == []
    assert done.stderr == ""
    return [Path(line) for line in printed.splitlines() if line.endswith((".xlsx", ".csv", ".zip"))], printed


async def test_a_report_is_a_workbook_a_csv_and_its_photos(home: Home) -> None:
    async with home.office() as office:
        reporter = await office.person("ليلى", "champion")
        report = await office.report(reporter, photos=1, ir3="dialogue")
        await photographed(office, report, b"\xff\xd8 a photo")
    files, printed = await export(home, "report")
    assert [path.parent.name for path in files] == ["exports"] * 3
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600] * 3
    assert "rows 1, photos 1" in printed
    assert "delete them" in printed
    workbook, table, photos = files
    sheet = load_workbook(workbook).worksheets[0]
    assert sheet.sheet_view.rightToLeft is True
    heads, row = sheet.iter_rows(values_only=True)
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    assert (lines[0], lines[1][0]) == (list(heads), "4829156")
    assert zipfile.ZipFile(photos).namelist() == ["4829156-1.jpg"]
    assert "4829156-1.jpg" in row
    assert "جلسة حوار" in row
    assert "ليلى" not in row


async def test_each_option_of_several_has_its_column(home: Home) -> None:
    async with home.office() as office:
        await profile(office, await office.person("ليلى", "volunteer"))
    files, _ = await export(home, "profile", "--codes", "--to", "out/codes")
    assert files[0].parent == Path("out/codes")
    lines = list(csv.DictReader(io.StringIO(files[1].read_text("utf-8-sig"), newline="")))
    marked = {name: value for name, value in lines[0].items() if name.startswith("v8/")}
    assert len(marked) > 3
    assert sorted(marked.values(), reverse=True)[:3] == ["1", "1", "0"]


async def test_names_only_when_asked_for(home: Home) -> None:
    async with home.office() as office:
        await profile(office, await office.person("ليلى", "volunteer"))
    for words, there in (((), False), (("--names",), True)):
        files, _ = await export(home, "profile", *words)
        assert ("ليلى" in files[1].read_text("utf-8-sig")) is there


async def test_answers_to_a_version_that_kept_names_otherwise_are_told(home: Home) -> None:
    """An export passed over them without a word."""
    path = home.folder / "water.md"
    for mode in ("identified", "anonymous"):
        settings = f"form_id | tamasuk_mode\nwater | {mode}"
        path.write_text(table("type | name | label\ntext | who | من؟", "", settings), "utf-8")
        await asyncio.to_thread(home.run, "form", "publish", str(path))
        form = load(path).form
        assert form is not None
        if mode == "identified":
            first = form.version
    async with home.office() as office:
        await profile(office, await office.person("ليلى", "volunteer"))
        async with office.database.begin() as tx:
            await tx.execute(update(submissions).values(form="water", form_version=first))
    done = await asyncio.to_thread(home.run, "export", "water")
    assert "rows 0" in done.stdout
    assert "إجابات أخرى (1)" in done.stderr
    assert f"tamasuk export water --version {first}" in done.stderr
    _, printed = await export(home, "water", "--version", first)
    assert "rows 1" in printed


async def test_without_answers_there_is_nothing_to_delete(home: Home) -> None:
    files, printed = await export(home, "pulse", "--language", "en")
    assert len(files) == 2
    assert "rows 0, photos 0" in printed
    assert "delete" not in printed
    assert load_workbook(files[0]).worksheets[0].sheet_view.rightToLeft is not True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing",), "There are: registration profile"),
        (("[/red]",), "There is no form called “[/red]”"),
        (("complaint",), "There is no form called “complaint”"),
        (("pulse", "--names"), "No names in an export of pulse"),
        (("report", "--language", "fr"), "languages of this programme: ar en ckb"),
        (("report", "--to", "/dev/null/x"), "/dev/null/x cannot be written to"),
    ],
)
def test_what_cannot_be_is_said_in_two_languages(home: Home, words: tuple[str, ...], said: str) -> None:
    english, arabic = home.refused("export", *words).splitlines()
    assert said in english
    assert any("ء" <= sign <= "ي" for sign in arabic)
    assert not (home.folder / "exports").exists() or not list((home.folder / "exports").iterdir())
