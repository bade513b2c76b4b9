"""What the fault tests of this session went through, for the last lines of the report."""

from __future__ import annotations

from collections import Counter

_NAMES = (
    ("kills", "kills survived"),
    ("cuts", "database outages"),
    ("full", "full disks"),
    ("jumps", "jumps of the clock"),
    ("faults", "provider faults"),
    ("people", "people"),
    ("in", "messages in"),
    ("copies", "delivered again"),
    ("out", "messages out"),
    ("campaign", "campaign messages"),
    ("lost", "lost"),
    ("twice", "stored or sent twice without cause"),
    ("repeated", "replies repeated where nobody knew"),
)

counted: Counter[str] = Counter()


def note(**more: int) -> None:
    """Add to the figures."""
    counted.update(more)


def lines() -> list[str]:
    """One line, when there is anything to tell."""
    if not counted:
        return []
    return ["faults: " + " · ".join(f"{counted[name]:,} {words}" for name, words in _NAMES)]
