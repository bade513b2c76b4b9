"""The second place, where backups lie: a folder on another disk, or any S3-compatible store.

    backups/NAME/database   one backup's database      backups/NAME/objects   the names of its media
    backups/NAME/manifest   written last               objects/…              media, once for all backups

What else lies in the folder or bucket is not ours, and is not touched.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore

from bot.core.backup import Part, is_name
from bot.media.objects import AT_ONCE, Missing, Objects, Unreachable, reached, store_at, to_disk

DATABASE, LIST, MANIFEST = "database", "objects", "manifest"
POOL = "objects/"
"""What precedes the places of media here."""
_BACKUPS = "backups"
_PIECE = 1 << 20


class SecondPlace:
    """An open one. `pool` holds the media, by the same names as where they come from."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self.pool = Objects(store)

    @classmethod
    def at(cls, url: str) -> SecondPlace:
        """By the setting; a folder is made when missing. Unreachable when it cannot be."""
        try:
            with reached():
                return cls(store_at(url))
        except ValueError as error:  # given with a command, so no setting was checked
            raise Unreachable(str(error)) from error

    async def names(self) -> list[str]:
        """Of all backups that are whole, the oldest first."""
        return [name for name in await self.begun() if await self._has(name, MANIFEST)]

    async def begun(self) -> list[str]:
        """Of all that were begun, whole or not."""
        with reached():
            found = await obstore.list_with_delimiter_async(self._store, f"{_BACKUPS}/")
        names = [prefix.strip("/").rpartition("/")[2] for prefix in found["common_prefixes"]]
        return sorted(filter(is_name, names))

    async def read(self, name: str, part: str) -> bytes:
        """All bytes of a small part; Missing when it is not there."""
        with reached(name):
            found = await obstore.get_async(self._store, _path(name, part))
            return bytes(await found.bytes_async())

    async def write(self, name: str, part: str, data: bytes) -> Part:
        """Keep a small part."""
        with reached():
            await obstore.put_async(self._store, _path(name, part), data)
            await self._kept(_path(name, part))
        return Part(len(data), hashlib.sha256(data).hexdigest())

    async def take(self, name: str, part: str, file: Path) -> Part:
        """Keep a file, whatever its size."""
        with reached():
            written = await asyncio.to_thread(_part, file)
            await obstore.put_async(self._store, _path(name, part), file, max_concurrency=AT_ONCE)
            await self._kept(_path(name, part))
        return written

    async def fetch(self, name: str, part: str, to: Path) -> Part:
        """Write a part into a file, piece by piece, and say what it was."""
        digest, size = hashlib.sha256(), 0
        with reached(name):
            found = await obstore.get_async(self._store, _path(name, part))
            with await asyncio.to_thread(to.open, "wb") as file:
                async for piece in found.stream(min_chunk_size=_PIECE):
                    raw = bytes(piece)
                    await asyncio.to_thread(file.write, raw)
                    digest.update(raw)
                    size += len(raw)
        return Part(size, digest.hexdigest())

    async def remove(self, name: str) -> None:
        """A whole backup: its manifest first, so that what is left is a leftover. Its media stay."""
        with reached():
            for part in (MANIFEST, LIST, DATABASE):
                try:
                    await obstore.delete_async(self._store, _path(name, part))
                except FileNotFoundError:
                    continue
            if isinstance(self._store, LocalStore) and self._store.prefix is not None:
                await asyncio.to_thread(_remove_folder, self._store.prefix / _BACKUPS / name)

    async def pooled(self, place: str) -> AsyncIterator[list[str]]:
        """The names of media that lie here, in pages."""
        async for page in self.pool.names(POOL + place):
            yield [name for name, _ in page]

    async def _has(self, name: str, part: str) -> bool:
        try:
            with reached(name):
                await obstore.head_async(self._store, _path(name, part))
        except Missing:
            return False
        return True

    async def _kept(self, path: str) -> None:
        """On the disk, where it is ours."""
        if isinstance(self._store, LocalStore) and self._store.prefix is not None:
            await asyncio.to_thread(to_disk, self._store.prefix / path)


def _path(name: str, part: str) -> str:
    if not is_name(name):
        raise Missing(name)
    return f"{_BACKUPS}/{name}/{part}"


def _part(file: Path) -> Part:
    with file.open("rb") as opened:
        return Part(file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest())


def _remove_folder(folder: Path) -> None:
    """With what a write that was cut off has left there."""
    if folder.is_dir():
        for left in folder.iterdir():
            left.unlink(missing_ok=True)
        folder.rmdir()
