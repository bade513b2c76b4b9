"""An audience in words, for who sends to it: «الجنس: أنثى، وفي إربد، ودون إجابة عن «نبض التماسك»».

Phrases without verbs, so that they speak of women and men alike and follow one another in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Final

from bot.core.audience.filters import CURRENT, Audience, asks_privately, form_of
from bot.core.offers import called
from bot.core.programme import Book
from bot.core.text import Text, as_name, key, ltr, verbatim

FEWEST: Final = 5
"""Below this many nobody is told how many: who took part in a private form could be guessed."""

_OFFERED: Final = ("volunteer", "champion")
_MOST_NAMED: Final = 6
_MARKED: Final = 60


def described(audience: Audience, book: Book) -> Text:
    """Whom it means."""
    match audience.kind:
        case "all" | "any" | "not":
            return _combined(audience, book)
        case "age":
            return _between("age", audience.low or None, audience.high or None)
        case "registered":
            first, last = (Text(value=one, format="day") if one else None for one in _days(audience))
            return _between("registered", first, last)
        case "seen" | "unseen":
            return key(f"audience.{audience.kind}", count=audience.days)
        case "answered" | "unanswered" | "unfinished":
            return _in_wave(key(f"audience.{audience.kind}", form=_title(audience, book)), audience)
        case "answer":
            return _answered(audience, book)
        case "got":
            return key("audience.got")
        case _:
            return key(f"audience.{audience.kind}", which=_values(audience, book))


def addressees(audience: Audience, book: Book) -> Text:
    """The same where nothing else is said of them: those of one role are called as a chat offers them."""
    if audience.kind == "role" and len(audience.values) == 1 and audience.values[0] in _OFFERED:
        return key(f"choice.whom_{audience.values[0]}")
    return described(audience, book)


def is_told_few(number: int, audience: Audience, book: Book) -> bool:
    """Whether it is only said that they are few: how many took part in a private form could be guessed."""
    return number < FEWEST and asks_privately(audience, book)


def counted(number: int, audience: Audience, book: Book) -> Text:
    """How many people that are; of a private form not how few."""
    if is_told_few(number, audience, book):
        return key("audience.few", number=FEWEST)
    return key("audience.count", count=number)


def _combined(audience: Audience, book: Book) -> Text:
    said = [_within(one, audience.kind, book) for one in audience.of]
    if not said:
        return key("audience.everybody")
    if audience.kind == "not":
        return key("audience.not", one=said[0])
    return _and(said) if audience.kind == "all" else _or(said)


def _within(one: Audience, kind: str, book: Book) -> Text:
    """In brackets where it would run into what stands beside it."""
    mixed = one.kind in {"all", "any"} and one.kind != kind and len(one.of) > 1 and kind != "not"
    said = described(one, book)
    return key("audience.group", inside=said) if mixed else said


def _and(said: Sequence[Text]) -> Text:
    return reduce(lambda one, other: key("audience.and", one=one, other=other), said)


def _or(said: Sequence[Text]) -> Text:
    return reduce(lambda one, other: key("audience.or", one=one, other=other), said)


def _days(audience: Audience) -> tuple[str, str]:
    return audience.first, audience.last


def _between(what: str, low: Text | int | None, high: Text | int | None) -> Text:
    """Open at either end."""
    if low is None and high is None:
        return key("audience.everybody")
    if high is None:
        return key(f"audience.{what}_from", low=low if low is not None else 0)
    if low is None:
        return key(f"audience.{what}_to", high=high)
    return key(f"audience.{what}", low=low, high=high)


def _title(audience: Audience, book: Book) -> Text:
    form = form_of(book, audience.form)
    return as_name(form.title) if form is not None else _shown(audience.form)


def _in_wave(said: Text, audience: Audience) -> Text:
    if not audience.wave:
        return said
    if audience.wave == CURRENT:
        return key("audience.in_this_wave", one=said)
    return key("audience.in_wave", one=said, wave=_shown(audience.wave))


def _answered(audience: Audience, book: Book) -> Text:
    form = form_of(book, audience.form)
    asked = next((one for one in form.fields if one.name == audience.field), None) if form else None
    options = asked.options if asked is not None else ()
    labels = {option.name: as_name(called(option)) for option in options}
    return key(
        "audience.answer",
        form=_title(audience, book),
        field=as_name(asked.label) if asked is not None else _shown(audience.field),
        which=_one_of(audience.values, labels),
    )


# ----------------------------------------------------------------------------------------- values


def _values(audience: Audience, book: Book) -> Text:
    named = audience.values
    match audience.kind:
        case "area":
            labels = {code: area.label for code in named if (area := book.areas.get(code))}
        case "programme":
            labels = {book.programme.name: book.programme.title}
        case _:
            labels = {name: key(_LABELS[name]) for name in named if name in _LABELS}
    return _one_of(named, labels)


_LABELS: Final[Mapping[str, str]] = {
    "applicant": "role.applicant",
    "volunteer": "role.volunteer",
    "champion": "role.champion",
    "coordinator": "role.coordinator",
    "safeguarding": "role.safeguarding",
    "admin": "role.admin",
    "male": "sex.male",
    "female": "sex.female",
    "prefer_not": "sex.prefer_not",
    "telegram": "channel.telegram",
    "whatsapp": "channel.whatsapp",
    "webchat": "channel.webchat",
    "ar": "audience.arabic",
    "en": "audience.english",
    "ckb": "audience.sorani",
}


def _one_of(named: Sequence[str], labels: Mapping[str, Text]) -> Text:
    """«إربد أو عجلون»; of many the first."""
    said = [labels.get(name) or _shown(name) for name in named[:_MOST_NAMED]]
    if len(named) > _MOST_NAMED:
        return key("audience.more", those=_or(said), count=len(named) - len(said))
    return _or(said) if said else verbatim("—")


def _shown(name: str) -> Text:
    """A name that nothing is known by, as it was given."""
    return ltr(name[:_MARKED])
