"""A question's label where it is no question: before its answer in a summary or a notice."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.core.records import changed
from bot.core.text import Text

# «(يمكن كتابة اسم مستعار)» helps who answers, not who reads the answer.
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
# «كم عمر ${name}؟» where the answer that it names is not at hand.
_ANSWER = re.compile(r"\$\{[^}]*\}")
_ENDS = ("؟", "?", ":", ".", "!")


def as_heading(label: Text) -> Text:
    """Without the remark in brackets at its end, and with a colon where it ends in no mark."""
    if not label.languages:
        return label
    return changed(label, languages={code: _heading(words) for code, words in label.languages.items()})


@lru_cache(maxsize=4096)
def _heading(words: str) -> str:
    short = _ANSWER.sub("…", _ASIDE.sub("", words) or words)
    return short if short.endswith(_ENDS) else f"{short}:"
