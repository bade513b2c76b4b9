"""What is kept with the answers and never asked: the kinds whose value comes from elsewhere.

Nothing is shown of it in the chat; `show` is for who reads the record.
"""

from __future__ import annotations

from bot.core.conversation import Input
from bot.core.field import Answered, Asking, FieldType, Prompt, Reading
from bot.core.form import Answer
from bot.core.offers import joined
from bot.core.quantity import amount, shown
from bot.core.text import Text, verbatim


def of(name: str, xlsform: tuple[str, ...]) -> FieldType:
    """The type whose value is filled in by the engine."""
    return FieldType(
        name=name,
        ask=_ask,
        tap=nothing,
        recognise=nothing,
        take=_take,
        show=show,
        asked=False,
        xlsform=xlsform,
    )


def _ask(asking: Asking) -> Prompt:
    return Prompt()


def nothing(given: object, asking: Asking) -> None:
    """There is nothing to be pressed or typed."""


def _take(given: Input, asking: Asking) -> Reading:
    """Should one ever stand open, whatever is said goes on from it."""
    return Answered(asking.answers.get(asking.field.name))


def show(value: Answer, asking: Asking) -> Text:
    """The value as it is."""
    if isinstance(value, list):
        return joined([show(one, asking) for one in value])
    number = amount(value)
    if number is not None:
        return shown(number)
    words = value.get("text", "") if isinstance(value, dict) else value
    return verbatim("" if words is None else str(words))
