"""Names, compared. They are stored and shown as typed; two people with one key are only candidates.

Nothing is taken from a family name, and Latin spellings are not matched with Arabic ones.
"""

from __future__ import annotations

from typing import Final

from bot.core.arabic.folding import key, keys

_LONGEST: Final = 200
_MOST_WORDS: Final = 12
_PREFIXES: Final = (2, 3, 4)
_LATIN_TITLES: Final = ("dr", "mr", "mrs", "ms", "eng")
# «سيد» and «شيخ» without the article are names.
_TITLES: Final = frozenset(
    form
    for title in keys("د، م، أ، دكتور، مهندس، أستاذ، شيخ، حاج، سيد")
    for form in (title, f"ال{title}", f"{title}ه", f"ال{title}ه", *_LATIN_TITLES)
) - set(keys("سيد، شيخ"))
_SON: Final = key("ابن")
_SLAVE_OF: Final = key("عبد")
_FATHERS: Final = frozenset(keys("أبو، أبي، أبا"))


def name_key(name: str) -> str:
    """What is compared: titles dropped, «عبد الله» as «عبدالله», «أبو أحمد» as «ابواحمد», «ابن» as «بن»."""
    words = _untitled(name)
    joined: list[str] = []
    for word in words:
        if joined and _joins(joined[-1], word):
            joined[-1] = joined[-1] + word
        else:
            joined.append("بن" if word == _SON else word)
    return " ".join(joined)


def first_name(name: str) -> str:
    """The first of somebody's names as it was typed, without a title: «عبد الله», «أبو أحمد», «ليلى»."""
    words = name[:_LONGEST].split()
    while len(words) > 1 and key(words[0]).strip(".") in _TITLES:
        words = words[1:]
    together = len(words) > 1 and _joins(key(words[0]), key(words[1]))
    return " ".join(words[: 2 if together else 1])


def words(name: str) -> tuple[str, ...]:
    """What a name is found by: its folded words, joined and apart, and their first 2, 3 and 4 letters."""
    whole = dict.fromkeys([*name_key(name).split(), *_untitled(name)])
    return tuple(dict.fromkeys(part for word in whole for part in (word, *_beginnings(word))))


def _untitled(name: str) -> list[str]:
    found = [word.strip(".-+%_") for word in key(name[:_LONGEST].replace(".", ". ")).split()]
    found = [word for word in found if word][:_MOST_WORDS]
    while len(found) > 1 and found[0] in _TITLES:
        found = found[1:]
    return found


def _joins(word: str, following: str) -> bool:
    return word in _FATHERS or (word == _SLAVE_OF and following.startswith("ال"))


def _beginnings(word: str) -> tuple[str, ...]:
    return tuple(word[:length] for length in _PREFIXES if length < len(word))
