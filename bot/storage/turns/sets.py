"""Set input for one dialect: a JSON list as rows, with bytes and identifiers as hex in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Text, bindparam, func, literal_column

from bot.storage.columns import Id, Json


def each(name: str) -> Any:
    """The members of the JSON list in a parameter, as a table with the column `value`."""
    return func.json_each(bindparam(name, type_=Json())).table_valued("value", name=f"each_{name}")


def raw(value: Any) -> ColumnElement[bytes]:
    """Bytes from hex."""
    return func.from_hex(value, type_=LargeBinary())


def identifier(value: Any) -> ColumnElement[str]:
    """An identifier from hex."""
    return func.from_hex(value, type_=Id())


def part(rows: Any, name: str) -> ColumnElement[str]:
    """A member of each row, when the list is one of objects."""
    return func.json_extract(rows.c.value, f"$.{name}", type_=Text())


def word(value: str) -> ColumnElement[str]:
    """A constant written out, so that SQLite sees that a partial index covers it."""
    return literal_column(f"'{value}'", type_=Text())
