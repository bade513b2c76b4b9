"""Phone numbers, as they are dialled here and as they are stored.

A local number of ten digits beginning 07 is Jordanian, of eleven Iraqi; 09 with ten is Syrian. Anything
else must say its country. What is stored is E.164.
"""

from __future__ import annotations

import re
from typing import Final

import phonenumbers

from bot.core.arabic.folding import digits

_LONGEST: Final = 40
_SEPARATORS = re.compile(r"[\s()\[\]./\-‐-―−]+")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
_LOCAL: Final = (
    (re.compile(r"0?(7[789][0-9]{7})"), "962"),
    (re.compile(r"0?(7[0-9]{9})"), "964"),
    (re.compile(r"0?(9[0-9]{8})"), "963"),
)
_WITH_CODE = re.compile(r"(962|963|964)[0-9]{9,10}")


def phone(text: str) -> str | None:
    """The E.164 form of a number that exists; None for anything else."""
    if len(text) > _LONGEST:
        return None
    written = _international(_SEPARATORS.sub("", digits(text)))
    if not _INTERNATIONAL.fullmatch(written):
        return None
    try:
        number = phonenumbers.parse(written)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _international(written: str) -> str:
    for local, country in _LOCAL:
        if found := local.fullmatch(written):
            return f"+{country}{found[1]}"
    if written.startswith("00"):
        return f"+{written[2:]}"
    return f"+{written}" if _WITH_CODE.fullmatch(written) else written
