"""Several turns of one person taken in one batch get one reply, to the last.

A question that a later one has taken the place of is not asked any more. What was acknowledged with it
(a number to quote, a support card) is said all the same, before what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.media import Attachment
from bot.core.message import Message
from bot.core.text import Text


def joined(turns: Sequence[Sequence[Message]]) -> list[Message]:
    """The messages of consecutive turns at one address, as one reply."""
    if len(turns) == 1:
        return list(turns[0])
    last = max((n for n, said in enumerate(turns) if any(map(_asks, said))), default=-1)
    found: list[Message] = []
    parts: list[Text] = []
    media: list[Attachment] = []
    for n, said in enumerate(turns):
        for message in said:
            passed = _asks(message) and n < last
            if passed or _only_acknowledges(message, n, len(turns)):
                parts += [part for part in message.parts[: message.acks] if part not in parts]
                media += [one for one in message.media if not (passed and one.kind == "voice")]
            else:
                found.append(_after(parts, media, message))
                parts, media = [], []
    if parts or media:
        found.append(Message(parts=tuple(parts), media=tuple(media), acks=len(parts)))
    return found


def _asks(message: Message) -> bool:
    return message.about == "menu" or message.about.startswith("question:")


def _only_acknowledges(message: Message, turn: int, turns: int) -> bool:
    """Nothing but acknowledgements, with something still to come."""
    plain = not message.choices and not message.about and not message.slot
    return turns > 1 and turn < turns - 1 and plain and 0 < message.acks == len(message.parts)


def _after(parts: list[Text], media: list[Attachment], message: Message) -> Message:
    if not parts and not media:
        return message
    fresh = [part for part in parts if part not in message.parts[: message.acks]]
    return replace(
        message,
        parts=(*fresh, *message.parts),
        media=(*media, *message.media),
        acks=message.acks + len(fresh),
    )
