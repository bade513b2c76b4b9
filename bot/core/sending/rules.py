"""What a programme says about when its campaign messages may leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.core.sending.hours import Spans, Windows, in_ramadan

Approval = Literal["none", "public", "all"]
Reason = Literal["quiet", "weekend", "ramadan", "outage", "pause", "cap"]
"""What moves a message."""
FRIDAY, SATURDAY = 4, 5


@dataclass(frozen=True, slots=True)
class Halt:
    """A time in which nothing leaves for the people of an area; '' for everybody.

    `why`: 'outage' was planned (exams, a day of mourning); 'pause' was pressed, and without `ends` lasts
    until somebody lifts it.
    """

    begins: datetime
    ends: datetime | None = None
    area: str = ""
    why: Literal["outage", "pause"] = "pause"


@dataclass(frozen=True, slots=True)
class Sending:
    """The table `[sending]` of `programme.toml`; docs/programme.md says what each key means.

    `open` and `ramadan` are the hours in which messages may leave, `rest` the weekdays on which none does
    (Monday is 0), `ramadans` the days of Ramadan where they were entered. A `weekly_cap` of 0 is none.
    `brake`: above so many recipients a launch waits first.
    """

    open: Windows = ((9 * 60, 21 * 60),)
    ramadan: Windows = ((11 * 60, 17 * 60), (21 * 60, 23 * 60))
    ramadans: Spans = ()
    rest: tuple[int, ...] = (FRIDAY, SATURDAY)
    weekly_cap: int = 2
    approval: Approval = "public"
    brake: int = 200
    outages: tuple[Halt, ...] = ()

    def is_ramadan(self, day: date) -> bool:
        return in_ramadan(day, self.ramadans)

    def rests(self, day: date) -> bool:
        return day.weekday() in self.rest

    def windows(self, day: date) -> Windows:
        """When messages may leave on a day, as if it were none of rest."""
        return self.ramadan if self.is_ramadan(day) else self.open

    def workdays(self, day: date) -> Windows:
        """When messages may leave on a day."""
        return () if self.rests(day) else self.windows(day)

    def needs_second(self, *, public: bool, approved: bool) -> bool:
        """Whether a second person must agree to a text; `approved`: somebody did already, word for word."""
        return self.approval == "all" or (self.approval == "public" and public and not approved)
