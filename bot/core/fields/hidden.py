"""A value that goes with the answers and is neither asked nor said."""

from __future__ import annotations

from bot.core import unasked

TYPE = unasked.of("hidden", xlsform=("hidden",))
