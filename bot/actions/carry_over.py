"""How a new version of a form is asked where its workbook does not say it: as the version before was.

Nobody turns a form without names into one with names, or opens it for ever, because a column is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.form import Form
from bot.core.programme import Book
from bot.core.text import Text, key
from bot.core.versions import versioned
from bot.flows.xlsform.nameless import secured

_SETTINGS = ("mode", "closes", "lives_hours", "reviewed", "voice", "roles")
# What a form without names cannot have: that it had none says nothing for one with names.
_NAMED = frozenset({"reviewed", "voice"})


@dataclass(frozen=True, slots=True)
class Carried:
    """The form as it would be asked, and what has to be said of that beside the differences."""

    form: Form
    told: tuple[Text, ...] = ()


def asked_last(book: Book, name: str) -> Form | None:
    """What is asked under that name, or was until it was withdrawn or closed."""
    return book.forms.get(name) or book.past.get(name)


def carry_over(book: Book, form: Form, stated: Collection[str], now: datetime) -> Carried:
    """`form` with the settings of the version before, but for those `stated` and a day that has passed."""
    before = asked_last(book, form.name)
    if before is None:
        return Carried(secured(form))
    today = now.astimezone(ZoneInfo(book.programme.zone)).date()
    taken: dict[str, Any] = {one: getattr(before, one) for one in _SETTINGS if one not in stated}
    lapsed = bool(taken.get("closes")) and date.fromisoformat(before.closes) < today
    if lapsed:
        del taken["closes"]
    if before.private and not replace(form, **taken).private:
        taken = {name: value for name, value in taken.items() if name not in _NAMED}
    wanted = versioned(replace(form, **taken))
    made = secured(wanted)
    return Carried(made, tuple(_told(before, wanted, made, lapsed)))


def _told(before: Form, wanted: Form, made: Form, lapsed: bool) -> Iterator[Text]:
    if lapsed:
        yield key("publish.lapsed", closes=Text(value=before.closes, format="day"))
    if made.private and made != wanted:
        yield key("workbook.nameless")
