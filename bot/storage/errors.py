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
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
    """Raise ours for the drivers' and SQLAlchemy's; statements and values stay out of the message."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(_of_the_driver(error.orig)) from error
    except _of_drivers() as error:
        raise _ours(error) from error
    except OSError as error:  # while connecting, or when the server has gone: its port, its socket, its name
        raise Unavailable(f"{type(error).__name__}: the database does not answer") from error


def _of_drivers() -> tuple[type[Exception], ...]:
    return (sqlite3.Error, *_of("PostgresError", "InterfaceError", "InternalClientError"))


def _of(*names: str) -> tuple[type[Exception], ...]:
    """Errors of asyncpg. Where nothing has imported it none can come, and it takes three megabytes."""
    driver: Any = sys.modules.get("asyncpg")
    return tuple(getattr(driver, name) for name in names) if driver is not None else ()


def _of_the_driver(error: BaseException | None) -> BaseException | None:
    """SQLAlchemy wraps asyncpg's errors in its own."""
    cause = error.__cause__ if error is not None else None
    return cause if isinstance(cause, _of("PostgresError", "InterfaceError")) else error


def _ours(error: BaseException | None) -> StorageError:
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, _of("PostgresError")):
        return _by_code(error)
    if isinstance(error, sqlite3.IntegrityError) and "UNIQUE" in str(error):
        return Conflict(said)
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
        return Refused(said)
    if isinstance(error, _of("DataError")):  # a value that has no place in a column
        return Refused(type(error).__name__)
    return Unavailable(said)


_RACES = ("23505", "40001", "40P01", "55P03")
"""A key that is there, what was changed meanwhile, a deadlock, a lock that was not given in time."""
_OURS = ("22", "23")


def _by_code(error: Any) -> StorageError:
    """By SQLSTATE. What its text adds as detail are values, so that is not said."""
    code, said = str(error.sqlstate or ""), f"{type(error).__name__}: {error.args[0] if error.args else ''}"
    if code in _RACES:
        return Conflict(said)
    if code[:2] in _OURS:
        return Refused(type(error).__name__)
    return Unavailable(said)
