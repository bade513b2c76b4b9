"""An answer to a question with options, by number, label or the beginning of one label.

The order of reading stands here too: *stop* and *urgent*, then the options of the open question, then
the other words. What fits two options is nobody's answer: it is asked, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from bot.core.arabic.folding import LONGEST_SAID, digits, key, loose, said
from bot.core.arabic.numbers import CARDINALS
from bot.core.arabic.words import STRONG, intent, is_global

T = TypeVar("T")

_HIGHEST_SPELLED: Final = 10
_MOST_DIGITS: Final = 9
# «نعم» answers «نعم، أبدأ»: a label whose first part is nothing but yes or no.
_YES_NO_HEADS: Final = {
    "yes": frozenset(said(word) for word in ("نعم", "yes", "بەڵێ")),
    "no": frozenset(said(word) for word in ("لا", "no", "نەخێر")),
}
# Set aside by every scale: their first word must not choose them.
_ASIDE: Final = frozenset(
    said(label)
    for label in ("لا أعرف", "أفضّل عدم الإجابة", "Don't know", "I don't know", "Prefer not to say")
)
_COMMAS = re.compile("[،,]")
_AND_DIGIT = re.compile(r"(^|[\s0-9])و(?=\s*[0-9])")
_END_POINT = re.compile(r"\.(?![0-9])")
_BETWEEN = re.compile(r"[\s،,٬;؛/+&]+")
_LISTED = re.compile(r"[،,؛;\n]+")
# «حوار وشباب»: tried only when no commas part it, for «وساطة» is a word of its own.
_LISTED_AND = re.compile(r"[،,؛;\n]+|\s+و\s*(?=\S)|\s+(?:and|then|ثم)\s+")
_AND: Final = frozenset({"و", "and", *map(said, ("ثم", "then"))})
_FARTHEST: Final = 2
_NEAREST: Final = 3
_LONGEST_TYPO: Final = 40
_MOST_LISTED: Final = 100


class _Label(NamedTuple):
    said: str
    loose: str
    head: str
    aside: bool


def option(spoken: str, options: Mapping[int, str], word: str | None = None) -> int | None:
    """The one option that was `said`; `options`: printed number to label; `word`: the intent it could be."""
    if not spoken:
        return None
    typed = number(spoken)
    if typed in options:
        return typed
    labels = {n: _label(text) for n, text in options.items()}
    reduced = loose(spoken)
    if hits := [n for n, label in labels.items() if label.said == spoken]:
        return _only(hits)
    if hits := [n for n, label in labels.items() if label.loose == reduced]:
        return _only(hits)
    if heads := _YES_NO_HEADS.get(word or ""):
        return _only([n for n, label in labels.items() if label.head in heads])
    return _only([n for n, label in labels.items() if _begins(spoken, label, cut=not word)])


def read(
    spoken: str,
    options: Mapping[int, str] | None = None,
    *,
    open_text: bool = False,
    language: str = "",
) -> int | str | None:
    """The number of an option, or an intent, in the order that holds everywhere.

    None: the field itself takes the message. Where `open_text` or a name is asked only the global words
    are commands. What `ambiguous` knows is still to be asked about.
    """
    found = intent(spoken, language)
    if found in STRONG:
        return found
    if options:
        number = option(spoken, options, found)
        if number is not None:
            return number
    return found if not open_text or is_global(spoken, found) else None


def number(spoken: str) -> int | None:
    """The number that was `said`, in digits or, up to ten, in a word."""
    spelled = CARDINALS.get(spoken)
    if spelled is not None and 1 <= spelled <= _HIGHEST_SPELLED:
        return spelled
    return int(spoken) if spoken.isdecimal() and len(spoken) <= _MOST_DIGITS else None


def several(text: str, highest: int) -> tuple[int, ...] | None:
    """Some numbers from 1 to `highest`: «1 3 5», «١، ٣، ٥», «1,3», «1 و 3»; None when any part is not one.

    Digits are never taken apart: «135» is one number.
    """
    found = _numbers(text, highest)
    return tuple(dict.fromkeys(found)) if found else None


def chosen(text: str, options: Mapping[int, str]) -> tuple[int, ...] | None:
    """Several options by number or by label, parted by commas, lines or *and*: «حوار، شباب وتعليم»."""
    found = in_order(text, options)
    return tuple(dict.fromkeys(found)) if found else None


def in_order(text: str, options: Mapping[int, str]) -> list[int] | None:
    """The same as they were said: what was said twice stands twice."""
    if numbers := _numbers(text, max(options, default=0)):
        return numbers if all(n in options for n in numbers) else None
    whole = said(text)
    one = option(whole, options, intent(whole))
    if one is not None:
        return [one]

    def known(part: str) -> int | None:
        return option(part, options, intent(part))

    return each(text, known)


def each(text: str, known: Callable[[str], T | None]) -> list[T] | None:
    """What every part of a list is, parted by commas or lines, else by *and*; None when one is nothing."""
    return _each(_LISTED.split(text), known) or _each(_LISTED_AND.split(text), known)


def _numbers(text: str, highest: int) -> list[int] | None:
    parts = [said(part) for part in _BETWEEN.split(_parted(text))]
    numbers = [_listed(part) for part in parts if part and part not in _AND]
    known = [n for n in numbers if n is not None and 1 <= n <= highest]
    return known if len(known) == len(numbers) else None


def _each(parts: Sequence[str], known: Callable[[str], T | None]) -> list[T] | None:
    found: list[T] = []
    for part in map(said, parts[:_MOST_LISTED]):
        one = known(part) if part else None
        if one is not None:
            found.append(one)
        elif part:
            return None
    return found if found and len(parts) <= _MOST_LISTED else None


def nearest(text: str, labels: Iterable[str], fold: Callable[[str], str] = key) -> list[str]:
    """At most three labels within two slips of the finger, the nearest first: *did you mean*."""
    typed = fold(text) if len(text) <= _LONGEST_TYPO else ""
    if not typed:
        return []
    allowed = min(_FARTHEST, len(typed) // 2)
    far = ((_distance(typed, fold(label), allowed), label) for label in labels)
    near = sorted((pair for pair in far if pair[0] <= allowed), key=lambda pair: pair[0])
    return [label for _, label in near[:_NEAREST]]


@lru_cache(maxsize=4096)
def _label(text: str) -> _Label:
    whole = said(text)
    return _Label(whole, loose(whole), said(_COMMAS.split(text, maxsplit=1)[0]), whole in _ASIDE)


def _begins(spoken: str, label: _Label, *, cut: bool) -> bool:
    """Whole words begin a label; the last may be `cut` after three letters, unless it is a listed word."""
    if label.aside or not label.said.startswith(spoken):
        return False
    whole = len(label.said) == len(spoken) or label.said[len(spoken)] == " "
    return whole or (cut and len(spoken.split()[-1]) > 2)


def _only(hits: list[int]) -> int | None:
    return hits[0] if len(hits) == 1 else None


def _parted(text: str) -> str:
    """A list with its digits parted from «و» («1 و3»), without the points that only end a number."""
    if len(text) > LONGEST_SAID:
        return ""
    parted = _AND_DIGIT.sub(r"\1 ", digits(text.replace("٬", ",")))
    return _END_POINT.sub(" ", parted)


def _listed(part: str) -> int | None:
    """A number of a list: «وثلاثة» is three, and «واحد» is itself a number."""
    plain = number(part)
    return number(part.removeprefix("و")) if plain is None else plain


def _distance(a: str, b: str, allowed: int) -> int:
    """Letters put in, left out, replaced or swapped from `a` to `b`; above `allowed` only that it is more."""
    if abs(len(a) - len(b)) > allowed:
        return allowed + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a):
        row = [i + 1]
        for j, other in enumerate(b):
            cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (letter != other))
            if i and j and letter == b[j - 1] and a[i - 1] == other:
                cost = min(cost, before[j - 1] + 1)
            row.append(cost)
        if min(row) > allowed:
            return allowed + 1
        before, last = last, row
    return last[-1]
