"""Copying a database in one step while it is used, and putting a copy in the place of one that is not.

`bot.storage.backups.sqlite` and `.postgres` know how; `copies_of` chooses by address. What is asked of a
copy (`contents`) and what is changed in one before it is used (`thawing`) is the same on both.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.storage.database import Database, checked
from bot.storage.errors import StorageError


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy holds: the version of its tables, its rows by table, the names of its kept media."""

    schema: str
    counts: Mapping[str, int]
    media: Sequence[str]


class NoProgram(StorageError):
    """A program that PostgreSQL's copies need is not here; its name."""


class NotAllowed(StorageError):
    """The database's role may not make databases."""


class BrokenCopy(StorageError):
    """This is no whole copy of a database."""


class Copies(ABC):
    """Copies of one database."""

    dialect: str
    locked_from_within = False
    """Whether the lock of those who serve is held by a connection, which no exchange survives."""

    @abstractmethod
    async def size(self, database: Database) -> int:
        """About how many bytes a copy needs."""

    @abstractmethod
    async def copy(self, database: Database, to: Path) -> Contents:
        """Write one moment of the database into a file, while it is used."""

    @abstractmethod
    async def read_through(self, file: Path) -> None:
        """BrokenCopy unless the file can be read to its end. For where no database can be made of it."""

    @abstractmethod
    def opened(self, file: Path) -> AbstractAsyncContextManager[str]:
        """The address of a database made of a copy, gone at the end unless it was put in place.

        BrokenCopy when that fails; NotAllowed where the role may not make one. The file may be used up.
        """

    @abstractmethod
    async def occupied(self) -> bool:
        """Whether the database of the address has tables already."""

    @abstractmethod
    async def put_in_place(self, made: str, aside: str) -> str:
        """Let what `opened` made be the database of the address, in one step.

        The former one is kept under a name that ends with `aside`: that name, '' when there was none.
        Nobody may use either.
        """


def copies_of(url: str, programs: str = "") -> Copies:
    """`programs`: the folder of pg_dump and pg_restore; without it they are on PATH."""
    made = checked(url)
    if made.get_backend_name() == "sqlite":
        from bot.storage.backups.sqlite import SqliteCopies

        return SqliteCopies(Path(made.database or ""))
    from bot.storage.backups.postgres import PostgresCopies

    return PostgresCopies(made, programs)
