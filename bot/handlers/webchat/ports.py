"""What the web chat is given by whoever connects it: lines to write and read, a place for uploads, words.

These are plain callables, so that a test hands in functions over a list and the program hands in
storage. None of them may be called before the browser's cookie has been checked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.channel import AddressKey, Reader
from bot.core.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """A numbered line of a browser's chat: the event as `render.write` wrote it; when (ISO 8601, UTC)."""

    number: int
    event: bytes
    at: str = ""


class Append(Protocol):
    """Commits a line and wakes the streams that show it; returns its number.

    `replaces` are numbers of lines to forget in the same transaction. The same `delivery` twice is
    one line.
    """

    def __call__(
        self, to: AddressKey, delivery: str, event: bytes, replaces: Sequence[int], /
    ) -> Awaitable[int]: ...


class History(Protocol):
    """The lines of an address after a number, oldest first, without those that have lost their event."""

    def __call__(self, address: AddressKey, after: int, /) -> Awaitable[Sequence[Line]]: ...


class Wait(Protocol):
    """Returns when an address may have new lines; it may return too early, and is cancelled when too late."""

    def __call__(self, address: AddressKey, /) -> Awaitable[None]: ...


class Seen(Protocol):
    """Told that a browser has shown every line up to a number, so that private ones may lose their text."""

    def __call__(self, address: AddressKey, number: int, /) -> Awaitable[None]: ...


class Keep(Protocol):
    """Stores an upload as received; returns the reference by which `Fetch` finds it."""

    def __call__(self, content: bytes, mime: str, /) -> Awaitable[str]: ...


class Fetch(Protocol):
    """The bytes of an upload; MediaRefused when they are gone, MediaDelayed when they cannot be read now."""

    def __call__(self, ref: str, /) -> Awaitable[bytes]: ...


class Link(Protocol):
    """A signed address of a kept medium, good for 15 minutes (`Files.link`)."""

    def __call__(self, media: str, variant: str, /) -> str: ...


class Words(Protocol):
    """A text in the reader's language and grammar."""

    def __call__(self, text: Text, reader: Reader, /) -> str: ...
