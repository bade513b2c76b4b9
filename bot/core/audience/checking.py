"""What is wrong with an audience, all of it at once, before it is kept or counted.

A filter comes from a page, a chat or a file, so nothing in it is believed: every name in it is one that the
book knows, and it is no larger than a statement can be. Who answered in an anonymous form nobody knows, and
answers of private forms are never asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from bot.core.audience.filters import CURRENT, Audience, filterable, form_of
from bot.core.form import Field, Form
from bot.core.person import ROLES
from bot.core.programme import Book
from bot.core.text import Text, key, ltr, verbatim

MOST_DEEP: Final = 6
MOST_PARTS: Final = 60
MOST_VALUES: Final = 100
OLDEST: Final = 120
MOST_DAYS: Final = 3650
SEXES: Final = ("male", "female", "prefer_not")
CHANNELS: Final = ("telegram", "whatsapp", "webchat")
IDENTIFIER: Final = 32
_HEX: Final = frozenset("0123456789abcdef")
_QUOTED: Final = 40


def flaws(audience: Audience, book: Book) -> tuple[Text, ...]:
    """Everything that is wrong with it, in words; none when it may be kept."""
    found: list[Text] = list(_too_large(audience))
    for flaw in () if found else _flaws(audience, book):
        if flaw not in found:
            found.append(flaw)
    return tuple(found)


def _too_large(audience: Audience) -> Iterator[Text]:
    """Counted before anything else is looked at: what follows goes into it as deep as it is."""
    level, depth, number = [audience], 0, 0
    while level:
        depth, number = depth + 1, number + len(level)
        if depth > MOST_DEEP or number > MOST_PARTS:
            yield key("audience.flaw_large", deep=MOST_DEEP, parts=MOST_PARTS)
            return
        if any(len(one.values) > MOST_VALUES for one in level):
            yield key("audience.flaw_values", number=MOST_VALUES)
            return
        level = [part for one in level for part in one.of]


def _flaws(audience: Audience, book: Book) -> Iterator[Text]:  # noqa: C901 - one case each
    match audience.kind:
        case "all" | "any" | "not":
            yield from _combined(audience, book)
        case "area":
            yield from _areas(audience, book)
        case "role":
            yield from _known(audience, ROLES)
        case "programme":
            yield from _known(audience, (book.programme.name,))
        case "sex":
            yield from _known(audience, SEXES)
        case "language":
            yield from _known(audience, book.programme.languages)
        case "channel":
            yield from _known(audience, CHANNELS)
        case "age":
            yield from _ages(audience)
        case "registered":
            yield from _dates(audience)
        case "seen" | "unseen":
            if not 1 <= audience.days <= MOST_DAYS:
                yield key("audience.flaw_days", most=MOST_DAYS)
        case "answered" | "unanswered" | "unfinished":
            yield from _form(audience, book)
        case "answer":
            yield from _answer(audience, book)
        case "got":
            yield from _campaigns(audience)
        case _:
            yield key("audience.flaw_kind", kind=_quoted(audience.kind))


def _combined(audience: Audience, book: Book) -> Iterator[Text]:
    if (audience.kind == "not" and len(audience.of) != 1) or (audience.kind == "any" and not audience.of):
        yield key("audience.flaw_empty")
    for one in audience.of:
        yield from _flaws(one, book)


def _campaigns(audience: Audience) -> Iterator[Text]:
    """Identifiers; one that is no more means nobody."""
    if not audience.values:
        yield key("audience.flaw_empty")
    for value in audience.values:
        if len(value) != IDENTIFIER or not _HEX.issuperset(value):
            yield key("audience.flaw_campaign", value=_quoted(value))


def _known(audience: Audience, names: Collection[str]) -> Iterator[Text]:
    """Values are codes, never words; one at least."""
    if not audience.values:
        yield key("audience.flaw_empty")
    for value in audience.values:
        if value not in names:
            known = ltr(", ".join(names))
            yield key("audience.flaw_value", value=_quoted(value), known=known)


def _areas(audience: Audience, book: Book) -> Iterator[Text]:
    if not audience.values:
        yield key("audience.flaw_empty")
    for code in audience.values:
        if book.areas.get(code) is None:
            yield key("audience.flaw_area", code=_quoted(code))


def _ages(audience: Audience) -> Iterator[Text]:
    low, high = audience.low, audience.high or OLDEST
    if not (0 <= low <= high <= OLDEST and (audience.low or audience.high)):
        yield key("audience.flaw_age", most=OLDEST)


def _dates(audience: Audience) -> Iterator[Text]:
    given = [one for one in (audience.first, audience.last) if one]
    wrong = [one for one in given if not is_day(one)]
    for one in wrong:
        yield key("audience.flaw_day", day=_quoted(one))
    if not given or (not wrong and given != sorted(given)):
        yield key("audience.flaw_period")


def is_day(text: str) -> bool:
    """Whether it is a date as «2026-03-31»."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_name(text: str) -> bool:
    """Whether a wave may be called so, or '': no control signs, which no database would compare."""
    return len(text) <= _QUOTED and text.isprintable()


def _quoted(text: str) -> Text:
    """What was given, short enough to be shown."""
    return verbatim(text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…")


# ------------------------------------------------------------------------------------------ forms


def _form(audience: Audience, book: Book) -> Iterator[Text]:
    form = form_of(book, audience.form)
    if form is None:
        yield key("audience.flaw_form", form=_quoted(audience.form))
    elif form.mode == "anonymous" and audience.kind != "unfinished":
        yield key("audience.flaw_anonymous", form=form.title)
    if not _is_name(audience.wave) or (audience.wave == CURRENT and form is not None and not form.wave):
        yield key("audience.flaw_wave", wave=_quoted(audience.wave))


def _answer(audience: Audience, book: Book) -> Iterator[Text]:
    form = form_of(book, audience.form)
    if form is None:
        yield key("audience.flaw_form", form=_quoted(audience.form))
        return
    if form.private:
        yield key("audience.flaw_private", form=form.title)
        return
    asked = next((one for one in form.fields if one.name == audience.field), None)
    if asked is None:
        yield key("audience.flaw_field", field=_quoted(audience.field), form=form.title)
    else:
        yield from _chosen(audience, form, asked)


def _chosen(audience: Audience, form: Form, asked: Field) -> Iterator[Text]:
    """A field that is not marked keeps its answers sealed: there is nothing to compare."""
    if asked.sensitive:
        yield key("audience.flaw_sensitive", field=asked.label, form=form.title)
    elif not filterable(asked):
        yield key("audience.flaw_sealed", field=asked.label, form=form.title)
    else:
        yield from _known(audience, [option.name for option in asked.options])
