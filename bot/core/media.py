"""Things that are not text: what a provider holds, and what we keep."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("photo", "video", "voice", "audio", "file")


@dataclass(frozen=True, slots=True)
class Media:
    """One medium as it arrived. `ref` fetches it from the provider; sizes in bytes, duration in seconds.

    `id` is ours, given on arrival; answers refer to it. `as_file`: a photo sent as a file.
    """

    kind: str
    ref: str
    id: str = ""
    mime: str = ""
    size: int = 0
    name: str = ""
    duration: int = 0
    as_file: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A medium that a message carries. `media`: the id of a kept one; `variant`: 'preview' or 'original'."""

    media: str
    kind: str = "photo"
    variant: str = "preview"
    mime: str = ""
