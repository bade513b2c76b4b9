"""A damaged file is told as one: reading ends with problems, and never with a traceback."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.flows.xlsform.attached import rows_of
from bot.flows.xlsform.converting import read
from bot.flows.xlsform.loading import load
from tests.flows.xlsform.tables import YES_NO, loaded, table


def _xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in [("type", "name", "label"), *(("text", f"a{n}", f"سؤال {n}") for n in range(30))]:
        sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


WHOLE = _xlsx()
TABLE = table(
    "type | name | label | relevant\nselect_one yn | a | A |\ntext | b | B | ${a} = 'x'", YES_NO
).encode()
FILES = {
    "t.csv": "name,label\n1,إربد\n".encode(),
    "t.geojson": b'{"features": [{"properties": {"a": 1}, '
    b'"geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
    "t.xml": b'<?xml version="1.0" encoding="utf-8"?><root><item><name>a</name></item></root>',
}


def _damaged(whole: bytes, places: list[tuple[float, bytes]]) -> bytes:
    made = bytearray(whole)
    for where, bytes_ in places:
        at = int(where * len(made))
        made[at : at + len(bytes_)] = bytes_
    return bytes(made)


DAMAGE = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), min_size=1, max_size=4
)


@settings(max_examples=150, deadline=None)
@given(DAMAGE, st.booleans())
def test_a_damaged_workbook_is_problems_and_no_traceback(
    places: list[tuple[float, bytes]], cut: bool
) -> None:
    made = _damaged(WHOLE, places)
    found = read(made[: int(places[0][0] * len(made))] if cut else made, "a.xlsx")
    assert found.form is not None or found.errors


@settings(max_examples=100, deadline=None)
@given(DAMAGE, st.sampled_from(["a.md", "a.csv", "a"]))
def test_so_is_a_damaged_table(places: list[tuple[float, bytes]], name: str) -> None:
    found = read(_damaged(TABLE, places), name)
    assert found.form is not None or found.errors


@settings(max_examples=200, deadline=None)
@given(DAMAGE, st.sampled_from(sorted(FILES)))
def test_a_damaged_file_beside_it_raises_nothing_else(places: list[tuple[float, bytes]], name: str) -> None:
    try:
        rows = rows_of(name, _damaged(FILES[name], places))
    except ValueError:
        return
    assert all(isinstance(value, str) for row in rows for value in row.values())


def test_broken_bytes_within_a_sheet() -> None:
    with zipfile.ZipFile(BytesIO(WHOLE)) as archive:
        start = next(one.header_offset for one in archive.infolist() if "sheet1" in one.filename)
    found = read(WHOLE[: start + 90] + b"0123456789" + WHOLE[start + 100 :], "a.xlsx")
    assert [one.code for one in found.problems] == ["unreadable"]


def test_a_broken_directory_of_the_archive() -> None:
    at = WHOLE.rfind(b"PK\x05\x06") + 16
    found = read(WHOLE[:at] + b"\xff\xff\xff\x7f" + WHOLE[at + 4 :], "a.xlsx")
    assert [one.code for one in found.problems] == ["unreadable"]


@pytest.mark.parametrize(
    "content",
    [
        b'{"features": [1]}',
        b'{"features": 1}',
        b'{"features": {"a": 1}}',
        b'{"features": [{"properties": []}]}',
        b'{"features": [{"geometry": {"type": "Point"}}]}',
        b'{"features": [{"geometry": {"type": "Point", "coordinates": [1]}}]}',
        b'{"features": ' + b"[" * 100_000,
    ],
)
def test_json_that_is_no_geojson(content: bytes) -> None:
    """`[]` is as empty as none."""
    if b"properties" in content:
        assert rows_of("t.geojson", content)
        return
    with pytest.raises(ValueError, match=r"t\.geojson"):
        rows_of("t.geojson", content)
    found = loaded("type | name | label\nselect_one_from_file t.geojson | a | A", t__geojson=content)
    assert [one.code for one in found.errors] == ["unreadable"]


def test_what_no_file_can_be_called_is_not_beside_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(table(f"type | name | label | image\ntext | a | A | {'ص' * 300}.png"), "utf-8")
    assert [one.code for one in load(path).problems] == ["no_medium"]
