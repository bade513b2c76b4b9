"""Every kind of value of every table arrives as it was, from a file in a PostgreSQL and the reverse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, LargeBinary, insert, select

from bot.actions.copy_database import copy_database
from bot.storage import copying
from bot.storage.columns import Ciphertext, Id, Json, Moment, Sealed
from bot.storage.database import Database
from tests import databases
from tests.world import START

ROWS = 3


def value(column: Column[Any], number: int) -> Any:
    """What this column may hold, in the row of that number; identifiers agree between tables."""
    match column.type:
        case Id():
            return f"{number + 1:032x}"
        case Moment():
            return START
        case Json():
            return {"عدد": [number, None]}
        case Sealed():
            return Ciphertext(bytes(range(256)) + bytes([number]))
        case Boolean():
            return number % 2 == 0
        case Integer():
            return 32_767 - number
        case Float():
            return 31.95 + number
        case LargeBinary():
            return b"\x00\xff" + bytes([number])
        case _:
            return f"نص «{number}» ' \\ 😀"


def row(columns: list[Column[Any]], number: int) -> dict[str, Any]:
    """In the last one everything is null that may be."""
    last = number == ROWS - 1
    return {column.name: None if last and column.nullable else value(column, number) for column in columns}


async def test_all_that_a_database_may_hold_arrives(tmp_path: Path) -> None:
    other = {databases.SQLITE: databases.POSTGRESQL, databases.POSTGRESQL: databases.SQLITE}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with databases.asking(other[databases.dialect()]):
        to = databases.fresh(elsewhere)
    async with Database(databases.fresh(tmp_path)) as source, Database(to) as target:
        async with source.begin() as tx:
            for table in copying.tables():
                for number in range(ROWS):
                    await tx.execute(insert(table).values(row(list(table.columns), number)))
        done = await copy_database(source, target)
        assert set(done.values()) == {ROWS}
        async with source.read() as here, target.read() as there:
            for table in copying.tables():
                ordered = select(table).order_by(*table.primary_key.columns)
                assert (await there.execute(ordered)).all() == (await here.execute(ordered)).all(), table.name
