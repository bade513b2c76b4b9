"""What somebody who gives a command must know to go on. It is said in one line, and nothing was changed."""

from __future__ import annotations

from bot.core.text import Text


class Problem(Exception):
    """`text` says what is wrong and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.key or text.value)
        self.text = text
