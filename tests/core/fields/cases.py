"""The tables of all kinds of answers. A kind without cases fails the tests."""

from __future__ import annotations

from tests.core.fields import cases_gathered, cases_listed, cases_written
from tests.core.fields.rows import Row

CASES: dict[str, tuple[Row, ...]] = {**cases_written.CASES, **cases_listed.CASES, **cases_gathered.CASES}
