"""One option of a list, by pressing, by its printed number or by its words.

What begins several options, or is only near to one, is asked and never guessed. To a scale of agreement
yes and no are not refused: they stand for the two degrees that agree or disagree, and those are offered.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.core.arabic.folding import said
from bot.core.arabic.words import intent
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading
from bot.core.form import Answer, Option
from bot.core.offers import (
    NONE_OF_THESE,
    choices,
    heard,
    label,
    languages,
    meaning,
    named,
    suggested,
    wording,
)
from bot.core.refusals import refused
from bot.core.text import Text, key

_COMMAS = re.compile("[،,]")
_EXPECTED = key("field.choice.expected")


def _offers(asking: Asking) -> tuple[Option, ...]:
    return (*asking.field.options, *asking.field.special)


def _among(asking: Asking) -> tuple[Option, ...]:
    """The few options between which is asked now."""
    names = asking.partial.get("among", ())
    return tuple(o for o in _offers(asking) if o.name in names)


def _ask(asking: Asking) -> Prompt:
    layout = "scale" if asking.field.scale else ""
    among = _among(asking)
    if not among:
        return Prompt(choices=choices(_offers(asking)), layout=layout)
    if asking.partial.get("degree"):
        text = key("field.meant.degree" if asking.field.scale else "field.meant.some")
        return Prompt(parts=(text,), choices=choices(among), layout=layout)
    return Prompt(parts=(_meant(among),), choices=choices((*among, NONE_OF_THESE)), layout=layout)


def _meant(among: tuple[Option, ...]) -> Text:
    return key("field.meant.one", label=among[0].label) if len(among) == 1 else key("field.meant.some")


def _tap(choice: str, asking: Asking) -> Reading | None:
    if choice == NONE_OF_THESE.name and asking.partial:
        return Gathering({})
    return Answered(choice) if any(o.name == choice for o in _offers(asking)) else None


def _recognise(given: Input, asking: Asking) -> Reading | None:
    among = _among(asking)
    # Between two degrees a number is one of those two: «1» after a yes is not «لا أوافق إطلاقاً».
    name = named(given, among if among and heard(given).isdecimal() else _offers(asking), asking)
    if name is not None:
        return Answered(name)
    word = meaning(heard(given), asking)
    if word not in {"yes", "no"}:
        return _none_of_them(given, asking)
    if asking.partial.get("among") and not asking.partial.get("degree"):
        return _to_the_suggestion(word, asking)
    return _degrees(word, asking) if isinstance(given, Said) else None


def _none_of_them(given: Input, asking: Asking) -> Reading | None:
    chosen = named(given, (NONE_OF_THESE,), asking) if asking.partial.get("among") else None
    return _tap(chosen, asking) if chosen else None


def _to_the_suggestion(word: str, asking: Asking) -> Reading | None:
    """«نعم» to *did you mean* when there was one suggestion; «لا» to any."""
    among = _among(asking)
    if word == "no":
        return Gathering({})
    return Answered(among[0].name) if len(among) == 1 else None


def _degrees(word: str, asking: Asking) -> Reading | None:
    """The degrees of an agreement scale, or the kinds of yes, that a yes or a no may mean."""
    names = [o.name for o in asking.field.options if _side(o, asking) == word]
    if len(names) == 1:
        return Answered(names[0])
    return Gathering({"among": names, "degree": True}) if names else None


def _side(offer: Option, asking: Asking) -> str:
    sides = (_agreement(wording(offer.label, asking.book, code)) for code in languages(asking))
    return next((side for side in sides if side), "")


@lru_cache(maxsize=1024)
def _agreement(words: str) -> str:
    """'yes' for «أوافق تماماً» and «نعم، بعضهم», 'no' for «لا أوافق», '' for what is neither."""
    label, head = said(words), intent(said(_COMMAS.split(words, maxsplit=1)[0]))
    if head in {"yes", "no"}:
        return head
    if label.startswith("neither") or "ولا" in label.split():
        return ""
    if label.startswith("لا اوافق") or label.endswith("disagree"):
        return "no"
    return "yes" if label.startswith("اوافق") or label.split()[-1:] == ["agree"] else ""


def _take(given: Input, asking: Asking) -> Reading:
    reading = _recognise(given, asking)
    if reading is not None:
        return reading
    if isinstance(given, Said):
        names = suggested(given, _offers(asking), asking)
        if names:
            return Gathering({"among": list(names)})
    return refused(given, _EXPECTED)


def _show(value: Answer, asking: Asking) -> Text:
    return label(value, _offers(asking))


TYPE = FieldType(
    name="choice",
    ask=_ask,
    tap=_tap,
    recognise=_recognise,
    take=_take,
    show=_show,
    xlsform=("select_one", "select one", "select_one_from_file"),
)
