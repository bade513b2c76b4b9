"""How what somebody sent is called when it is spoken of: a report by its number, a form by its title too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.form import Form
from bot.core.programme import Book
from bot.core.reference import spoken
from bot.core.text import Param, Text, ltr


def called(book: Book, name: str, sent: Mapping[str, Any], /, **params: Param) -> Text:
    """The text of this name about what was sent; of a form from a workbook the one that ends in `_form`.

    `sent`: its reference, and the version of its form.
    """
    form = workbook_of(book, sent)
    number = ltr(spoken(str(sent.get("reference", ""))))
    if form is None:
        return Text(key=name, params={"reference": number, **params})
    title = replace(form.title, format="name")
    return Text(key=f"{name}_form", params={"title": title, "reference": number, **params})


def workbook_of(book: Book, sent: Mapping[str, Any]) -> Form | None:
    """The form of what was sent, when that is one from a workbook."""
    form = book.versions.get(str(sent.get("version", "")))
    return form if form is not None and form.worked else None
