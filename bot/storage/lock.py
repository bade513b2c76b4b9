"""One process serves a SQLite file: an advisory lock on a file beside it.

Commands that only read or write shortly do not ask for it; `restore`, `migrate` and key rotation do.
The system releases it when the process ends, however that happens.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.errors import InUse


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
