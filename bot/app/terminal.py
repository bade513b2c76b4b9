"""Commands in a terminal: what they print, and how they fail.

What somebody must know to go on is said in one or two lines, in English and where we have it in Arabic,
with status 1. A traceback is for our own bugs.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from bot.actions.flaws import ProgrammeProblem
from bot.actions.problem import Problem
from bot.actions.read_programme import read_programme
from bot.app import running
from bot.app.store import SAMPLE, Unset
from bot.core.arabic import bidi
from bot.core.channel import Reader
from bot.core.text import Text
from bot.i18n import Catalogues
from bot.settings import Settings
from bot.storage import migrate as migrating
from bot.storage.errors import StorageError

T = TypeVar("T")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def words(text: Text, language: str) -> str:
    """A text as a terminal shows it, which orders directions by itself."""
    return bidi.strip(Catalogues.load().render(text, Reader(language=language)))


def both(text: Text) -> str:
    """In English and in Arabic, one line each."""
    return f"{words(text, 'en')}\n{words(text, 'ar')}"


def fail(said: str) -> NoReturn:
    """Say what is wrong, and end with status 1."""
    err.print(said, markup=False)
    raise typer.Exit(1)


@contextmanager
def explained() -> Iterator[None]:
    """What an operator can mend is said in words."""
    try:
        yield
    except Problem as problem:
        fail(both(problem.text))
    except (ProgrammeProblem, StorageError, Unset) as error:
        fail(str(error))
    except ValidationError as error:
        fail("\n".join(map(_setting, error.errors())))


def _setting(error: Any) -> str:
    name = "__".join(str(part).upper() for part in error["loc"])
    return f"TAMASUK_{name}: {error['msg']}. See docs/settings.md."


def run(made: Coroutine[Any, Any, T]) -> T:
    """Carry out a command; Ctrl+C ends it quietly."""
    with explained():
        try:
            return asyncio.run(made)
        except KeyboardInterrupt:
            raise typer.Exit(130) from None


def settings() -> Settings:
    """The settings; what is wrong with them is said by name."""
    with explained():
        return Settings()


# ----------------------------------------------------------------------------------------- running


def demo() -> None:
    """The bot with the sample programme and without any account."""
    given = settings()
    _free(given)
    run(running.demo(given))


def serve() -> None:
    """The bot, until it is told to stop."""
    given = settings()
    _free(given)
    run(running.serve(given))


def _free(given: Settings) -> None:
    """Whether we can listen there, asked before anything is printed."""
    family = socket.AF_INET6 if ":" in given.host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((given.host, given.port))
        except OSError as error:
            fail(
                f"Cannot listen on {given.host}, port {given.port}: {error.strerror}.\n"
                "Stop what listens there, or set TAMASUK_PORT to another number."
            )


def migrate() -> None:
    """Create the tables, or bring them up to date."""
    given = settings()
    with explained():
        migrating.migrate(given.database_url)
    out.print(f"{given.database_path} is up to date.", markup=False)


def load(folder: Path) -> None:
    """Read a programme and say what it is, or all that is wrong with it."""
    with explained():
        found, areas = read_programme(folder)
    governorates = len(areas.at_level(1))
    out.print(f"{found.name}: {found.title.languages['ar']}", markup=False)
    out.print(f"  languages {', '.join(found.languages)} · {governorates} governorates · {found.zone}")
    out.print(f"  survey {found.wave or 'none'}{f', until {found.wave_closes}' if found.wave else ''}")
    if found.name != SAMPLE:
        out.print(f"  To run it: TAMASUK_PROGRAMME={found.name}, and start the bot again.")
