"""Set input: a JSON list as rows, with bytes and identifiers as hex in it. Each dialect has its own words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Text, bindparam, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from bot.storage.columns import Id, Json


class _Members(FunctionElement[Any]):
    """PostgreSQL calls the one column of this `value`, too."""

    name = "members"
    inherit_cache = True


class _Raw(FunctionElement[bytes]):
    name = "raw"
    type = LargeBinary()
    inherit_cache = True


class _Identifier(FunctionElement[str]):
    name = "identifier"
    type = Id()
    inherit_cache = True


class _Part(FunctionElement[str]):
    name = "part"
    type = Text()
    inherit_cache = True


def each(name: str) -> Any:
    """The members of the JSON list in a parameter, as a table with the column `value`."""
    return _Members(bindparam(name, type_=Json())).table_valued("value", name=f"each_{name}")


def raw(value: Any) -> ColumnElement[bytes]:
    """Bytes from hex."""
    return _Raw(value)


def identifier(value: Any) -> ColumnElement[str]:
    """An identifier from hex."""
    return _Identifier(value)


def part(rows: Any, name: str) -> ColumnElement[str]:
    """A member of each row, when the list is one of objects."""
    return _Part(rows.c.value, word(name))


def word(value: str) -> ColumnElement[str]:
    """A constant written out, so that SQLite sees that a partial index covers it."""
    return literal_column(f"'{value}'", type_=Text())


# --------------------------------------------------------------------------------------- the words


def _given(element: Any, compiler: Any, rest: Any) -> list[str]:
    return [compiler.process(one, **rest) for one in element.clauses]


@compiles(_Members, "sqlite")
def _(element: Any, compiler: Any, **rest: Any) -> str:
    return f"json_each({_given(element, compiler, rest)[0]})"


@compiles(_Members, "postgresql")
def _(element: Any, compiler: Any, **rest: Any) -> str:
    return f"json_array_elements_text(CAST({_given(element, compiler, rest)[0]} AS JSON))"


@compiles(_Raw, "sqlite")
@compiles(_Identifier, "sqlite")
def _(element: Any, compiler: Any, **rest: Any) -> str:
    return f"from_hex({_given(element, compiler, rest)[0]})"


@compiles(_Raw, "postgresql")
def _(element: Any, compiler: Any, **rest: Any) -> str:
    return f"decode({_given(element, compiler, rest)[0]}, 'hex')"


@compiles(_Identifier, "postgresql")
def _(element: Any, compiler: Any, **rest: Any) -> str:
    return f"CAST({_given(element, compiler, rest)[0]} AS UUID)"


@compiles(_Part, "sqlite")
def _(element: Any, compiler: Any, **rest: Any) -> str:
    value, name = _given(element, compiler, rest)
    return f"json_extract({value}, '$.' || {name})"


@compiles(_Part, "postgresql")
def _(element: Any, compiler: Any, **rest: Any) -> str:
    value, name = _given(element, compiler, rest)
    return f"(CAST({value} AS JSON) ->> {name})"
