"""One thing to agree to or to have read: a single choice, and every way of saying yes."""

from __future__ import annotations

from bot.core.conversation import Input
from bot.core.field import Answered, Asking, FieldType, Prompt, Reading
from bot.core.form import Answer, Option
from bot.core.offers import choices, heard, label, meaning, named
from bot.core.refusals import refused
from bot.core.text import Text, key

_OK = Option("ok", key("choice.ok"), 1)
_AGREES = frozenset({"yes", "done"})


def _offers(asking: Asking) -> tuple[Option, ...]:
    """The author's option, else «حسناً»; what the author adds beside it may be chosen as well."""
    return (*(asking.field.options or (_OK,)), *asking.field.special)


def _ask(asking: Asking) -> Prompt:
    return Prompt(choices=choices(_offers(asking)))


def _tap(choice: str, asking: Asking) -> Reading | None:
    return Answered(choice) if any(o.name == choice for o in _offers(asking)) else None


def _recognise(given: Input, asking: Asking) -> Reading | None:
    offers = _offers(asking)
    name = named(given, offers, asking)
    if name is not None:
        return Answered(name)
    return Answered(offers[0].name) if meaning(heard(given), asking) in _AGREES else None


def _take(given: Input, asking: Asking) -> Reading:
    return _recognise(given, asking) or refused(given, key("field.acknowledge.expected"))


def _show(value: Answer, asking: Asking) -> Text:
    return label(value, _offers(asking))


TYPE = FieldType(
    name="acknowledge",
    ask=_ask,
    tap=_tap,
    recognise=_recognise,
    take=_take,
    show=_show,
    xlsform=("acknowledge", "trigger"),
)
