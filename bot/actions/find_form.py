"""Which form somebody means who names it in a command: by its name, its `form_id`, or its title."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.arabic.folding import key
from bot.core.form import Form
from bot.core.programme import Book
from bot.flows.xlsform.named import form_name


def find_form(book: Book, said: str) -> str:
    """The name that is meant; what was said, where it means none or several."""
    named = {**book.past, **book.forms}
    for name in (said, form_name(said)):
        if name in named:
            return name
    # A withdrawn form may bear the title of the one that came after it.
    for forms in (book.forms, book.past):
        titled = [name for name, form in forms.items() if key(said) in _titles(form)]
        if titled:
            return titled[0] if len(titled) == 1 else said
    return said


def _titles(form: Form) -> Iterator[str]:
    return (key(title) for title in (*form.title.languages.values(), form.title.value) if title)
