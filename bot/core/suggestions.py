"""«Did you mean»: a few options between which is asked, because the words named none of them for certain."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.arabic.options import number
from bot.core.conversation import Input
from bot.core.field import Asking, Prompt
from bot.core.form import Option
from bot.core.offers import NONE_OF_THESE, apart, called, choices, exactly, heard, meaning, named
from bot.core.text import key


def none_of(asking: Asking) -> Option:
    """What declines them all."""
    return apart(NONE_OF_THESE, asking.field.options)


def prompt(among: Sequence[Option], asking: Asking, layout: str = "") -> Prompt:
    """The question which of them is meant."""
    one = len(among) == 1
    text = key("field.meant.one", label=called(among[0])) if one else key("field.meant.some")
    return Prompt(parts=(text,), choices=choices((*among, none_of(asking))), layout=layout)


def reply(given: Input, among: Sequence[Option], asking: Asking) -> str | None:
    """The one that is meant, or what declines them: «نعم» where there is one, «لا», a number, a label."""
    spoken, none = heard(given), none_of(asking)
    word = meaning(spoken, asking)
    if word == "yes" and len(among) == 1:
        return among[0].name
    if word == "no":
        return none.name
    if number(spoken) is not None:
        return named(given, among, asking)
    return exactly(given, among, asking) or named(given, (none,), asking)
