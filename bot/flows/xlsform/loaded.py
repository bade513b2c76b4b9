"""What reading a workbook gives. Who only takes it over from another process needs nothing of the reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.form import Form
from bot.flows.xlsform.problems import Problem

Beside = Callable[[str], bytes | None]
"""The content of a file that came with a workbook, by its name, or None."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """`form` is None when the workbook cannot be used; `problems` in the order of the sheet.

    `stated`: the attributes of the form that its own columns set; of the others somebody may be asked.
    """

    form: Form | None
    problems: tuple[Problem, ...]
    stated: frozenset[str] = frozenset()

    @property
    def errors(self) -> list[Problem]:
        """Those that keep it from being used."""
        return [one for one in self.problems if one.error]
