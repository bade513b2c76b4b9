"""A video, also when it is sent as a file."""

from __future__ import annotations

from bot.core import medium
from bot.core.text import key

TYPE = medium.of(
    "video",
    medium.kind("video", mime="video/"),
    xlsform=("video",),
    expected=key("field.video.expected"),
    shown=key("field.video.show"),
)
