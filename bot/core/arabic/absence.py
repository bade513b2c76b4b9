"""What a member of staff says who goes away and comes back: «أنا غائبة حتى الأحد»، «عدت».

Only staff are heard so, and only while nothing is asked of them; to everybody else these are words like any.
"""

from __future__ import annotations

from typing import Final

from bot.core.arabic.folding import keys, said

_AWAY: Final = sorted(
    {
        f"{before}{word}"
        for before in ("", *(f"{one} " for one in keys("أنا، سأكون، رح أكون، راح أكون، i am، im، i will be")))
        for word in keys(
            "غائب، غائبة، غايب، غايبة، في إجازة، بإجازة، بالإجازة، مسافر، مسافرة، خارج العمل، "
            "away، on leave، out of office"
        )
    },
    key=len,
    reverse=True,
)
_UNTIL: Final = keys("حتى، لحد، لغاية، إلى، until، till")
_BACK: Final = frozenset(
    keys("عدت، لقد عدت، عدت من الإجازة، رجعت، أنا رجعت، رجعت من الإجازة، عدت إلى العمل، i am back، im back")
)


def away(text: str) -> str | None:
    """Until when, in the words that say it («الأحد», ''); None when it says nothing of being away."""
    spoken = said(text)
    for word in _AWAY:
        if spoken == word:
            return ""
        if spoken.startswith(f"{word} "):
            return _until(spoken.removeprefix(f"{word} "))
    return None


def _until(rest: str) -> str | None:
    for word in _UNTIL:
        if rest.startswith(f"{word} "):
            return rest.removeprefix(f"{word} ")
    return None


def back(text: str) -> bool:
    """Whether somebody says that they are there again."""
    return said(text) in _BACK
