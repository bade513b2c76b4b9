"""Pictures and sounds that a form names: whether they came with it, and what a chat does not show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.core.form import Form
from bot.flows.xlsform.problems import CHOICES, SURVEY, Problem


def missing(
    form: Form,
    rows: Mapping[str, int],
    column: Callable[[str], str],
    beside: Callable[[str], bytes | None],
) -> Iterator[Problem]:
    """Files of questions that did not come with the form. `column`: a header as the sheet has it."""
    known: dict[str, bool] = {}
    for field in form.fields:
        for kind, files in field.media.items():
            for name in dict.fromkeys(files.values()):
                if name not in known:
                    known[name] = beside(name) is not None
                if not known[name]:
                    header = column(kind) if column(kind) != kind else column("media")
                    yield Problem("no_medium", SURVEY, rows.get(field.name, 0), header, {"what": name})


def of_choices(
    lists: Mapping[str, Sequence[Mapping[str, Any]]], row: Callable[[str, str], int]
) -> Iterator[Problem]:
    """Choices that carry some: each list once, at the first that does."""
    for listed, choices in lists.items():
        carrying = next((one for one in choices if one.get("media")), None)
        if carrying is not None:
            yield Problem("choice_medium", CHOICES, row(listed, str(carrying.get("name", ""))), "media")
