"""Several options of a list: toggled by pressing until *done*, or typed at once, «1 3 5» or «حوار، شباب».

A special answer (don't know, prefer not to say) stands alone. `min` and `max` bound how many. A long list is
paged and searched (`bot.core.listed`); what is typed of it is added, for the rest of it is out of sight.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import listed, suggestions
from bot.core.arabic.options import chosen, number
from bot.core.arabic.words import ambiguous
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading, Refusal
from bot.core.form import Answer, Option
from bot.core.offers import (
    UNNUMBERED,
    apart,
    by_numbers,
    choices,
    exactly,
    heard,
    hinted,
    joined,
    label,
    meaning,
    named,
    numbered,
    suggested,
)
from bot.core.pages import PAGE
from bot.core.quantity import limits
from bot.core.refusals import refused
from bot.core.text import Text, key

_DONE = Option("done", key("choice.done"), UNNUMBERED)
_EXPECTED = key("field.choices.expected")


def _offers(asking: Asking) -> tuple[Option, ...]:
    return (*asking.field.options, *asking.field.special)


def _marked(asking: Asking) -> list[str]:
    """What is chosen so far, in the order of the list."""
    names = frozenset(asking.partial.get("chosen", ()))
    return [o.name for o in asking.field.options if o.name in names]


def _done(asking: Asking) -> Option:
    return apart(_DONE, asking.field.options)


def _among(asking: Asking) -> tuple[Option, ...]:
    names = asking.partial.get("among", ())
    found = tuple([o for o in _offers(asking) if o.name in names])
    return listed.as_found(found, names, asking) if listed.is_long(asking) else found


def _ask(asking: Asking) -> Prompt:
    among = _among(asking)
    if among:
        return suggestions.prompt(among, asking)
    marked = _marked(asking)
    beside = (_done(asking),) if marked else ()
    if listed.is_long(asking):
        return listed.prompt(asking, marked, beside)
    offers = choices((*_offers(asking), *beside), marked)
    return Prompt(choices=offers, hint=_hint(asking, marked), multiple=True, slot=True)


def _hint(asking: Asking, marked: Sequence[str]) -> Text | None:
    """That several may be chosen, until one is; our own forms say it in their words where it matters."""
    if marked or not asking.form.worked:
        return None
    return hinted(asking, key("field.choices.several"))


def _tap(choice: str, asking: Asking) -> Reading | None:
    marked = _marked(asking)
    if any(o.name == choice for o in asking.field.special):
        return Answered([choice])
    if any(o.name == choice for o in asking.field.options):
        names = [name for name in marked if name != choice] if choice in marked else [*marked, choice]
        return _gathered(names, asking)
    if asking.partial.get("among") and choice == suggestions.none_of(asking).name:
        return _gathered(marked, asking)
    page = listed.turned(choice, asking)
    if page is not None:
        return Gathering({"chosen": marked, **page})
    return _finished(marked, asking) if choice == _done(asking).name else None


def _gathered(names: Sequence[str], asking: Asking, among: Sequence[str] = ()) -> Gathering:
    meant = {"among": list(among[:PAGE])} if among else {}
    return Gathering({"chosen": list(names), **listed.kept(asking), **meant})


def _finished(names: Sequence[str], asking: Asking) -> Reading:
    low, high = limits(asking)
    if not names:
        return Refusal(key("field.choices.empty")) if asking.field.required else Answered([])
    if low is not None and len(names) < low:
        return Refusal(key("field.choices.least", n=len(names), min=int(low)))
    if high is not None and len(names) > high:
        return Refusal(key("field.choices.most", n=len(names), max=int(high)))
    wanted = frozenset(names)
    return Answered([o.name for o in asking.field.options if o.name in wanted])


def _recognise(given: Input, asking: Asking) -> Reading | None:
    among = _among(asking)
    reply = suggestions.reply(given, among, asking) if among else None
    if reply is not None:
        declined = reply == suggestions.none_of(asking).name
        return _tap(reply, asking) if declined else _with((reply,), asking)
    if not isinstance(given, Said):
        return None
    reading = _named(given, among, asking)
    if reading is not None:
        return reading
    word = meaning(heard(given), asking)
    if word == "done" and not ambiguous(heard(given)):
        return _finished(_marked(asking), asking)
    return None


def _named(given: Said, among: Sequence[Option], asking: Asking) -> Reading | None:
    """What the words name: options, or a page of a long list. Between a few a number is one of them."""
    if not listed.is_long(asking):
        names = _typed(given, asking)
        return _with(names, asking) if names else None
    if among and number(heard(given)) is not None:
        return None
    special = exactly(given, asking.field.special, asking)
    names = (special,) if special else listed.exact(given, asking)
    if len(names) > 1:
        return _gathered(_marked(asking), asking, names)
    names = names or listed.several_of(given, asking)
    if names:
        return _with(names, asking)
    page = listed.control(given, asking)
    return Gathering({"chosen": _marked(asking), **page}) if page is not None else None


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
    if marked or listed.is_long(asking):
        return _gathered([*marked, *(name for name in names if name not in marked)], asking)
    return _finished(names, asking)


def _take(given: Input, asking: Asking) -> Reading:
    reading = _recognise(given, asking)
    if reading is not None or not isinstance(given, Said):
        return reading or refused(given, _EXPECTED)
    if listed.is_long(asking):
        names = listed.found(given, asking)
        return _gathered(_marked(asking), asking, names) if names else listed.not_found(given)
    names = suggested(given, _offers(asking), asking)
    return _gathered(_marked(asking), asking, names) if names else refused(given, _EXPECTED)


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
