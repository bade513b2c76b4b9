"""The whole way over an S3-compatible store: from one machine's media there to another's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.actions.no_backup import NoBackup
from bot.media.objects import KEPT, Objects
from bot.media.second_place import SecondPlace
from tests.actions.vault import Vault, built
from tests.fakes.s3 import FakeS3, fake_s3


@pytest.fixture(scope="module")
def s3() -> Iterator[FakeS3]:
    with fake_s3() as one:
        yield one


@pytest.fixture
async def vault(tmp_path: Path, s3: FakeS3) -> AsyncIterator[Vault]:
    async with built(tmp_path) as one:
        one.place = SecondPlace.at(s3.url(f"{s3.bucket()}/backups"))
        one.objects = Objects.at(s3.url(f"{s3.bucket()}/media"))
        yield one


async def test_there_and_back(vault: Vault) -> None:
    village = vault.village
    await village.phone("7300").say("مرحبا")
    names = [await vault.photo(f"photo {n}".encode()) for n in range(3)]
    for _ in range(9):
        await vault.back_up()
        village.tick(86_400)
    assert len(await vault.place.names()) == 7
    url = vault.machine()
    done = await vault.restore(url)
    assert (done.media, done.lost) == (6, 0)
    elsewhere = Objects.at(str(vault.folder / "elsewhere"))
    assert await elsewhere.get(KEPT, names[0]) == b"photo 0"
    async with vault.restored(url) as restored:
        phone = restored.phone("7300")
        phone._updates = 100
        await phone.say("؟")
        assert len(phone.seen) == 1


async def test_what_was_cut_is_found(vault: Vault) -> None:
    name = (await vault.back_up()).manifest.name
    file = vault.folder / "cut"
    file.write_bytes(b"a part of it")
    await vault.place.take(name, "database", file)
    with pytest.raises(NoBackup) as caught:
        await vault.restore(vault.machine())
    assert caught.value.why == "damaged"
