"""Bringing a database to the tables of this program, and refusing one that has others.

`migrate` asks for the lock, so it does not run beside a server. `check_schema` is what a server and every
command ask first: a database of another version is not guessed at.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, create_engine, event, inspect, text

from bot.storage import lock
from bot.storage.database import Database, checked
from bot.storage.errors import UnknownSchema, WrongKey, translated
from bot.storage.schema import installation
from bot.storage.sealed import Sealer

if TYPE_CHECKING:
    from alembic.config import Config

_STEPS = Path(__file__).with_name("migrations")
_RUN = "run: tamasuk migrate"


def migrate(url: str) -> None:
    """Create the tables, or bring them up to date; InUse while a server runs. Not inside a running loop."""
    made = checked(url)
    if made.get_backend_name() == "sqlite":
        _on_a_file(made)
    else:
        asyncio.run(_on_a_server(made))


async def _on_a_server(url: URL) -> None:
    """Steps are taken all together or not at all there, too."""
    from bot.storage import postgres

    with translated():
        async with postgres.alone(url), postgres.connected(url) as connection:
            await connection.run_sync(_upgrade)


def _on_a_file(url: URL) -> None:
    with lock.held(Path(url.database or "")), translated():
        engine = create_engine(url.set(drivername="sqlite"), connect_args={"isolation_level": None})
        # Without this the driver would commit after each statement that creates a table.
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        try:
            with engine.begin() as connection:
                _upgrade(connection)
        finally:
            engine.dispose()


def _upgrade(connection: Connection) -> None:
    from alembic import command

    at = _version(connection)
    if at is not None and at not in versions():
        raise UnknownSchema(f"the tables are at {at}, which a newer program made; start that one")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    return config


def versions() -> tuple[str, ...]:
    """Those that the tables of this program went through, the oldest first.

    By the names of the steps: a server only compares them, and to load Alembic would cost it ten megabytes.
    """
    return tuple(sorted(step.name.partition("_")[0] for step in _STEPS.glob("versions/[0-9]*_*.py")))


def head() -> str:
    """The version of the tables that this program knows."""
    known = versions()
    if not known:
        raise UnknownSchema("this program came without its migrations")
    return known[-1]


async def check_schema(database: Database) -> None:
    """UnknownSchema unless the tables are ours; the message says what to do."""
    async with database.read() as tx:
        at = await tx.run_sync(_version)
    wanted = head()
    if at == wanted:
        return
    if at is None:
        raise UnknownSchema(f"{database.name} has no tables yet; {_RUN}")
    if at in versions():
        raise UnknownSchema(f"{database.name} is at {at}, this program needs {wanted}; {_RUN}")
    raise UnknownSchema(f"{database.name} is at {at}, which a newer program made; start that one")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


async def check_keys(database: Database, sealer: Sealer) -> None:
    """WrongKey when this database was begun with another SECRET_KEY; the first time remembers it."""
    mark = sealer.hash("installation")
    async with database.begin("keys") as tx:
        known = await tx.execute(installation.select().where(installation.c.name == "keys"))
        row = known.first()
        if row is None:
            await tx.execute(installation.insert().values(name="keys", value=mark))
        elif row.value != mark:
            raise WrongKey(
                f"{database.name} was begun with another SECRET_KEY; "
                "give that one, or put it in SECRET_KEY_OLD beside the new one"
            )
