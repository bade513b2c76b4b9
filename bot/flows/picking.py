"""Matching what somebody typed with the choices of an open question that is not a field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.arabic import option
from bot.core.message import Choice
from bot.core.programme import Book
from bot.core.text import Text

_YES_NO = {"yes": "yes", "no": "no"}


def pick(text: str, choices: Sequence[Choice], book: Book, language: str, intent: str | None) -> str | None:
    """The id of the choice that `text` names by number or label, in any language; None: ask, never guess."""
    if intent in _YES_NO and any(c.id == intent for c in choices):
        return intent
    for labels in _labels(choices, book, language):
        number = option(text, labels, intent)
        if number is not None:
            return choices[_position(number, choices)].id
    return None


def _number(choice: Choice, position: int) -> int:
    return choice.number or position


def _position(number: int, choices: Sequence[Choice]) -> int:
    return next(i for i, c in enumerate(choices) if _number(c, i + 1) == number)


def _labels(choices: Sequence[Choice], book: Book, language: str) -> Iterator[dict[int, str]]:
    """The numbered labels, once per language, the reader's first."""
    for code in dict.fromkeys((language, *book.programme.languages)):
        yield {_number(c, i): wording(c.label, book, code) for i, c in enumerate(choices, 1) if c.number >= 0}


def wording(text: Text, book: Book, language: str) -> str:
    """A label's words in one language, as far as the engine may know them."""
    if text.key:
        return book.labels.get(text.key, {}).get(language, "")
    return text.languages.get(language, "") or text.value
