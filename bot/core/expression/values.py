"""The kinds of value, and how each is read as another (XPath 1.0 §4, with ODK's dates)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal

from bot.core.expression.moments import from_days, read, since_epoch, there, written

NAN = math.nan
INVALID = "Invalid Date"
_NUMBER = re.compile(r"[-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class Nodes(tuple[str, ...]):
    """The answers to one question, in order; `zone` is where a date among them begins."""

    zone: tzinfo = UTC

    @classmethod
    def of(cls, values: Iterable[str], zone: tzinfo) -> Nodes:
        """Those, there."""
        made = cls(values)
        made.zone = zone
        return made

    @property
    def first(self) -> str:
        """The one that counts where one is wanted."""
        return self[0] if self else ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a date with a time (`timed`, even at midnight). `at` is aware, and None when it is none."""

    at: datetime | None
    timed: bool = False

    @property
    def days(self) -> float:
        """Since 1970, UTC; NaN when it is none."""
        return NAN if self.at is None else since_epoch(self.at)

    @property
    def text(self) -> str:
        """As it is stored."""
        return INVALID if self.at is None else written(self.at, timed=self.timed)


Value = float | str | bool | Moment | Nodes


def as_text(value: Value) -> str:
    """As XPath's `string`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return number_as_text(value)
    return value.first if isinstance(value, Nodes) else value.text


def as_number(value: Value, zone: tzinfo = UTC) -> float:
    """As XPath's `number`: a text that is a date is its days since 1970, from midnight in `zone`."""
    if isinstance(value, bool | float | int):
        return float(value)
    if isinstance(value, Moment):
        return value.days
    if isinstance(value, Nodes):
        return text_as_number(value.first, value.zone)
    return text_as_number(value, zone)


def as_boolean(value: Value) -> bool:
    """As XPath's `boolean`: a node-set is true when it has a node, whatever was answered."""
    if isinstance(value, float | int):
        return not (value == 0 or value != value)
    if isinstance(value, Moment):
        return value.at is not None
    return bool(value)


def text_as_number(text: str, zone: tzinfo) -> float:
    """The number, or days of the date, that a text is; NaN when it is neither."""
    short = text.strip()
    if _NUMBER.fullmatch(short):
        return float(short)
    moment = read(short, zone)
    return NAN if moment is None else since_epoch(moment)


def number_as_text(number: float) -> str:
    """Whole numbers without a point, and never an exponent."""
    if number != number:
        return "NaN"
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(Decimal(repr(float(number)))))
    shown = repr(float(number))
    return format(Decimal(shown), "f") if "e" in shown else shown


def as_moment(value: Value, zone: tzinfo) -> Moment | None:
    """What `date` makes of a value; None of nothing at all."""
    if isinstance(value, Moment):
        return Moment(value.at)
    if isinstance(value, bool):
        return Moment(None)
    if isinstance(value, float | int):
        return Moment(from_days(value, zone))
    text = as_text(value).strip()
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return Moment(from_days(float(text), zone))
    moment = read(text, zone)
    return Moment(None if moment is None else there(moment, zone))


def midnight(now: datetime, zone: tzinfo) -> datetime:
    """When the day began there."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
