"""An answer that follows from others and is never asked: their sum, how many there are, or the first given.

`formula` names which (`sum`, `count`, `first`), `fields` the fields, parted by spaces. `compute` is called
when the form is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.core.conversation import Input
from bot.core.field import Answered, Asking, FieldType, Prompt, Reading
from bot.core.form import Answer, Answers, Field
from bot.core.quantity import amount
from bot.core.unasked import nothing, show

_LISTS = ("photos",)


def compute(field: Field, answers: Answers) -> Answer:
    """The value as the answers stand; None when nothing that it rests on is known."""
    formula = FORMULAS.get(field.settings.get("formula", ""))
    given = list(_given(field, answers))
    return formula(given) if formula and given else None


def _given(field: Field, answers: Answers) -> Iterator[Answer]:
    for name in field.settings.get("fields", "").split():
        value = answers.get(name)
        if value is not None:
            yield value


def _sum(given: list[Answer]) -> Answer:
    numbers = [found for found in map(amount, given) if found is not None]
    return sum(numbers) if numbers else None


def _size(value: Answer) -> int:
    """The members of a list, the photos of an answer; everything else is one."""
    if isinstance(value, dict):
        value = next((value[name] for name in _LISTS if name in value), "")
    return len(value) if isinstance(value, list) else 1


def _count(given: list[Answer]) -> Answer:
    return sum(map(_size, given))


def _first(given: list[Answer]) -> Answer:
    return given[0]


FORMULAS: dict[str, Callable[[list[Answer]], Answer]] = {"sum": _sum, "count": _count, "first": _first}


def _ask(asking: Asking) -> Prompt:
    """Not asked; what it would show now."""
    return Prompt(parts=(show(compute(asking.field, asking.answers), asking),))


def _take(given: Input, asking: Asking) -> Reading:
    return Answered(compute(asking.field, asking.answers))


TYPE = FieldType(
    name="computed",
    ask=_ask,
    tap=nothing,
    recognise=nothing,
    take=_take,
    show=show,
    asked=False,
    xlsform=("calculate",),
)
