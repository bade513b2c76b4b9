"""Words after which a person may need help more than a form.

They never bring advice: the local support card is shown, and the protection focal point is told only
if the person agrees. Whole folded words, never parts, anywhere in a text; in English likewise.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from bot.core.arabic.folding import key, keys

_SINGLE: Final = frozenset(
    key(form)
    for word in ("انتحار", "تحرش", "اغتصاب", "خطف", "تهديد", "سلاح")
    for form in (
        word,
        f"{word}ا",
        f"ال{word}",
        f"و{word}",
        f"وال{word}",
        f"ب{word}",
        f"بال{word}",
        f"لل{word}",
    )
) | frozenset(
    {"suicide", "harassment", "harassed", "rape", "raped", "kidnapped", "kidnapping", "threat", "weapon"}
)
_PHRASES: Final = tuple(
    tuple(phrase.split()) for phrase in keys("أؤذي نفسي، أأذي نفسي، hurt myself، kill myself")
)
_WORD = re.compile(r"\w+")


def distress(text: str) -> bool:
    """Whether a text holds such a word."""
    words = _WORD.findall(key(text))
    if not _SINGLE.isdisjoint(words):
        return True
    pairs = set(pairwise(words))
    return any(phrase in pairs for phrase in _PHRASES)
