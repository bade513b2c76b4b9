"""Tables as a spreadsheet reads them back: words stay words, numbers and dates are real, nothing runs."""

import csv
import io
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from bot.reports.tables import LONGEST, Cell, Csv, Heading, Xlsx, clean, titles, unique

NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
HEADING = Heading("تقرير عن نشاط", ("الرقم", "التاريخ", "العدد"))
FORMULAS = ["=1+1", "+962790000000", "-2+3", "@SUM(A1)", " =1+1", "\t=1", "＝1+1", "\n=cmd|' /C calc'!A0"]
HOSTILE = [
    "=HYPERLINK(1)",
    "https://example.org",
    "<r><t>x</t></r>",
    "\x00\x0bا\ud800",
    "_x000D_",
    "{=1}",
    "007",
]


def xlsx(tmp_path: Path, *rows: list[Cell], heading: Heading = HEADING) -> io.BytesIO:
    stream = io.BytesIO()
    with Xlsx(stream, tmp_path, NOW) as book:
        sheet = book.sheet(heading)
        for row in rows:
            sheet.write(row)
    assert list(tmp_path.iterdir()) == []
    return stream


def opened(stream: io.BytesIO) -> Any:
    return load_workbook(stream).worksheets[0]


def text(*rows: list[Cell], heading: Heading = HEADING) -> str:
    stream = io.BytesIO()
    with Csv(stream, heading) as table:
        for row in rows:
            table.write(row)
    return stream.getvalue().decode("utf-8")


def test_an_arabic_sheet_is_read_from_the_right(tmp_path: Path) -> None:
    sheet = opened(xlsx(tmp_path, ["1", None, 2], ["2", None, 3]))
    assert sheet.title == "تقرير عن نشاط"
    assert sheet.sheet_view.rightToLeft is True
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert [cell.value for cell in sheet[1]] == list(HEADING.columns)


def test_an_english_sheet_is_read_from_the_left(tmp_path: Path) -> None:
    sheet = opened(xlsx(tmp_path, heading=Heading("Report", ("A",), rtl=False)))
    assert not sheet.sheet_view.rightToLeft


def test_numbers_days_and_times_are_real(tmp_path: Path) -> None:
    heading = Heading("t", tuple("abcdefg"))
    sheet = opened(
        xlsx(tmp_path, ["4829153", date(2026, 3, 5), 27, 1.5, time(18, 30), NOW, 0], heading=heading)
    )
    number, day, count, hours, clock, moment, none = sheet[2]
    assert (number.value, number.data_type) == ("4829153", "s")
    assert (day.value.date(), day.number_format) == (date(2026, 3, 5), "yyyy-mm-dd")
    assert (count.value, count.data_type) == (27, "n")
    assert (hours.value, hours.data_type) == (1.5, "n")
    assert clock.value == time(18, 30)
    assert moment.value == NOW.replace(tzinfo=None)
    assert none.value == 0


def test_what_is_not_known_stays_empty(tmp_path: Path) -> None:
    sheet = opened(xlsx(tmp_path, [None, "", 3]))
    assert [cell.value for cell in sheet[2]] == [None, None, 3]


def test_a_day_that_a_spreadsheet_cannot_count_is_words(tmp_path: Path) -> None:
    sheet = opened(xlsx(tmp_path, [date(1890, 1, 2), float("inf"), None]))
    assert [cell.value for cell in sheet[2]][:2] == ["1890-01-02", "inf"]


@pytest.mark.parametrize("words", [*FORMULAS, *HOSTILE])
def test_what_people_wrote_stays_words(tmp_path: Path, words: str) -> None:
    stream = xlsx(tmp_path, [words, None, None])
    cell = opened(stream)["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert unescape(str(cell.value)).strip() == clean(words).strip()
    with ZipFile(stream) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_text_that_is_too_long_does_not_damage_the_file(tmp_path: Path) -> None:
    sheet = opened(xlsx(tmp_path, ["ا" * 40_000, None, None]))
    assert len(sheet["A2"].value) == LONGEST


def test_two_sheets_stand_side_by_side(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with Xlsx(stream, tmp_path, NOW) as book:
        book.sheet(HEADING).write(["1", None, 1])
        book.sheet(Heading("a/b: [دليل]?", ("c",))).write(["x"])
    assert load_workbook(stream).sheetnames == ["تقرير عن نشاط", "a b   دليل"]


def test_sheets_take_rows_in_any_order(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with Xlsx(stream, tmp_path, NOW) as book:
        first, second = (book.sheet(Heading(title, ("a",))) for title in ("one", "ONE"))
        for number in range(3):
            second.write([number])
            first.write([-number])
    made = [[cell.value for cell in sheet["A"]] for sheet in load_workbook(stream).worksheets]
    assert made == [["a", 0, -1, -2], ["a", 0, 1, 2]]
    assert load_workbook(stream).sheetnames == ["one", "ONE 2"]


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.reports.tables._MOST_ROWS", 2)
    rows: list[list[Cell]] = [[str(number), None, number] for number in range(5)]
    book = load_workbook(xlsx(tmp_path, *rows))
    assert book.sheetnames == ["تقرير عن نشاط", "تقرير عن نشاط 2", "تقرير عن نشاط 3"]
    assert [sheet.auto_filter.ref for sheet in book] == ["A1:C3", "A1:C3", "A1:C2"]
    assert [sheet["C2"].value for sheet in book] == [0, 2, 4]


def test_a_number_that_a_spreadsheet_would_round_is_words(tmp_path: Path) -> None:
    row = opened(xlsx(tmp_path, [962_790_000_000_123, 10**18, 0.1 + 0.2]))[2]
    assert [cell.value for cell in row] == [962_790_000_000_123, "1" + "0" * 18, 0.1 + 0.2]


def test_rows_are_what_the_library_would_have_written(tmp_path: Path) -> None:
    """Cell by cell, by its own methods: the same values, kinds and formats."""
    from xlsxwriter import Workbook

    row: list[Cell] = [
        "كلمات",
        " & <b> ",
        7,
        -1.5,
        1e-7,
        date(1900, 2, 28),
        date(1900, 3, 1),
        NOW,
        time(18, 30),
    ]
    theirs = io.BytesIO()
    book = Workbook(theirs, {"constant_memory": True, "remove_timezone": True})
    sheet = book.add_worksheet()
    for column, cell in enumerate(row):
        form = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm"}.get(type(cell), "General")
        sheet.write(1, column, cell, book.add_format({"num_format": form}))
    book.close()
    ours = xlsx(tmp_path, row, heading=Heading("t", tuple("abcdefghi")))
    looks = [
        [(cell.value, cell.data_type, cell.number_format) for cell in opened(stream)[2]]
        for stream in (ours, theirs)
    ]
    assert looks[0] == looks[1]


def test_titles_are_short_and_each_is_there_once() -> None:
    long = "استبيان " * 9
    made = titles(["a/b", "A b", long, long, ""])
    assert made[:2] == ("a b", "A b 2")
    assert all(0 < len(title) <= 31 for title in made)
    assert len({title.casefold() for title in made}) == len(made)


def test_csv_says_that_it_is_utf_8() -> None:
    said = text(["4829153", date(2026, 3, 5), 27])
    assert said.startswith("\ufeffالرقم,")
    assert said.endswith("4829153,2026-03-05,27\r\n")


@pytest.mark.parametrize("words", FORMULAS)
def test_csv_runs_nothing(words: str) -> None:
    [_, [cell, *_rest]] = csv.reader(
        io.StringIO(text([words, None, None]).removeprefix("\ufeff"), newline="")
    )
    assert cell == f"'{clean(words)}"


def test_csv_leaves_numbers_alone() -> None:
    assert text([-8, 1.5, None]).endswith("-8,1.5,\r\n")


def test_csv_keeps_commas_quotes_and_lines_in_their_cell() -> None:
    words = 'قالت: "نعم"، a,b\nسطر'
    [_, row] = csv.reader(io.StringIO(text([words, None, None]), newline=""))
    assert row[0] == words


def test_csv_leaves_its_stream_open() -> None:
    stream = io.BytesIO()
    with Csv(stream, HEADING):
        pass
    assert not stream.closed


def test_headers_are_told_apart() -> None:
    assert unique([("نعم", "a"), ("نعم", "b"), ("", "c"), ("نعم", "b")]) == (
        "نعم",
        "نعم (b)",
        "(c)",
        "نعم (b) 4",
    )


def test_words_lose_what_turns_their_neighbours_round() -> None:
    assert clean("\u202eليلى\u2066 1\u2069") == "ليلى 1"
