"""A database that has lived is copied into an empty one of either kind, and its people go on there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions.copy_database import NotEmpty, copy_database
from bot.storage import copying, leases
from bot.storage.database import Database
from bot.storage.schema import inbox, outgoing
from tests import databases
from tests.actions.village import Phone, Village, asking
from tests.actions.village import opened as village_opened


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with village_opened(tmp_path) as one:
        yield one


def _elsewhere(folder: Path) -> str:
    """An empty database of the other kind."""
    other = {databases.SQLITE: databases.POSTGRESQL, databases.POSTGRESQL: databases.SQLITE}
    folder.mkdir()
    with databases.asking(other[databases.dialect()]):
        return databases.fresh(folder)


async def _lived(village: Village) -> Phone:
    """Somebody in the middle of registering, and somebody who has done with it."""
    for number in ("962790000001", "962790000002"):
        phone = village.phone(number, "رنا")
        await phone.say("/start")
        await phone.press("yes")
        await phone.say("رنا")
    return phone


async def test_everything_arrives_and_the_conversation_goes_on(village: Village, tmp_path: Path) -> None:
    phone = await _lived(village)
    async with Database(_elsewhere(tmp_path / "other")) as other:
        seen: list[str] = []
        done = await copy_database(village.database, other, lambda table, *_: seen.append(table))
        assert done["persons"] == 2
        assert set(seen) == {name for name, count in done.items() if count}
        async with village.database.read() as from_, other.read() as to:
            for table in copying.tables():
                wanted = select(table).order_by(*table.primary_key.columns)
                assert (await from_.execute(wanted)).all() == (await to.execute(wanted)).all(), table.name
        moved = Village(other, asking(), phones=village.phones)
        moved.clock.now = village.clock()
        phone.village = moved
        await phone.press("female")
        assert phone.last.about.startswith("question:")
        assert "male" not in phone.offered()
        await moved.intake.close()


async def test_what_was_half_sent_is_found_so_there(village: Village, tmp_path: Path) -> None:
    """A row that is being sent bears the epoch of its lease: who begins there must come under a later one."""
    async with village.database.begin() as tx:
        for holder in ("first", "second", "third"):
            claimed = await leases.take(tx, "send:telegram", holder, seconds=0.0)
    async with Database(_elsewhere(tmp_path / "other")) as other:
        await copy_database(village.database, other)
        async with other.begin() as tx:
            taken = await leases.take(tx, "send:telegram", "there", alone=True)
    assert claimed == (3, True)
    assert taken == (4, True)


async def test_a_database_that_has_rows_is_left_alone(village: Village, tmp_path: Path) -> None:
    await _lived(village)
    async with Database(_elsewhere(tmp_path / "other")) as other:
        await copy_database(village.database, other)
        with pytest.raises(NotEmpty):
            await copy_database(village.database, other)


async def test_what_fails_in_the_middle_leaves_nothing(village: Village, tmp_path: Path) -> None:
    await _lived(village)
    async with Database(_elsewhere(tmp_path / "other")) as other:

        def fails(table: str, done: int, total: int) -> None:
            if table == inbox.name:
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await copy_database(village.database, other, fails)
        async with other.read() as tx:
            assert [await copying.count(tx, table) for table in (inbox, outgoing)] == [0, 0]
        await copy_database(village.database, other)
