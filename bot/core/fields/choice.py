"""One option of a list, by pressing, by its printed number or by its words.

What begins several options, or is only near to one, is asked and never guessed. To a scale of agreement
yes and no are not refused: they stand for the two degrees that agree or disagree, and those are offered.
A long list is paged and searched (`bot.core.listed`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.core import listed, suggestions
from bot.core.arabic.folding import said
from bot.core.arabic.options import number
from bot.core.arabic.words import intent
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading
from bot.core.form import Answer, Option
from bot.core.offers import (
    called,
    choices,
    exactly,
    heard,
    label,
    languages,
    meaning,
    named,
    suggested,
    wording,
)
from bot.core.pages import PAGE
from bot.core.refusals import refused
from bot.core.text import Text, key

_COMMAS = re.compile("[،,]")
_EXPECTED = key("field.choice.expected")


def _offers(asking: Asking) -> tuple[Option, ...]:
    return (*asking.field.options, *asking.field.special)


def _among(asking: Asking) -> tuple[Option, ...]:
    """The few options between which is asked now."""
    names = asking.partial.get("among", ())
    found = tuple([o for o in _offers(asking) if o.name in names])
    return listed.as_found(found, names, asking) if listed.is_long(asking) else found


def _layout(asking: Asking) -> str:
    return "scale" if asking.field.scale or "likert" in asking.field.appearance.split() else ""


def _ask(asking: Asking) -> Prompt:
    layout, among = _layout(asking), _among(asking)
    if among and asking.partial.get("degree"):
        text = key("field.meant.degree" if asking.field.scale else "field.meant.some")
        return Prompt(parts=(text,), choices=choices(among), layout=layout)
    if among:
        return suggestions.prompt(among, asking, layout)
    if listed.is_long(asking):
        return listed.prompt(asking)
    return Prompt(choices=choices(_offers(asking)), layout=layout)


def _tap(choice: str, asking: Asking) -> Reading | None:
    if asking.partial.get("among") and choice == suggestions.none_of(asking).name:
        return Gathering(listed.kept(asking))
    if any(o.name == choice for o in _offers(asking)):
        return Answered(choice)
    page = listed.turned(choice, asking)
    return Gathering(page) if page is not None else None


def _recognise(given: Input, asking: Asking) -> Reading | None:
    among = _among(asking)
    if listed.is_long(asking):
        return _of_many(given, among, asking)
    # Between two degrees a number is one of those two: «1» after a yes is not «لا أوافق إطلاقاً».
    name = named(given, among if among and heard(given).isdecimal() else _offers(asking), asking)
    if name is not None:
        return Answered(name)
    if among and not asking.partial.get("degree"):
        return _to_the_suggestion(given, among, asking)
    word = meaning(heard(given), asking)
    return _degrees(word, asking) if word in {"yes", "no"} and isinstance(given, Said) else None


def _of_many(given: Input, among: tuple[Option, ...], asking: Asking) -> Reading | None:
    """A number or a whole name of a long list; between a few a number is one of them."""
    reply = _to_the_suggestion(given, among, asking) if among else None
    if reply is not None or (among and number(heard(given)) is not None):
        return reply
    special = exactly(given, asking.field.special, asking)
    names = (special,) if special else listed.exact(given, asking)
    if names:
        return Answered(names[0]) if len(names) == 1 else _which(names, asking)
    page = listed.control(given, asking)
    return Gathering(page) if page is not None else None


def _which(names: Sequence[str], asking: Asking) -> Gathering:
    return Gathering({**listed.kept(asking), "among": list(names[:PAGE])})


def _to_the_suggestion(given: Input, among: tuple[Option, ...], asking: Asking) -> Reading | None:
    name = suggestions.reply(given, among, asking)
    return _tap(name, asking) if name else None


def _degrees(word: str, asking: Asking) -> Reading | None:
    """The degrees of an agreement scale, or the kinds of yes, that a yes or a no may mean."""
    names = [o.name for o in asking.field.options if _side(o, asking) == word]
    if len(names) == 1:
        return Answered(names[0])
    return Gathering({"among": names, "degree": True}) if names else None


def _side(offer: Option, asking: Asking) -> str:
    sides = (_agreement(wording(called(offer), asking.book, code)) for code in languages(asking))
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
    if reading is not None or not isinstance(given, Said):
        return reading or refused(given, _EXPECTED)
    if listed.is_long(asking):
        names = listed.found(given, asking)
        return _which(names, asking) if names else listed.not_found(given)
    names = suggested(given, _offers(asking), asking)
    return _which(names, asking) if names else refused(given, _EXPECTED)


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
