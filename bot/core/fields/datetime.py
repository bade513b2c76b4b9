"""A day and a time of it, one after the other or in one message: «غداً الساعة 3», «21/11/2026 15:30».

Each half is asked as its own kind is (`bot.core.days`, `bot.core.clock`). `day` of what is gathered is the
first half, `then` the words of a second half that came along with it. The value is a text as ODK keeps it,
with the offset of where the programme is: "2026-11-21T15:30:00.000+03:00".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time

from bot.core import clock, days
from bot.core.arabic import times
from bot.core.arabic.folding import digits
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Partial, Prompt, Reading
from bot.core.form import Answer, Option
from bot.core.offers import UNNUMBERED, choices, exactly, find, hinted, label
from bot.core.records import changed
from bot.core.refusals import refused
from bot.core.text import Text, day, key, moment

_LONGEST = 80
_OWN = frozenset({"day", "then"})
_OTHER_DAY = Option("other_day", key("choice.other_day"), UNNUMBERED)
# «2026-11-21T15:30», and commas between the halves.
_BETWEEN = re.compile("(?<=[0-9])[tT](?=[0-9])|[،,]")


def _half(asking: Asking) -> Asking:
    """What the kind of the open half may look at."""
    return _with(asking, {name: value for name, value in asking.partial.items() if name not in _OWN})


def _with(asking: Asking, partial: Partial) -> Asking:
    return changed(asking, partial=partial, intent="")


def _ask(asking: Asking) -> Prompt:
    chosen = days.day_of(asking.partial.get("day"))
    if chosen is None:
        prompt = days.ask(_half(asking))
        return prompt if prompt.parts else changed(prompt, hint=hinted(asking, key("field.datetime.hint")))
    prompt = clock.ask(_half(asking))
    parts = prompt.parts or (key("field.datetime.time", day=day(chosen)),)
    return changed(prompt, parts=parts, choices=(*prompt.choices, *choices((_OTHER_DAY,))))


def _tap(choice: str, asking: Asking) -> Reading | None:
    chosen = days.day_of(asking.partial.get("day"))
    if chosen is None:
        return _onward(days.tap(choice, _half(asking)), asking, asking.partial.get("then", ""))
    if choice == _OTHER_DAY.name:
        return Gathering({})
    return _complete(clock.tap(choice, _half(asking)), chosen, asking)


def _recognise(given: Input, asking: Asking) -> Reading | None:
    """In the second half another day begins anew."""
    chosen = days.day_of(asking.partial.get("day"))
    if chosen is None:
        reading = days.recognise(given, _half(asking))
        return _onward(reading, asking, asking.partial.get("then", "")) or _both(given, asking)
    if exactly(given, (_OTHER_DAY,), asking):
        return Gathering({})
    reading = clock.recognise(given, _half(asking))
    if reading is not None:
        return _complete(reading, chosen, asking)
    return _onward(days.recognise(given, _with(asking, {})), asking) or _both(given, asking)


# ------------------------------------------------------------------------------------ the halves


def _onward(reading: Reading | None, asking: Asking, then: str = "") -> Reading | None:
    """From the first half to the second, which may have been said already."""
    match reading:
        case Answered(value=str(value)) if not find(value, asking.field.special):
            chosen = date.fromisoformat(value)
            said = clock.recognise(Said(then), _with(asking, {})) if then else None
            return _complete(said, chosen, asking) or Gathering({"day": value})
        case Gathering(partial=partial, ack=ack) if partial and then:
            return Gathering({**partial, "then": then}, ack)
        case _:
            return reading


def _complete(reading: Reading | None, chosen: date, asking: Asking) -> Reading | None:
    """The second half beside the first."""
    match reading:
        case Answered(value=value) if not find(value, asking.field.special):
            hour = value["time"] if isinstance(value, dict) else value
            return Answered(_stored(chosen, time.fromisoformat(str(hour)), asking))
        case Gathering(partial=partial, ack=ack):
            return Gathering({"day": chosen.isoformat(), **partial}, ack)
        case _:
            return reading


def _stored(chosen: date, hour: time, asking: Asking) -> str:
    return datetime.combine(chosen, hour, asking.local.tzinfo).isoformat(timespec="milliseconds")


def _both(given: Input, asking: Asking) -> Reading | None:
    """A message that says a day and a time, in one way only."""
    if not isinstance(given, Said) or len(given.text) > _LONGEST:
        return None
    words = _BETWEEN.sub(" ", digits(given.text)).split()
    found = dict(_halves(words, asking))
    # «5 آذار 15:30»: a time that is written as one, rather than the number of the day.
    plain = {halves: said for halves, said in found.items() if not said[1].isdecimal()}
    readings = [*(plain or found).values()]
    if len(readings) != 1:
        return None
    first, then = readings[0]
    return _onward(days.recognise(Said(first), _with(asking, {})), asking, then)


def _halves(words: list[str], asking: Asking) -> Iterator[tuple[object, tuple[str, str]]]:
    """Every way to part the words, as what they then mean and as the words themselves."""
    for at in range(1, len(words)):
        one, other = " ".join(words[:at]), " ".join(words[at:])
        for first, then in ((one, other), (other, one)):
            a_day, an_hour = days.read(first, asking), times.time(then)
            if a_day is not None and an_hour is not None:
                yield (a_day, an_hour), (first, then)


def _take(given: Input, asking: Asking) -> Reading:
    of_a_time = days.day_of(asking.partial.get("day")) is not None
    expected = "field.time.expected" if of_a_time else "field.datetime.expected"
    return _recognise(given, asking) or refused(given, key(expected))


def _show(value: Answer, asking: Asking) -> Text:
    try:
        return moment(datetime.fromisoformat(str(value)))
    except ValueError:
        return label(value, asking.field.special)


TYPE = FieldType(
    name="datetime",
    ask=_ask,
    tap=_tap,
    recognise=_recognise,
    take=_take,
    show=_show,
    xlsform=("dateTime", "datetime"),
)
