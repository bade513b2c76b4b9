"""An upgrade that goes wrong, in whatever way, leaves everything as it was, and says so."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text

from bot.actions.converse import World
from bot.actions.lookups import LOOKUPS
from bot.actions.rehearse import rehearse
from bot.actions.upgrade import GoneBack, Upgraded, upgrade
from bot.core.conversation import Input, State, Step, Turn
from bot.core.programme import Book
from bot.flows.engine import step
from bot.storage import lock, migrate
from bot.storage.backups import contents as inside
from bot.storage.database import Database
from bot.storage.errors import InUse
from bot.storage.schema import conversations, inbox, outgoing, persons
from tests import postgres
from tests.actions.vault import Vault, address, built
from tests.actions.village import Village

_STEP = '''
"""A step of a later version."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{head}"


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
    {then}
'''


@pytest.fixture
async def vault(tmp_path: Path) -> AsyncIterator[Vault]:
    async with built(tmp_path) as one:
        for number in range(4):
            await one.village.phone(f"74{number}").say("مرحبا")
        yield one


async def fine() -> str:
    return ""


async def go(vault: Vault, rehearsed: Any = fine) -> Upgraded:
    try:
        return await upgrade(vault.source(), vault.place, rehearsed)
    finally:
        await vault.village.database.close()
        await vault.village.database.open()


def later(vault: Vault, monkeypatch: pytest.MonkeyPatch, then: str = "pass") -> None:
    """A program with one step more."""
    steps = vault.folder / "migrations"
    shutil.copytree(migrate._STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    (steps / "versions/9999_later.py").write_text(_STEP.format(head=migrate.head(), then=then))
    monkeypatch.setattr(migrate, "_STEPS", steps)


async def seen(vault: Vault) -> tuple[str, dict[str, int]]:
    """The version of the tables, and the rows that people care about."""
    async with Database(address(vault.village.database)) as database, database.read() as tx:
        counts = await inside.counts(tx)
        return await inside.schema(tx), {name: counts.get(name, -1) for name in (*inside.PRECIOUS, "later")}


def cleared(vault: Vault, error: GoneBack) -> None:
    """What an upgrade has put aside on the server of the tests goes."""
    if error.aside and vault.village.database.shared:
        postgres.server().drop(error.aside)


async def test_one_that_goes_well_says_from_where_to_where(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rows = await seen(vault)
    later(vault, monkeypatch)
    done = await go(vault)
    assert (done.before, done.after) == (before, "9999")
    assert await seen(vault) == ("9999", {**rows, "later": 0})
    assert await vault.place.names() == [done.made.manifest.name]
    if vault.village.database.shared:  # others are to find it as it was
        async with vault.village.database.begin() as tx:
            await tx.execute(text("DROP TABLE later"))
            await tx.execute(text("UPDATE alembic_version SET version_num = :at"), {"at": before})


@pytest.mark.parametrize(
    "then",
    [
        "raise RuntimeError('half way')",
        "op.execute('SELECT * FROM no_such_table')",
        "op.execute('DELETE FROM conversations'); raise RuntimeError('half way')",
    ],
)
async def test_a_migration_that_fails_half_way_changes_nothing(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    before = await seen(vault)
    later(vault, monkeypatch, then)
    with pytest.raises(GoneBack) as caught:
        await go(vault)
    assert caught.value.aside == ""
    assert await seen(vault) == before


async def test_a_failure_that_had_changed_something_is_undone_from_the_backup(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await seen(vault)

    def half(url: str) -> None:
        """Not in one transaction, as a step may be that cannot be."""

        async def lose() -> None:
            async with Database(url) as database, database.begin() as tx:
                await tx.execute(delete(conversations))

        asyncio.run(lose())
        raise RuntimeError("half way")

    monkeypatch.setattr(migrate, "migrate", half)
    with pytest.raises(GoneBack, match="RuntimeError") as caught:
        await go(vault)
    assert caught.value.aside
    assert await seen(vault) == before
    cleared(vault, caught.value)


@pytest.mark.parametrize(
    "then", ["op.execute('DELETE FROM conversations')", "op.drop_table('timers')"], ids=["rows", "table"]
)
async def test_a_check_that_fails_goes_back(vault: Vault, monkeypatch: pytest.MonkeyPatch, then: str) -> None:
    before = await seen(vault)
    later(vault, monkeypatch, then)
    with pytest.raises(GoneBack, match=r"conversations|timers") as caught:
        await go(vault)
    assert await seen(vault) == before
    assert caught.value.aside
    async with Database(address(vault.village.database)) as database:
        assert database.name
    cleared(vault, caught.value)


async def test_a_rehearsal_that_fails_goes_back(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await seen(vault)
    later(vault, monkeypatch)

    async def wrong() -> str:
        return "KeyError"

    with pytest.raises(GoneBack, match="KeyError") as caught:
        await go(vault, wrong)
    assert await seen(vault) == before
    cleared(vault, caught.value)


async def test_without_a_backup_nothing_is_begun(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "migrate", lambda url: pytest.fail("it began"))
    vault.second.joinpath("backups").write_text("no folder")
    with pytest.raises(Exception, match="backups"):
        await go(vault)


async def test_a_running_server_stands_in_the_way(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "migrate", lambda url: pytest.fail("it began"))
    url = address(vault.village.database)
    async with Database(url) as serving:
        with lock.serving(url):
            await serving.listen(lambda what: None)
            with pytest.raises(InUse):
                await go(vault)


# -------------------------------------------------------------------------------------- rehearsal


def world(village: Village, engine: Any = step) -> World:
    return World(
        database=village.database,
        sealer=village.sealer,
        step=engine,
        book=village._book,
        clock=village.clock,
        ids=village.ids,
        lookups=LOOKUPS,
    )


async def rows(village: Village) -> list[int]:
    async with village.database.read() as tx:
        return [
            int(await tx.scalar(select(func.count()).select_from(table)) or 0)
            for table in (persons, conversations, inbox, outgoing)
        ]


async def test_a_rehearsal_takes_turns_that_nobody_hears_of(vault: Vault) -> None:
    turns: list[str] = []

    def noting(book: Book, state: State, given: Input, turn: Turn) -> Step:
        turns.append(state.person.id)
        return step(book, state, given, turn)

    before = await rows(vault.village)
    assert await rehearse(world(vault.village, noting)) == ""
    assert await rows(vault.village) == before
    assert len(set(turns)) == 5


async def test_a_rehearsal_says_what_raised(vault: Vault) -> None:
    def raising(book: Book, state: State, given: Input, turn: Turn) -> Step:
        raise KeyError("a form that is no more")

    before = await rows(vault.village)
    assert "KeyError" in await rehearse(world(vault.village, raising))
    assert await rows(vault.village) == before


async def test_one_damaged_row_is_not_the_upgrades_fault(vault: Vault) -> None:
    async with vault.village.database.begin() as tx:
        one = (await inside.talking(tx, 1))[0]
        await tx.execute(
            persons.update()
            .where(persons.c.id == one)
            .values(data=vault.village.sealer.seal(b"not what it was", "persons.data"))
        )
    assert await rehearse(replace(world(vault.village))) == ""
