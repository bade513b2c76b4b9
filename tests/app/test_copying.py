"""`tamasuk media copy`: from a folder to S3 and back, with nothing lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.media.objects import KEPT, PREVIEWS, STAGED, Objects
from tests.app.home import Home, wrapped
from tests.fakes.s3 import FakeS3, fake_s3


@pytest.fixture(scope="module")
def s3() -> Iterator[FakeS3]:
    with fake_s3() as one:
        yield one


async def some(place: str) -> list[str]:
    """Five photos with previews, and an upload that waits."""
    objects = Objects.at(place)
    names = [await objects.put(b"photo" + bytes([number])) for number in range(5)]
    for name in names:
        await objects.put_as(PREVIEWS, name, b"preview")
    await objects.put_as(STAGED, "ab" * 16, b"upload")
    return names


async def test_to_s3_and_back(home: Home, s3: FakeS3, tmp_path: Path) -> None:
    names = await some("data/media")
    there = s3.url(f"{s3.bucket()}/media")
    said = await asyncio.to_thread(home.run, "media", "copy", there)
    assert said.stdout.startswith("copied 11 (0.0 MB), there before 0\n")
    assert "set TAMASUK_MEDIA_URL" in said.stdout
    assert wrapped(said.stdout) == []
    assert "secret" not in said.output

    late = await Objects.at("data/media").put(b"came meanwhile")
    said = await asyncio.to_thread(home.run, "media", "copy", there)
    assert said.stdout.startswith("copied 1 (0.0 MB), there before 11\n")

    home.settings(MEDIA_URL=there)
    await asyncio.to_thread(home.run, "media", "copy", str(tmp_path / "back"))
    back = Objects.at(str(tmp_path / "back"))
    assert [await back.get(KEPT, name) for name in names] == [b"photo" + bytes([at]) for at in range(5)]
    assert await back.get(KEPT, late) == b"came meanwhile"
    assert await back.get(PREVIEWS, names[0]) == b"preview"
    assert await back.get(STAGED, "ab" * 16) == b"upload"


async def test_what_is_damaged_is_named_and_left_out(home: Home, tmp_path: Path) -> None:
    names = await some("data/media")
    await Objects.at("data/media").put_as(KEPT, names[0], b"bits fell over")
    said = await asyncio.to_thread(home.run, "media", "copy", str(tmp_path / "there"))
    assert said.stdout.startswith("copied 10 ")
    assert f"1 are damaged and were left out; the first:\n{names[0]}" in said.stderr


async def test_what_cannot_be_done_is_said(home: Home, s3: FakeS3) -> None:
    await some("data/media")

    async def refused(to: str) -> str:
        return await asyncio.to_thread(home.refused, "media", "copy", to)

    assert "NoSuchBucket" in await refused(s3.url("tamasuk-nowhere"))
    assert "s3://BUCKET/FOLDER" in await refused("ftp://files.example.org")
    assert "already" in await refused("data/media")
