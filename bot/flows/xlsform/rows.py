"""Which row of the sheet a question came from: pyxform's tree keeps the order of rows, and no numbers."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Any

FIRST_ROW = 2
"""The first row after the headers."""


class Rows:
    """Rows of the survey by the name of their question; asked in the order of the sheet."""

    def __init__(self, survey: Iterable[Mapping[str, Any]] | None) -> None:
        self._waiting: dict[str, deque[int]] = defaultdict(deque)
        self._headers: dict[str, str] = {}
        for number, row in enumerate(survey or (), FIRST_ROW):
            name = _value(row, "name")
            if name:
                self._waiting[name].append(number)
            for header in row:
                self._headers.setdefault(plain(header), header)

    def of(self, name: str) -> int:
        """The row of the next question of that name; 0 of what pyxform made up."""
        waiting = self._waiting.get(name)
        return waiting.popleft() if waiting else 0

    def column(self, name: str) -> str:
        """The header as it is written in the sheet."""
        return self._headers.get(name, name)


class ChoiceRows:
    """Rows of the choices by list and name."""

    def __init__(self, choices: Iterable[Mapping[str, Any]] | None) -> None:
        self._rows: dict[tuple[str, str], int] = {}
        for number, row in enumerate(choices or (), FIRST_ROW):
            self._rows.setdefault((_value(row, "list_name"), _value(row, "name")), number)

    def of(self, listed: str, name: str) -> int:
        """The row of a choice; 0 of what pyxform made up."""
        return self._rows.get((listed, name), 0)


def plain(header: str) -> str:
    """A header without its language and the older spellings: «label::Arabic (ar)» is label."""
    name = header.lower().replace(" ", "_").partition("::")[0]
    name = name.removeprefix("bind:") if name.startswith("bind:") else name.partition(":")[0]
    return _OLDER.get(name, name)


_OLDER = {"caption": "label", "value": "name", "relevance": "relevant", "calculate": "calculation"}


def _value(row: Mapping[str, Any], wanted: str) -> str:
    for header, value in row.items():
        if plain(header) == wanted and value is not None:
            return str(value).strip()
    return ""
