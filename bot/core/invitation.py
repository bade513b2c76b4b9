"""The code of an invitation: found anywhere in a first message, because people edit what a link puts in."""

from __future__ import annotations

import re

# No letter or digit that is mistaken for another when read aloud or copied by hand (0 O 1 I L U V).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
PREFIX = "TM"
LENGTH = 10
_CODE = re.compile(rf"(?<![A-Z0-9]){PREFIX}([{ALPHABET}]{{{LENGTH}}})(?![A-Z0-9])")


def make(seed: int) -> str:
    """A code from fresh randomness (48 bits are used)."""
    letters = []
    for _ in range(LENGTH):
        seed, index = divmod(seed, len(ALPHABET))
        letters.append(ALPHABET[index])
    return PREFIX + "".join(letters)


def find(text: str) -> str:
    """The first code in a text, in any case and with or without separators before it; '' when none."""
    match = _CODE.search(text[:2000].upper().replace("-", "").replace("_", ""))
    return PREFIX + match[1] if match else ""
