"""Somebody's own words on their way to somebody else: their lines stay, what nobody sees goes."""

from __future__ import annotations

from bot.core.arabic import store


def tidy(text: str, longest: int) -> str:
    """Light cleaning line by line, and no more than `longest` letters."""
    lines = [store(line) for line in text[: 2 * longest].splitlines()]
    return "\n".join(lines).strip()[:longest]
