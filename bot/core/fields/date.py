"""A day, in numbers, in words or by its button; kept as ISO 8601 (`bot.core.days`)."""

from __future__ import annotations

from bot.core import days
from bot.core.field import FieldType

TYPE = FieldType(
    name="date",
    ask=days.ask,
    tap=days.tap,
    recognise=days.recognise,
    take=days.take,
    show=days.show,
    xlsform=("date",),
)
