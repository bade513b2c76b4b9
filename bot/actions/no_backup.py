"""Why there is no backup, or nothing restored: a word for it, and what it is about. Nothing was changed."""

from __future__ import annotations


class NoBackup(Exception):
    """`why` is one of those that `bot.app.backup_words` has a text for; `about` fills it in."""

    def __init__(self, why: str, **about: object) -> None:
        super().__init__(why, about)
        self.why, self.about = why, about
