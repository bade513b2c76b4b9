"""Workbooks for tests: sheets as Markdown tables, rows by line, columns by a bar."""

from __future__ import annotations

from bot.core.form import Field, Form
from bot.flows.xlsform.converting import read
from bot.flows.xlsform.loaded import Loaded


def table(survey: str, choices: str = "", settings: str = "") -> str:
    """The whole workbook."""
    sheets = {"survey": survey, "choices": choices, "settings": settings}
    lines: list[str] = []
    for name, rows in sheets.items():
        if rows:
            lines += [f"| {name} |", *(f"| | {row.strip()} |" for row in rows.strip().splitlines())]
    return "\n".join(lines)


def loaded(survey: str, choices: str = "", settings: str = "", **files: bytes) -> Loaded:
    known = {name.replace("__", "."): content for name, content in files.items()}
    return read(table(survey, choices, settings).encode(), "sample.md", known.get)


def form(survey: str, choices: str = "", settings: str = "", **files: bytes) -> Form:
    found = loaded(survey, choices, settings, **files)
    assert found.form is not None, [str(one) for one in found.problems]
    return found.form


def fields(made: Form) -> dict[str, Field]:
    return {one.name: one for one in made.fields}


YES_NO = """
    list_name | name | label::العربية (ar) | label::English (en)
    yn | yes | نعم | Yes
    yn | no | لا | No
"""
