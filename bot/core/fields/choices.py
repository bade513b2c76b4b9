"""Several options of a list: toggled by pressing until *done*, or typed at once, «1 3 5» or «حوار، شباب».

A special answer (don't know, prefer not to say) stands alone. `min` and `max` bound how many.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.arabic.options import chosen
from bot.core.arabic.words import ambiguous
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading, Refusal
from bot.core.form import Answer, Option
from bot.core.offers import (
    NONE_OF_THESE,
    UNNUMBERED,
    by_numbers,
    choices,
    heard,
    joined,
    label,
    meaning,
    named,
    numbered,
    suggested,
)
from bot.core.quantity import limits
from bot.core.refusals import refused
from bot.core.text import Text, key

_DONE = Option("done", key("choice.done"), UNNUMBERED)


def _offers(asking: Asking) -> tuple[Option, ...]:
    return (*asking.field.options, *asking.field.special)


def _marked(asking: Asking) -> list[str]:
    """What is chosen so far, in the order of the list."""
    names = asking.partial.get("chosen", ())
    return [o.name for o in asking.field.options if o.name in names]


def _among(asking: Asking) -> tuple[Option, ...]:
    names = asking.partial.get("among", ())
    return tuple(o for o in _offers(asking) if o.name in names)


def _ask(asking: Asking) -> Prompt:
    among = _among(asking)
    if among:
        one = key("field.meant.one", label=among[0].label)
        text = one if len(among) == 1 else key("field.meant.some")
        return Prompt(parts=(text,), choices=choices((*among, NONE_OF_THESE)))
    marked = _marked(asking)
    offers = (*_offers(asking), _DONE) if marked else _offers(asking)
    return Prompt(choices=choices(offers, marked), multiple=True, slot=True)


def _tap(choice: str, asking: Asking) -> Reading | None:
    marked = _marked(asking)
    if any(o.name == choice for o in asking.field.special):
        return Answered([choice])
    if any(o.name == choice for o in asking.field.options):
        names = [name for name in marked if name != choice] if choice in marked else [*marked, choice]
        return Gathering({"chosen": names})
    if choice == NONE_OF_THESE.name and asking.partial.get("among"):
        return Gathering({"chosen": marked})
    return _finished(marked, asking) if choice == _DONE.name else None


def _finished(names: Sequence[str], asking: Asking) -> Reading:
    low, high = limits(asking)
    if not names:
        return Refusal(key("field.choices.empty")) if asking.field.required else Answered([])
    if low is not None and len(names) < low:
        return Refusal(key("field.choices.least", n=len(names), min=int(low)))
    if high is not None and len(names) > high:
        return Refusal(key("field.choices.most", n=len(names), max=int(high)))
    return Answered([o.name for o in asking.field.options if o.name in names])


def _recognise(given: Input, asking: Asking) -> Reading | None:
    if _among(asking):
        reply = _to_the_suggestion(given, asking)
        if reply is not None:
            return reply
    if not isinstance(given, Said):
        return None
    names = _typed(given, asking)
    if names:
        return _with(names, asking)
    word = meaning(heard(given), asking)
    if word == "done" and not ambiguous(heard(given)):
        return _finished(_marked(asking), asking)
    return None


def _to_the_suggestion(given: Input, asking: Asking) -> Reading | None:
    among = _among(asking)
    word = meaning(heard(given), asking)
    if word == "no" or named(given, (NONE_OF_THESE,), asking):
        return _tap(NONE_OF_THESE.name, asking)
    if word == "yes" and len(among) == 1:
        return _with((among[0].name,), asking)
    return None


def _typed(given: Said, asking: Asking) -> tuple[str, ...]:
    """The options that the words name: one as a whole, else several by number or label."""
    one = named(given, _offers(asking), asking)
    if one is not None:
        return (one,)
    by_number = by_numbers(_offers(asking))
    for labels in numbered(_offers(asking), asking):
        found = chosen(given.text, labels)
        if found and all(n in by_number for n in found):
            return tuple(by_number[n].name for n in found)
    return ()


def _with(names: Sequence[str], asking: Asking) -> Reading:
    """Typed options are the whole answer; beside what was pressed they are added to it."""
    special = [name for name in names if any(o.name == name for o in asking.field.special)]
    if special:
        alone = label(special[0], asking.field.special)
        return Answered(special) if len(names) == 1 else Refusal(key("field.choices.alone", label=alone))
    marked = _marked(asking)
    if marked:
        return Gathering({"chosen": [*marked, *(name for name in names if name not in marked)]})
    return _finished(names, asking)


def _take(given: Input, asking: Asking) -> Reading:
    reading = _recognise(given, asking)
    if reading is not None:
        return reading
    if isinstance(given, Said):
        names = suggested(given, _offers(asking), asking)
        if names:
            return Gathering({"chosen": _marked(asking), "among": list(names)})
    return refused(given, key("field.choices.expected"))


def _show(value: Answer, asking: Asking) -> Text:
    names = value if isinstance(value, list) else [value]
    return joined([label(name, _offers(asking)) for name in names])


TYPE = FieldType(
    name="choices",
    ask=_ask,
    tap=_tap,
    recognise=_recognise,
    take=_take,
    show=_show,
    xlsform=("select_multiple", "select multiple", "select_multiple_from_file"),
)
