"""The tables of all kinds of answers. A kind without cases fails the tests."""

from __future__ import annotations

from tests.core.fields import cases_gathered, cases_listed, cases_long, cases_workbook, cases_written
from tests.core.fields.rows import Row

_TABLES = (
    cases_written.CASES,
    cases_listed.CASES,
    cases_gathered.CASES,
    cases_workbook.CASES,
    cases_long.CASES,
)

CASES: dict[str, tuple[Row, ...]] = {
    name: tuple(row for table in _TABLES for row in table.get(name, ()))
    for name in dict.fromkeys(name for table in _TABLES for name in table)
}
