"""New databases for tests, in the dialect of the moment: SQLite unless a test runs on PostgreSQL.

`on` says for which dialect what follows asks; the fixture `dialect` of `tests/conftest.py` uses it, and
with it a test runs on both. On PostgreSQL a database is cleaned after its test and used again.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import asyncpg
from sqlalchemy import make_url

from bot.storage.migrate import migrate
from bot.storage.schema import METADATA
from tests import postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)
_TEMPLATE = "template_tamasuk"

_now = [SQLITE]
_given: list[str] = []
_clean: list[str] = []
_names = count(1)


def dialect() -> str:
    """The one of the moment."""
    return _now[-1]


@contextmanager
def on(name: str) -> Iterator[None]:
    """For whoever asks for a database inside. What was given is cleaned at the end."""
    _now.append(name)
    try:
        yield
    finally:
        _now.pop()
        while _given:
            url = _given.pop()
            _in_a_thread(url)
            _clean.append(url)


@contextmanager
def asking(name: str) -> Iterator[None]:
    """For a moment, for one more database of another kind."""
    _now.append(name)
    try:
        yield
    finally:
        _now.pop()


def fresh(folder: Path, name: str = "tamasuk") -> str:
    """The address of a new database with all tables and no rows."""
    if dialect() == POSTGRESQL:
        url = _clean.pop() if _clean else _another()
        _given.append(url)
        return url
    path = folder / f"{name}.db"
    shutil.copy(Path(_file().name) / "template.db", path)
    return f"sqlite+aiosqlite:///{path}"


@cache
def _file() -> TemporaryDirectory[str]:
    """Tables made once; each test copies the file."""
    folder = TemporaryDirectory(prefix="tamasuk-template-")
    migrate(f"sqlite:///{folder.name}/template.db")
    return folder


def _another() -> str:
    server = postgres.server()
    _template(server)
    return server.create(f"tests{next(_names)}", _TEMPLATE)


@cache
def _template(server: postgres.Server) -> None:
    url = server.create(_TEMPLATE)
    made = Thread(target=migrate, args=(url,))  # a loop may be running here
    made.start()
    made.join()


def _in_a_thread(url: str) -> None:
    cleaning = Thread(target=lambda: asyncio.run(_cleaned(url)))
    cleaning.start()
    cleaning.join()


async def _cleaned(url: str) -> None:
    """Deleting from small tables is quicker than truncating them. Whoever still holds a row is cut off."""
    made = make_url(url)
    connection = await asyncpg.connect(host=made.query["host"], user=made.username, database=made.database)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await connection.execute("SET session_replication_role = replica")
        for name in METADATA.tables:
            await connection.execute(f'DELETE FROM "{name}"')  # noqa: S608 - our own names
        await connection.execute("INSERT INTO generation (id, value) VALUES (1, 1)")
    finally:
        await connection.close()
