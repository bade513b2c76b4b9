"""«أوقف الإرسال في سنجار»: whether somebody of the team wishes sending held in a place, or let go again.

Only whole sentences that name what is held: «أوقف» alone is somebody's *stop*. Without a place what is being
sent now is meant.
"""

from __future__ import annotations

import re
from typing import Final

from bot.core.arabic.folding import said

_WHAT: Final = r"(?:ال)?(?:ارسال|رسايل|رساله)"
_WHERE: Final = r"(?:(?:\s+(?:في|ب|على|عن|الى|ل|لاهل|لمنطقه|منطقه)\s+|\s+ب|\s+ل)(?P<where>\S.*)|)"
_HOLD: Final = re.compile(rf"(?:اوقف(?:وا)?|وقف(?:وا)?|توقيف|ايقاف|علق(?:وا)?|تعليق)\s+{_WHAT}{_WHERE}")
_RELEASE: Final = re.compile(
    rf"(?:تابع(?:وا)?|متابعه|استانف(?:وا)?|استيناف|استنيناف|ارفع(?:وا)?|رفع|كمل(?:وا)?|رجع(?:وا)?|اعاده)"
    rf"\s+(?:تعليق\s+)?{_WHAT}{_WHERE}"
)
_LATIN: Final = re.compile(
    r"(?P<verb>pause|hold|stop|resume|release)\s+(?:the\s+)?(?:sending|messages)"
    r"(?:\s+(?:in|to|for)\s+(?P<where>\S.*))?"
)
_LONGEST: Final = 120


def halt(words: str) -> tuple[bool, str] | None:
    """(whether to hold it, where, folded, '' when no place is named); None when it is anything else."""
    if len(words) > _LONGEST:
        return None
    spoken = said(words)
    for pattern, hold in ((_HOLD, True), (_RELEASE, False)):
        found = pattern.fullmatch(spoken)
        if found is not None:
            return hold, found["where"] or ""
    found = _LATIN.fullmatch(spoken)
    return None if found is None else (found["verb"] in {"pause", "hold", "stop"}, found["where"] or "")
