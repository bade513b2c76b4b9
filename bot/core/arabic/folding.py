"""What a person wrote, kept and compared.

`store` is what is kept and shown: light cleaning, nothing lost that a reader sees. `key` is what is
compared: heavy folding, never shown and never exported. `said` and `loose` compare words and options;
search keeps to `key`. Each is linear in its text and raises for none.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

LONGEST_SAID: Final = 200
"""No listed word and no label of an option is longer; a longer text is an answer in words."""

_MARKS_IN_A_ROW: Final = 30
"""The bound of Unicode's stream-safe format: sorting longer runs of marks takes quadratic time."""

_INVISIBLE = re.compile("[\0\u00ad\u0640\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PRESENTED = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
# What may decompose to combining marks: they are no word characters, but for two halfwidth signs.
_MARKED = re.compile(rf"(?:[^\w\s!-~]|[\uff9e\uff9f]){{{_MARKS_IN_A_ROW + 1},}}")
_SPACES = re.compile(r"\s+")
# What most people write: Arabic letters and ASCII, a space between. There is nothing to tidy in it.
_USUAL = re.compile("{0}+(?: {0}+)*".format("[!-~\u0621-\u063a\u0641-\u064a]"))
_PUNCTUATION = re.compile(r"[^\w\s%.+-]")
_THRICE = re.compile(r"([^\W\d_])\1{2,}")
_TWICE = re.compile(r"([^\W\d_])\1+")
_TONES = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")

_DIGITS: Final[dict[int, str | None]] = {
    **{ord(zero) + n: str(n) for zero in "٠۰" for n in range(10)},
    ord("٫"): ".",
    ord("٬"): None,
    ord("٪"): "%",
}
_ALIKE: Final = {
    "ا": "أإآٱ",
    "ي": "ىیېئ",
    "ك": "ک",
    "ه": "ةۀەھہ",
    "و": "ؤ",
}
_MARKS: Final = (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE))
_FOLDED: Final[dict[int, str | None]] = {
    **dict.fromkeys(_MARKS),
    **_DIGITS,
    **{ord(letter): one for one, letters in _ALIKE.items() for letter in letters},
    ord("ء"): None,
    ord("ـ"): None,
}

_CIRCLED: Final[dict[int, str | None]] = {
    code: str(unicodedata.digit(chr(code)))
    for code in range(ord("❶"), ord("➓") + 1)
    if unicodedata.digit(chr(code), None) is not None
}
_ANY_DIGIT: Final = {**_DIGITS, **_CIRCLED}
# Labels are printed with dashes («18–24») that no phone has on its first page of keys.
_AS_TYPED: Final = {**_CIRCLED, **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")}
# Signs that speak; they are read before `key` strips them.
_SIGNS: Final = {"👍": "نعم", "✅": "نعم", "👎": "لا", "❌": "لا", "?": "repeat", "؟": "repeat"}


def store(text: str) -> str:
    """What is kept and shown to people: one line, no invisible signs, letters in their usual code."""
    if _USUAL.fullmatch(text):
        return text
    text = _PRESENTED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = unicodedata.normalize("NFC", _bounded(text))
    return _SPACES.sub(" ", _SURROGATE.sub("\ufffd", text)).strip()


def key(text: str) -> str:
    """What is compared and searched, never shown. `key(store(x))` is `key(x)`."""
    folded = _fold(store(text))
    # Rare: what was folded away stood between two parts of one letter, so fold what they became.
    while not unicodedata.is_normalized("NFKC", folded):
        folded = _fold(folded)
    return folded


def keys(phrases: str) -> tuple[str, ...]:
    """Every phrase of a list that is written in one line, folded."""
    return tuple(key(phrase) for phrase in phrases.split("، "))


def digits(text: str) -> str:
    """The same text with every digit as 0 to 9, «➊» too, and «٫» as a point; the rest made compatible."""
    return unicodedata.normalize("NFKC", _bounded(text)).translate(_ANY_DIGIT)


@lru_cache(maxsize=8)
def said(text: str) -> str:
    """What a whole message says, to be compared with a word or an option: «إيقاف.» «*stop*» «؟؟» 👍🏽 ➊.

    Empty when it says nothing in letters or digits, or too much to be a word. A turn asks several times.
    """
    text = _TONES.sub("", _INVISIBLE.sub("", text)).strip()
    if not text or len(text) > LONGEST_SAID:
        return ""
    if text[0] in _SIGNS and not text.strip(text[0]):
        text = _SIGNS[text[0]]
    return key(text.translate(_AS_TYPED)).strip(" .+-%_")


@lru_cache(maxsize=4096)
def label(words: str) -> str:
    """What a label says. The same labels are compared all day long; what people write is not remembered."""
    return said(words)


def loose(folded: str) -> str:
    """Doubled letters reduced («رجووع», «لاا»); compare only with what was reduced as well."""
    return _TWICE.sub(r"\1", folded)


def _bounded(text: str) -> str:
    """The text without invisible signs, no letter under more marks than any language writes."""
    return _MARKED.sub(_fewer_marks, _INVISIBLE.sub("", text))


def _fewer_marks(found: re.Match[str]) -> str:
    kept: list[str] = []
    row = 0
    for sign in found[0]:
        row = row + 1 if unicodedata.combining(unicodedata.normalize("NFKD", sign)[0]) else 0
        if row <= _MARKS_IN_A_ROW:
            kept.append(sign)
    return "".join(kept)


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_FOLDED).casefold()
    text = _THRICE.sub(r"\1", _PUNCTUATION.sub(" ", text))
    return _SPACES.sub(" ", text).strip()
