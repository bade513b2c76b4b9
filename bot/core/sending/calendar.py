"""When a campaign message may leave: at its wish, or at the first later moment that nothing forbids.

A message is moved and never dropped, until it is no longer useful. Every barrier names the first moment at
which it stands no longer in the way, and the message goes from barrier to barrier until none is left. So the
answer is the earliest moment there is, whatever the order of the barriers; asked again at that moment, it
stays; and of two wishes the later one never leaves first.

Answers to what a person wrote do not come here: they leave at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, Literal, TypeAlias

from bot.core.sending.hours import next_open
from bot.core.sending.rules import Halt, Reason, Sending

WEEK: Final = timedelta(days=7)
USEFUL: Final = timedelta(hours=72)
"""How long a message is useful when nothing else says so."""
Ignored = Literal["cap", "weekend"]


@dataclass(frozen=True, slots=True)
class Due:
    """A message that would leave `at` a moment, and is useful `until` another, without it.

    Who asks late asks `at` now: a moment that has passed may have been free when the present one is not.
    A correction ignores the cap; a reminder of an event on a Friday ignores the weekend. Quiet hours and
    pauses are ignored by nothing.
    """

    at: datetime
    until: datetime
    ignores: frozenset[Ignored] = frozenset()


@dataclass(frozen=True, slots=True)
class Whose:
    """What counts of the person: their zone, their area with all around it, and when campaign messages
    left or are to leave for them."""

    zone: tzinfo
    areas: frozenset[str] = frozenset()
    sent: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaves:
    """It leaves at this moment. `moved`: what moved it there, in that order, each once."""

    at: datetime
    moved: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Paused:
    """It waits for somebody to lift a pause, as long as it is useful."""

    until: datetime
    moved: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """It does not leave. `moved`: what moved it until it was too late; empty when the wish itself was."""

    why: Literal["too_late", "capped"]
    moved: tuple[Reason, ...] = ()


Outcome: TypeAlias = Leaves | Paused | Skipped
_QUARTER: Final = timedelta(minutes=15)
_A_DAY: Final = timedelta(days=1)
_Barrier: TypeAlias = tuple[Reason, datetime | None]


def leaves(due: Due, whose: Whose, rules: Sending, pauses: Iterable[Halt] = ()) -> Outcome:
    """When a message leaves, or why it does not. `pauses` are the pressed ones, of any area."""
    halts = tuple(one for one in (*rules.outages, *pauses) if not one.area or one.area in whose.areas)
    at, moved = due.at.astimezone(UTC), list[Reason]()
    while at < due.until:
        barrier = next(_barriers(at, due, whose, rules, halts), None)
        if barrier is None:
            return Leaves(at, _once(moved))
        why, free = barrier
        moved.append(why)
        if free is None:
            return Paused(due.until, _once(moved))
        at = free.astimezone(UTC)
    return Skipped("capped" if moved and moved[-1] == "cap" else "too_late", _once(moved))


def leaves_before(
    due: Due, now: datetime, whose: Whose, rules: Sending, pauses: Iterable[Halt] = ()
) -> Outcome:
    """As `leaves`, but what would come too late leaves earlier instead, by a day at most.

    It is for what is said before an event: an hour before a meeting at eight is a quiet hour, and the evening
    before is better than never. The cap and pauses hold, and nothing leaves before `now`.
    """
    halts = tuple(pauses)
    found = leaves(due, whose, rules, halts)
    if not isinstance(found, Skipped) or not found.moved or found.why == "capped":
        return found
    for quarters in range(1, _A_DAY // _QUARTER + 1):
        earlier = replace(due, at=due.at.astimezone(UTC) - quarters * _QUARTER)
        if earlier.at < now:
            break
        if leaves(earlier, whose, rules, halts) == Leaves(earlier.at):
            return Leaves(earlier.at, found.moved)
    return found


def _once(moved: list[Reason]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(moved))


def _barriers(
    at: datetime, due: Due, whose: Whose, rules: Sending, halts: tuple[Halt, ...]
) -> Iterator[_Barrier]:
    """What forbids a moment, each with the first moment that it does not forbid."""
    for halt in halts:
        if halt.begins <= at and (halt.ends is None or at < halt.ends):
            yield halt.why, halt.ends
    local = at.astimezone(whose.zone).date()
    opens = next_open(at, whose.zone, rules.windows, due.until)
    if opens != at:
        yield "ramadan" if rules.is_ramadan(local) else "quiet", opens or due.until
    elif "weekend" not in due.ignores and rules.rests(local):
        yield "weekend", next_open(at, whose.zone, rules.workdays, due.until) or due.until
    if rules.weekly_cap and "cap" not in due.ignores:
        yield from _capped(at, whose.sent, rules.weekly_cap)


def _capped(at: datetime, sent: tuple[datetime, ...], cap: int) -> Iterator[_Barrier]:
    """One more message would make more than the cap within some seven days, those to come counted too."""
    ordered = sorted(one.astimezone(UTC) for one in sent)
    for first, last in zip(ordered, ordered[cap - 1 :], strict=False):
        if last - first < WEEK and last - WEEK < at < first + WEEK:
            yield "cap", first + WEEK
