"""Objects are named by content, survive a restart, are found by no other name: in a folder and on S3."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.channel import MediaDelayed, MediaRefused
from bot.media.objects import KEPT, PREVIEWS, STAGED, Missing, Objects, Unreachable
from bot.media.staging import Staging
from tests.fakes.s3 import FakeS3


@pytest.fixture
def objects(place: str) -> Objects:
    return Objects.at(place)


async def test_the_same_content_is_one_object(objects: Objects, place: str) -> None:
    first, second = await objects.put(b"photo"), await objects.put(b"photo")
    assert first == second == hashlib.sha256(b"photo").hexdigest()
    assert [name for page in [page async for page in objects.names(KEPT)] for name, _ in page] == [first]
    assert await Objects.at(place).get(KEPT, first) == b"photo"


async def test_a_folder_has_two_addresses(tmp_path: Path) -> None:
    name = await Objects.at(f"{tmp_path}/media").put(b"photo")
    assert await Objects.at(f"file://{tmp_path}/media").get(KEPT, name) == b"photo"
    assert len([path for path in (tmp_path / "media").rglob("*") if path.is_file()]) == 1


async def test_what_is_large_goes_and_comes_in_pieces(objects: Objects) -> None:
    data = bytes(range(256)) * 50_000
    name = await objects.put(data)
    assert await objects.size(KEPT, name) == len(data) == 12_800_000
    assert await objects.part(KEPT, name, 10_000_000, 10_000_003) == b"\x80\x81\x82"
    assert await objects.get(KEPT, name) == data


async def test_a_part_and_the_size(objects: Objects) -> None:
    name = await objects.put(b"0123456789")
    assert await objects.part(KEPT, name, 2, 5) == b"234"
    assert await objects.size(KEPT, name) == 10


async def test_what_is_not_there_is_missing(objects: Objects) -> None:
    name = await objects.put(b"photo")
    await objects.remove(KEPT, name)
    await objects.remove(KEPT, name)
    for place in (KEPT, PREVIEWS):
        with pytest.raises(Missing):
            await objects.get(place, name)
    with pytest.raises(Missing):
        await objects.size(KEPT, name)
    with pytest.raises(Missing):
        await objects.part(KEPT, name, 0, 1)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 32 + "/b"])
async def test_a_name_leads_nowhere_else(objects: Objects, name: str) -> None:
    with pytest.raises(Missing):
        await objects.get(KEPT, name)


def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    Objects.at(str(tmp_path / "media"))
    assert (tmp_path / "media").stat().st_mode & 0o077 == 0


async def test_many_names_come_in_pages_and_may_be_removed_meanwhile(objects: Objects) -> None:
    names = {await objects.put(number.to_bytes(2, "big")) for number in range(450)}
    await objects.put_as(PREVIEWS, min(names), b"preview")
    found: list[str] = []
    async for page in objects.names(KEPT):
        found += [name for name, _ in page]
        for name, _ in page:
            await objects.remove(KEPT, name)
    assert len(found) == 450
    assert set(found) == names
    assert [page async for page in objects.names(KEPT)] == []
    assert await objects.get(PREVIEWS, min(names)) == b"preview"


async def test_names_are_listed_with_their_moment(objects: Objects) -> None:
    name = await objects.put(b"photo")
    pages = [page async for page in objects.names(KEPT)]
    [[(found, written)]] = pages
    assert found == name
    assert abs(written - datetime.now(UTC)) < timedelta(minutes=5)
    assert [page async for page in objects.names(PREVIEWS)] == []


async def test_an_upload_waits_until_it_is_fetched_or_old(objects: Objects) -> None:
    staging = Staging(objects)
    ref = await staging.keep(b"upload", "image/jpeg")
    assert await staging.fetch(ref) == b"upload"
    assert await staging.purge(datetime.now(UTC) - timedelta(days=3)) == 0
    assert await staging.purge(datetime.now(UTC) + timedelta(minutes=5)) == 1
    with pytest.raises(MediaRefused):
        await staging.fetch(ref)
    assert [page async for page in objects.names(STAGED)] == []


async def test_a_store_that_is_away_is_unreachable_and_nothing_is_called_missing() -> None:
    await _unreachable(Objects.at("s3://key:secret@tamasuk?endpoint=http://127.0.0.1:1"), "sending request")


async def test_a_bucket_that_is_not_there_is_no_missing_object(s3: FakeS3) -> None:
    """Else an upload would be given up as gone because of a misspelt setting."""
    await _unreachable(Objects.at(s3.url("tamasuk-nowhere")), "NoSuchBucket")


async def test_nothing_is_said_of_the_key(s3: FakeS3) -> None:
    with pytest.raises(Unreachable) as raised:
        await Objects.at(s3.url("tamasuk-nowhere")).put(b"photo")
    assert "secret" not in str(raised.value)
    assert "key" not in str(raised.value)


async def _unreachable(objects: Objects, says: str) -> None:
    name = hashlib.sha256(b"photo").hexdigest()
    for tried in (
        objects.put(b"photo"),
        objects.get(KEPT, name),
        objects.part(KEPT, name, 0, 1),
        objects.size(KEPT, name),
        _listed(objects),
    ):
        with pytest.raises(Unreachable, match=says):
            await tried
    with pytest.raises(MediaDelayed):
        await Staging(objects).fetch(name)


async def _listed(objects: Objects) -> None:
    async for _ in objects.names(KEPT):
        pass


async def test_what_leads_nowhere_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="s3://BUCKET/FOLDER"):
        Objects.at("ftp://files.example.org/media")
