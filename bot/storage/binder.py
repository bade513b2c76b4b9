"""Statements written in Core, compiled once per dialect, and executed on the raw driver.

Core's cost per execution is more than the rest of a turn; what it knows (order of parameters, how a
type is stored) is taken from the compiled statement here, once: for SQLite at import, for PostgreSQL when
the first batch asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Dialect, Executable, LargeBinary
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
    """A statement in the words of one dialect, for its raw driver."""

    __slots__ = ("_constants", "_kept", "_results", "_taken", "sql")

    def __init__(self, core: Executable, columns: Sequence[str] | None, dialect: Dialect) -> None:
        compiled = core.compile(dialect=dialect, column_keys=columns)  # type: ignore[attr-defined]
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only statements with parameters are bound")
        self.sql = str(compiled)
        binds = [(name, compiled.binds[name]) for name in compiled.positiontup or ()]
        self._taken = _taker([name for name, bind in binds if bind.required])
        self._constants = tuple(
            (place, bind.effective_value) for place, (_, bind) in enumerate(binds) if not bind.required
        )
        self._kept = _where_any(_stored(bind.type, dialect) for _, bind in binds)
        self._results = _where_any(_read(entry.type, dialect) for entry in compiled._result_columns)

    def bind(self, values: Mapping[str, Any]) -> list[Any]:
        """One row of parameters in the driver's order; KeyError when one is missing."""
        row = list(self._taken(values))
        for place, constant in self._constants:
            row.insert(place, constant)
        for place, process in self._kept:
            if (value := row[place]) is not None:
                row[place] = process(value)
        return row

    def bind_all(self, rows: Iterable[Mapping[str, Any]]) -> Sequence[Row]:
        return [self.bind(row) for row in rows]

    def read(self, rows: Iterable[Row]) -> list[Row]:
        """Rows as Core would return them."""
        return [self._as_core(row) for row in rows] if self._results else list(rows)

    def _as_core(self, row: Row) -> Row:
        made = list(row)
        for place, process in self._results:
            if (value := made[place]) is not None:
                made[place] = process(value)
        return made


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


def _taker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """What is called so, in this order; `itemgetter` gives one alone when it is asked for one."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _where_any(processors: Iterable[_Processor | None]) -> tuple[tuple[int, _Processor], ...]:
    """The places at which something is to be done."""
    return tuple((place, one) for place, one in enumerate(processors) if one is not None)


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
