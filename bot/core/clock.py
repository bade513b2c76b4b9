"""Asking for a time of day (`fields.time`, and the second half of `fields.datetime`); kept as HH:MM.

An hour without its half of the day is asked. What rests on a prayer («بعد المغرب») is kept as it was said
beside an approximate hour: {"time": "18:30", "said": "بعد المغرب"}.
"""

from __future__ import annotations

from datetime import time
from typing import Any

from bot.core.arabic import times
from bot.core.arabic.folding import digits, store
from bot.core.arabic.folding import key as folded
from bot.core.arabic.readings import Either, Exact
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, Gathering, Prompt, Reading
from bot.core.form import Answer, Option
from bot.core.offers import NONE_OF_THESE, YES_NO, choices, exactly, label, named, unnumbered
from bot.core.refusals import refused
from bot.core.text import Text, key, ltr, verbatim

_NOON = 12
_BESIDE = tuple(f"{folded(word)} " for word in ("بعد", "قبل", "عقب"))


def written(value: time) -> Text:
    """«4:30 م»."""
    half = "field.time.pm" if value.hour >= _NOON else "field.time.am"
    return key(half, time=ltr(f"{value.hour % _NOON or _NOON}:{value.minute:02}"))


def _step(asking: Asking) -> tuple[Option, ...]:
    if _confirming(asking) is not None:
        return YES_NO
    two = [Option(_iso(one), written(one), n) for n, one in enumerate(_either(asking), 1)]
    return (*two, NONE_OF_THESE) if two else ()


def _confirming(asking: Asking) -> time | None:
    return _time(asking.partial.get("confirm"))


def _either(asking: Asking) -> tuple[time, ...]:
    found = asking.partial.get("either", ())
    return tuple(one for one in map(_time, found) if one is not None)


def _time(value: Any) -> time | None:
    try:
        return time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _iso(value: time) -> str:
    return value.isoformat("minutes")


def ask(asking: Asking) -> Prompt:
    confirming = _confirming(asking)
    if confirming is not None:
        return Prompt(parts=(key("field.time.confirm", time=written(confirming)),), choices=choices(YES_NO))
    if step := _step(asking):
        return Prompt(parts=(key("field.time.which"),), choices=choices(step))
    return Prompt(choices=choices(unnumbered(asking.field.special)))


def tap(choice: str, asking: Asking) -> Reading | None:
    confirming = _confirming(asking)
    if confirming is not None and choice in {"yes", "no"}:
        return Answered(_value(confirming, asking)) if choice == "yes" else Gathering({})
    if choice == NONE_OF_THESE.name and asking.partial:
        return Gathering({})
    chosen = _time(choice)
    if chosen is not None and chosen in _either(asking):
        return Answered(choice)
    return Answered(choice) if any(o.name == choice for o in asking.field.special) else None


def _value(confirmed: time, asking: Asking) -> Answer:
    words = asking.partial.get("said")
    return {"time": _iso(confirmed), "said": words} if isinstance(words, str) else _iso(confirmed)


def recognise(given: Input, asking: Asking) -> Reading | None:
    special = exactly(given, asking.field.special, asking)
    name = special or named(given, _step(asking), asking)
    if name is not None:
        return tap(name, asking)
    return _read(given.text) if isinstance(given, Said) else None


def _read(text: str) -> Reading | None:
    match times.time(text):
        case Exact(value=value, confirm=False):
            return Answered(_iso(value))
        case Exact(value=value):
            return Gathering({"confirm": _iso(value), **_approximate(text)})
        case Either(first=first, second=second):
            return Gathering({"either": [_iso(first), _iso(second)]})
        case _:
            return None


def _approximate(text: str) -> dict[str, str]:
    """The words themselves, where the hour is only near."""
    near = folded(text).startswith(_BESIDE) and not any(sign.isdecimal() for sign in digits(text))
    return {"said": store(text)} if near else {}


def take(given: Input, asking: Asking) -> Reading:
    return recognise(given, asking) or refused(given, key("field.time.expected"))


def show(value: Answer, asking: Asking) -> Text:
    if isinstance(value, dict):
        return verbatim(str(value.get("said", "")))
    known = _time(value)
    return written(known) if known is not None else label(value, asking.field.special)
