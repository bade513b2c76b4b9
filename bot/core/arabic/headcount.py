"""A head count in one line: «27: 15 نساء و12 رجل، منهم 6 أطفال».

Every word must be understood, or the line is refused and the count is asked step by step: «نصهم نساء»
is no number. What is read is repeated for confirmation, and what does not add up is said, not repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from bot.core.arabic.folding import key, keys
from bot.core.arabic.numbers import CARDINALS

Kind = Literal["total", "women", "men", "children"]
Problem = Literal["sum", "children", "apart"]

_LONGEST: Final = 150
_MOST_DIGITS: Final = 5


@dataclass(frozen=True, slots=True)
class Headcount:
    """What was typed; None is not known, never zero. `total` is also known when women and men are.

    `problem`: 'sum', women and men are not the total; 'children', more of them than people; 'apart',
    children counted beside women and men, so that their sex is not known.
    """

    total: int | None = None
    women: int | None = None
    men: int | None = None
    children: int | None = None
    problem: Problem | None = None


_WORDS: Final[dict[Kind, str]] = {
    "women": "امرأة، مرأة، نساء، نسوان، نسوة، حريم، سيدة، سيدات، إناث، أنثى، women، woman، female، females",
    "men": "رجل، رجال، رجلا، رجاجيل، زلمة، زلم، ذكر، ذكور، ذكرا، man، men، male، males",
    "children": "طفل، أطفال، طفلا، طفلة، جهال، قاصرين، child، children، kid، kids",
    "total": "شخص، أشخاص، شخصا، حاضر، حاضرا، حاضرين، حضور، مشارك، مشاركا، مشاركين، مجموع، إجمالي، كل، "
    "total، people، persons",
}
_DUALS: Final[dict[Kind, str]] = {
    "women": "امرأتين، امرأتان، سيدتين، سيدتان",
    "men": "رجلين، رجلان، زلمتين",
    "children": "طفلين، طفلان",
    "total": "شخصين، شخصان",
}


_KIND_OF: Final = {word: kind for kind, words in _WORDS.items() for word in keys(words)}
_DUAL_OF: Final = {word: kind for kind, words in _DUALS.items() for word in keys(words)}
_NONE_OF: Final = frozenset(keys("بدون، دون، بلا، no، without"))
_KINDS: Final[dict[str, Kind]] = {kind: kind for kind in _WORDS}
_OF_THEM: Final = frozenset(keys("منهم، منهن، منها، بينهم، فيهم، ضمنهم، including، whom، them"))
_FILLERS: Final = frozenset(
    keys("من، عدد، العدد، عددهم، حضر، حضرت، حضروا، كان، كانوا، هم، with، were، there، attended، of")
)
_AND: Final = frozenset(keys("و، and"))
_MOST_IN_WORDS: Final = 10

# What `key` would drop is first written with signs that it keeps.
_SIGNS: Final = {**dict.fromkeys(map(ord, "،,؛;/+()\n"), " - "), **dict.fromkeys(map(ord, ":="), " + ")}
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|\S")
_BREAK: Final = "-"
_GLUE: Final = "+"
_THEM: Final = "of them"
_MARKS: Final = {"-": (_BREAK,), ".": (_BREAK,), "+": (_GLUE,)}

_Segment = list[int | str]
_Pair = tuple[Kind, int]


def tally(text: str) -> Headcount | None:
    """What one line counts; None when any of it is not understood."""
    if len(text) > _LONGEST:
        return None
    tokens: list[int | str] = []
    for word in _TOKEN.findall(key(text.translate(_SIGNS))):
        meaning = _meaning(word)
        if meaning is None:
            return None
        tokens.extend(meaning)
    outer, inner = _segments(tokens)
    beside, within = _pairs(outer), _pairs(inner)
    if beside is None or within is None:
        return None
    counts = dict(beside + within)
    if not counts or len(counts) != len(beside) + len(within):
        return None
    return _checked(counts, apart="children" in dict(beside))


def _meaning(word: str) -> tuple[int | str, ...] | None:
    """The tokens that a word stands for: none for a filler; None when it has no place in a head count."""
    if word.isdecimal():
        return (int(word),) if len(word) <= _MOST_DIGITS else None
    known = _MARKS.get(word) or _word(word)
    if known is None and word.startswith("و"):
        known = _word(word.removeprefix("و"))
        return None if known is None else (_BREAK, *known)
    return known


def _word(word: str) -> tuple[int | str, ...] | None:
    if word in _FILLERS:
        return ()
    if word in _AND:
        return (_BREAK,)
    if word in _OF_THEM:
        return (_THEM,)
    number = 0 if word in _NONE_OF else CARDINALS.get(word)
    if number is not None:
        return (number,) if number <= _MOST_IN_WORDS else None
    bare = word.removeprefix("ال")
    if bare in _DUAL_OF:
        return (_BREAK, 2, _DUAL_OF[bare], _BREAK)
    return (_KIND_OF[bare],) if bare in _KIND_OF else None


def _segments(tokens: list[int | str]) -> tuple[list[_Segment], list[_Segment]]:
    """What stands between breaks: beside each other, and after *of them*."""
    outer: list[_Segment] = [[]]
    inner: list[_Segment] = []
    current = outer
    for token in tokens:
        if token == _THEM:
            current = inner
        if token in (_THEM, _BREAK) or (token == _GLUE and current[-1] and isinstance(current[-1][-1], int)):
            current.append([])
        elif token != _GLUE and not (isinstance(token, str) and current[-1][-1:] == [token]):
            current[-1].append(token)  # «مجموع الحضور» says one kind twice
    return outer, inner


def _pairs(segments: list[_Segment]) -> list[_Pair] | None:
    """Every number with its kind, on either side of it; a number alone is the total."""
    pairs: list[_Pair] = []
    for segment in segments:
        found = _of_segment(segment)
        if found is None:
            return None
        pairs += found
    return pairs


def _of_segment(segment: _Segment) -> list[_Pair] | None:
    pairs: list[_Pair] = []
    if len(segment) % 2:
        first = isinstance(segment[0], int) and (len(segment) == 1 or isinstance(segment[1], int))
        total, segment = (segment[0], segment[1:]) if first else (segment[-1], segment[:-1])
        if not isinstance(total, int):
            return None
        pairs.append(("total", total))
    for one, other in zip(segment[::2], segment[1::2], strict=True):
        number, kind = (one, other) if isinstance(one, int) else (other, one)
        if not isinstance(number, int) or not isinstance(kind, str):
            return None
        pairs.append((_KINDS[kind], number))
    return pairs


def _checked(counts: dict[Kind, int], *, apart: bool) -> Headcount:
    """The counts with what follows from them, and what contradicts them."""
    total, women, men = counts.get("total"), counts.get("women"), counts.get("men")
    children = counts.get("children")
    beside = (children or 0) if apart else 0
    adults = (women or 0) + (men or 0)
    both = women is not None and men is not None
    problem: Problem | None = None
    if beside and adults and total in (None, adults + beside):
        problem = "apart"
    elif total is None:
        total = adults if both else None
    elif adults > total or (both and adults != total):
        problem = "sum"
    if problem is None and total is not None and (children or 0) > total:
        problem = "children"
    return Headcount(total, women, men, children, problem)
