"""A voice note, or a sound file."""

from __future__ import annotations

from bot.core import medium
from bot.core.text import key

TYPE = medium.of(
    "voice",
    medium.kind("voice", "audio", mime="audio/"),
    xlsform=("audio",),
    expected=key("field.voice.expected"),
    shown=key("field.voice.show"),
)
