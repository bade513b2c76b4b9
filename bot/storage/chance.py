"""Randomness from the operating system, taken in blocks.

A call into the system lets go of the interpreter, and beside a thread that waits for it, each costs a change
of threads. A turn needs nine.
"""

from __future__ import annotations

import os
from struct import Struct

NONCE = 12
_NUMBER = 64
_nonces_in = Struct(f"{NONCE}s" * 256)
_numbers_in = Struct("256Q")

_nonces: list[bytes] = []
_numbers: list[int] = []


def nonce() -> bytes:
    """Twelve random bytes, given to nobody else."""
    while True:
        try:
            return _nonces.pop()  # one step of the interpreter, so that no two threads get the same
        except IndexError:
            _nonces.extend(_nonces_in.unpack(os.urandom(_nonces_in.size)))


def bits(count: int) -> int:
    """A number of at most 128 random bits, which nobody else was given."""
    if count > _NUMBER:
        return bits(_NUMBER) << count - _NUMBER | bits(count - _NUMBER)
    while True:
        try:
            return _numbers.pop() >> _NUMBER - count
        except IndexError:
            _numbers.extend(_numbers_in.unpack(os.urandom(_numbers_in.size)))


def _forget() -> None:
    _nonces.clear()
    _numbers.clear()


os.register_at_fork(after_in_child=_forget)
