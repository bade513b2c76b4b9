"""The languages by the names people give them.

A name counts only after the menu asked which language, or with the word «لغة»: elsewhere «العربية» is
an answer like any other.
"""

from __future__ import annotations

from typing import Final

from bot.core.arabic.folding import said

_NAMES: Final = {
    "ar": "العربية، عربية، عربي، بالعربي، arabic، عەرەبی",
    "en": "الإنجليزية، إنجليزية، انجليزي، الإنكليزية، إنكليزية، انكليزي، english، ئینگلیزی",
    "ckb": "الكردية، كردية، كردي، كوردي، الكوردية، كوردية، سوراني، کوردی، سۆرانی، kurdi، kurdish، sorani",
}
_BY_NAME: Final = {said(name): code for code, names in _NAMES.items() for name in names.split("، ")}
_LANGUAGE_WORDS: Final = frozenset(said(word) for word in ("لغة", "اللغة", "language"))


def language(spoken: str) -> str | None:
    """'ar', 'en' or 'ckb' when what was `said` names one, with or without «لغة» before it."""
    first, _, rest = spoken.partition(" ")
    return _BY_NAME.get(rest if rest and first in _LANGUAGE_WORDS else spoken)
