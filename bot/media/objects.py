"""Where bytes lie: a folder of this machine, or any S3-compatible store, by one interface.

Kept objects are named by their content, so the same photo twice is one object and a half-written one
is never found under its name. Previews carry the name of what they show. Uploads of the web chat wait
under a random name until they have been looked at.

Bytes reach people through this program also from S3, not by an address that the store signs: what is hidden
meanwhile is refused, the type and the sandbox are ours, and who serves media need not be public.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from bot.core.bucket import Bucket

if TYPE_CHECKING:
    from obstore.store import S3Config

KEPT, PREVIEWS, STAGED = "kept", "previews", "staged"
AT_ONCE = 4
"""Pieces of one large object under way, so that a narrow line finishes each in time."""

_NAME = re.compile(r"[0-9a-f]{32,64}")
_CODE = re.compile(r"<Code>(\w+)</Code>")
_PAGE = 200
_SAID = 300


class Missing(Exception):
    """There is no such object."""


class Unreachable(Exception):
    """The store cannot give or take anything now."""


def named(data: bytes) -> str:
    """The name of this content."""
    return hashlib.sha256(data).hexdigest()


def store_at(url: str) -> ObjectStore:
    """The one way in which a place for objects is opened, here and for backups; nothing is asked yet.

    A path or `file://` address is a folder, made when missing and closed to others; else a `Bucket`.
    """
    if "://" in url and not url.startswith("file://"):
        return _bucket(Bucket.at(url))
    folder = Path(url.removeprefix("file://")).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(prefix=folder)


def _bucket(at: Bucket) -> S3Store:
    """Gives up within half a minute: who waits for it tries again by its row, and is not held up longer."""
    # One by one is deleted everywhere; many at once is not.
    config: S3Config = {"bucket": at.name, "disable_bulk_delete": True}
    if at.key:
        config["access_key_id"], config["secret_access_key"] = at.key, at.secret
    if at.endpoint:
        config["endpoint"] = at.endpoint
    if at.region:
        config["region"] = at.region
    return S3Store(
        prefix=at.folder or None,
        config=config,
        client_options={
            "allow_http": not at.endpoint.startswith("https://"),
            "connect_timeout": timedelta(seconds=5),
            "read_timeout": timedelta(seconds=60),
            "timeout": timedelta(hours=1),  # a whole database is one answer
        },
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
    )


@contextmanager
def reached(name: str = "") -> Iterator[None]:
    """Missing when it is the object that is not there; for all else Unreachable, with what the store said."""
    try:
        yield
    except (BaseError, OSError) as error:
        said, code = str(error), _CODE.search(str(error))
        if isinstance(error, FileNotFoundError) and not (code and code[1] == "NoSuchBucket"):
            raise Missing(name) from error
        first = said.partition("\n")[0].partition("<?xml")[0][:_SAID] or type(error).__name__
        raise Unreachable(f"{code[1]}: {first}" if code else first) from error


class Objects:
    """An open store. Every method is one request to it."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def at(cls, url: str) -> Objects:
        """By the setting."""
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
            with reached(name):
                await obstore.put_async(self._store, path, data, max_concurrency=AT_ONCE)
                if isinstance(self._store, LocalStore) and self._store.prefix is not None:
                    await asyncio.to_thread(to_disk, self._store.prefix / path)
        except Missing as error:  # a folder that went away meanwhile
            raise Unreachable(str(error.__cause__)) from error

    async def get(self, place: str, name: str) -> bytes:
        """All bytes of an object."""
        with reached(name):
            found = await obstore.get_async(self._store, _path(place, name))
            return bytes(await found.bytes_async())

    async def part(self, place: str, name: str, start: int, end: int) -> bytes:
        """The bytes from `start` up to, not including, `end`."""
        with reached(name):
            return bytes(await obstore.get_range_async(self._store, _path(place, name), start=start, end=end))

    async def size(self, place: str, name: str) -> int:
        """How many bytes it has; Missing when it is not there."""
        path = _path(place, name)
        try:
            with reached(name):
                return int((await obstore.head_async(self._store, path))["size"])
        except Missing:
            # The answer to HEAD has no words, so it does not say when it is the whole bucket that is missing.
            with reached(name):
                return int((await obstore.get_async(self._store, path)).meta["size"])

    async def remove(self, place: str, name: str) -> None:
        """Gone, now or before."""
        try:
            with reached(name):
                await obstore.delete_async(self._store, _path(place, name))
        except Missing:
            return

    async def names(self, place: str) -> AsyncIterator[list[tuple[str, datetime]]]:
        """Names and the moment each was written, in pages."""
        pages = obstore.list(self._store, place, chunk_size=_PAGE)
        while True:
            with reached():
                page = await anext(pages, None)
            if page is None:
                return
            yield [(one["path"].rpartition("/")[2], one["last_modified"]) for one in page]


def _path(place: str, name: str) -> str:
    """Two letters of the name in between, so that no folder holds everything."""
    if _NAME.fullmatch(name) is None:
        raise Missing(name)
    return f"{place}/{name[:2]}/{name}"


def to_disk(path: Path) -> None:
    """What was written and the folder that names it."""
    for one in (path, path.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
