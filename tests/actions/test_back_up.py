"""A backup is made while people write, is checked where it lies, and harms no earlier one when it fails."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from obstore.store import ObjectStore
from sqlalchemy import delete, select
from typing_extensions import override

from bot.actions import back_up as backing_up
from bot.actions import check_backup as checking
from bot.actions.back_up import back_up
from bot.actions.nightly import Nightly
from bot.actions.no_backup import NoBackup
from bot.actions.pack_programme import unpack
from bot.actions.sole import Elsewhere, sole
from bot.core.backup import Part
from bot.media.objects import KEPT, PREVIEWS, STAGED, Objects, Unreachable
from bot.media.second_place import DATABASE, LIST, MANIFEST, SecondPlace
from bot.storage import facts
from bot.storage.backups import Copies, NoProgram, copies_of
from bot.storage.backups import contents as inside
from bot.storage.errors import StorageError
from bot.storage.schema import media
from tests import postgres
from tests.actions.vault import ZONE, Vault, address, built, little_room, state
from tests.world import SECRET


@pytest.fixture
async def vault(tmp_path: Path) -> AsyncIterator[Vault]:
    async with built(tmp_path) as one:
        for number in range(3):
            phone = one.village.phone(f"70{number}", "ليلى")
            await phone.say("مرحبا")
        yield one


async def test_it_says_what_it_is_and_was_opened(vault: Vault) -> None:
    await vault.photo(b"a photo")
    made = await vault.back_up()
    manifest = made.manifest
    assert manifest.checked == "restored"
    assert manifest.counts["persons"] == 4  # who registered, and who took the photo
    assert manifest.sealed["persons.data"] == 4
    assert manifest.sealed["conversations.data"] == 3
    assert manifest.programme == "sample"
    assert manifest.keys == inside.fingerprints(vault.village.sealer)
    assert await checking.read_manifest(vault.place, manifest.name) == manifest
    async with vault.village.database.read() as tx:
        assert await facts.moment(tx, facts.BACKUP) == manifest.at
    assert not list((vault.folder / "scratch").iterdir())


async def test_the_key_is_nowhere_in_it(vault: Vault) -> None:
    await vault.back_up()
    files = [file for file in vault.second.rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert SECRET.encode() not in file.read_bytes()
        assert "ليلى".encode() not in file.read_bytes()


async def test_people_are_answered_meanwhile_and_it_shows_one_moment(vault: Vault) -> None:
    making = asyncio.create_task(vault.back_up())
    told = 0
    while not making.done():
        await vault.village.phone(f"71{told}", "نور").say("مرحبا")
        told += 1
    manifest = (await making).manifest
    assert told
    async with vault.village.database.read() as tx:
        now = await inside.counts(tx)
    assert 3 <= manifest.counts["persons"] <= now["persons"] == 3 + told
    assert manifest.counts["persons"] == manifest.counts["conversations"] == manifest.counts["addresses"]


@pytest.mark.sqlite
async def test_media_are_copied_once(vault: Vault) -> None:
    first = await vault.photo(b"one")
    await vault.objects.put_as(STAGED, "ab" * 16, b"an upload")
    one = await vault.back_up()
    assert one.copied == 4  # the photo, its preview, the upload, the programme's folder
    vault.village.tick(60)
    second = await vault.photo(b"two")
    two = await vault.back_up()
    assert two.copied == 2
    listed = await checking.listed(vault.place, two.manifest)
    assert listed[KEPT] == listed[PREVIEWS] == {first, second}
    assert listed[STAGED] == {"ab" * 16}


@pytest.mark.sqlite
async def test_what_was_deleted_is_gone_with_the_last_backup_that_had_it(vault: Vault) -> None:
    name = await vault.photo(b"one")
    await vault.back_up()
    async with vault.village.database.begin() as tx:
        await tx.execute(delete(media))
    await vault.objects.remove(KEPT, name)
    for _ in range(29):
        vault.village.tick(86_400)
        await vault.back_up()
    assert vault.kept(name).exists() is bool([n for n in await vault.place.names() if n < "20260306"])
    vault.village.tick(86_400)
    await vault.back_up()
    assert not vault.kept(name).exists()
    oldest = (await vault.place.names())[0]
    assert (await checking.read_manifest(vault.place, oldest)).at > vault.village.clock() - timedelta(days=30)


@pytest.mark.sqlite
async def test_a_photo_that_was_lost_here_is_said_and_stops_nothing(vault: Vault) -> None:
    await vault.objects.remove(KEPT, await vault.photo(b"one"))
    await vault.photo(b"two")
    made = await vault.back_up()
    assert made.lost == 1


@pytest.mark.sqlite
async def test_a_photo_that_rotted_there_is_copied_again(vault: Vault) -> None:
    name = await vault.photo(b"one")
    await vault.back_up()
    vault.kept(name).write_bytes(b"odd")
    vault.village.tick(60)
    await vault.back_up()
    assert vault.kept(name).read_bytes() == b"one"


# ------------------------------------------------------------------------------------- what fails


class Failing(SecondPlace):
    """Takes what it is given, and then something happens to it."""

    harm = ""

    @override
    async def take(self, name: str, part: str, file: Path) -> Part:
        if self.harm == "unreachable":
            raise Unreachable("the cable was pulled out")
        done = await super().take(name, part, file)
        lies = Path(self._store.prefix) / "backups" / name / part  # type: ignore[union-attr,arg-type]
        raw = lies.read_bytes()
        if self.harm == "truncated":
            lies.write_bytes(raw[: len(raw) // 2])
        elif self.harm == "changed":
            at = len(raw) * 2 // 3
            lies.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        return done


class Slow(Objects):
    """Whoever asks for an object waits for ever."""

    def __init__(self, store: ObjectStore) -> None:
        super().__init__(store)
        self.reached = asyncio.Event()

    @override
    async def get(self, place: str, name: str) -> bytes:
        self.reached.set()
        await asyncio.Event().wait()
        raise AssertionError


@pytest.mark.parametrize("harm", ["unreachable", "truncated", "changed"])
async def test_one_that_fails_leaves_nothing_and_the_good_one(vault: Vault, harm: str) -> None:
    good = (await vault.back_up()).manifest.name
    before = state(vault.second)
    vault.village.tick(86_400)
    failing = Failing(vault.place._store)
    failing.harm = harm
    with pytest.raises((NoBackup, Unreachable)):
        await back_up(vault.source(), failing)
    assert state(vault.second) == before
    async with vault.village.database.read() as tx:
        last = await facts.moment(tx, facts.BACKUP)
    assert await vault.place.names() == [good]
    assert last == (await checking.read_manifest(vault.place, good)).at
    assert not list((vault.folder / "scratch").iterdir())


async def test_a_disk_that_fills_in_the_middle_leaves_the_good_one(vault: Vault) -> None:
    await vault.back_up()
    before = state(vault.second)
    vault.village.tick(86_400)
    with little_room(60_000), pytest.raises((NoBackup, Unreachable, StorageError)):
        await vault.back_up()
    assert state(vault.second) == before
    made = await vault.back_up()
    assert made.manifest.checked == "restored"


@pytest.mark.sqlite
async def test_a_photo_too_large_for_what_is_left_there_leaves_the_good_one(vault: Vault) -> None:
    await vault.back_up()
    vault.village.tick(86_400)
    await vault.photo(bytes(8_000_000))
    with little_room(4_000_000), pytest.raises(Unreachable):
        await vault.back_up()
    assert len(await vault.place.begun()) == 1
    assert (await vault.back_up()).copied == 2


@pytest.mark.sqlite
async def test_a_place_that_is_none_is_said(vault: Vault) -> None:
    (vault.folder / "file").write_text("a file, not a folder")
    with pytest.raises(Unreachable):
        SecondPlace.at(str(vault.folder / "file"))


@pytest.mark.sqlite
async def test_the_folder_of_another_installation_is_refused(vault: Vault, tmp_path: Path) -> None:
    await vault.back_up()
    before = state(vault.second)
    async with vault.village.database.begin() as tx:
        await facts.put(tx, inside.MARK, b"another")
    with pytest.raises(NoBackup) as caught:
        await vault.back_up()
    assert caught.value.why == "foreign"
    assert state(vault.second) == before


@pytest.mark.parametrize("part", [DATABASE, LIST, MANIFEST])
async def test_a_byte_that_changed_later_is_found(vault: Vault, part: str) -> None:
    manifest = (await vault.back_up()).manifest
    file = vault.file(manifest, part)
    raw = file.read_bytes()
    file.write_bytes(b"x" + raw[1:])
    with pytest.raises(NoBackup) as caught:
        await looked_at(vault)
    assert caught.value.why == "damaged"


async def looked_at(vault: Vault) -> None:
    """As the command does it."""
    found, source = await checking.manifest_of(vault.place, "latest"), vault.source()
    await checking.check_backup(source.copies, vault.place, found, source.sealer, source.scratch)
    await checking.listed(vault.place, found)


async def test_a_manifest_that_promises_other_rows_is_found(vault: Vault) -> None:
    manifest = (await vault.back_up()).manifest
    vault.forge(manifest, counts={**manifest.counts, "persons": 4})
    with pytest.raises(NoBackup, match="persons"):
        await looked_at(vault)


# ---------------------------------------------------------------------------------------- by night


@pytest.mark.sqlite
async def test_leftovers_of_a_killed_one_go_with_the_next(vault: Vault) -> None:
    folder = vault.second / "backups" / "20260301T000000Z"
    folder.mkdir(parents=True)
    (folder / "database").write_bytes(b"half of it")
    stray = vault.kept("ab" * 32)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"copied by the killed one")
    await vault.back_up()
    assert not folder.exists()
    assert not stray.exists()


def nights(vault: Vault, calls: list[str], fail: bool = False) -> Nightly:
    async def make() -> backing_up.Made:
        calls.append("make")
        if fail:
            raise Unreachable("away")
        return await vault.back_up()

    async def expire() -> None:
        calls.append("expire")

    return Nightly(vault.village.database, make, expire, vault.village.clock, ZONE)


async def test_it_is_made_once_a_night_and_made_up_for(vault: Vault) -> None:
    calls: list[str] = []
    nightly = nights(vault, calls)
    for hours in (0, 1, 10, 20):  # noon there; the next night; three nights later
        vault.village.tick(3600 * hours + 1)
        for _ in range(3):
            await nightly.run_due()
            await nightly.settled()
    assert calls == ["make", "make"]
    vault.village.tick(86_400 * 3)
    await nightly.run_due()
    await nightly.settled()
    assert calls == ["make"] * 3


async def test_one_that_failed_is_tried_again_after_a_while(vault: Vault) -> None:
    calls: list[str] = []
    nightly = nights(vault, calls, fail=True)
    for _ in range(3):
        await nightly.run_due()
        await nightly.settled()
    assert calls == ["make", "expire"]
    async with vault.village.database.read() as tx:
        assert await facts.moment(tx, facts.BACKUP_NEXT) == vault.village.clock() + timedelta(minutes=30)
    vault.village.tick(1801)
    await nightly.run_due()
    await nightly.settled()
    assert calls == ["make", "expire"] * 2


async def test_a_stop_cuts_it_off_and_leaves_nothing(vault: Vault) -> None:
    slow = Slow(vault.objects._store)
    vault.objects = slow
    await vault.photo(b"one")
    nightly = nights(vault, [])
    await nightly.run_due()
    await slow.reached.wait()
    await nightly.close()
    assert await vault.place.begun() == []
    assert not list((vault.folder / "scratch").iterdir())


async def test_two_at_once_are_one(vault: Vault) -> None:
    inside_, out = asyncio.Event(), asyncio.Event()

    async def work() -> str:
        inside_.set()
        await out.wait()
        return "done"

    database = vault.village.database
    first = asyncio.create_task(sole(database, "backup", work))
    await inside_.wait()
    with pytest.raises(Elsewhere):
        await sole(database, "backup", work)
    out.set()
    assert await first == "done"
    assert await sole(database, "backup", work) == "done"


@pytest.mark.sqlite
async def test_only_what_is_too_old_goes_when_none_could_be_made(vault: Vault) -> None:
    names = []
    for _ in range(3):
        names.append((await vault.back_up()).manifest.name)
        vault.village.tick(86_400 / 4)
    there = await vault.place.names()
    clock = vault.village.clock
    assert await backing_up.thin(vault.place, clock(), ZONE, 30, expired_only=True) == ()
    assert await vault.place.names() == there
    vault.village.tick(86_400 * 40)
    await backing_up.thin(vault.place, clock(), ZONE, 30, expired_only=True)
    assert await vault.place.names() == there[-1:]


@pytest.mark.sqlite
async def test_the_programmes_folder_comes_back_as_it_was(vault: Vault) -> None:
    manifest = (await vault.back_up()).manifest
    packed = vault.second / "objects/programme" / manifest.bundle[:2] / manifest.bundle
    unpack(packed.read_bytes(), vault.folder / "unpacked")
    there = state(Path("config/programmes/sample"))
    assert state(vault.folder / "unpacked") == there


async def test_rows_of_media_are_what_is_listed(vault: Vault) -> None:
    names = {await vault.photo(f"photo {n}".encode()) for n in range(12)}
    made = await vault.back_up()
    async with vault.village.database.read() as tx:
        rows = set((await tx.execute(select(media.c.object))).scalars())
    assert (await checking.listed(vault.place, made.manifest))[KEPT] == names == rows


# ------------------------------------------------------------------------------ PostgreSQL's own


@pytest.fixture
def humble(vault: Vault) -> Iterator[str]:
    """The name of a role that owns the database of this test and may not make another one."""
    server, name = postgres.server(), f"humble_{secrets.token_hex(4)}"
    database = str(vault.village.database.url.database)
    server.sql(f"CREATE ROLE {name} LOGIN")
    for what in ("TABLES", "SEQUENCES"):
        server.sql(f"GRANT ALL ON ALL {what} IN SCHEMA public TO {name}", database)
    yield name
    server.sql(f"DROP OWNED BY {name}", database)
    server.sql(f"DROP ROLE {name}")


def of_role(vault: Vault, name: str) -> Copies:
    url = vault.village.database.url.set(username=name).render_as_string(hide_password=False)
    return copies_of(url, str(postgres.programs()))


async def test_a_role_that_may_make_no_database_has_its_backup_read(
    vault: Vault, request: pytest.FixtureRequest
) -> None:
    if not vault.village.database.shared:
        return
    copies = of_role(vault, request.getfixturevalue("humble"))
    made = await back_up(replace(vault.source(), copies=copies), vault.place)
    assert made.manifest.checked == "read"
    file = vault.file(made.manifest, DATABASE)
    file.write_bytes(file.read_bytes()[:-50])
    with pytest.raises(NoBackup) as caught:
        await looked_at(vault)
    assert caught.value.why == "damaged"


async def test_a_program_that_is_not_here_is_named(vault: Vault) -> None:
    if not vault.village.database.shared:
        return
    copies = copies_of(address(vault.village.database), str(vault.folder))
    with pytest.raises(NoProgram, match="pg_dump"):
        await back_up(replace(vault.source(), copies=copies), vault.place)
    assert await vault.place.begun() == []
