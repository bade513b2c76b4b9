"""Randomness that is data: the same conversation, question and place give the same number every time.

So a form that is read again after a restart has not changed its mind. The mixing is splitmix64; the order of
`randomize` with a seed is the one that the ODK XForms specification prescribes (Park-Miller, Fisher-Yates).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

_64 = (1 << 64) - 1
_PARK_MILLER, _MODULUS = 48271, 2147483647

T = TypeVar("T")


def mixed(seed: int, *about: object) -> int:
    """64 bits that a seed and what it is for give."""
    state = seed & _64
    for one in about:
        state = _mix(state ^ crc32(str(one).encode()))
    return _mix(state)


def _mix(state: int) -> int:
    state = (state + 0x9E3779B97F4A7C15) & _64
    state = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & _64
    state = ((state ^ state >> 27) * 0x94D049BB133111EB) & _64
    return state ^ state >> 31


def share(bits: int) -> float:
    """From 0 up to 1, without 1."""
    return (bits >> 11) / (1 << 53)


def shuffled(members: Sequence[T], seed: int) -> list[T]:
    """Them in another order, the same for the same seed."""
    made, state = list(members), seed % _MODULUS or 1
    for place in range(len(made) - 1, 0, -1):
        state = state * _PARK_MILLER % _MODULUS
        other = int((state - 1) / (_MODULUS - 1) * (place + 1))
        made[place], made[other] = made[other], made[place]
    return made
