"""Any file: what a phone can send is one."""

from __future__ import annotations

from bot.core import medium
from bot.core.media import KINDS
from bot.core.text import key

TYPE = medium.of(
    "file",
    medium.kind(*KINDS),
    xlsform=("file",),
    expected=key("field.file.expected"),
    shown=key("field.file.show"),
)
