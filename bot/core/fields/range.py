"""A number on a line of steps: `min`, `max` and `step` (1, when not said).

Up to eleven numbers have a button each; more are typed, and the bounds are said. Of «1,250» and «1.250» that
reading counts which is a step within the bounds; where it is the unusual one, or both are, that is asked.
"""

from __future__ import annotations

from decimal import Decimal

from bot.core.arabic import numbers
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading, Refusal
from bot.core.form import Answer, Option
from bot.core.offers import UNNUMBERED, choices, exactly, find, hinted, joined, label, unnumbered
from bot.core.quantity import expected, limit, plain, readings, shown
from bot.core.refusals import refused
from bot.core.suggestions import none_of, prompt, reply
from bot.core.text import Text, key

_MOST_BUTTONS = 11
_EXAMPLES = 3
_ONE = Decimal(1)


# ------------------------------------------------------------------------------------ the line


def _bounds(asking: Asking) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and the highest; a line may be written from its end."""
    low, high = limit(asking, "min"), limit(asking, "max")
    return (high, low) if low is not None and high is not None and high < low else (low, high)


def _step(asking: Asking) -> Decimal:
    return abs(limit(asking, "step") or _ONE)


def _begins(asking: Asking) -> Decimal:
    return limit(asking, "min") or Decimal(0)


def _is_within(number: Decimal, asking: Asking) -> bool:
    low, high = _bounds(asking)
    return (low is None or number >= low) and (high is None or number <= high)


def _is_on_it(number: Decimal, asking: Asking) -> bool:
    """Within the bounds, and so many whole steps from where the line begins."""
    return _is_within(number, asking) and (number - _begins(asking)) % _step(asking) == 0


def _few(asking: Asking, most: int) -> list[Decimal]:
    """The first numbers of the line, in its direction; none of a line that has no two ends."""
    low, high = _bounds(asking)
    if low is None or high is None:
        return []
    begins = _begins(asking)
    way = -_step(asking) if begins > low else _step(asking)
    line = (begins + way * n for n in range(most))
    return [number for number in line if low <= number <= high]


def _offers(asking: Asking) -> tuple[Option, ...]:
    """Its buttons: a typed number is the number itself, so they have none of their own."""
    line = _few(asking, _MOST_BUTTONS + 1)
    few = line if len(line) <= _MOST_BUTTONS else []
    return tuple([Option(str(plain(number)), shown(number), UNNUMBERED) for number in few])


def _expected(asking: Asking, *, stepped: bool = False) -> Text:
    """The bounds; and the steps where they are not one by one, or somebody came between them."""
    low, high = _bounds(asking)
    step = _step(asking)
    if low is None or high is None:
        return expected(asking, "field.number.whole" if step == _ONE else "field.number.expected")
    if step == _ONE and not low % _ONE and not stepped:
        return key("field.number.between", min=shown(low), max=shown(high))
    examples = joined([shown(number) for number in _few(asking, _EXAMPLES)])
    return key("field.range.between", min=shown(low), max=shown(high), step=shown(step), examples=examples)


# ------------------------------------------------------------------------------------ asking


def _meant(asking: Asking) -> tuple[Option, ...]:
    """The readings between which is asked now."""
    found = asking.partial.get("either", ())
    return tuple([Option(str(one), shown(one), n) for n, one in enumerate(found, 1)])


def _ask(asking: Asking) -> Prompt:
    meant = _meant(asking)
    if meant:
        return prompt(meant, asking)
    offers = _offers(asking)
    hint = None if offers else hinted(asking, _expected(asking))
    return Prompt(choices=choices((*offers, *unnumbered(asking.field.special))), hint=hint)


def _tap(choice: str, asking: Asking) -> Reading | None:
    for one in asking.partial.get("either", ()):
        if choice == str(one):
            return Answered(one)
    if asking.partial.get("either") and choice == none_of(asking).name:
        return Gathering({})
    if find(choice, asking.field.special):
        return Answered(choice)
    return Answered(plain(Decimal(choice))) if find(choice, _offers(asking)) else None


def _recognise(given: Input, asking: Asking) -> Reading | None:
    meant = _meant(asking)
    chosen = reply(given, meant, asking) if meant else None
    chosen = chosen or exactly(given, asking.field.special, asking)
    if chosen is not None:
        return _tap(chosen, asking)
    return _number(given.text, asking) if isinstance(given, Said) else None


def _number(text: str, asking: Asking) -> Reading | None:
    number = numbers.decimal(text)
    if number is None:
        return None
    possible = readings(number, text) if numbers.doubtful(text) else (number,)
    fitting = [one for one in dict.fromkeys(possible) if _is_on_it(one, asking)]
    if fitting == [number]:
        return Answered(plain(number))
    if fitting:
        return Gathering({"either": [plain(one) for one in fitting]})
    return Refusal(_expected(asking, stepped=_is_within(number, asking)))


def _take(given: Input, asking: Asking) -> Reading:
    return _recognise(given, asking) or refused(given, _expected(asking))


def _show(value: Answer, asking: Asking) -> Text:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shown(value)
    return label(value, asking.field.special)


TYPE = FieldType(
    name="range", ask=_ask, tap=_tap, recognise=_recognise, take=_take, show=_show, xlsform=("range",)
)
