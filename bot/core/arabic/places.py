"""Names of places, compared: «محافظة الزرقاء», «الزرقا» and «زرقاء» are one.

Fold both sides with it: the names and aliases of an area, and what a person typed.
"""

from __future__ import annotations

from typing import Final

from bot.core.arabic.folding import key, keys

_KINDS: Final = frozenset(form for kind in keys("محافظة، مدينة، قضاء، لواء") for form in (kind, f"ال{kind}"))
_LATIN_KINDS: Final = frozenset({"governorate", "city", "district"})
_ARTICLE: Final = "ال"


def place_key(text: str) -> str:
    """What is compared: `key` without the kind of place and the article before it."""
    words = key(text).strip(" .+-%_").split()
    while len(words) > 1 and words[0] in _KINDS:
        words = words[1:]
    while len(words) > 1 and words[-1] in _LATIN_KINDS:
        words = words[:-1]
    folded = " ".join(words)
    bare = folded.removeprefix(_ARTICLE)
    return bare if len(bare) > 1 else folded
