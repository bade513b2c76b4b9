"""Pages of what is too much for one message. `page` of what a question has gathered says which is shown."""

from __future__ import annotations

from bot.core.field import Asking
from bot.core.form import Option
from bot.core.offers import UNNUMBERED
from bot.core.text import key

PAGE = 8
MORE = Option("more", key("choice.more"), UNNUMBERED)
PREVIOUS = Option("previous", key("choice.previous"), UNNUMBERED)
OUTWARD = Option(PREVIOUS.name, key("choice.outward"), UNNUMBERED)
"""The same way back, on the first page of what lies in a governorate: it leads out to all of those."""
CONTROLS = (MORE, PREVIOUS)


def page(asking: Asking, count: int) -> int:
    """The page that is shown; one that there is, though the list may have become shorter."""
    kept = asking.partial.get("page", 0)
    return min(max(kept, 0), last(count)) if isinstance(kept, int) else 0


def last(count: int) -> int:
    """The last page of so many."""
    return max(count - 1, 0) // PAGE


def window(page: int, count: int) -> range:
    """What stands on a page, by its places in the list."""
    return range(page * PAGE, min((page + 1) * PAGE, count))
