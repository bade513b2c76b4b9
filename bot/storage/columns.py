"""The kinds of column that our tables are made of, the same on SQLite and PostgreSQL.

Identifiers are texts of 32 hex digits in Python, moments are aware, sealed values are bytes that only a
Sealer can have made: a plain text in a sealed column is a TypeError, not a leak.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Dialect, LargeBinary, MetaData, Text
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType
from typing_extensions import override

METADATA = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_unique",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_of_%(referred_table_name)s",
        "pk": "%(table_name)s_pk",
    }
)

Processor = Callable[[Any], Any]
# To SQLite go bytearrays and ints: Python's driver asks around for an adapter of whatever is bytes or a bool,
# and that takes three times as long as to bind it.

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_number(moment: datetime) -> int:
    """Microseconds since 1970, UTC. A naive moment is refused: nobody knows which one it is."""
    if moment.tzinfo is None:
        raise TypeError("a moment needs its zone")
    passed = moment - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def to_moment(number: int) -> datetime:
    """The moment of `to_number`, in UTC."""
    return _EPOCH + timedelta(microseconds=number)


_number = lru_cache(maxsize=64)(to_number)
"""A batch writes the same few moments in all its rows."""


class _Uuid(UserDefinedType[Any]):
    """PostgreSQL's uuid as its driver takes and gives it: without a copy on the way."""

    cache_ok = True
    render_bind_cast = True

    @override
    def get_col_spec(self, **_: Any) -> str:
        return "UUID"


class Kept(TypeDecorator[Any]):
    """A kind of ours: how its values are stored and read. NULL is always None."""

    cache_ok = True

    def stored(self, dialect: Dialect) -> Processor | None:
        """A value as the driver takes it; None where that is the value itself."""
        raise NotImplementedError

    def read(self, dialect: Dialect) -> Processor | None:
        """What the driver gives, as a value."""
        raise NotImplementedError

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        process = self.stored(dialect)
        return value if value is None or process is None else process(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        process = self.read(dialect)
        return value if value is None or process is None else process(value)


class Id(Kept):
    """32 hex digits; 16 bytes on SQLite, uuid on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(_Uuid())
        return dialect.type_descriptor(LargeBinary(16))

    @override
    def stored(self, dialect: Dialect) -> Processor | None:
        return None if dialect.name == "postgresql" else bytearray.fromhex

    @override
    def read(self, dialect: Dialect) -> Processor | None:
        return attrgetter("hex") if dialect.name == "postgresql" else bytes.hex


class Moment(Kept):
    """A point in time, as microseconds since 1970: compares and sorts alike everywhere."""

    impl = BigInteger
    cache_ok = True

    @override
    def stored(self, dialect: Dialect) -> Processor | None:
        return _number

    @override
    def read(self, dialect: Dialect) -> Processor | None:
        return to_moment


class Json(Kept):
    """Lists and mappings that hold nothing personal, as text."""

    impl = Text
    cache_ok = True

    @override
    def stored(self, dialect: Dialect) -> Processor | None:
        return _as_text

    @override
    def read(self, dialect: Dialect) -> Processor | None:
        return msgspec.json.decode


def _as_text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


class Ciphertext(bytes):
    """What a Sealer made, and nothing else."""

    __slots__ = ()


class Sealed(Kept):
    """A value of or about a person: names, numbers, words, answers (`bot.storage.sealed`)."""

    impl = LargeBinary
    cache_ok = True

    @override
    def stored(self, dialect: Dialect) -> Processor | None:
        return _sealed if dialect.name == "postgresql" else _sealed_for_sqlite

    @override
    def read(self, dialect: Dialect) -> Processor | None:
        return Ciphertext


def _sealed(value: Any) -> bytes:
    if not isinstance(value, Ciphertext):
        raise TypeError("this column takes only what a Sealer has sealed")
    return value


def _sealed_for_sqlite(value: Any) -> bytearray:
    if not isinstance(value, Ciphertext):
        raise TypeError("this column takes only what a Sealer has sealed")
    return bytearray(value)
