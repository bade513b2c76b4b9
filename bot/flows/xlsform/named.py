"""The name that a form is known by, out of its `form_id`: what answers, drafts and the audit call it.

Only a-z, 0-9 and _ stand in it. What had to be changed for that carries a hash of what was stated: of
«استبيان_الماء» no letter is left, and `a-b` and `a b` would both be `a_b`, each the other's new version.
"""

from __future__ import annotations

import re
from hashlib import sha256

from bot.core.arabic.folding import key

_PLAIN = re.compile(r"[a-z0-9_]*")
_OTHERS = re.compile(r"[^a-z0-9_]+")
_LETTERS = 6


def form_name(stated: str) -> str:
    """The same for every spelling of an id that Arabic folds into one, and another for another id."""
    lower = stated.strip().lower()
    name = _OTHERS.sub("_", lower).strip("_") or "form"
    if _PLAIN.fullmatch(lower):
        return name
    return f"{name}_{sha256((key(stated) or lower).encode()).hexdigest()[:_LETTERS]}"
