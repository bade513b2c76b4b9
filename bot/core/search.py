"""Finding labels of a long list by what somebody typed.

Everything is folded once for each list and language and kept while the list is asked; then a search through
five thousand labels is a few passes over texts. What is called so as a whole is one thing; what only holds
the words, or is near to them, is another: of that it is asked whether it is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest

from bot.core.arabic.folding import loose, said
from bot.core.arabic.options import nearest

Places = tuple[int, ...]

_LISTS = 16
_SHORTEST = 2
_SHORTEST_INSIDE = 3
_COMPARED = 200
_CODES = 63


@dataclass(frozen=True, slots=True)
class _Folded:
    """The labels of one list in one language. `letters`: which of them each has, as bits."""

    labels: Sequence[str]
    letters: Sequence[int]
    whole: Mapping[str, Places]
    loosely: Mapping[str, Places]


def whole(spoken: str, words: tuple[str, ...]) -> Places:
    """The places of what is called so; more than one when they share the name."""
    folded = _folded(words)
    return folded.whole.get(spoken) or folded.loosely.get(loose(spoken), ())


def partly(spoken: str, words: tuple[str, ...], most: int) -> Places:
    """The places of what may be meant: what begins so, then what holds the words, else what is near."""
    return _partly(spoken, _folded(words), most)


def once(spoken: str, words: Sequence[str], most: int) -> Places:
    """What is called so, else what may be meant, of labels that nothing may remember: they hold answers."""
    folded = _fold(words)
    called = folded.whole.get(spoken) or folded.loosely.get(loose(spoken))
    return called or _partly(spoken, folded, most)


def all_numbers(words: tuple[str, ...]) -> bool:
    """Whether a label is nothing but digits, so that a typed number is a label."""
    return any(one.strip().isdecimal() for one in words)


def _partly(spoken: str, folded: _Folded, most: int) -> Places:
    found = dict.fromkeys(_holding(spoken, folded.labels)) if len(spoken) >= _SHORTEST else {}
    return tuple(found)[:most] or tuple(_near(spoken, folded))[:most]


def _holding(spoken: str, labels: Sequence[str]) -> Iterator[int]:
    """Those that begin so; of which a word does; that have a word for each of them; that have them inside."""
    yield from (n for n, label in enumerate(labels) if label.startswith(spoken))
    begun = f" {spoken}"
    yield from (n for n, label in enumerate(labels) if begun in label)
    parts = [f" {part}" for part in spoken.split()]
    if len(parts) > 1:
        yield from (n for n, label in enumerate(labels) if _has_all(parts, f" {label}"))
    if len(spoken) >= _SHORTEST_INSIDE:
        yield from (n for n, label in enumerate(labels) if spoken in label)


def _has_all(parts: Sequence[str], label: str) -> bool:
    return all(part in label for part in parts)


def _near(spoken: str, folded: _Folded) -> Iterator[int]:
    """Slips of the finger, looked for only among the labels with nearly the same letters."""
    mine = _letters(spoken)
    far = ((letters ^ mine).bit_count() for letters in folded.letters)
    alike = nsmallest(_COMPARED, zip(far, folded.labels, strict=True))
    for label in nearest(spoken, dict.fromkeys(label for _, label in alike), str):
        yield from folded.whole.get(label, ())


@lru_cache(maxsize=_LISTS)
def _folded(words: tuple[str, ...]) -> _Folded:
    return _fold(words)


def _fold(words: Sequence[str]) -> _Folded:
    labels = [said(one) for one in words]
    by_label: dict[str, Places] = {}
    by_loose: dict[str, Places] = {}
    for n, label in enumerate(labels):
        if label:
            by_label[label] = (*by_label.get(label, ()), n)
            reduced = loose(label)
            by_loose[reduced] = (*by_loose.get(reduced, ()), n)
    return _Folded(labels, [_letters(label) for label in labels], by_label, by_loose)


def _letters(label: str) -> int:
    """Two letters may share a bit; then only more is compared than would have to be."""
    found = 0
    for letter in label:
        found |= 1 << (ord(letter) & _CODES)
    return found
