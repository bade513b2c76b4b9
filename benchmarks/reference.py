"""How fast this machine is at this moment, beside the one for which bars in seconds were set.

Bars are ratios wherever that is possible. One that is given in seconds, or per second, is for the
reference machine, and is scaled by this loop timed in the same run.
"""

from __future__ import annotations

import hashlib
import time

SECONDS = 0.095
"""The loop on the reference machine: two virtual cores of an AMD EPYC, CPython 3.11, nothing else running."""

_TURNS = 500_000
_TRIES = 5


def loop() -> int:
    """What a turn is made of: small texts, a mapping, numbers, a little hashing. Never change it."""
    counts: dict[str, int] = {}
    total = 0
    for turn in range(_TURNS):
        word = f"w{turn % 997}"
        counts[word] = counts.get(word, 0) + turn % 7
        if turn % 10 == 0:
            total += hashlib.sha256(word.encode()).digest()[0]
    return total + sum(counts.values())


def slowness() -> float:
    """How many times longer the loop takes here and now than on the reference machine; the best of five."""
    times = []
    for _ in range(_TRIES):
        began = time.perf_counter()
        loop()
        times.append(time.perf_counter() - began)
    return min(times) / SECONDS


def seconds(bar: float) -> float:
    """A bar in seconds, for this machine."""
    return bar * slowness()


def per_second(bar: float) -> float:
    """A bar in so many per second, for this machine."""
    return bar / slowness()
