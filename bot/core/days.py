"""Asking for a day: all that an answer goes through which is one, or begins with one.

What could be misread is repeated in words before it counts. `past: yes` takes no day to come,
`future: yes` none that has passed; `min` and `max` are days in ISO 8601. Kept as ISO 8601.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.core.arabic import dates
from bot.core.arabic.readings import Either, Exact
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, Gathering, Prompt, Reading, Refusal
from bot.core.form import Answer, Option
from bot.core.offers import NONE_OF_THESE, YES_NO, choices, exactly, label, named, unnumbered
from bot.core.refusals import refused
from bot.core.text import Text, day, key

_NIGHT_ENDS = 4
_TODAY = Option("today", key("choice.today"), 1)
_YESTERDAY = Option("yesterday", key("choice.yesterday"), 2)
_TOMORROW = Option("tomorrow", key("choice.tomorrow"), 2)


def _set(asking: Asking, name: str) -> bool:
    return asking.field.settings.get(name) == "yes"


def _near(asking: Asking) -> tuple[Option, ...]:
    """The days with a button, as far as they are an answer."""
    today = asking.local.date()
    other = _TOMORROW if _set(asking, "future") else _YESTERDAY
    days = ((_TODAY, today), (other, today + timedelta(days=1 if other is _TOMORROW else -1)))
    return tuple(offer for offer, value in days if _outside(value, asking) is None)


def _step(asking: Asking) -> tuple[Option, ...]:
    """The choices of the confirmation, while there is one."""
    if _confirming(asking) is not None:
        return YES_NO
    two = [Option(one.isoformat(), day(one), n) for n, one in enumerate(_either(asking), 1)]
    return (*two, NONE_OF_THESE) if two else ()


def _confirming(asking: Asking) -> date | None:
    return day_of(asking.partial.get("confirm"))


def _either(asking: Asking) -> tuple[date, ...]:
    found = asking.partial.get("either", ())
    return tuple(one for one in map(day_of, found) if one is not None)


def day_of(value: Any) -> date | None:
    """The day that was kept; None of everything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def ask(asking: Asking) -> Prompt:
    confirming = _confirming(asking)
    if confirming is not None:
        return Prompt(parts=(key("field.date.confirm", day=day(confirming)),), choices=choices(YES_NO))
    if step := _step(asking):
        return Prompt(parts=(key("field.date.which"),), choices=choices(step))
    return Prompt(choices=choices((*_near(asking), *unnumbered(asking.field.special))))


def tap(choice: str, asking: Asking) -> Reading | None:
    confirming = _confirming(asking)
    if confirming is not None and choice in {"yes", "no"}:
        return Answered(confirming.isoformat()) if choice == "yes" else Gathering({})
    if choice == NONE_OF_THESE.name and asking.partial:
        return Gathering({})
    chosen = day_of(choice)
    if chosen is not None and chosen in _either(asking):
        return Answered(choice)
    if any(o.name == choice for o in asking.field.special):
        return Answered(choice)
    return _by_button(choice, asking)


def _by_button(choice: str, asking: Asking) -> Reading | None:
    """Before four in the morning «اليوم» may still be the day before: that is asked."""
    today = asking.local.date()
    night = asking.local.hour < _NIGHT_ENDS
    match choice:
        case "today":
            return _judged(Either(today - timedelta(days=1), today) if night else Exact(today), asking)
        case "yesterday":
            return _judged(Exact(today - timedelta(days=1), confirm=night), asking)
        case "tomorrow":
            return _judged(Exact(today + timedelta(days=1), confirm=night), asking)
        case _:
            return None


def recognise(given: Input, asking: Asking) -> Reading | None:
    special = exactly(given, asking.field.special, asking)
    name = special or named(given, _step(asking) or _near(asking), asking)
    if name is not None:
        return tap(name, asking)
    return _judged(read(given.text, asking), asking) if isinstance(given, Said) else None


def read(text: str, asking: Asking) -> dates.DateReading:
    """What a message says of a day, before it is judged."""
    return dates.date(text, asking.local.date(), asking.local.hour, ahead=_set(asking, "future"))


def _judged(reading: dates.DateReading, asking: Asking) -> Reading | None:
    match reading:
        case Exact(value=value, confirm=confirm):
            return _outside(value, asking) or _exact(value, confirm=confirm)
        case Either(first=first, second=second):
            return _one_of(first, second, asking)
        case _:
            return None


def _exact(value: date, *, confirm: bool) -> Reading:
    return Gathering({"confirm": value.isoformat()}) if confirm else Answered(value.isoformat())


def _one_of(first: date, second: date, asking: Asking) -> Reading:
    """When only one of two days can be an answer, it is the one; it is still repeated."""
    fitting = [one for one in (first, second) if _outside(one, asking) is None]
    if len(fitting) == 1:
        return _exact(fitting[0], confirm=True)
    either = {"either": [first.isoformat(), second.isoformat()]}
    return Gathering(either) if fitting else _outside(second, asking) or Gathering(either)


def _outside(value: date, asking: Asking) -> Refusal | None:
    today = asking.local.date()
    low, high = (day_of(asking.field.settings.get(name)) for name in ("min", "max"))
    if _set(asking, "past") and value > today:
        return Refusal(key("field.date.future", day=day(value)))
    if _set(asking, "future") and value < today:
        return Refusal(key("field.date.past", day=day(value)))
    if low is not None and value < low:
        return Refusal(key("field.date.early", day=day(value), min=day(low)))
    if high is not None and value > high:
        return Refusal(key("field.date.late", day=day(value), max=day(high)))
    return None


def take(given: Input, asking: Asking) -> Reading:
    return recognise(given, asking) or refused(given, key("field.date.expected"))


def show(value: Answer, asking: Asking) -> Text:
    known = day_of(value)
    return day(known) if known is not None else label(value, asking.field.special)
