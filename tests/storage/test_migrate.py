"""The steps lead to the tables of the schema; a database of another version or key is refused by name."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.storage import lock
from bot.storage import migrate as migrating
from bot.storage.database import Database
from bot.storage.errors import InUse, UnknownSchema, WrongKey
from bot.storage.migrate import check_keys, check_schema, head, migrate, versions
from bot.storage.schema import METADATA
from bot.storage.sealed import Sealer

pytestmark = pytest.mark.sqlite

SHAPE = ("table_xinfo", "foreign_key_list", "index_list")


def shape(path: Path) -> dict[str, list[object]]:
    """Columns, keys and indexes of every table, and the conditions of partial indexes."""
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    found: dict[str, list[object]] = {}
    for name, sql in tables:
        if name == "alembic_version":
            continue
        rows = [connection.execute(f"PRAGMA {what}({name})").fetchall() for what in SHAPE]
        found[name] = [sorted(row[1:] if n else row for row in part) for n, part in enumerate(rows[:1])]
        found[name] += [sorted(row[2:] for row in part) for part in rows[1:2]]
        found[name].append("WITHOUT ROWID" in sql)
    indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    for name, sql in connection.execute(indexes):
        found[name] = [" ".join(sql.split())]
    connection.close()
    return found


def test_the_steps_lead_to_the_schema(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/migrated.db")
    engine = create_engine(f"sqlite:///{tmp_path}/made.db")
    METADATA.create_all(engine)
    engine.dispose()
    made = shape(tmp_path / "made.db")
    assert len(made) > len(METADATA.tables) > 30
    assert shape(tmp_path / "migrated.db") == made


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tamasuk.db"
    migrate(f"sqlite:///{path}")
    before = path.read_bytes()
    migrate(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tamasuk.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE outgoing (id)")
    connection.close()
    with pytest.raises(Exception, match="outgoing"):
        migrate(f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("outgoing",)]
    connection.close()


def test_whoever_had_registered_keeps_the_day(tmp_path: Path) -> None:
    """By the form that they sent; else by when they came. Who had not has none."""
    path = tmp_path / "tamasuk.db"
    engine = create_engine(f"sqlite:///{path}")
    config = migrating._config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        for id_, registered in ((b"1" * 16, 1), (b"2" * 16, 1), (b"3" * 16, 0)):
            row = f"x'{id_.hex()}', 1, x'00', 'ar', '', '', 0, {registered}, 0, 0, 10, 10, NULL"
            connection.exec_driver_sql(f"INSERT INTO persons VALUES ({row})")  # noqa: S608
        for at in (30, 20):
            row = f"x'{(b'5' * 15).hex()}{at}', x'{(b'1' * 16).hex()}', 's', 'registration', 'v', NULL, x'00'"
            rest = "'{}', '[]', '', '', 'identified', '', 'sent', 1, NULL, NULL, NULL, 'ar', 't'"
            rest += f", {at}, {at}, NULL"
            connection.exec_driver_sql(f"INSERT INTO submissions VALUES ({row}, {rest})")  # noqa: S608
    engine.dispose()
    migrate(f"sqlite:///{path}")
    found = sqlite3.connect(path)
    assert found.execute("SELECT registered_at FROM persons ORDER BY id").fetchall() == [
        (20,),
        (10,),
        (None,),
    ]
    found.close()


def test_it_does_not_run_beside_a_server(tmp_path: Path) -> None:
    with lock.held(tmp_path / "tamasuk.db"), pytest.raises(InUse):
        migrate(f"sqlite:///{tmp_path}/tamasuk.db")


def test_the_names_of_the_steps_are_their_versions() -> None:
    steps = ScriptDirectory(str(Path(migrating.__file__).with_name("migrations")))
    assert versions() == tuple(reversed([step.revision for step in steps.walk_revisions()]))


async def test_other_tables_are_refused_with_the_command_to_run(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tamasuk.db"
    async with Database(url) as database:
        with pytest.raises(UnknownSchema, match="tamasuk migrate"):
            await check_schema(database)
    migrate(url)
    async with Database(url) as database:
        await check_schema(database)
        for version, advice in (("0001", "tamasuk migrate"), ("9999", "newer")):
            async with database.begin() as tx:
                await tx.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608
            with pytest.raises(UnknownSchema, match=advice):
                await check_schema(database)
    assert head() > "0001"


async def test_a_database_begun_with_another_key_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tamasuk.db"
    migrate(url)
    async with Database(url) as database:
        for sealer in (
            Sealer("the first secret key"),
            Sealer("the second secret key", ("the first secret key",)),
        ):
            await check_keys(database, sealer)
        with pytest.raises(WrongKey, match="SECRET_KEY_OLD"):
            await check_keys(database, Sealer("the second secret key"))
