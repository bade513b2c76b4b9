"""`tamasuk import` from the shell: what was new, and what is wrong in two languages."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.app.home import Home, wrapped
from tests.app.test_exporting import export, profile


async def test_what_was_written_comes_back_once(home: Home) -> None:
    async with home.office() as office:
        await profile(office, await office.person("ليلى", "volunteer", home="JO-AM"))
    files, _ = await export(home, "profile", "--kobo", "--format", "xlsx")
    assert [path.suffix for path in files] == [".xlsx"]
    done = await asyncio.to_thread(home.run, "import", "profile", str(files[0]))
    assert "rows 1: new 0, here before 1" in done.stdout
    assert wrapped(done.stdout) == []


async def test_new_rows_are_counted_and_leave_again(home: Home) -> None:
    table = home.folder / "last-year.csv"
    table.write_text("v8;_uuid\nx;1\n", encoding="utf-8")
    form = "profile"
    async with home.office() as office:
        field = office.book.forms[form].field("v8")
    table.write_text(f"v8;_uuid\n{field.options[0].name};1\n{field.options[1].name};2\n", encoding="utf-8")
    done = await asyncio.to_thread(home.run, "import", form, str(table))
    assert "rows 2: new 2, here before 0" in done.stdout
    files, printed = await export(home, form, "--headers", "names", "--joined", "--format", "csv")
    assert "rows 2" in printed
    assert field.options[1].name in files[0].read_text("utf-8-sig")


def test_what_is_wrong_is_said_with_its_place_in_both_languages(home: Home) -> None:
    table = home.folder / "last-year.csv"
    table.write_text("v8,_stage\nnone of them,gone\n", encoding="utf-8")
    done = home.run("import", "profile", str(table), status=1)
    lines = done.stderr.splitlines()
    assert lines[0].startswith("sheet last-year, row 2, column v8: “none of them” is none of the choices")
    assert lines[1].startswith("الورقة last-year، الصف 2، العمود v8: ")
    assert lines[-1].startswith("Nothing was imported.")


def test_a_file_that_is_not_there_is_said(home: Home) -> None:
    said = home.refused("import", "profile", "nowhere.xlsx")
    assert "nowhere.xlsx" in said
    assert "complaint" in home.refused("import", "complaint", "nowhere.xlsx")


def test_the_words_of_an_export_are_checked(home: Home) -> None:
    for words, said in {
        ("--headers", "both"): "There are: labels names",
        ("--stage", "gone"): "There are: sent review accepted returned",
        ("--format", "pdf"): "There are: xlsx csv geojson",
        ("--from", "yesterday"): "A day is written so: 2026-03-05",
        ("--area", "XX"): "There is no area “XX”",
        ("--version", "zz"): "No version begins so",
    }.items():
        assert said in home.refused("export", "profile", *words)
    assert not list(Path("exports").glob("*")) if Path("exports").exists() else True
