"""A time of day, kept as HH:MM; an hour without its half of the day is asked (`bot.core.clock`)."""

from __future__ import annotations

from bot.core import clock
from bot.core.field import FieldType

TYPE = FieldType(
    name="time",
    ask=clock.ask,
    tap=clock.tap,
    recognise=clock.recognise,
    take=clock.take,
    show=clock.show,
    xlsform=("time",),
)
