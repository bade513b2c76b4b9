"""Commands in a terminal: how they run, and how they fail.

What somebody must know to go on is said in one or two lines, in English and in Arabic, with status 1.
A traceback is for our own bugs.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from uvicorn.loops.auto import auto_loop_factory

from bot.actions.flaws import ProgrammeProblem
from bot.actions.problem import Problem
from bot.actions.read_programme import FILE, read_programme
from bot.actions.read_recordings import read_recordings
from bot.app import running
from bot.app.saying import both, fail, say, warn
from bot.app.store import SAMPLE, Unset
from bot.flows.shipped import SHIPPED
from bot.settings import PREFIX, Settings, misspelt
from bot.storage import migrate as migrating
from bot.storage.database import Database
from bot.storage.errors import InUse, Refused, StorageError, Unavailable, UnknownSchema, WrongKey

T = TypeVar("T")

STOPPED = 130
"""The status of a command that Ctrl+C ended."""

_ARABIC: tuple[tuple[type[StorageError], str], ...] = (
    (InUse, "برنامج آخر يستعمل قاعدة البيانات الآن: أوقفه أولاً."),
    (UnknownSchema, "جداول قاعدة البيانات لإصدار آخر: الحل في السطر الأول."),
    (WrongKey, "بدأت قاعدة البيانات بمفتاح آخر: يلزم ذلك المفتاح."),
    (StorageError, "تعذّر استعمال قاعدة البيانات: راجع TAMASUK_DATABASE_URL"),
)


@contextmanager
def explained() -> Iterator[None]:
    """What an operator can mend is said in words."""
    try:
        yield
    except Problem as problem:
        fail(both(problem.text))
    except StorageError as error:
        fail(f"{_stored(error)}\n{next(said for kind, said in _ARABIC if isinstance(error, kind))}")
    except (ProgrammeProblem, Unset) as error:
        fail(str(error))
    except ValidationError as error:
        fail("\n".join([*map(_setting, error.errors()), _SEE]))
    except SettingsError as error:  # a group that was given a value of its own
        group = str(error).partition('"')[2].partition('"')[0]
        fail(f"{_name([group])}: its parts are set one by one, {_name([group, '…'])}\n{_SEE}")
    except OSError as error:
        if error.filename is None:
            raise
        fail(f"{error.filename}: {error.strerror}.\nتعذّر استعمال هذا الملف أو المجلد.")


def _stored(error: StorageError) -> str:
    if isinstance(error, Unavailable | Refused):
        return f"The database of TAMASUK_DATABASE_URL cannot be used: {error}"
    return str(error)


_SEE = "See docs/settings.md. · راجع docs/settings.md"


def _setting(error: Any) -> str:
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{_name(error['loc'])}: {said}" if error["loc"] else said


def _name(parts: Iterable[object]) -> str:
    return PREFIX + "__".join(str(part).upper() for part in parts)


def run(made: Coroutine[Any, Any, T]) -> T:
    """Carry out a command; Ctrl+C ends it quietly."""
    with explained():
        try:
            with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
                return runner.run(made)
        except (KeyboardInterrupt, asyncio.CancelledError):  # the latter before it has well begun
            raise typer.Exit(STOPPED) from None


def settings() -> Settings:
    """The settings; what is wrong with them is said by name, and so is what looks like one and is none."""
    with explained():
        given = Settings()
        for wrong, meant in misspelt(os.environ):
            warn(f"{wrong} is no setting{f'; did you mean {meant}?' if meant else '.'}")
        return given


# ----------------------------------------------------------------------------------------- running


def demo() -> None:
    """The bot with the sample programme and without any account."""
    run(running.demo(settings()))


def serve() -> None:
    """The bot, until it is told to stop."""
    run(running.serve(settings()))


def migrate(if_needed: bool) -> None:
    """Create the tables, or bring them up to date.

    What starts several processes asks `if_needed` before each start, when others serve already.
    """
    given = settings()
    with explained():
        if not (if_needed and run(_up_to_date(given))):
            migrating.migrate(given.database_url)
    say(f"{given.database_name}: up to date. · قاعدة البيانات جاهزة.")


async def _up_to_date(given: Settings) -> bool:
    if given.database_path is not None and not given.database_path.exists():
        return False
    try:
        async with Database(given.database_url) as database:
            await migrating.check_schema(database)
    except UnknownSchema:
        return False
    return True


def load(folder: Path) -> None:
    """Read a programme and say what it is, or all that is wrong with it."""
    with explained():
        folder = folder.parent if folder.name == FILE else folder
        found, areas = read_programme(folder)
        recordings = read_recordings(folder, SHIPPED, found.languages)
    lines = [
        f"{found.name}: {found.title.languages['ar']}",
        f"  languages {' '.join(found.languages)} · governorates {len(areas.at_level(1))} · {found.zone}",
        f"  survey {found.wave}, until {found.wave_closes}" if found.wave else "  no survey is open",
        f"  recorded questions {len(recordings)}",
        "Nothing is wrong. · لا خطأ فيه.",
    ]
    if found.name != SAMPLE:
        lines.append(f"To run it: TAMASUK_PROGRAMME={found.name}, and start the bot again.")
    say("\n".join(lines))
