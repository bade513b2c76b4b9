"""How fast one browser may speak: a small token bucket per address, in memory.

It protects the process from a page gone wild; it is no fairness between people. A queue that was
written without network goes through at once, hence the generous burst.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

_KEPT = 10_000


class Pace:
    """`burst` messages at once, then `rate` per second. The least recently heard are forgotten first."""

    def __init__(self, burst: int = 40, rate: float = 2.0, clock: Callable[[], float] = monotonic) -> None:
        self._burst, self._rate, self._clock = float(burst), rate, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> float:
        """0.0 when it may go now; otherwise the seconds to wait."""
        now = self._clock()
        left, since = self._buckets.pop(who, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate
        self._buckets[who] = (left if wait else left - 1, now)
        if len(self._buckets) > _KEPT:
            self._buckets.popitem(last=False)
        return wait
