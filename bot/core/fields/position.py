"""Where somebody is: shared by the phone, in degrees, or the name of a place in words.

Its value is {"latitude": …, "longitude": …} or {"text": …}. A position is never guessed from words; a form
from a workbook takes none, for whoever reads its answers expects degrees.
"""

from __future__ import annotations

import math

from bot.core.arabic.folding import store
from bot.core.conversation import Input, Said, Shared
from bot.core.field import Answered, Asking, FieldType, Prompt, Reading, Refusal
from bot.core.form import Answer
from bot.core.offers import choices, exactly, label, unnumbered
from bot.core.refusals import refused
from bot.core.text import Text, key, ltr, verbatim

_LONGEST = 200
_EXPECTED = key("field.position.expected")
_OF_THE_PHONE = key("field.position.phone")


def _ask(asking: Asking) -> Prompt:
    return Prompt(choices=choices(unnumbered(asking.field.special)), asks="position")


def _tap(choice: str, asking: Asking) -> Reading | None:
    return Answered(choice) if any(o.name == choice for o in asking.field.special) else None


def _recognise(given: Input, asking: Asking) -> Reading | None:
    if isinstance(given, Shared):
        return _shared(given, asking)
    special = exactly(given, asking.field.special, asking)
    return Answered(special) if special else None


def _expected(asking: Asking) -> Text:
    return _OF_THE_PHONE if asking.form.worked else _EXPECTED


def _shared(given: Shared, asking: Asking) -> Reading | None:
    latitude, longitude = given.latitude, given.longitude
    if latitude is None or longitude is None:
        return None
    on_earth = (
        math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 >= abs(longitude) / 2
    )
    return (
        Answered({"latitude": latitude, "longitude": longitude}) if on_earth else Refusal(_expected(asking))
    )


def _take(given: Input, asking: Asking) -> Reading:
    reading = _recognise(given, asking)
    if reading is not None:
        return reading
    if asking.form.worked:
        return refused(given, _OF_THE_PHONE)
    words = store(given.text) if isinstance(given, Said) else ""
    if len(words) > _LONGEST:
        return Refusal(key("field.text.long", n=len(words), max=_LONGEST))
    return Answered({"text": words}) if words else refused(given, _EXPECTED)


def _show(value: Answer, asking: Asking) -> Text:
    if not isinstance(value, dict):
        return label(value, asking.field.special)
    if "text" in value:
        return verbatim(str(value["text"]))
    return ltr(f"{value.get('latitude')}, {value.get('longitude')}")


TYPE = FieldType(
    name="position",
    ask=_ask,
    tap=_tap,
    recognise=_recognise,
    take=_take,
    show=_show,
    open_text=True,
    xlsform=("geopoint", "location", "gps"),
)
