"""Numbers that people read to each other by phone: six digits and a check digit, as in «482 915 3».

The check digit is Damm's: it finds every single wrong digit and every exchange of two neighbours.
"""

from __future__ import annotations

# The quasigroup of order ten published by H. Michael Damm (2004).
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)

# A space at which no line may end.
_JOINED = "\u00a0"


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def reference(seed: int) -> str:
    """Seven digits from fresh randomness; the first is never 0."""
    six = str(100_000 + seed % 900_000)
    return six + str(_check(six))


def is_reference(digits: str) -> bool:
    """Whether these ASCII digits are a number we could have given."""
    return len(digits) == 7 and digits.isascii() and digits.isdecimal() and _check(digits) == 0


def spoken(number: str) -> str:
    """In groups, as it is read aloud: 482 915 3. No line ends within it, however narrow the screen is."""
    return _JOINED.join((number[:3], number[3:6], number[6:]))


def code(seed: int) -> str:
    """A six-digit code for linking a second channel."""
    return str(seed % 1_000_000).zfill(6)
