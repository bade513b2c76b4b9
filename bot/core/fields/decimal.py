"""A number that may have a fraction: hours, an amount.

«1,250» is a thousand and something, or one and a quarter: where both are possible, that is asked. With
`unit: hours` «ساعتين» and «3 ساعات» are numbers too.
"""

from __future__ import annotations

import re

from bot.core.arabic import numbers
from bot.core.arabic.folding import said
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading
from bot.core.form import Answer, Option
from bot.core.offers import NONE_OF_THESE, choices, exactly, label, named, unnumbered
from bot.core.quantity import expected, outside, plain, readings, shown
from bot.core.refusals import refused
from bot.core.text import Text, key

_HOUR = re.compile(r"\s*(?:ساعات|ساعة|ساعه|hours?|hrs?|h)\s*$", re.IGNORECASE)
_HOURS = {
    said(words): number
    for number, spoken in {
        "0.5": "نصف ساعة، نص ساعة، half an hour",
        "1": "ساعة، ساعة واحدة، an hour",
        "1.5": "ساعة ونصف، ساعة ونص، ساعة و نصف، ساعة و نص",
        "2": "ساعتان، ساعتين",
        "2.5": "ساعتان ونصف، ساعتين ونصف، ساعتين ونص",
    }.items()
    for words in spoken.split("، ")
}


def _hours(text: str) -> str:
    """The number of hours that words say; other words stay as they are."""
    return _HOURS.get(said(text)) or _HOUR.sub("", text)


def _either(asking: Asking) -> tuple[Option, ...]:
    """The two readings, while that is the question."""
    found = asking.partial.get("either")
    if not isinstance(found, list):
        return ()
    two = (Option(str(one), shown(one), n) for n, one in enumerate(found, 1))
    return (*two, NONE_OF_THESE)


def _ask(asking: Asking) -> Prompt:
    if either := _either(asking):
        return Prompt(parts=(key("field.number.meant"),), choices=choices(either))
    return Prompt(choices=choices(unnumbered(asking.field.special)))


def _tap(choice: str, asking: Asking) -> Reading | None:
    if choice == NONE_OF_THESE.name and asking.partial:
        return Gathering({})
    for one in asking.partial.get("either", ()):
        if choice == str(one):
            return Answered(one)
    return Answered(choice) if any(o.name == choice for o in asking.field.special) else None


def _recognise(given: Input, asking: Asking) -> Reading | None:
    chosen = named(given, _either(asking), asking) or exactly(given, asking.field.special, asking)
    if chosen is not None:
        return _tap(chosen, asking)
    return _number(given.text, asking) if isinstance(given, Said) else None


def _number(text: str, asking: Asking) -> Reading | None:
    if asking.field.settings.get("unit") == "hours":
        text = _hours(text)
    number = numbers.decimal(text)
    if number is None:
        return None
    if numbers.doubtful(text) and abs(number) >= 1:
        fitting = [one for one in readings(number, text) if outside(one, asking) is None]
        if len(fitting) > 1:
            return Gathering({"either": [plain(one) for one in fitting]})
        number = fitting[0] if fitting else number
    return outside(number, asking) or Answered(plain(number))


def _take(given: Input, asking: Asking) -> Reading:
    reading = _recognise(given, asking)
    return reading if reading is not None else refused(given, expected(asking, "field.number.expected"))


def _show(value: Answer, asking: Asking) -> Text:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shown(value)
    return label(value, asking.field.special)


TYPE = FieldType(
    name="decimal", ask=_ask, tap=_tap, recognise=_recognise, take=_take, show=_show, xlsform=("decimal",)
)
