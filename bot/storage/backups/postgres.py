"""Copies of a PostgreSQL database, by its own programs: pg_dump's custom format, and pg_restore.

The rows are counted in the very transaction whose snapshot pg_dump writes. A copy is opened in a second
database of the same server; where the role may not make one, the archive is read to its end instead. Two
databases are exchanged by renaming both in one transaction.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import URL, column, func, select, table, text
from typing_extensions import override

from bot.storage.backups import BrokenCopy, Contents, Copies, NoProgram, NotAllowed
from bot.storage.backups import contents as inside
from bot.storage.database import Database, Tx
from bot.storage.errors import InUse, translated

MAINTENANCE = ("postgres", "template1")
_SAID = 400


class PostgresCopies(Copies):
    """Of one database."""

    dialect = "postgresql"
    locked_from_within = True

    def __init__(self, url: URL, programs: str) -> None:
        self._url, self._programs = url, programs
        self._second = url.set(database=f"{url.database}_copy")

    @override
    async def size(self, database: Database) -> int:
        async with database.read() as tx:
            return int(await tx.scalar(select(func.pg_database_size(func.current_database()))) or 0)

    @override
    async def copy(self, database: Database, to: Path) -> Contents:
        async with database.read() as tx:
            await tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            snapshot = await tx.scalar(select(func.pg_export_snapshot()))
            contents = await _contents(tx)
            await self._run("pg_dump", self._url, "--format=custom", f"--snapshot={snapshot}", f"--file={to}")
        await asyncio.to_thread(_to_disk, to)
        return contents

    @override
    async def read_through(self, file: Path) -> None:
        await self._run("pg_restore", None, f"--file={os.devnull}", str(file))

    @override
    @asynccontextmanager
    async def opened(self, file: Path) -> AsyncIterator[str]:
        name = str(self._second.database)
        with translated():
            async with self._maintaining() as server:
                await _drop(server, name)
                try:
                    await server.execute(
                        f"CREATE DATABASE {_quoted(name)} TEMPLATE template0 ENCODING 'UTF8'"
                    )
                except asyncpg.InsufficientPrivilegeError as error:
                    raise NotAllowed(str(self._url.username)) from error
        try:
            await self._run("pg_restore", self._second, "--exit-on-error", "--single-transaction", str(file))
            yield self._second.render_as_string(hide_password=False)
        finally:
            with translated():
                async with self._maintaining() as server:
                    await _drop(server, name)

    @override
    async def occupied(self) -> bool:
        with translated():
            try:
                connection = await _connect(self._url)
            except asyncpg.InvalidCatalogNameError:
                return False
            try:
                found = "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema())"
                return bool(await connection.fetchval(found))
            finally:
                await connection.close()

    @override
    async def put_in_place(self, made: str, aside: str) -> str:
        kept = f"{self._url.database}{aside}"
        empty = not await self.occupied()
        with translated():
            async with self._maintaining() as server:
                try:
                    await self._exchange(server, kept)
                except asyncpg.ObjectInUseError as error:
                    raise InUse(f"somebody uses {self._url.database} now; nothing was changed") from error
                if empty:
                    await _drop(server, kept)
        return "" if empty else kept

    async def _exchange(self, server: asyncpg.Connection[Any], kept: str) -> None:
        name, second = str(self._url.database), str(self._second.database)
        async with server.transaction():
            there = await server.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name)
            if there:
                await server.execute(f"ALTER DATABASE {_quoted(name)} RENAME TO {_quoted(kept)}")
            await server.execute(f"ALTER DATABASE {_quoted(second)} RENAME TO {_quoted(name)}")

    # ---------------------------------------------------------------------------- the server

    @asynccontextmanager
    async def _maintaining(self) -> AsyncIterator[asyncpg.Connection[Any]]:
        """A connection to a database of the server that is not ours."""
        connection = await self._elsewhere()
        try:
            yield connection
        finally:
            await connection.close()

    async def _elsewhere(self) -> asyncpg.Connection[Any]:
        for name in MAINTENANCE:
            with suppress(asyncpg.InvalidCatalogNameError, asyncpg.InsufficientPrivilegeError):
                return await _connect(self._url.set(database=name))
        raise NotAllowed(str(self._url.username))

    async def _run(self, program: str, at: URL | None, *given: str) -> None:
        """BrokenCopy with the last that it said, unless it ends well. Cancelled, it does not go on."""
        found = shutil.which(program, path=self._programs or None)
        if found is None:
            raise NoProgram(program)
        where = [f"--dbname={_libpq(at)}", "--no-owner", "--no-privileges"] if at is not None else []
        secret = {"PGPASSWORD": str(at.password)} if at is not None and at.password else {}
        process = await asyncio.create_subprocess_exec(
            found,
            *where,
            *given,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=_environment() | secret,
        )
        try:
            _, said = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if process.returncode != 0:
            raise BrokenCopy(_last(program, said))


async def _connect(url: URL) -> asyncpg.Connection[Any]:
    return await asyncpg.connect(_libpq(url), password=url.password)


def _environment() -> dict[str, str]:
    """Without settings of libpq's own: everything is in the address."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _last(program: str, said: bytes) -> str:
    """Its first error; details may tell values."""
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if "DETAIL" not in line]
    wrong = [line for line in lines if "error:" in line] or lines
    return (wrong[0] if wrong else f"{program} failed")[:_SAID]


async def _contents(tx: Tx) -> Contents:
    counts, schema = await inside.counts(tx), await inside.schema(tx)
    media: list[str] = []
    if "media" in counts:
        kept = table("media", column("object"))
        found = select(kept.c.object).where(kept.c.object.is_not(None)).distinct()
        media = sorted((await tx.execute(found)).scalars())
    return Contents(schema, counts, media)


async def _drop(server: asyncpg.Connection[Any], name: str) -> None:
    await server.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _libpq(url: URL) -> str:
    """The address as PostgreSQL's own programs read it, without the password."""
    query = {("sslmode" if name == "ssl" else name): value for name, value in url.query.items()}
    return url.set(drivername="postgresql", password=None, query=query).render_as_string(hide_password=False)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
