"""What a provider delivered, as an input of the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core.channel import Inbound
from bot.core.conversation import (
    Found,
    Input,
    Moved,
    Odd,
    Said,
    Sent,
    Shared,
    Signalled,
    Tapped,
    Woke,
)

# No question has this number: a tap without a readable one is answered as stale.
_NO_STAMP = -1


def read(parts: Sequence[Inbound], about: str, new_id: Callable[[], str]) -> Input:
    """The input that these deliveries are, together; only media come in several parts."""
    first = parts[0]
    match first.kind:
        case "said":
            return Said(first.text, first.message, first.edits, about)
        case "tapped":
            return _tapped(first.choice, about)
        case "media":
            return _sent(parts, about, new_id)
        case "position":
            return Shared(first.latitude, first.longitude)
        case "contact":
            return Shared(phone=first.text)
        case "signal":
            return Signalled(first.text)
        case "blocked" | "unblocked":
            return Moved(first.kind == "unblocked")
        case "odd":
            return Odd(first.text)
        case _:
            return Odd(first.kind)


def _tapped(choice: str, about: str) -> Tapped:
    """'STAMP:ID', as the outbox wrote it; anything else came from somewhere else."""
    stamp, colon, chosen = choice.partition(":")
    if not colon or not stamp.isdecimal() or len(stamp) > 9:
        return Tapped(_NO_STAMP, choice, about)
    return Tapped(int(stamp), chosen, about)


def _sent(parts: Sequence[Inbound], about: str, new_id: Callable[[], str]) -> Sent:
    media = tuple(replace(medium, id=new_id()) for part in parts for medium in part.media)
    caption = "\n".join(dict.fromkeys(part.text for part in parts if part.text))
    return Sent(media, caption, parts[0].album, parts[0].message, about)


def wordless(given: Input) -> Input:
    """The same input without what the person said: all that is kept of one from a private form."""
    match given:
        case Said():
            return Said("")
        case Tapped():
            return Tapped(given.stamp, "")
        case Sent():
            return Sent(())
        case Shared():
            return Shared()
        case Signalled():
            return Signalled("")
        case Found() | Woke():
            return replace(given, data={})
        case Odd() | Moved():
            return given
