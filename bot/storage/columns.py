"""The kinds of column that our tables are made of, the same on SQLite and PostgreSQL.

Identifiers are texts of 32 hex digits in Python, moments are aware, sealed values are bytes that only a
Sealer can have made: a plain text in a sealed column is a TypeError, not a leak.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
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

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_number(moment: datetime) -> int:
    """Microseconds since 1970, UTC. A naive moment is refused: nobody knows which one it is."""
    if moment.tzinfo is None:
        raise TypeError("a moment needs its zone")
    return (moment - _EPOCH) // _MICROSECOND


def to_moment(number: int) -> datetime:
    """The moment of `to_number`, in UTC."""
    return _EPOCH + timedelta(microseconds=number)


class _Uuid(UserDefinedType[Any]):
    """PostgreSQL's uuid as its driver takes and gives it: without a copy on the way."""

    cache_ok = True
    render_bind_cast = True

    @override
    def get_col_spec(self, **_: Any) -> str:
        return "UUID"


class Id(TypeDecorator[str]):
    """32 hex digits; 16 bytes on SQLite, uuid on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(_Uuid())
        return dialect.type_descriptor(LargeBinary(16))

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return bytes.fromhex(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return str(value.hex) if dialect.name == "postgresql" else bytes(value).hex()


class Moment(TypeDecorator[datetime]):
    """A point in time, as microseconds since 1970: compares and sorts alike everywhere."""

    impl = BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_number(value)

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else to_moment(value)


class Json(TypeDecorator[Any]):
    """Lists and mappings that hold nothing personal, as text."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value)


class Ciphertext(bytes):
    """What a Sealer made, and nothing else."""

    __slots__ = ()


class Sealed(TypeDecorator[Ciphertext]):
    """A value of or about a person: names, numbers, words, answers (`bot.storage.sealed`)."""

    impl = LargeBinary
    cache_ok = True

    @override
    def process_bind_param(self, value: Ciphertext | None, dialect: Dialect) -> bytes | None:
        if value is not None and not isinstance(value, Ciphertext):
            raise TypeError("this column takes only what a Sealer has sealed")
        return value

    @override
    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)
