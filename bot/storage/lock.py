"""One process serves a SQLite file: an advisory lock on a file beside it. Several serve a PostgreSQL.

Commands that only read or write shortly do not ask for it; `restore`, `migrate` and key rotation do.
The system releases it when the process ends, however that happens.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bot.storage.database import checked
from bot.storage.errors import InUse, translated


@contextmanager
def serving(url: str) -> Iterator[None]:
    """Serve a database; InUse when that takes the lock of a file that another process holds.

    Who serves a PostgreSQL shows it by `Database.listen`.
    """
    made = checked(url)
    if made.get_backend_name() != "sqlite":
        yield
        return
    with held(Path(made.database or "")):
        yield


@asynccontextmanager
async def alone(url: str) -> AsyncIterator[None]:
    """Nobody serves this database, and nobody begins to; InUse when somebody does."""
    made = checked(url)
    if made.get_backend_name() == "sqlite":
        with held(Path(made.database or "")):
            yield
        return
    from bot.storage import postgres

    with translated():
        async with postgres.alone(made):
            yield


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Hold the file; InUse when another process does."""
    path = database.with_name(database.name + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUse(f"another process holds {database.name}; stop it first") from error
        yield
    finally:
        os.close(handle)
