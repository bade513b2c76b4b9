"""What was backed up goes on elsewhere as if nothing had happened, and says nothing twice.

Whatever is wrong is found before anything is touched; a failure later leaves the former database as it was.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from bot.actions import restore as restoring
from bot.actions.no_backup import NoBackup
from bot.media.objects import KEPT, PREVIEWS, STAGED, Objects, Unreachable
from bot.media.second_place import DATABASE, MANIFEST
from bot.storage import facts, lock, migrate
from bot.storage.backups import contents as inside
from bot.storage.backups import thawing
from bot.storage.database import Database
from bot.storage.errors import InUse, StorageError
from bot.storage.schema import leases, outgoing, persons, timers
from tests import databases
from tests.actions.vault import Vault, built, little_room, state
from tests.actions.village import Phone, Village

REGISTRATION = ("أوافق", "ليلى", "أنثى", "1999", "إربد", "قصبة إربد")


@pytest.fixture
async def vault(tmp_path: Path) -> AsyncIterator[Vault]:
    async with built(tmp_path) as one:
        yield one


async def crowd(village: Village) -> list[Phone]:
    """Somebody at every place of a registration, some in another form, one in the middle of a correction."""
    people = []
    for number in range(len(REGISTRATION) + 3):
        phone = village.phone(f"72{number:02}", "ليلى")
        await phone.say("مرحبا")
        for words in REGISTRATION[:number]:
            await phone.say(words)
        people.append(phone)
    await people[-1].say("شكوى")
    await people[-2].say("رجوع")
    return people


async def counted(database: Database, *where: Any) -> int:
    async with database.read() as tx:
        return int(await tx.scalar(select(func.count()).select_from(outgoing).where(*where)) or 0)


async def test_every_open_conversation_answers_its_next_message(vault: Vault) -> None:
    people = await crowd(vault.village)
    made = await vault.back_up()
    url = vault.machine()
    restored = await vault.restore(url)
    assert restored.manifest == made.manifest
    assert restored.thawed.conversations == len(people)
    async with vault.restored(url) as village:
        for phone in people:
            vault.village.clock.now = village.clock.now
            elsewhere = village.phone(phone.number, phone.name)
            elsewhere._updates = phone._updates + 1000
            await phone.say("؟")
            await elsewhere.say("؟")
            assert [m.parts for m in elsewhere.seen] == [phone.last.parts]
            await phone.say("1")
            await elsewhere.say("1")
            assert elsewhere.last.parts == phone.last.parts
            assert elsewhere.last.choices == phone.last.choices


async def test_nothing_old_is_said_again(vault: Vault) -> None:
    village = vault.village
    phone = village.phone("7300")
    await phone.say("مرحبا")
    village.asleep = True
    await phone.say("أوافق")
    async with village.database.begin() as tx:
        first = (
            (await tx.execute(select(outgoing.c.id).where(outgoing.c.state == "queued"))).scalars().first()
        )
        row = (await tx.execute(select(outgoing).where(outgoing.c.id == first))).mappings().one()
        again = {**row, "id": village.ids.new(), "state": "sending", "epoch": 5}
        await tx.execute(insert(outgoing).values(**again))
        await tx.execute(insert(timers).values(_timer(vault, row["person_id"], "remind", minutes=1)))
        await tx.execute(insert(timers).values(_timer(vault, row["person_id"], "nudge:1", hours=90)))
        await tx.execute(insert(timers).values(_timer(vault, row["person_id"], "expire:1", minutes=1)))
    waiting = await counted(village.database, outgoing.c.state.in_(("queued", "sending")))
    await vault.back_up()
    village.tick(86_400)
    url = vault.machine()
    done = await vault.restore(url)
    assert done.thawed.held == waiting >= 2
    assert done.thawed.reminders == 1
    async with vault.restored(url) as restored:
        await restored.settle()
        await restored.wake()
        assert restored.channel.sent == []
        async with restored.database.read() as tx:
            left = set((await tx.execute(select(timers.c.what))).scalars())
            held = await thawing.held(tx)
        assert {"remind", "nudge:1"} & left == {"nudge:1"}
        assert sum(one.count for one in held) == waiting
        elsewhere = restored.phone("7300")
        elsewhere._updates = 100
        await elsewhere.say("؟")
        assert len(elsewhere.seen) == 1


def _timer(vault: Vault, person: str, what: str, **later: float) -> dict[str, object]:
    village = vault.village
    due = village.clock() + timedelta(**later)
    return {
        "person_id": person,
        "what": what,
        "due_at": due,
        "data": village.sealer.seal(b"{}", "timers.data"),
    }


@pytest.mark.parametrize("released", [True, False])
async def test_what_is_held_leaves_when_told_or_never(vault: Vault, released: bool) -> None:
    village = vault.village
    phone = village.phone("7300")
    village.asleep = True
    await phone.say("مرحبا")
    await vault.back_up()
    url = vault.machine()
    await vault.restore(url)
    async with vault.restored(url) as restored:
        async with restored.database.begin() as tx:
            count = await (thawing.release(tx, restored.clock()) if released else thawing.drop(tx))
        assert count == 1
        await restored.settle()
        assert len(restored.channel.sent) == released
        async with restored.database.read() as tx:
            assert await thawing.held(tx) == []


@pytest.mark.sqlite
async def test_media_come_back(vault: Vault) -> None:
    name = await vault.photo(b"one")
    await vault.objects.put_as(STAGED, "ab" * 16, b"an upload")
    await vault.back_up()
    done = await vault.restore(vault.machine())
    elsewhere = Objects.at(str(vault.folder / "elsewhere"))
    assert (done.media, done.lost) == (3, 0)
    assert await elsewhere.get(KEPT, name) == b"one"
    assert await elsewhere.get(PREVIEWS, name) == b"a small one"
    assert await elsewhere.get(STAGED, "ab" * 16) == b"an upload"
    assert done.unpacked
    assert state(vault.folder / "programmes/sample") == state(Path("config/programmes/sample"))


@pytest.mark.sqlite
async def test_media_that_are_not_what_they_are_called_are_counted(vault: Vault) -> None:
    name = await vault.photo(b"one")
    await vault.back_up()
    vault.kept(name).write_bytes(b"two")
    done = await vault.restore(vault.machine())
    assert done.lost == 1
    assert not (vault.folder / "elsewhere" / KEPT / name[:2] / name).exists()


async def test_leases_are_free_and_epochs_go_on(vault: Vault) -> None:
    await vault.village.phone("7300").say("مرحبا")
    await vault.back_up()
    url = vault.machine()
    await vault.restore(url)
    async with vault.restored(url) as restored, restored.database.read() as tx:
        rows = (await tx.execute(select(leases))).all()
    assert rows
    assert all(row.until.year == 1970 and row.epoch >= 1 for row in rows)


# -------------------------------------------------------------------------- before anything is touched


@pytest.fixture
async def there(vault: Vault) -> str:
    """The address of a machine with a database of its own past: an older backup of the same installation."""
    await vault.village.phone("7300").say("مرحبا")
    await vault.back_up()
    url = vault.machine()
    await vault.restore(url)
    vault.village.tick(86_400)
    await vault.village.phone("7301").say("مرحبا")
    await vault.back_up()
    return url


async def people(url: str) -> int:
    async with Database(url) as database, database.read() as tx:
        return int(await tx.scalar(select(func.count()).select_from(persons)) or 0)


async def untouched(vault: Vault, url: str) -> dict[str, str]:
    """The files, where there are some; else how many people there are."""
    if databases.dialect() == databases.SQLITE:
        return state(vault.folder / "machine")
    return {"people": str(await people(url))}


async def test_a_database_that_is_there_stays_unless_told(vault: Vault, there: str) -> None:
    before = await untouched(vault, there)
    with pytest.raises(NoBackup) as caught:
        await vault.restore(there)
    assert caught.value.why == "occupied"
    assert await untouched(vault, there) == before
    assert await people(there) == 1
    done = await vault.restore(there, replace=True)
    assert await people(there) == 2
    assert done.aside
    aside = there.replace("tamasuk.db", done.aside)
    if databases.dialect() == databases.POSTGRESQL:
        base, _, query = there.partition("?")
        aside = f"{base.rpartition('/')[0]}/{done.aside}?{query}"
    assert await people(aside) == 1


async def test_a_wrong_key_is_refused_before_anything_is_touched(vault: Vault, there: str) -> None:
    before = await untouched(vault, there)
    with pytest.raises(NoBackup) as caught:
        await vault.restore(there, replace=True, secret="another key of sixteen letters")
    assert caught.value.why == "key"
    assert caught.value.about["needed"] == inside.fingerprints(vault.village.sealer)[0]
    assert await untouched(vault, there) == before
    assert not list((vault.folder / "restoring").iterdir())


async def test_a_running_server_stands_in_the_way(vault: Vault, there: str) -> None:
    before = await untouched(vault, there)
    async with Database(there) as serving:
        with lock.serving(there):
            await serving.listen(lambda what: None)
            with pytest.raises(InUse):
                await vault.restore(there, replace=True)
    assert await untouched(vault, there) == before


@pytest.mark.parametrize("harm", ["truncated", "changed", "lost"])
async def test_a_damaged_backup_is_refused(vault: Vault, there: str, harm: str) -> None:
    before = await untouched(vault, there)
    name = (await vault.place.names())[-1]
    file = vault.second / "backups" / name / DATABASE
    raw = file.read_bytes()
    if harm == "lost":
        file.unlink()
    else:
        file.write_bytes(raw[:-1000] if harm == "truncated" else raw[:5000] + b"?" + raw[5001:])
    with pytest.raises(NoBackup) as caught:
        await vault.restore(there, replace=True)
    assert caught.value.why == "damaged"
    assert await untouched(vault, there) == before
    older = (await vault.place.names())[0]
    await vault.restore(there, older, replace=True)
    assert await people(there) == 1


async def test_a_file_that_its_manifest_praises_and_that_is_no_database_is_refused(vault: Vault) -> None:
    made = (await vault.back_up()).manifest
    file = vault.file(made, DATABASE)
    file.write_bytes(b"nothing that a database would say" * 1000)
    part = await vault.place.fetch(made.name, DATABASE, vault.folder / "looked at")
    vault.forge(made, database=part)
    with pytest.raises(NoBackup) as caught:
        await vault.restore(vault.machine())
    assert caught.value.why == "damaged"


@pytest.mark.sqlite
async def test_what_somebody_without_the_key_has_changed_is_refused(vault: Vault) -> None:
    """Whoever can write to the second place, and counts on nobody looking."""
    made = (await vault.back_up()).manifest
    text = vault.file(made, MANIFEST).read_text()
    assert '"programme":"sample"' in text
    vault.file(made, MANIFEST).write_text(text.replace('"programme":"sample"', '"programme":"sampla"'))
    with pytest.raises(NoBackup, match="seal"):
        await vault.restore(vault.machine())


@pytest.mark.sqlite
async def test_a_newer_schema_is_refused(vault: Vault) -> None:
    made = (await vault.back_up()).manifest
    vault.forge(made, schema="9999")
    with pytest.raises(NoBackup) as caught:
        await vault.restore(vault.machine())
    assert caught.value.why == "newer"


async def test_a_backup_of_the_other_database_is_refused(vault: Vault) -> None:
    made = (await vault.back_up()).manifest
    other = "postgresql" if made.dialect == "sqlite" else "sqlite"
    vault.forge(made, dialect=other)
    with pytest.raises(NoBackup) as caught:
        await vault.restore(vault.machine())
    assert caught.value.why == "dialect"


@pytest.mark.sqlite
async def test_another_programmes_backup_is_refused(vault: Vault) -> None:
    await vault.back_up()
    with pytest.raises(NoBackup) as caught:
        await vault.restore(vault.machine(), programme="sinjar")
    assert caught.value.why == "programme"


async def test_another_installation_is_not_buried(vault: Vault, there: str) -> None:
    async with Database(there) as database, database.begin() as tx:
        await facts.put(tx, inside.MARK, b"of somebody else")
    with pytest.raises(NoBackup) as caught:
        await vault.restore(there, replace=True)
    assert caught.value.why == "other"
    assert await people(there) == 1


@pytest.mark.sqlite
@pytest.mark.parametrize("which", ["2020", "2026", "nonsense"])
async def test_none_or_several_are_not_guessed(vault: Vault, there: str, which: str) -> None:
    with pytest.raises(NoBackup) as caught:
        await vault.restore(there, which, replace=True)
    assert caught.value.why == "which"


# ------------------------------------------------------------------------------- a failure later


@pytest.mark.parametrize("step", ["_thawed", "_fetched", "_unpacked"])
async def test_a_failure_at_any_step_leaves_what_was_there(
    vault: Vault, there: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await untouched(vault, there)

    async def failing(*_: object) -> None:
        raise Unreachable("away")

    with monkeypatch.context() as patched:
        patched.setattr(restoring, step, failing)
        with pytest.raises(Unreachable):
            await vault.restore(there, replace=True)
    assert await untouched(vault, there) == before
    assert not list((vault.folder / "restoring").iterdir())
    await vault.restore(there, replace=True)
    assert await people(there) == 2


async def test_a_full_disk_leaves_what_was_there(vault: Vault, there: str) -> None:
    before = await untouched(vault, there)
    with little_room(30_000), pytest.raises((NoBackup, Unreachable, StorageError, OSError)):
        await vault.restore(there, replace=True)
    assert await untouched(vault, there) == before
    await vault.restore(there, replace=True)
    assert await people(there) == 2


@pytest.mark.sqlite
async def test_a_damaged_database_is_replaced(vault: Vault, there: str) -> None:
    file = Path(there.removeprefix("sqlite:///"))
    file.write_bytes(b"SQLite format 3\0" + bytes(5000))
    file.with_name(file.name + "-wal").write_bytes(b"a journal of the damaged one")
    await vault.restore(there, replace=True)
    assert await people(there) == 2


@pytest.mark.sqlite
async def test_the_journal_of_a_database_that_is_gone_does_not_meet_the_new_one(
    vault: Vault, there: str
) -> None:
    """A server was killed, and somebody has deleted its file alone."""
    file = Path(there.removeprefix("sqlite:///"))
    async with Database(there) as database:
        async with database.begin() as tx:
            await facts.put(tx, "a row in the journal", b"1")
        journal = file.with_name(file.name + "-wal")
        left = journal.read_bytes()
    assert left
    file.unlink()
    journal.write_bytes(left)
    await vault.restore(there)
    assert await people(there) == 2
    assert file.with_name(file.name + "-wal").exists() is False


async def test_an_older_backup_is_brought_up_to_date(vault: Vault) -> None:
    """By the migrations, on the copy."""
    made = (await vault.back_up()).manifest
    url = vault.machine("older")
    assert await restoring._upgraded(url, replace(made, schema="0005")) == "0005"
    async with Database(url) as database:
        await migrate.check_schema(database)
    assert await restoring._upgraded("nothing is opened", made) == ""


async def test_the_outbox_keeps_what_was_sent(vault: Vault) -> None:
    await vault.village.phone("7300").say("مرحبا")
    async with vault.village.database.begin() as tx:
        await tx.execute(update(outgoing).values(state="parked", reason="window"))
    await vault.back_up()
    url = vault.machine()
    done = await vault.restore(url)
    assert done.thawed.held == 0
    async with vault.restored(url) as restored:
        assert await counted(restored.database, outgoing.c.state == "parked") >= 1
