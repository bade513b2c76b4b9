"""Every statement, table and type is said in PostgreSQL's words, too."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, column, func, select, table
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.storage.binder import Statement
from bot.storage.schema import METADATA
from bot.storage.turns import reads, writes
from tests.dialects import spoken

HOT = {name: one for name, one in (vars(reads) | vars(writes)).items() if isinstance(one, Statement)}


@pytest.mark.parametrize("name", HOT)
def test_the_hot_path(name: str) -> None:
    statement = HOT[name]
    said = spoken(statement.core, list(statement.columns) if statement.columns else None)
    assert "?" not in said
    assert "json_each" not in said


@pytest.mark.parametrize("name", METADATA.tables)
def test_tables_and_their_indexes(name: str) -> None:
    dialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
    made: Table = METADATA.tables[name]
    said = [str(CreateTable(made).compile(dialect=dialect))]
    said += [str(CreateIndex(index).compile(dialect=dialect)) for index in made.indexes]
    assert "WITHOUT ROWID" not in said[0]
    assert "BLOB" not in said[0]


@pytest.mark.parametrize("name", ["json_extract", "from_hex", "hex", "julianday"])
def test_what_only_sqlite_has_is_found(name: str) -> None:
    with pytest.raises(AssertionError, match=name):
        spoken(select(getattr(func, name)(column("id"))).select_from(table("persons")))
