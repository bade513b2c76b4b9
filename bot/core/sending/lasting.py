"""How long sending to many takes: at the account's pace, in the hours in which messages may leave.

For what the planner says before sending; no message leaves by it. Counted minute by minute.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from bot.core.sending.calendar import Due, Ignored, Leaves, Whose, leaves
from bot.core.sending.rules import Halt, Reason, Sending

_STEP: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Lasts:
    """From the first message to the last. `late`: for how many it will be too late by then.

    `moved`: what moved the first from its wish.
    """

    first: datetime
    last: datetime
    late: int = 0
    moved: tuple[Reason, ...] = ()


def lasts(  # how many at which pace, from when until when, and what forbids some of it
    number: int,
    rate: float,
    start: datetime,
    until: datetime,
    zone: tzinfo,
    rules: Sending,
    pauses: Iterable[Halt] = (),
    ignores: frozenset[Ignored] = frozenset(),
) -> Lasts | None:
    """When so many have left at so many a second; None when none of them may leave in time."""
    whose, halts = Whose(zone), tuple(pauses)
    at, left, first = start, float(number), None
    last, moved = start, tuple[Reason, ...]()
    while left > 0:
        found = leaves(Due(at, until, ignores | {"cap"}), whose, rules, halts)
        if not isinstance(found, Leaves):
            break
        if first is None:
            first, moved = found.at, found.moved
        span = min(_STEP, until - found.at)
        taken = min(left, rate * span.total_seconds())
        last = found.at + timedelta(seconds=taken / rate)
        left -= taken
        at = found.at + span
    return None if first is None else Lasts(first, last, round(left), moved)
