"""What people say to be polite, or because they are annoyed; it is answered and is never an answer.

None of it counts as misunderstood: after a short line the open question comes again. Look here only when
neither the open question nor a command took the message.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from bot.core.arabic.folding import key, loose, said
from bot.core.arabic.insults import insult
from bot.core.arabic.words import ACKNOWLEDGE, ambiguous, intent

Courtesy = Literal["salam", "greeting", "thanks", "whoareyou", "laughter", "insult", "acknowledge"]

_LONGEST: Final = 1_000
_SALAM: Final = frozenset({"سلام", "السلام", "salam"})
_KINDS: Final[dict[str | None, Courtesy]] = {
    "greeting": "greeting",
    "thanks": "thanks",
    "whoareyou": "whoareyou",
}
_SMILES = re.compile("[😂🤣😅😆😄😁😹\ufe0f\\s]+")
_LAUGHS = re.compile("ه+|خ+|(?:ها){2,}ه?|(?:h+[aei]+){2,}h*|h+|xd|lol|لول")


def courtesy(text: str) -> Courtesy | None:
    """Which courtesy a whole message is, if it is one."""
    spoken = said(text)
    found = intent(spoken)
    if found == "greeting" and loose(spoken.split()[0]) in _SALAM:
        return "salam"
    if found in _KINDS:
        return _KINDS[found]
    if laughter(text):
        return "laughter"
    if insult(text):
        return "insult"
    return "acknowledge" if ACKNOWLEDGE in ambiguous(spoken) else None


def laughter(text: str) -> bool:
    """«ههههه», «هاهاها», haha, or nothing but laughing faces."""
    if not text or len(text) > _LONGEST:
        return False
    if _SMILES.fullmatch(text):
        return bool(text.strip())
    return _LAUGHS.fullmatch("".join(key(text).split())) is not None
