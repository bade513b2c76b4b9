"""A whole number, in any digits a phone can type.

٢٥, ۲۵, «خمسة وعشرين» and 25 are one number; «25 سنة» is refused, not guessed. «1.250» may be a thousand
written with a point: that is asked. Where a year is wanted (`max: year…`), «مواليد 1998» says it, and «98» is
asked about.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bot.core.arabic import digits, numbers
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading, Refusal
from bot.core.form import Answer
from bot.core.offers import YES_NO, choices, exactly, label, named, unnumbered
from bot.core.quantity import expected, outside, shown
from bot.core.refusals import refused
from bot.core.text import Text, key

_DIGITS = re.compile("[0-9]+")
_LONGEST = 60
_YEAR = 4
_TWO = re.compile("[0-9]{2}")


def _ask(asking: Asking) -> Prompt:
    meant = asking.partial.get("meant")
    if isinstance(meant, int):
        return Prompt(parts=(key("field.meant.one", label=shown(meant)),), choices=choices(YES_NO))
    return Prompt(choices=choices(unnumbered(asking.field.special)))


def _tap(choice: str, asking: Asking) -> Reading | None:
    meant = asking.partial.get("meant")
    if isinstance(meant, int) and choice in {"yes", "no"}:
        return Answered(meant) if choice == "yes" else Gathering({})
    return Answered(choice) if any(o.name == choice for o in asking.field.special) else None


def _recognise(given: Input, asking: Asking) -> Reading | None:
    named_one = named(given, YES_NO, asking) if "meant" in asking.partial else None
    named_one = named_one or exactly(given, asking.field.special, asking)
    if named_one is not None:
        return _tap(named_one, asking)
    return _number(given.text, asking) if isinstance(given, Said) else None


def _number(text: str, asking: Asking) -> Reading | None:
    number = numbers.decimal(text)
    if _is_year(asking):
        number = _year_in(text) if number is None else number
        meant = _two_digits(text, asking)
        if meant is not None:
            return Gathering({"meant": meant})
    if number is None:
        return None
    if number == number.to_integral_value():
        return outside(number, asking) or Answered(int(number))
    if numbers.doubtful(text) and number >= 1:
        thousands = number * 1_000
        return outside(thousands, asking) or Gathering({"meant": int(thousands)})
    return Refusal(key("field.number.whole"))


def _is_year(asking: Asking) -> bool:
    return asking.field.settings.get("max", "").startswith("year")


def _year_in(text: str) -> Decimal | None:
    """The one number of four digits among words."""
    found = _DIGITS.findall(digits(text[:_LONGEST]))
    return Decimal(found[0]) if len(found) == 1 and len(found[0]) == _YEAR else None


def _two_digits(text: str, asking: Asking) -> int | None:
    """«98» is 1998 when only one century will do."""
    typed = digits(text[:_LONGEST]).strip()
    if not _TWO.fullmatch(typed):
        return None
    years = [century + int(typed) for century in (1900, 2000)]
    fitting = [year for year in years if outside(Decimal(year), asking) is None]
    return fitting[0] if len(fitting) == 1 else None


def _take(given: Input, asking: Asking) -> Reading:
    reading = _recognise(given, asking)
    return reading if reading is not None else refused(given, expected(asking, "field.number.alone"))


def _show(value: Answer, asking: Asking) -> Text:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shown(value)
    return label(value, asking.field.special)


TYPE = FieldType(
    name="integer",
    ask=_ask,
    tap=_tap,
    recognise=_recognise,
    take=_take,
    show=_show,
    xlsform=("integer", "int"),
)
