"""How many people may be written to first within a day, and on which day the last of many is.

Meta allows a business so many people in any 24 hours outside their window, all its numbers together. What is
to leave for more of them is spread over days. A tenth is kept for what concerns somebody alone: a decision on
a report must not wait for an announcement.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

DAY: Final = timedelta(hours=24)
_TENTH: Final = 10


def reserved(limit: int) -> int:
    """How many of a day's are kept for replies and notices."""
    return -(-limit // _TENTH)


def for_many(limit: int) -> int:
    """How many of a day's campaigns and reminders may take; at least one."""
    return max(limit - reserved(limit), 1)


def days(number: int, limit: int, taken: int = 0) -> int:
    """After how many days so many have had their turn; 0 within the first. `taken`: of today's already."""
    if not limit or number <= 0:
        return 0
    today = max(for_many(limit) - taken, 0)
    return -(-max(number - today, 0) // for_many(limit))


def last(first: datetime, number: int, limit: int, taken: int = 0) -> datetime:
    """When the last of so many may leave, where the first leaves then."""
    return first + days(number, limit, taken) * DAY


def in_time(number: int, limit: int, taken: int, span: timedelta) -> int:
    """How many of them have their turn within so long."""
    if not limit:
        return number
    return min(number, max(for_many(limit) - taken, 0) + (span // DAY) * for_many(limit))
