"""What is said in a terminal: as it is, without markup, for a name may hold anything.

English and Arabic stand on lines of their own where they can: a terminal keeps the order of neither
where they mix.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from bot.core.arabic import bidi
from bot.core.channel import Reader
from bot.core.text import Text, key, verbatim
from bot.i18n import Catalogues

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_YES, _NO = frozenset({"y", "yes", "نعم"}), frozenset({"n", "no", "لا"})


def words(text: Text, language: str) -> str:
    """A text as a terminal shows it, which orders directions by itself."""
    return bidi.strip(Catalogues.load().render(text, Reader(language=language)))


def both(text: Text) -> str:
    """In English and in Arabic, one line each."""
    return f"{words(text, 'en')}\n{words(text, 'ar')}"


def say(said: str) -> None:
    """What the command has to tell."""
    out.print(_harmless(said), markup=False)


def show(said: str, beside: bool = False, end: str = "\n") -> None:
    """A message as a person reads it, with the isolates that keep names and numbers in their place."""
    (err if beside else out).print(_CONTROLS.sub("", said), markup=False, end=end)


def warn(said: str) -> None:
    """What is beside it."""
    err.print(_harmless(said), markup=False)


def _harmless(said: str) -> str:
    """Without what moves a terminal's cursor, changes its colours or turns its directions."""
    return bidi.strip(_CONTROLS.sub("", said))


def fail(said: str) -> NoReturn:
    """Say what is wrong, and end with status 1."""
    warn(said)
    raise typer.Exit(1)


def no_file(path: Path) -> Text:
    """That there is none, as every command says it."""
    return key("command.no_file", file=verbatim(str(path)))


def needs_file(path: Path) -> None:
    """End the command where there is no such file."""
    if not path.is_file():
        fail(both(no_file(path)))


def yes(question: str) -> bool | None:
    """What somebody answers; None when they would rather not now (Ctrl+C, or nothing typed)."""
    say(question)
    while True:
        try:
            said = str(typer.prompt("[y/n · نعم/لا]", default="", show_default=False)).strip().lower()
        except typer.Abort:
            say("")
            return None
        if said in _YES or said in _NO or not said:
            return said in _YES if said else None
