"""What is said when a question cannot use what arrived: that it arrived, and what would be an answer.

The bot takes the blame, never the person. `expected` is the sentence of the field's type.
"""

from __future__ import annotations

from bot.core.conversation import Input, Said, Sent, Shared, Signalled
from bot.core.field import Refusal
from bot.core.text import Text, key

_SPOKEN = frozenset({"voice", "audio"})


def refused(given: Input, expected: Text) -> Refusal:
    """A kind sentence for this kind of input."""
    if isinstance(given, Said):
        return Refusal(expected)
    return Refusal(key(_arrived(given), expected=expected))


def _arrived(given: Input) -> str:
    match given:
        case Sent(media=media):
            spoken = media and all(m.kind in _SPOKEN for m in media)
            return "field.refused.voice" if spoken else "field.refused.media"
        case Shared():
            return "field.refused.position"
        case Signalled():
            return "field.refused.sign"
        case _:
            return "field.refused.odd"
