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

from sqlalchemy import Dialect, Executable
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.compiler import SQLCompiler

Row = Sequence[Any]
_Processor = Callable[[Any], Any]

SQLITE = SQLiteDialect_pysqlite(paramstyle="qmark")
POSTGRESQL = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


class Spoken:
    """A statement in the words of one dialect, for its raw driver."""

    __slots__ = ("_binds", "_results", "sql")

    def __init__(self, core: Executable, columns: Sequence[str] | None, dialect: Dialect) -> None:
        compiled = core.compile(dialect=dialect, column_keys=columns)  # type: ignore[attr-defined]
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only statements with parameters are bound")
        self.sql = str(compiled)
        self._binds = tuple(_binds(compiled, dialect))
        results = tuple(_results(compiled, dialect))
        self._results = results if any(results) else ()

    def bind(self, values: Mapping[str, Any]) -> Row:
        """One row of parameters in the driver's order; KeyError when one is missing."""
        return tuple(
            [
                constant if name is None else (values[name] if process is None else process(values[name]))
                for name, process, constant in self._binds
            ]
        )

    def bind_all(self, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
        return [self.bind(row) for row in rows]

    def read(self, rows: Iterable[Row]) -> list[Row]:
        """Rows as Core would return them."""
        if not self._results:
            return list(rows)
        return [
            tuple(
                [
                    value if process is None else process(value)
                    for process, value in zip(self._results, row, strict=True)
                ]
            )
            for row in rows
        ]


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


def _binds(compiled: SQLCompiler, dialect: Dialect) -> Iterable[tuple[str | None, _Processor | None, Any]]:
    """For each place: the parameter's name and how it is stored; or no name and the constant itself."""
    for name in compiled.positiontup or ():
        bind = compiled.binds[name]
        process = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if bind.required:
            yield name, process, None
        else:
            value = bind.effective_value
            yield None, None, value if process is None else process(value)


def _results(compiled: SQLCompiler, dialect: Dialect) -> Iterable[_Processor | None]:
    for entry in compiled._result_columns:
        yield entry.type.dialect_impl(dialect).result_processor(dialect, None)


@dataclass(frozen=True, slots=True)
class Write:
    """A statement and its rows. `expect`: how many rows it must touch, else somebody was faster."""

    statement: Statement
    rows: Sequence[Mapping[str, Any]]
    expect: int | None = None
