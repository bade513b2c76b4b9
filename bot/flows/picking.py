"""Matching what somebody typed with the choices of an open question that is not a field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.core import search
from bot.core.arabic import label as printed
from bot.core.arabic import option, said
from bot.core.arabic.options import chosen, number
from bot.core.message import Choice
from bot.core.offers import wording
from bot.core.programme import Book
from bot.core.text import Param, Text, names


def pick(text: str, choices: Sequence[Choice], book: Book, language: str, intent: str | None) -> str | None:
    """The id of the choice that `text` names by number or label, in any language; None: ask, never guess."""
    if intent in {"yes", "no"} and any(c.id == intent for c in choices):
        return intent
    by_number = _by_number(choices)
    for labels in _labels(by_number, book, language):
        found = option(said(text), labels, intent)
        if found is not None and found in by_number:
            return by_number[found].id
    return None


def named(text: str, choices: Sequence[Choice], book: Book, language: str) -> str | None:
    """The id of the choice whose whole label was typed: where every other word may be an answer."""
    spoken = said(text)
    if not spoken or not choices:
        return None
    by_number = _by_number(choices)
    for labels in _labels(by_number, book, language):
        for n, label in labels.items():
            if printed(label) == spoken:
                return by_number[n].id
    return None


def counted(text: str, choices: Sequence[Choice]) -> str | None:
    """The id of the choice whose number was typed."""
    typed = number(said(text))
    return next((one.id for n, one in _by_number(choices).items() if n == typed), None)


def several(text: str, choices: Sequence[Choice], book: Book, language: str) -> tuple[str, ...]:
    """The ids of all that `text` lists by numbers or labels; none when any part of it is no choice."""
    by_number = _by_number(choices)
    for labels in _labels(by_number, book, language):
        if found := chosen(text, labels):
            return tuple(by_number[n].id for n in found)
    return ()


def partly(text: str, choices: Sequence[Choice], book: Book, language: str, most: int) -> tuple[str, ...]:
    """The ids of those that a part of the label may mean, the answers that it names included."""
    spoken = said(text)
    if not spoken:
        return ()
    for code in dict.fromkeys((language, *book.programme.languages)):
        found = search.once(spoken, [_read(choice.label, book, code) for choice in choices], most)
        if found:
            return tuple(choices[place].id for place in found)
    return ()


def _read(param: Param, book: Book, language: str) -> str:
    """A label as it is read, with what it names."""
    if not isinstance(param, Text):
        return str(param)
    words = wording(param, book, language)
    for name in names(words):
        words = words.replace(f"{{{name}}}", _read(param.params.get(name, ""), book, language))
    return words


def _by_number(choices: Sequence[Choice]) -> Mapping[int, Choice]:
    """Printed number to choice; what has none of its own stands below zero."""
    made: dict[int, Choice] = {}
    for position, choice in enumerate(choices, 1):
        number = choice.number or position
        made[number if number > 0 and number not in made else -position] = choice
    return made


def _labels(by_number: Mapping[int, Choice], book: Book, language: str) -> Iterator[dict[int, str]]:
    """The numbered labels, once per language, the reader's first."""
    for code in dict.fromkeys((language, *book.programme.languages)):
        yield {n: wording(c.label, book, code) for n, c in by_number.items()}
