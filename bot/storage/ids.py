"""Fresh identifiers and randomness. Core and flows get them as data; this is where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from typing_extensions import override

from bot.storage.chance import bits
from bot.storage.columns import to_number

_SEVEN, _VERSION_4, _VARIANT = 0x7 << 12, 0x4 << 76, 0b10 << 62


class Ids(Iterator[str]):
    """UUIDs as 32 hex digits, seeds and sequence numbers of one process; both kinds of order only go up.

    As an iterator it gives `new` ones.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        random: Callable[[int], int] = bits,
        ticks: Callable[[], int] | None = None,
    ) -> None:
        """`random` gives that many random bits. `ticks`: the clock in microseconds, for less."""
        self._ticks = ticks or (lambda: to_number(clock()))
        self._random = random
        self._last = 0
        self._seq = 0

    def new(self) -> str:
        """A UUIDv7: its first 60 bits are the moment and a counter (RFC 9562, method 1)."""
        ticks = (self._ticks() // 1000) << 12
        self._last = last = ticks if ticks > self._last else self._last + 1
        first = last >> 12 << 16 | _SEVEN | last & 0xFFF
        return f"{first:016x}{_VARIANT | self._random(62):016x}"

    def random(self) -> str:
        """A UUIDv4, which tells neither time nor order."""
        first, second, third = self._random(48), self._random(12), self._random(62)
        return f"{first << 80 | _VERSION_4 | second << 64 | _VARIANT | third:032x}"

    @override
    def __next__(self) -> str:
        return self.new()

    def seed(self) -> int:
        """Fresh randomness for one turn: 63 bits."""
        return self._random(63)

    def seq(self) -> int:
        """The next place in a person's order of messages: microseconds, never twice the same."""
        self._seq = max(self._seq + 1, self._ticks())
        return self._seq
