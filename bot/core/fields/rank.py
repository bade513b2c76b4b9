"""All options of a list in an order: one place after another, or the whole order typed at once, «3 1 2».

Its value is the names of the options in that order. The numbers of the options stay what they are from
beginning to end, the last one takes its place by itself, and nothing is placed twice. Where there are more
options than there can be buttons, they are printed and typed by their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core import suggestions
from bot.core.arabic.folding import digits
from bot.core.arabic.options import in_order
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading, Refusal
from bot.core.form import Answer, Option
from bot.core.offers import (
    UNNUMBERED,
    apart,
    by_numbers,
    called,
    choices,
    exactly,
    find,
    hinted,
    joined,
    label,
    lines,
    named,
    numbered,
    suggested,
    unnumbered,
)
from bot.core.refusals import refused
from bot.core.text import Text, key, ltr

_MOST_BUTTONS = 20
_UNDO = Option("undo", key("choice.undo"), UNNUMBERED)
_FIRST = key("field.rank.first")
_EXPECTED = key("field.rank.expected")
# «3-1-2» and «3 > 1 > 2» are orders; in a list of choices they are not.
_BETWEEN = re.compile(r"(?<=[0-9])\s*[-–—>»]+\s*(?=[0-9])")


# ------------------------------------------------------------------------------------ as it stands


def _ranked(asking: Asking) -> list[str]:
    """What has its place, in order."""
    names = asking.partial.get("ranked", ())
    return [name for name in dict.fromkeys(names) if find(name, asking.field.options)]


def _left(asking: Asking) -> tuple[Option, ...]:
    """What has none yet."""
    ranked = _ranked(asking)
    return tuple([o for o in asking.field.options if o.name not in ranked])


def _among(asking: Asking) -> tuple[Option, ...]:
    names = asking.partial.get("among", ())
    return tuple([o for o in _left(asking) if o.name in names])


def _undo(asking: Asking) -> Option:
    return apart(_UNDO, asking.field.options)


# ------------------------------------------------------------------------------------ asking


def _ask(asking: Asking) -> Prompt:
    among, ranked, left = _among(asking), _ranked(asking), _left(asking)
    if among:
        return suggestions.prompt(among, asking)
    printed = _printed(left) if len(asking.field.options) > _MOST_BUTTONS else ()
    offered = () if printed else left
    if ranked:
        following = key("field.rank.next", n=len(ranked) + 1)
        parts = (asking.field.label, _order(ranked, asking), *printed, following)
        return Prompt(parts=parts, choices=choices((*offered, _undo(asking))), slot=True)
    offers = (*offered, *unnumbered(asking.field.special))
    parts = (asking.field.label, *printed) if printed else ()
    return Prompt(parts=parts, choices=choices(offers), hint=hinted(asking, _FIRST), slot=True)


def _printed(left: Sequence[Option]) -> tuple[Text]:
    return (lines([_line(option.number, called(option)) for option in left]),)


def _line(number: int, words: Text) -> Text:
    return key("field.rank.line", n=ltr(str(number)), label=words)


def _order(names: Sequence[Answer], asking: Asking) -> Text:
    return joined([_line(n, label(name, asking.field.options)) for n, name in enumerate(names, 1)])


# ------------------------------------------------------------------------------------ reading


def _tap(choice: str, asking: Asking) -> Reading | None:
    ranked = _ranked(asking)
    if asking.partial.get("among") and choice == suggestions.none_of(asking).name:
        return _gathered(ranked)
    if find(choice, _left(asking)):
        return _placed([*ranked, choice], asking)
    if ranked and choice == _undo(asking).name:
        return _gathered(ranked[:-1])
    return Answered(choice) if find(choice, asking.field.special) else None


def _gathered(names: Sequence[str]) -> Gathering:
    return Gathering({"ranked": list(names)} if names else {})


def _placed(names: Sequence[str], asking: Asking) -> Reading:
    """One more has its place; where only one is left, so has that."""
    left = [option.name for option in asking.field.options if option.name not in names]
    if len(left) > 1:
        return _gathered(names)
    order = [*names, *left]
    return Answered(order, key("field.rank.done", order=_order(order, asking)) if left else None)


def _recognise(given: Input, asking: Asking) -> Reading | None:
    among = _among(asking)
    reply = suggestions.reply(given, among, asking) if among else None
    special = reply or exactly(given, (*asking.field.special, _undo(asking)), asking)
    if special:
        return _tap(special, asking)
    names = _typed(given, asking) if isinstance(given, Said) else []
    return _with(names, asking) if names else None


def _typed(given: Said, asking: Asking) -> list[str]:
    """The options that the words name, in the order in which they do."""
    options = asking.field.options
    one = named(given, options, asking)
    if one is not None:
        return [one]
    by_number = by_numbers(options)
    text = _BETWEEN.sub(" ", digits(given.text.replace("٬", ",")))
    for labels in numbered(options, asking):
        found = in_order(text, labels)
        if found:
            return [by_number[n].name for n in found]
    return []


def _with(names: Sequence[str], asking: Asking) -> Reading:
    """A whole order begins anew; anything else goes on from what there is."""
    ranked = [] if len(names) == len(asking.field.options) else _ranked(asking)
    together = [*ranked, *names]
    twice = next((name for n, name in enumerate(together) if name in together[:n]), None)
    if twice is not None:
        return Refusal(key("field.rank.twice", label=label(twice, asking.field.options)))
    return _placed(together, asking)


def _take(given: Input, asking: Asking) -> Reading:
    reading = _recognise(given, asking)
    if reading is not None or not isinstance(given, Said):
        return reading or refused(given, _EXPECTED)
    names = suggested(given, _left(asking), asking)
    if not names:
        return Refusal(_EXPECTED)
    return Gathering({"ranked": _ranked(asking), "among": list(names)})


def _show(value: Answer, asking: Asking) -> Text:
    return _order(value, asking) if isinstance(value, list) else label(value, asking.field.special)


TYPE = FieldType(
    name="rank",
    ask=_ask,
    tap=_tap,
    recognise=_recognise,
    take=_take,
    show=_show,
    xlsform=("rank", "odk:rank"),
)
