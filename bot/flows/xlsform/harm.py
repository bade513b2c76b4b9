"""Words that no form may ask with (`bot.core.prohibited`): what is shown with questions, and no notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.core.form import Field, Form, Logic
from bot.core.prohibited import prohibited
from bot.core.text import Text
from bot.flows.xlsform.problems import CHOICES, SURVEY, Problem

_SAID = frozenset({"note", "computed", "hidden"})


def harmful(
    form: Form, row: Callable[[str], int], choice_row: Callable[[str, str], int]
) -> Iterator[Problem]:
    """What may not be asked, and what somebody has to confirm with their name."""
    for group in form.groups:
        yield from _of(group.label, SURVEY, row(group.name), "label")
    read: set[str] = set()
    for field in form.fields:
        if field.type in _SAID:
            continue
        for column, text in _shown(field):
            yield from _of(text, SURVEY, row(field.name), column)
        if field.listed in read:
            continue
        read.add(field.listed)
        for option in field.options:
            yield from _of(option.label, CHOICES, choice_row(field.listed, option.name), "label")


def _shown(field: Field) -> Iterator[tuple[str, Text | None]]:
    """All that a question says, by its column."""
    logic = field.logic or Logic()
    yield "label", field.label
    yield "hint", field.hint
    yield "guidance_hint", field.guidance
    yield "constraint_message", logic.constraint_text
    yield "required_message", logic.required_text


def _of(text: Text | None, sheet: str, row: int, column: str) -> Iterator[Problem]:
    """One for each text: of its languages, one that asks for one's own goes before one that does not."""
    found = [one for words in (text.languages.values() if text else ()) if (one := prohibited(words))]
    if found:
        worst = next((one for one in found if one.own), found[0])
        about = {"what": worst.word, **{f"instead_{code}": said for code, said in worst.instead}}
        yield Problem("prohibited" if worst.own else "sensitive", sheet, row, column, about)
