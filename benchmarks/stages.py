"""Where the microseconds of a turn go: the same work, with a clock around each of its parts.

What a part inside another takes is counted for the inner one. The clocks cost something themselves, so a
run with them is not judged.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from benchmarks import ours
from bot.actions import converse, effects
from bot.app import running
from bot.storage import batch, codecs, sqlite
from bot.storage.sealed import Sealer

PARTS: Mapping[str, str] = {
    "parse": "the update as an Inbound",
    "hash": "keyed hashes of addresses and deliveries",
    "load": "read, and rows as records",
    "step": "the engine",
    "gather": "effects and replies as rows",
    "encode": "records as JSON",
    "seal": "sealing and opening",
    "bind": "rows as parameters",
    "write": "the statements",
    "commit": "on the disk, while the next batch is answered",
}
BESIDE = "commit"
"""This part goes on beside the others."""


class Clocks:
    """Seconds by part. Parts nest; each thread has its own nesting."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._thread = threading.local()

    def around(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed."""

        def timed(*given: Any, **named: Any) -> Any:
            before = getattr(self._thread, "inside", 0.0)
            self._thread.inside = 0.0
            began = time.perf_counter()
            try:
                return work(*given, **named)
            finally:
                took = time.perf_counter() - began
                self.seconds[part] += took - self._thread.inside
                self._thread.inside = before + took

        return timed


@contextmanager
def clocks() -> Iterator[Clocks]:
    """Clocks around the parts of our turns, on SQLite, while the block runs."""
    made = Clocks()
    places: list[tuple[Any, str, str]] = [
        (ours, "read", "parse"),
        (Sealer, "hash", "hash"),
        (Sealer, "seal", "seal"),
        (Sealer, "open", "seal"),
        (batch, "calls", "load"),
        (batch, "_place", "load"),
        (batch, "_known", "load"),
        (sqlite, "_fetch", "load"),
        (running, "step", "step"),
        (effects, "write", "gather"),
        (converse.Conversing, "close", "gather"),
        (codecs, "encode", "encode"),
        (codecs, "encode_part", "encode"),
        (sqlite, "_bound", "bind"),
        (sqlite, "_write", "write"),
        (sqlite, "_commit", "commit"),
    ]
    with ExitStack() as patched:
        for place, name, part in places:
            patched.enter_context(patch.object(place, name, made.around(part, getattr(place, name))))
        yield made
