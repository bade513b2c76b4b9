"""When the messages of a campaign leave, as it is said on a command line or in a file of a series.

Each way has a word that begins it (at, every, after_registration, event, remind) and words that belong to it.
All that is wrong is said together: each a Mistake, with its place, in English and in Arabic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import partial
from typing import Final, Literal, TypeVar, cast

from bot.core.arabic import key as folded
from bot.core.arabic.days import weekday_of
from bot.core.arabic.spans import Span, span
from bot.core.sending.schedule import (
    MOST_REMINDERS,
    MOST_TIMES,
    Around,
    At,
    Now,
    Recurring,
    Remind,
    Schedule,
    Since,
)

T = TypeVar("T")

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "at": (),
    "every": ("hour", "times", "until"),
    "after_registration": (),
    "event": ("starts", "before", "past"),
    "remind": ("of", "limit"),
}
"""The word that begins each way, and those that belong to it."""
WORDS: Final = tuple(word for head, parts in PARTS.items() for word in (head, *parts))

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a word, in English and in Arabic."""

    word: str
    en: str
    ar: str


class Mistakes(Exception):
    """All that is wrong."""

    def __init__(self, *every: Mistake) -> None:
        super().__init__(*(one.en for one in every))
        self.every = every


def schedule_of(given: Given, zone: tzinfo) -> Schedule:
    """The schedule that was said; nothing said is now. A form is as it was named. Else Mistakes."""
    told = {word: value for word, value in given.items() if value}
    heads = [head for head in PARTS if head in told]
    if len(heads) > 1:
        names = ", ".join(heads)
        raise _mistake(heads[1], f"only one of these: {names}", f"واحدة من هذه فقط: {names}")
    head = heads[0] if heads else ""
    strays = [word for word in told if word != head and word not in PARTS.get(head, ())]
    return _together(partial(_READ[head], told, zone), *(partial(_stray, word) for word in strays))


def _stray(word: str) -> None:
    needed = next(one for one, parts in PARTS.items() if word in parts)
    raise _mistake(word, f"belongs to {needed}, which is missing", f"تلزم معها {needed}")


def _together(first: Callable[[], T], *others: Callable[[], object]) -> T:
    """What the first reads, when nothing is wrong with any."""
    found: list[T] = []
    wrong: list[Mistake] = []
    try:
        found.append(first())
    except Mistakes as mistakes:
        wrong += mistakes.every
    for read in others:
        try:
            read()
        except Mistakes as mistakes:
            wrong += mistakes.every
    if wrong:
        raise Mistakes(*wrong)
    return found[0]


def _mistake(word: str, en: str, ar: str) -> Mistakes:
    return Mistakes(Mistake(word, en, ar))


def _now(told: Given, zone: tzinfo) -> Schedule:
    return Now()


def _at(told: Given, zone: tzinfo) -> Schedule:
    return At(_moment(told, "at", zone))


def _every(told: Given, zone: tzinfo) -> Schedule:
    """On weekdays, or on every day."""
    reads = partial(_days, told), partial(_until, told), partial(_times, told)
    clock = _together(partial(_read, told, "hour", _clock, "10:00"), *reads)
    return Recurring(clock.hour, clock.minute, _days(told), ends=_until(told), times=_times(told))


def _days(told: Given) -> tuple[int, ...]:
    words = [word.strip() for word in told["every"].split(",")]
    days = [] if words == ["day"] else [weekday_of(folded(word)) for word in words]
    if None in days:
        raise _mistake(
            "every",
            f"{told['every']}: write weekdays as sun,wed — or day",
            f"{told['every']}: تُكتب أيام الأسبوع هكذا: sun,wed أو day لكل يوم",
        )
    return tuple(sorted({one for one in days if one is not None}))


def _until(told: Given) -> date | None:
    return _read(told, "until", date.fromisoformat, "2026-12-31") if "until" in told else None


def _times(told: Given) -> int:
    return _number(told, "times", MOST_TIMES) if "times" in told else 0


def _after_registration(told: Given, zone: tzinfo) -> Schedule:
    found = _span(told, "after_registration")
    return Since(found.amount, found.unit)


def _event(told: Given, zone: tzinfo) -> Schedule:
    starts = partial(_moment, told, "starts", zone)
    found = _together(partial(_beside, told), starts)
    side: Literal["before", "after"] = "before" if "before" in told else "after"
    return Around(told["event"], starts(), found.amount, found.unit, side)


def _beside(told: Given) -> Span:
    """How long before or after an event."""
    sides = [word for word in ("before", "past") if word in told]
    if len(sides) != 1:
        raise _mistake("event", "say before or past, one of them", "تلزم before أو past، واحدة منهما")
    return _span(told, sides[0])


def _remind(told: Given, zone: tzinfo) -> Schedule:
    limit = partial(_number, told, "limit", MOST_REMINDERS) if "limit" in told else partial(int, 1)
    return Remind(told["remind"], _together(partial(_of, told), limit), limit=limit())


def _of(told: Given) -> Literal["unfinished", "unanswered"]:
    of = told.get("of", "unfinished")
    if of not in {"unfinished", "unanswered"}:
        raise _mistake("of", f"{of}: unfinished or unanswered", f"{of}: unfinished أو unanswered")
    return "unanswered" if of == "unanswered" else "unfinished"


_READ: Final[Mapping[str, Callable[[Given, tzinfo], Schedule]]] = {
    "": _now,
    "at": _at,
    "every": _every,
    "after_registration": _after_registration,
    "event": _event,
    "remind": _remind,
}


# --------------------------------------------------------------------------------------------- values


def _read(told: Given, word: str, reads: Callable[[str], T], example: str) -> T:
    if word not in told:
        raise _mistake(word, f"is missing; as {example}", f"ناقصة، مثل {example}")
    try:
        return reads(told[word])
    except ValueError:
        raise _mistake(
            word, f"{told[word]}: write it as {example}", f"{told[word]}: تُكتب هكذا {example}"
        ) from None


def _clock(text: str) -> time:
    return time.fromisoformat(text.zfill(len("10:00")))


def _moment(told: Given, word: str, zone: tzinfo) -> datetime:
    """Without an offset by the clock of the programme."""
    found = _read(told, word, datetime.fromisoformat, "2026-12-01T10:00")
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _number(told: Given, word: str, most: int) -> int:
    found = _read(told, word, int, "3")
    if not 1 <= found <= most:
        raise _mistake(word, f"{found}: from 1 to {most}", f"{found}: من 1 إلى {most}")
    return found


def _span(told: Given, word: str) -> Span:
    found = span(told[word])
    if found is None:
        raise _mistake(word, f"{told[word]}: write it as 3d or 1h", f"{told[word]}: تُكتب هكذا 3d أو 1h")
    return found


def spoken(value: object) -> str:
    """A value of a file as a command line would have it: lists with commas, moments as they are written."""
    if isinstance(value, list | tuple):
        return ",".join(map(spoken, cast("Sequence[object]", value)))
    return value.isoformat() if isinstance(value, date | time) else str(value)
