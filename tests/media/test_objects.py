"""Objects are named by content, survive a restart, and are found by nobody else's name."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.channel import MediaRefused
from bot.media.objects import KEPT, PREVIEWS, STAGED, Missing, Objects
from bot.media.staging import Staging


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects.at(str(tmp_path / "media"))


async def test_the_same_content_is_one_object(objects: Objects, tmp_path: Path) -> None:
    first, second = await objects.put(b"photo"), await objects.put(b"photo")
    assert first == second == hashlib.sha256(b"photo").hexdigest()
    assert len([path for path in (tmp_path / "media").rglob("*") if path.is_file()]) == 1
    assert await Objects.at(f"file://{tmp_path}/media").get(KEPT, first) == b"photo"


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
