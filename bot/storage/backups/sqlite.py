"""Copies of a SQLite file.

VACUUM INTO reads one moment on a connection of its own: turns go on meanwhile, and the copy has nothing of
what was deleted. It is one file, without a journal.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

from typing_extensions import override

from bot.storage.backups import BrokenCopy, Contents, Copies
from bot.storage.database import Database
from bot.storage.errors import translated

_BESIDE = ("-wal", "-shm", "-journal")


class SqliteCopies(Copies):
    """Of one file."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = path

    @override
    async def size(self, database: Database) -> int:
        beside = [self._path, *(_beside(self._path, "-wal"),)]
        return sum(one.stat().st_size for one in beside if one.exists())

    @override
    async def copy(self, database: Database, to: Path) -> Contents:
        with translated():
            connection = await asyncio.to_thread(_connected, self._path)
            copying = asyncio.create_task(asyncio.to_thread(_copy, connection, to))
            try:
                return await asyncio.shield(copying)
            except asyncio.CancelledError:
                connection.interrupt()
                with suppress(sqlite3.Error):
                    await copying
                raise
            finally:
                connection.close()

    @override
    async def read_through(self, file: Path) -> None:
        async with self.opened(file):
            pass

    @override
    @asynccontextmanager
    async def opened(self, file: Path) -> AsyncIterator[str]:
        """The file itself, looked through before anything trusts it."""
        try:
            await asyncio.to_thread(_look_through, file)
            yield f"sqlite:///{file}"
        finally:
            for one in (file, *(_beside(file, suffix) for suffix in _BESIDE)):
                one.unlink(missing_ok=True)

    @override
    async def occupied(self) -> bool:
        return self._path.exists() and self._path.stat().st_size > 0

    @override
    async def put_in_place(self, made: str, aside: str) -> str:
        return await asyncio.to_thread(_put, Path(made.removeprefix("sqlite:///")), self._path, aside)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _connected(path: Path) -> sqlite3.Connection:
    """One that reads only; the thread that works with it is not the one that opened it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None,
                           check_same_thread=False)  # fmt: skip


def _copy(connection: sqlite3.Connection, to: Path) -> Contents:
    to.unlink(missing_ok=True)
    connection.execute("VACUUM INTO ?", (str(to),))
    _to_disk(to)
    with closing(_connected(to)) as copy:
        return _contents(copy)


def _contents(copy: sqlite3.Connection) -> Contents:
    tables = copy.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    ).fetchall()
    counts = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}  # noqa: S608 - names of our tables
    schema = (
        copy.execute("SELECT version_num FROM alembic_version").fetchone()
        if "alembic_version" in counts
        else None
    )
    media = (
        copy.execute("SELECT DISTINCT object FROM media WHERE object IS NOT NULL ORDER BY object").fetchall()
        if "media" in counts
        else []
    )
    return Contents(schema[0] if schema else "", counts, [name for (name,) in media])


def _look_through(file: Path) -> None:
    """Every page, every index against its table, every key against what it refers to."""
    try:
        with closing(_connected(file)) as copy:
            said = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
            lost = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise BrokenCopy(f"{type(error).__name__}: {error}") from error
    if said != ["ok"]:
        raise BrokenCopy(said[0])
    if lost is not None:
        raise BrokenCopy(f"a row of {lost[0]} refers to nothing")


def _put(made: Path, path: Path, aside: str) -> str:
    """At no moment is there no database. A journal of the former one must not meet the new one."""
    _settled(made)
    _to_disk(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    former = _beside(path, aside)
    there = path.exists()
    if there:
        with suppress(sqlite3.Error):  # a damaged one keeps its journal
            _settled(path)
    for suffix in _BESIDE:  # also where the database itself has gone
        if _beside(path, suffix).exists():
            _beside(path, suffix).replace(_beside(former, suffix))
    if there:
        former.unlink(missing_ok=True)
        try:
            former.hardlink_to(path)
        except OSError:  # a file system without links
            shutil.copy2(path, former)
    made.replace(path)
    _to_disk(path.parent)
    return former.name if there else ""


def _settled(path: Path) -> None:
    """All of it in the file itself."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise sqlite3.OperationalError("the journal is in use")


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
