"""Isolates, so that a name or a number inside a sentence of the other direction stays in its place.

They are put in when a text is sent and taken out when one is received. What is wrapped loses its own
controls first: one of them left open would turn the rest of the message round.
"""

from __future__ import annotations

import re
from typing import Final

_LRI: Final = "\u2066"
_FSI: Final = "\u2068"
_PDI: Final = "\u2069"
CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ENDS = "[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
# An isolate without another control in it, which stays; or a control, which goes.
_WHOLE = re.compile(f"([\u2066\u2068](?:(?!{CONTROLS.pattern}|{_ENDS}).)*\u2069)|{CONTROLS.pattern}")


def isolate(text: str) -> str:
    """A text whose own first letter decides its direction: names, an author's words."""
    return f"{_FSI}{strip(text)}{_PDI}" if text else ""


def ltr(text: str) -> str:
    """A text that runs left to right whatever it holds: phones, links, codes."""
    return f"{_LRI}{strip(text)}{_PDI}" if text else ""


def closed(text: str) -> str:
    """The text with such isolates only as end on the line that they begin on: nothing around them turns."""
    return _WHOLE.sub(lambda found: found[1] or "", text)


def strip(text: str) -> str:
    """The text without any sign that turns its direction."""
    return CONTROLS.sub("", text)
