"""Where bytes lie: a folder of this machine, or any S3-compatible store, by one interface.

Kept objects are named by their content, so the same photo twice is one object and a half-written one
is never found under its name. Previews carry the name of what they show. Uploads of the web chat wait
under a random name until they have been looked at.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

KEPT, PREVIEWS, STAGED = "kept", "previews", "staged"

_NAME = re.compile(r"[0-9a-f]{32,64}")
_PAGE = 200


class Missing(Exception):
    """There is no such object."""


class Unreachable(Exception):
    """The store cannot give or take anything now."""


def named(data: bytes) -> str:
    """The name of this content."""
    return hashlib.sha256(data).hexdigest()


def store_at(url: str) -> ObjectStore:
    """The one way in which a place for objects is opened, here and for backups."""
    if "://" in url and not url.startswith("file://"):
        return from_url(url)
    folder = Path(url.removeprefix("file://")).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(prefix=folder)


class Objects:
    """An open store. Every method is one request to it."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def at(cls, url: str) -> Objects:
        """A path or `file://` address is a folder, made when missing and closed to others; else S3."""
        return cls(store_at(url))

    async def put(self, data: bytes) -> str:
        """Keep these bytes; returns their name."""
        name = named(data)
        await self.put_as(KEPT, name, data)
        return name

    async def put_as(self, place: str, name: str, data: bytes) -> None:
        """Keep bytes under a name. When this returns they survive a power cut."""
        path = _path(place, name)
        try:
            await obstore.put_async(self._store, path, data)
            if isinstance(self._store, LocalStore) and self._store.prefix is not None:
                await asyncio.to_thread(_to_disk, self._store.prefix / path)
        except (BaseError, OSError) as error:
            raise Unreachable(type(error).__name__) from error

    async def get(self, place: str, name: str) -> bytes:
        """All bytes of an object."""
        try:
            found = await obstore.get_async(self._store, _path(place, name))
            return bytes(await found.bytes_async())
        except FileNotFoundError as error:
            raise Missing(name) from error
        except BaseError as error:
            raise Unreachable(type(error).__name__) from error

    async def part(self, place: str, name: str, start: int, end: int) -> bytes:
        """The bytes from `start` up to, not including, `end`."""
        try:
            return bytes(await obstore.get_range_async(self._store, _path(place, name), start=start, end=end))
        except FileNotFoundError as error:
            raise Missing(name) from error
        except BaseError as error:
            raise Unreachable(type(error).__name__) from error

    async def size(self, place: str, name: str) -> int:
        """How many bytes it has; Missing when it is not there."""
        try:
            return int((await obstore.head_async(self._store, _path(place, name)))["size"])
        except FileNotFoundError as error:
            raise Missing(name) from error
        except BaseError as error:
            raise Unreachable(type(error).__name__) from error

    async def remove(self, place: str, name: str) -> None:
        """Gone, now or before."""
        try:
            await obstore.delete_async(self._store, _path(place, name))
        except FileNotFoundError:
            return
        except BaseError as error:
            raise Unreachable(type(error).__name__) from error

    async def names(self, place: str) -> AsyncIterator[list[tuple[str, datetime]]]:
        """Names and the moment each was written, in pages."""
        try:
            async for page in obstore.list(self._store, place, chunk_size=_PAGE):
                yield [(one["path"].rpartition("/")[2], one["last_modified"]) for one in page]
        except BaseError as error:
            raise Unreachable(type(error).__name__) from error


def _path(place: str, name: str) -> str:
    """Two letters of the name in between, so that no folder holds everything."""
    if _NAME.fullmatch(name) is None:
        raise Missing(name)
    return f"{place}/{name[:2]}/{name}"


def _to_disk(path: Path) -> None:
    """What was written and the folder that names it."""
    for one in (path, path.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
