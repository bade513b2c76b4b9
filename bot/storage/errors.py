"""What can go wrong with storage, in our words. Driver errors are translated once, at the door.

StorageError
├── Unavailable      the disk or connection failed: nothing was written, answer 5xx
├── Conflict         somebody else was first (a unique key): run again
├── Stale            the row has another version than the one that was read: run again
├── Refused          a row breaks a rule of the tables: our bug, with whatever input caused it
├── WrongKey         sealed with a key that is not configured
│   └── Damaged      the key is right and the bytes are not
├── UnknownSchema    the database is older or newer than this program
└── InUse            another process holds the database
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError


class StorageError(Exception):
    """Something with storage."""


class Unavailable(StorageError):
    """The database cannot take or give anything now."""


class Conflict(StorageError):
    """A row with this key is there already."""


class Stale(StorageError):
    """The row was changed by somebody else since it was read."""


class Refused(StorageError):
    """A row that the tables do not take."""


class WrongKey(StorageError):
    """This value was sealed with a key that is neither SECRET_KEY nor one of SECRET_KEY_OLD."""


class Damaged(WrongKey):
    """A sealed value was changed, cut, or put in another place than it was sealed for."""


class UnknownSchema(StorageError):
    """The tables are not those of this program; the message says the command to run."""


class InUse(StorageError):
    """Another process serves this database."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise ours for the driver's and SQLAlchemy's; statements and values stay out of the message."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(error.orig) from error
    except sqlite3.Error as error:
        raise _ours(error) from error


def _ours(error: BaseException | None) -> StorageError:
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, sqlite3.IntegrityError) and "UNIQUE" in str(error):
        return Conflict(said)
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
        return Refused(said)
    return Unavailable(said)
