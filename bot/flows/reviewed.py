"""The answers of a form from a workbook as whoever reviews it reads them: in order, under their headings.

Of many answers the first ones, up to the end of a repetition, and how many there are besides. Of an amended
one what was changed comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.core.field import Asking
from bot.core.form import Answer, Answers, Field, Form
from bot.core.logic import graph_of, name_of, places_of, stops
from bot.core.text import Text, key
from bot.flows import asked, referring, workbook
from bot.flows.wording import as_heading

MOST = 12
_FIRST = 10
_LEAST = 4
_NOTHING: tuple[Answer, ...] = ("", None, [])

Show = Callable[[Field, Answer], Text]


def lines(
    form: Form, asking: Asking, show: Show, before: Answers | None = None, whole: bool = False
) -> tuple[tuple[Text, ...], int]:
    """What is shown, and how many answers are not. `before`: the answers that were changed, if any were."""
    fields = _answered(form, asking)
    earlier = asking.answers if before is None else before
    new = [f for f in fields if earlier.get(f.name) != asking.answers[f.name]]
    told = {f.name for f in new}
    rest = [f for f in fields if f.name not in told]
    shown = len(fields) if whole else _fitting(form, [*new, *rest])
    gone = [] if before is None else _gone(form, asking, before)
    parts = [
        *_section("notice.changed" if new else "", form, asking, show, new[:shown]),
        *([key("notice.gone", count=len(gone))] if gone else []),
        *_section("notice.unchanged" if new else "", form, asking, show, rest[: max(shown - len(new), 0)]),
    ]
    left = len(fields) - shown
    return (*parts, *([key("notice.more_answers", count=left)] if left else [])), left


def _answered(form: Form, asking: Asking) -> list[Field]:
    """Its questions that have an answer, in every repetition, under the words that were asked."""
    answers = asking.answers
    keys = (one for one, _, _ in stops(form, answers, frozenset()) if answers.get(one) not in _NOTHING)
    fields = (form.field(one) for one in keys if not workbook.is_more(form, one))
    return [f for f in fields if asked.is_asked(f)]


def _gone(form: Form, asking: Asking, before: Answers) -> list[Field]:
    """What was answered and is not any more."""
    earlier = _answered(form, replace(asking, answers=before))
    return [f for f in earlier if asking.answers.get(f.name) in _NOTHING]


def _fitting(form: Form, fields: Sequence[Field]) -> int:
    """How many are shown: all of a few; of many no part of a repetition, unless there is nothing else."""
    if len(fields) <= MOST:
        return len(fields)
    at, beyond = _FIRST, _repetition(form, fields[_FIRST])
    while at and beyond and _repetition(form, fields[at - 1]) == beyond:
        at -= 1
    return at if at >= _LEAST else _FIRST


def _repetition(form: Form, field: Field) -> tuple[object, ...]:
    """In which repetition of what a question stands; () in none."""
    places = places_of(field.name)
    return (*graph_of(form).owners[name_of(field.name)].repeats, *places) if places else ()


def _section(title: str, form: Form, asking: Asking, show: Show, fields: Sequence[Field]) -> Iterator[Text]:
    """Some answers, under the headings of the groups that begin with them."""
    if title and fields:
        yield key(title)
    before = None
    for field in fields:
        yield from referring.headings_of(asking, before, field)
        before = field
        label = as_heading(referring.filled(asking, field.label, field.name))
        yield key("summary.line", label=label, value=show(field, asking.answers[field.name]))
