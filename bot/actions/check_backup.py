"""Whether a backup is one: fetched from where it lies, opened, and compared with what it says of itself."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import shutil
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from bot.actions.no_backup import NoBackup
from bot.core.backup import FORMAT, Manifest, Part, meant
from bot.media.objects import KEPT, Missing, Objects, named
from bot.media.second_place import DATABASE, LIST, MANIFEST, POOL, SecondPlace
from bot.storage import codecs
from bot.storage.backups import BrokenCopy, Copies, NotAllowed
from bot.storage.backups import contents as inside
from bot.storage.database import Database
from bot.storage.errors import WrongKey
from bot.storage.sealed import Sealer

RESTORED, READ = "restored", "read"
SAMPLE = 20
ROOM = 64 << 20
"""Bytes that stay free beside a copy."""

Listed = Mapping[str, Collection[str]]
"""Names of media by the place where they lie."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How a backup was looked at; sealed values that the key has opened, by column."""

    how: str
    sealed: Mapping[str, int]


async def manifest_of(place: SecondPlace, which: str) -> Manifest:
    """The one backup that is meant; NoBackup when there is none, or several."""
    names = await place.names()
    found = meant(names, which)
    if len(found) != 1:
        raise NoBackup("which", which=which, names=" ".join((found or names)[-10:]), count=len(found))
    return await read_manifest(place, found[0])


async def read_manifest(place: SecondPlace, name: str) -> Manifest:
    """What a backup says of itself."""
    raw = await place.read(name, MANIFEST)
    try:
        if msgspec.json.decode(raw)["format"] > FORMAT:
            raise NoBackup("newer", name=name, version="?")
        manifest = codecs.decode(Manifest, raw)
    except (msgspec.MsgspecError, KeyError, TypeError):
        raise NoBackup("damaged", name=name, said=MANIFEST) from None
    if manifest.name != name:
        raise NoBackup("damaged", name=name, said=MANIFEST)
    return manifest


def sealed(manifest: Manifest, sealer: Sealer) -> Manifest:
    """With its seal."""
    bare = replace(manifest, seal="")
    return replace(bare, seal=sealer.hash("backup", codecs.encode(bare)).hex())


def openable(manifest: Manifest, sealer: Sealer) -> None:
    """NoBackup unless its keys are ours, and it was made with them."""
    ours = inside.fingerprints(sealer)
    missing = [one for one in manifest.keys if one not in ours]
    if missing:
        raise NoBackup("key", name=manifest.name, needed=" ".join(missing), given=" ".join(ours))
    if not hmac.compare_digest(manifest.seal, sealed(manifest, sealer).seal):
        raise NoBackup("damaged", name=manifest.name, said="its seal")


async def check_backup(
    copies: Copies, place: SecondPlace, manifest: Manifest, sealer: Sealer, scratch: Path
) -> Checked:
    """Open it; NoBackup says what is wrong with it."""
    openable(manifest, sealer)
    try:
        async with opened(copies, place, manifest, scratch) as url:
            return Checked(RESTORED, await compared(url, manifest, sealer))
    except NotAllowed:
        file = scratch / "copy"
        await fetched(place, manifest, file)
        try:
            await copies.read_through(file)
        except BrokenCopy as error:
            raise NoBackup("damaged", name=manifest.name, said=str(error)) from error
        finally:
            file.unlink(missing_ok=True)
        return Checked(READ, {})


@asynccontextmanager
async def opened(copies: Copies, place: SecondPlace, manifest: Manifest, scratch: Path) -> AsyncIterator[str]:
    """The address of a database made of it, beside everything else; gone at the end."""
    if copies.dialect != manifest.dialect:
        raise NoBackup("dialect", name=manifest.name, dialect=manifest.dialect)
    file = scratch / "copy"
    try:
        await fetched(place, manifest, file)
        try:
            async with copies.opened(file) as url:
                yield url
        except BrokenCopy as error:
            raise NoBackup("damaged", name=manifest.name, said=str(error)) from error
    finally:
        file.unlink(missing_ok=True)


async def fetched(place: SecondPlace, manifest: Manifest, to: Path) -> None:
    """The database as it was written there, to the byte."""
    room(to.parent, manifest.database.size)
    await _same(manifest, DATABASE, await _got(manifest, place, to))


async def _got(manifest: Manifest, place: SecondPlace, to: Path) -> Part:
    try:
        return await place.fetch(manifest.name, DATABASE, to)
    except Missing:
        raise NoBackup("damaged", name=manifest.name, said=f"{DATABASE} is not there") from None


async def _same(manifest: Manifest, what: str, found: Part) -> None:
    written = {DATABASE: manifest.database, LIST: manifest.list}[what]
    if found != written:
        said = f"{what}: {found.size} of {written.size} bytes, {found.sha256[:8]} for {written.sha256[:8]}"
        raise NoBackup("damaged", name=manifest.name, said=said)


async def compared(url: str, manifest: Manifest, sealer: Sealer) -> Mapping[str, int]:
    """Tables, rows and sealed values of an opened copy against its manifest."""
    async with Database(url) as copy, copy.read() as tx:
        counts = await inside.counts(tx)
        if counts != manifest.counts:
            wrong = [
                name for name in {*counts, *manifest.counts} if counts.get(name) != manifest.counts.get(name)
            ]
            raise NoBackup("damaged", name=manifest.name, said=f"rows of {' '.join(sorted(wrong))}")
        try:
            return await inside.unsealed(tx, sealer)
        except WrongKey as error:
            raise NoBackup("damaged", name=manifest.name, said=str(error)) from error


# ------------------------------------------------------------------------------------------ media


async def listed(place: SecondPlace, manifest: Manifest) -> Listed:
    """The media that belong to it."""
    try:
        raw = await place.read(manifest.name, LIST)
    except Missing:
        raise NoBackup("damaged", name=manifest.name, said=f"{LIST} is not there") from None
    await _same(manifest, LIST, Part(len(raw), named(raw)))
    return read_list(raw)


def read_list(raw: bytes) -> dict[str, set[str]]:
    """Lines of a place and a name."""
    found: dict[str, set[str]] = {}
    for line in raw.decode().splitlines():
        where, _, name = line.partition(" ")
        found.setdefault(where, set()).add(name)
    return found


def write_list(media: Listed) -> bytes:
    """As `read_list` reads it."""
    return "".join(f"{where} {name}\n" for where in sorted(media) for name in sorted(media[where])).encode()


async def lacking(place: SecondPlace, media: Listed) -> Listed:
    """Those of them that do not lie in the second place."""
    missing = {where: set(names) for where, names in media.items()}
    for where, names in missing.items():
        async for page in place.pooled(where):
            names.difference_update(page)
    return missing


async def sampled(place: SecondPlace, media: Listed, source: Objects | None = None) -> list[str]:
    """Of some kept media: the names of those that are not what they are called, though `source` was asked."""
    names = sorted(media.get(KEPT, ()))
    wrong = []
    for name in secrets.SystemRandom().sample(names, min(SAMPLE, len(names))):
        if not await _sound(place.pool, POOL + KEPT, name):
            if source is not None and await _sound(source, KEPT, name):
                await place.pool.put_as(POOL + KEPT, name, await source.get(KEPT, name))
            else:
                wrong.append(name)
    return wrong


async def _sound(objects: Objects, where: str, name: str) -> bool:
    try:
        data = await objects.get(where, name)
    except Missing:
        return False
    return await asyncio.to_thread(named, data) == name


def room(folder: Path, needed: int) -> None:
    """NoBackup unless so many bytes fit."""
    free = shutil.disk_usage(folder).free
    if free < needed + ROOM:
        raise NoBackup("room", folder=str(folder), needed=_megabytes(needed + ROOM), free=_megabytes(free))


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
