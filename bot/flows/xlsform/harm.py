"""Words that no form may ask with (`bot.core.prohibited`): questions and choices are read, and no notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.core.form import Form
from bot.core.prohibited import prohibited
from bot.core.text import Text
from bot.flows.xlsform.problems import CHOICES, SURVEY, Problem

_SAID = frozenset({"note", "computed", "hidden"})


def harmful(
    form: Form, row: Callable[[str], int], choice_row: Callable[[str, str], int]
) -> Iterator[Problem]:
    """What may not be asked, and what somebody has to confirm with their name."""
    read: set[str] = set()
    for field in form.fields:
        if field.type in _SAID:
            continue
        yield from _of(field.label, SURVEY, row(field.name))
        if field.listed in read:
            continue
        read.add(field.listed)
        for option in field.options:
            yield from _of(option.label, CHOICES, choice_row(field.listed, option.name))


def _of(label: Text, sheet: str, row: int) -> Iterator[Problem]:
    for words in label.languages.values():
        found = prohibited(words)
        if found is not None:
            about = {"what": found.word, **{f"instead_{code}": said for code, said in found.instead}}
            yield Problem("prohibited" if found.own else "sensitive", sheet, row, "label", about)
            return
