"""Statements written in Core, compiled once per dialect, and executed on the raw driver.

Core's cost per execution is more than the rest of a turn; what it knows (order of parameters, how a
type is stored) is taken from the compiled statement here, once: for SQLite at import, for PostgreSQL when
the first batch asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import BindParameter, Boolean, Dialect, Executable, LargeBinary
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from bot.storage.columns import Kept, Sealed

Row = Sequence[Any]
_Processor = Callable[[Any], Any]

SQLITE = SQLiteDialect_pysqlite(paramstyle="qmark")
POSTGRESQL = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


class Spoken:
    """A statement in the words of one dialect, for its raw driver.

    `bind` makes a row of parameters in the driver's order from values by name; KeyError when one is missing.
    """

    __slots__ = ("_as_core", "bind", "sql")

    def __init__(self, core: Executable, columns: Sequence[str] | None, dialect: Dialect) -> None:
        compiled = core.compile(dialect=dialect, column_keys=columns)  # type: ignore[attr-defined]
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only statements with parameters are bound")
        self.sql = str(compiled)
        self.bind = _binder([(name, compiled.binds[name]) for name in compiled.positiontup or ()], dialect)
        self._as_core = _reader([_read(entry.type, dialect) for entry in compiled._result_columns])

    def bind_all(self, rows: Iterable[Mapping[str, Any]]) -> Sequence[Row]:
        return [self.bind(row) for row in rows]

    def read(self, rows: Iterable[Row]) -> list[Row]:
        """Rows as Core would return them."""
        return list(rows) if self._as_core is None else [self._as_core(row) for row in rows]


class Statement:
    """A Core statement and what it is in each dialect."""

    def __init__(self, core: Executable, columns: Sequence[str] | None = None) -> None:
        """`columns`: those an INSERT or UPDATE writes by parameters, when not all."""
        self.core = core
        self.columns = columns
        self.sqlite = Spoken(core, columns, SQLITE)

    @cached_property
    def postgresql(self) -> Spoken:
        return Spoken(self.core, self.columns, POSTGRESQL)


def _binder(
    binds: Sequence[tuple[str, BindParameter[Any]]], dialect: Dialect
) -> Callable[[Mapping[str, Any]], Row]:
    """`Spoken.bind`, written out for these parameters: a loop over them took half as long again."""
    parts, scope = [], dict[str, Any]()
    for place, (name, bind) in enumerate(binds):
        scope[f"_{place}"] = process = _stored(bind.type, dialect)
        if not bind.required:
            constant = bind.effective_value
            scope[f"_{place}"] = constant if constant is None or process is None else process(constant)
            parts.append(f"_{place}")
        else:
            parts.append(_processed(f"given[{name!r}]", place, process))
    return _written(parts, scope)


def _reader(processors: Sequence[_Processor | None]) -> Callable[[Row], Row] | None:
    """What makes a row of the driver one of Core; None where it is one already."""
    if not any(processors):
        return None
    parts = [_processed(f"given[{place}]", place, process) for place, process in enumerate(processors)]
    return _written(parts, {f"_{place}": process for place, process in enumerate(processors)})


def _processed(value: str, place: int, process: _Processor | None) -> str:
    return value if process is None else f"None if (value := {value}) is None else _{place}(value)"


def _written(parts: Sequence[str], scope: dict[str, Any]) -> Callable[[Any], Row]:
    """A function of `given` that returns these expressions as a list."""
    exec(f"def made(given):\n    return [{', '.join(parts)}]", scope)  # noqa: S102 - names of our own columns
    made: Callable[[Any], Row] = scope["made"]
    return made


def _stored(type_: TypeEngine[Any], dialect: Dialect) -> _Processor | None:
    """How a value is stored. Of our own types it is asked directly, past three calls of Core's for each."""
    if isinstance(type_, Kept):
        return type_.stored(dialect)
    if isinstance(type_, Boolean):
        return int if dialect is SQLITE else None
    if isinstance(type_, LargeBinary) and dialect is SQLITE:
        return bytearray  # as in `bot.storage.columns`
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _read(type_: TypeEngine[Any], dialect: Dialect) -> _Processor | None:
    if isinstance(type_, Sealed):
        return None  # nothing that is read here is written again as it is
    if isinstance(type_, Kept):
        return type_.read(dialect)
    return type_.dialect_impl(dialect).result_processor(dialect, None)


@dataclass(frozen=True, slots=True)
class Write:
    """A statement and its rows. `expect`: how many rows it must touch, else somebody was faster."""

    statement: Statement
    rows: Sequence[Mapping[str, Any]]
    expect: int | None = None
