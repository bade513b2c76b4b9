"""Randomness from the operating system, taken in blocks.

A call into the system lets go of the interpreter, and beside a thread that waits for it, each costs a change
of threads. A turn needs nine.
"""

from __future__ import annotations

import os
from struct import Struct

PIECE = 16
_block = Struct(f"{PIECE}s" * 256)

_pieces: list[bytes] = []


def piece() -> bytes:
    """Sixteen random bytes, given to nobody else."""
    while True:
        try:
            return _pieces.pop()  # one step of the interpreter, so that no two threads get the same
        except IndexError:
            _pieces.extend(_block.unpack(os.urandom(_block.size)))


def bits(count: int) -> int:
    """A number of at most 128 random bits."""
    return int.from_bytes(piece(), "big") >> PIECE * 8 - count


os.register_at_fork(after_in_child=_pieces.clear)
