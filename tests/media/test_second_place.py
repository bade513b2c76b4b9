"""The second place keeps whole backups, and media once for all of them: in a folder and on S3."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bot.media.objects import KEPT, Missing, Unreachable
from bot.media.second_place import DATABASE, LIST, MANIFEST, POOL, SecondPlace
from tests.fakes.s3 import FakeS3

OLD, NEW = "20260104T010000Z", "20260105T010000Z"


@pytest.fixture
def second(place: str) -> SecondPlace:
    return SecondPlace.at(place)


async def test_a_backup_is_whole_when_its_manifest_is_there(second: SecondPlace) -> None:
    assert await second.names() == await second.begun() == []
    for name in (NEW, OLD):
        await second.write(name, LIST, b"names")
    await second.write(OLD, MANIFEST, b"{}")
    assert await second.begun() == [OLD, NEW]
    assert await second.names() == [OLD]
    assert await second.read(OLD, LIST) == b"names"
    with pytest.raises(Missing):
        await second.read(NEW, MANIFEST)


async def test_a_large_database_comes_back_as_it_went(second: SecondPlace, tmp_path: Path) -> None:
    file, back = tmp_path / "database", tmp_path / "back"
    file.write_bytes(bytes(range(256)) * 50_000)
    taken = await second.take(NEW, DATABASE, file)
    assert taken.size == 12_800_000
    assert taken.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert await second.fetch(NEW, DATABASE, back) == taken
    assert back.read_bytes() == file.read_bytes()


async def test_a_backup_goes_and_its_media_stay(second: SecondPlace) -> None:
    photo = hashlib.sha256(b"photo").hexdigest()
    await second.pool.put_as(POOL + KEPT, photo, b"photo")
    for part in (DATABASE, LIST, MANIFEST):
        await second.write(NEW, part, b"some")
    await second.remove(NEW)
    await second.remove(OLD)
    assert await second.begun() == []
    assert [page async for page in second.pooled(KEPT)] == [[photo]]


async def test_what_is_away_is_unreachable(s3: FakeS3, tmp_path: Path) -> None:
    second = SecondPlace.at(s3.url("tamasuk-nowhere"))
    with pytest.raises(Unreachable, match="NoSuchBucket"):
        await second.names()
    with pytest.raises(Unreachable, match="NoSuchBucket"):
        await second.fetch(NEW, DATABASE, tmp_path / "back")
    with pytest.raises(Unreachable, match="NoSuchBucket"):
        await second.write(NEW, LIST, b"names")
