"""A question's label where it is no question: before its answer in a summary or notice, or in a sentence."""

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
# What stands between spaces. Braces stay whole: a form of address that is cut in two would be shown as it is.
_WORD = re.compile(r"(?:\{(?:[^{}]|\{[^{}]*\})*\}|\S)+")
_LONGEST = 40


def as_heading(label: Text) -> Text:
    """Without the remark in brackets at its end, and with a colon where it ends in no mark."""
    if not label.languages:
        return label
    return changed(label, languages={code: _heading(words) for code, words in label.languages.items()})


@lru_cache(maxsize=4096)
def _heading(words: str) -> str:
    short = _ANSWER.sub("…", _ASIDE.sub("", words) or words)
    return short if short.endswith(_ENDS) else f"{short}:"


def as_title(label: Text) -> Text:
    """Short, to be quoted; in any of its languages, rather than change that of the message around it."""
    if not label.languages:
        return label
    short = {code: _title(words) for code, words in label.languages.items()}
    return changed(label, languages=short, format="name")


@lru_cache(maxsize=4096)
def _title(words: str) -> str:
    line = " ".join(_ANSWER.sub("…", words).split())
    if len(line) <= _LONGEST:
        return line
    kept = ""
    for found in _WORD.finditer(line):
        longer = f"{kept} {found[0]}" if kept else found[0]
        if len(longer) >= _LONGEST:
            break
        kept = longer
    kept = kept or line[: _LONGEST - 1]
    return f"{kept.rstrip('…،,؛;: ')}…"
