"""Something said and not asked: it goes with the next question."""

from __future__ import annotations

from bot.core.conversation import Input
from bot.core.field import Answered, Asking, FieldType, Prompt, Reading
from bot.core.form import Answer
from bot.core.text import Text
from bot.core.unasked import nothing


def _ask(asking: Asking) -> Prompt:
    return Prompt(parts=(asking.field.label,))


def _take(given: Input, asking: Asking) -> Reading:
    """Should one ever stand open, whatever is said goes on from it."""
    return Answered(None)


def _show(value: Answer, asking: Asking) -> Text:
    return Text()


TYPE = FieldType(
    name="note",
    ask=_ask,
    tap=nothing,
    recognise=nothing,
    take=_take,
    show=_show,
    asked=False,
    xlsform=("note",),
)
