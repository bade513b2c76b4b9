"""A message as an event of the page's stream.

`write` makes the line that is stored: words already chosen, media by name. `show` makes the data
that a stream sends: media by signed addresses, which are good for 15 minutes and therefore made late.

Beside the agreed parts (id, text, dir, choices, media, hint, progress) an event says `at`, `replaces`
(numbers of lines that it takes the place of), `multiple` (its choices are toggled), `stays` (its choices
remain valid after newer messages), `rows` (one choice per row) and `asks` ('position').
A line that only removes others has `gone` instead of a text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import msgspec

from bot.core.channel import Reader
from bot.core.message import Choice, Message
from bot.handlers.webchat.ports import Line, Link, Words

# In two columns on a small phone a longer label is cut.
_SHORT = 14


class Option(msgspec.Struct, frozen=True):
    """A button. `id` comes back as the page's `choice`."""

    id: str
    label: str
    marked: bool = False
    style: str = ""


class Piece(msgspec.Struct, frozen=True):
    """A medium of a stored line."""

    kind: str
    media: str
    variant: str


class Event(msgspec.Struct, frozen=True):
    """A stored line."""

    text: str = ""
    dir: str = "rtl"
    choices: tuple[Option, ...] = ()
    media: tuple[Piece, ...] = ()
    hint: str | None = None
    progress: tuple[int, int] | None = None
    replaces: tuple[str, ...] = ()
    multiple: bool = False
    stays: bool = False
    rows: bool = False
    asks: str = ""
    gone: tuple[str, ...] = ()


class Shown(msgspec.Struct, frozen=True):
    """A medium as the page gets it."""

    kind: str
    url: str


class Data(msgspec.Struct, frozen=True):
    """A line as the page gets it."""

    id: str
    text: str
    dir: str
    choices: tuple[Option, ...]
    media: tuple[Shown, ...]
    hint: str | None
    progress: tuple[int, int] | None
    at: str
    replaces: tuple[str, ...]
    multiple: bool
    stays: bool
    rows: bool
    asks: str


def render(message: Message, reader: Reader, words: Words, replaces: Sequence[str] = ()) -> Event:
    """The message in the reader's language."""
    paragraphs = [message.heading] if message.heading else []
    text = "\n\n".join(words(part, reader) for part in (*paragraphs, *message.parts))
    choices = tuple(_option(choice, message.stamp, reader, words) for choice in message.choices)
    return Event(
        text=text,
        dir=direction(text or "".join(choice.label for choice in choices)),
        choices=choices,
        media=tuple(Piece(m.kind, m.media, m.variant) for m in message.media),
        hint=words(message.hint, reader) if message.hint else None,
        progress=message.progress,
        replaces=tuple(replaces),
        multiple=message.multiple,
        stays=bool(choices) and not message.stamp,
        rows=message.layout == "scale" or any(len(choice.label) > _SHORT for choice in choices),
        asks=message.asks if message.asks == "position" else "",
    )


def write(event: Event) -> bytes:
    """The line to store."""
    return msgspec.json.encode(event)


def show(line: Line, link: Link) -> tuple[str, bytes]:
    """The name and the data of the server-sent event for a stored line."""
    event = msgspec.json.decode(line.event, type=Event)
    if event.gone:
        return "gone", msgspec.json.encode({"ids": event.gone})
    return "message", msgspec.json.encode(
        Data(
            id=str(line.number),
            text=event.text,
            dir=event.dir,
            choices=event.choices,
            media=tuple(Shown(piece.kind, link(piece.media, piece.variant)) for piece in event.media),
            hint=event.hint,
            progress=event.progress,
            at=line.at,
            replaces=event.replaces,
            multiple=event.multiple,
            stays=event.stays,
            rows=event.rows,
            asks=event.asks,
        )
    )


def direction(text: str) -> str:
    """The direction of the first strong letter outside any isolate; right to left when there is none."""
    depth = 0
    for letter in text:
        match unicodedata.bidirectional(letter):
            case "LRI" | "RLI" | "FSI":
                depth += 1
            case "PDI":
                depth = max(0, depth - 1)
            case "L" if not depth:
                return "ltr"
            case "R" | "AL" if not depth:
                return "rtl"
            case _:
                pass
    return "rtl"


def _option(choice: Choice, stamp: int, reader: Reader, words: Words) -> Option:
    return Option(
        id=f"{stamp}:{choice.id}",
        label=words(choice.label, reader),
        marked=choice.marked,
        style=choice.style,
    )
