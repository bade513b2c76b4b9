"""What an expression may look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from bot.core.expression.budget import Budget

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Answer = str | Sequence[str]


class Given(Protocol):
    """Answers by name, that are looked up when they are asked for."""

    def get(self, name: str, default: str, /) -> Answer: ...


class Everywhere(Protocol):
    """Answers by name, of all repetitions."""

    def get(self, name: str, default: Sequence[str] = (), /) -> Sequence[str] | None: ...


class Row(Protocol):
    """What stands in a row, by column."""

    def get(self, name: str, default: str, /) -> Answer: ...

    def values(self) -> Iterable[str]: ...


@dataclass(slots=True)
class Scope:
    """The answers, and the circumstances.

    `values`: name → text, or a list of texts where a question is repeated; what has no answer is ''. `this`:
    the question that `.` means. `now` is aware; `zone` is where a date begins. `every`: of a name inside
    the repeat that is open, its answers in all repetitions. `positions`: which repetition this is (from 1),
    the innermost repeat first. `lists`: rows of choice lists and of files. `labels`: question → choice →
    label, in the reader's language; under '' texts by their id. `seed`: the randomness of this conversation.
    `budget`: what looking may still cost; without one it may cost anything.
    """

    values: Mapping[str, Answer] | Given
    this: str | None = None
    now: datetime = EPOCH
    zone: tzinfo = UTC
    every: Mapping[str, Sequence[str]] | Everywhere = field(default_factory=dict)
    positions: Sequence[int] = ()
    lists: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    seed: int = 0
    budget: Budget | None = None
    # While the rows of a list are looked through: the row, its place (from 1), and how many there are.
    row: Row | None = None
    place: int = 0
    size: int = 0

    def among(self, size: int) -> Scope:
        """A copy to look through so many rows with."""
        return Scope(
            self.values,
            self.this,
            self.now,
            self.zone,
            self.every,
            self.positions,
            self.lists,
            self.labels,
            self.seed,
            self.budget,
            size=size,
        )

    def afforded(self, rows: Sequence[Row]) -> Sequence[Row]:
        """These to look through, or none where that would cost more than is left."""
        return rows if self.budget is None or self.budget.affords(len(rows)) else ()

    @property
    def own(self) -> Answer:
        """The answer to the question that `.` means."""
        return self.values.get(self.this, "") if self.this is not None else ""


class Standing:
    """A repetition, or an answer that stands in one, as a row: its names mean what was answered there."""

    __slots__ = ("_here", "_value")

    def __init__(self, here: Mapping[str, Answer] | Given, value: str) -> None:
        self._here, self._value = here, value

    def get(self, name: str, default: str) -> Answer:
        """The answer to that question here."""
        return self._here.get(name, default)

    def values(self) -> Iterable[str]:
        """What it says itself; a repetition says nothing."""
        return (self._value,)


class _At:
    """Plain answers, as a repetition of them sees them. `place` counts from 0."""

    __slots__ = ("_place", "_scope")

    def __init__(self, scope: Scope, place: int) -> None:
        self._scope, self._place = scope, place

    def get(self, name: str, default: str) -> Answer:
        found = self._scope.every.get(name) or self._scope.values.get(name, default)
        if isinstance(found, str):
            return found
        return found[self._place] if self._place < len(found) else default


def standing(scope: Scope, name: str) -> Sequence[Row]:
    """The repetitions of a repeat, or of the answers to a question."""
    known = getattr(scope.values, "standing", None)
    if known is not None:
        return scope.afforded([Standing(here, value) for here, value in known(name)])
    found = scope.every.get(name) or scope.values.get(name, "")
    texts = (found,) if isinstance(found, str) else found
    return [Standing(_At(scope, place), value) for place, value in enumerate(texts)]
