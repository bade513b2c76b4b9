"""Putting an installation back as it was at a backup.

Everything is looked at before anything is touched: the key, the backup, a database made of it beside the
present one. The media come next, which harms nobody. The exchange is one step at the end: a failure at any
moment before leaves the present database as it was, and the former one is kept beside the new.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.actions import check_backup as checking
from bot.actions.back_up import AT_ONCE, PROGRAMME, Told, silent
from bot.actions.check_backup import Listed
from bot.actions.no_backup import NoBackup
from bot.actions.pack_programme import unpack
from bot.core.backup import Manifest, name_of
from bot.media.objects import KEPT, PREVIEWS, STAGED, Missing, Objects, named
from bot.media.second_place import POOL, SecondPlace
from bot.storage import lock, migrate
from bot.storage.backups import Copies
from bot.storage.backups import contents as inside
from bot.storage.backups.thawing import Thawed, thaw
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.sealed import Sealer


@dataclass(frozen=True, slots=True)
class Target:
    """Where to. `folder`: of the programmes. `programme`: the only one that may come, '' for any.

    `replace`: a database that is there already may be put aside.
    """

    url: str
    copies: Copies
    sealer: Sealer
    objects: Objects
    folder: Path
    scratch: Path
    now: Callable[[], datetime]
    programme: str = ""
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there now. `aside`: the name of the former database. `lost`: media that the backup lacks.

    `unpacked`: the programme's folder was not there, and is. `upgraded`: from which older tables.
    """

    manifest: Manifest
    thawed: Thawed
    media: int
    lost: int
    aside: str = ""
    unpacked: bool = False
    upgraded: str = ""


async def restore(place: SecondPlace, which: str, target: Target, told: Told = silent) -> Restored:
    """Restore the backup that is meant; NoBackup or InUse when nothing was changed."""
    async with AsyncExitStack() as alone:
        occupied = await target.copies.occupied()
        if occupied or not target.copies.locked_from_within:
            await alone.enter_async_context(lock.alone(target.url))
        manifest = await checking.manifest_of(place, which)
        checking.openable(manifest, target.sealer)
        await _welcome(manifest, target, occupied)
        told("database", 0, 1)
        async with checking.opened(target.copies, place, manifest, target.scratch) as made:
            await checking.compared(made, manifest, target.sealer)
            told("database", 1, 1)
            upgraded = await _upgraded(made, manifest)
            thawed = await _thawed(made, manifest, target)
            media = await checking.listed(place, manifest)
            lost = await _fetched(place, media, target, told)
            unpacked = await _unpacked(place, manifest, target)
            if target.copies.locked_from_within:
                await alone.aclose()  # whoever comes now stands in the way of the exchange, and it fails
            aside = await target.copies.put_in_place(made, f".before-{name_of(target.now())}")
    count = sum(len(names) for where, names in media.items() if where != PROGRAMME)
    return Restored(manifest, thawed, count - lost, lost, aside, unpacked, upgraded)


async def _welcome(manifest: Manifest, target: Target, occupied: bool) -> None:
    """NoBackup unless it may come here: of a schema that is known, to where it does not bury another."""
    if not inside.knows(manifest.schema):
        raise NoBackup("newer", name=manifest.name, version=manifest.version)
    if target.programme and target.programme != manifest.programme:
        raise NoBackup("programme", name=manifest.name, theirs=manifest.programme, ours=target.programme)
    if not occupied:
        return
    if await _mark(target.url) not in {"", manifest.mark}:
        raise NoBackup("other", name=manifest.name, programme=manifest.programme)
    if not target.replace:
        raise NoBackup("occupied", name=manifest.name)


async def _mark(url: str) -> str:
    """That of the database that is there; one that cannot be read has none."""
    try:
        async with Database(url) as database, database.read() as tx:
            return await inside.known_mark(tx)
    except StorageError:
        return ""


async def _upgraded(made: str, manifest: Manifest) -> str:
    """Bring an older backup's tables up to date, before anybody uses them; from which."""
    if manifest.schema == migrate.head():
        return ""
    await asyncio.to_thread(migrate.migrate, made)
    return manifest.schema


async def _thawed(made: str, manifest: Manifest, target: Target) -> Thawed:
    async with Database(made) as copy:
        await migrate.check_schema(copy)
        await migrate.check_keys(copy, target.sealer)
        async with copy.begin() as tx:
            return await thaw(tx, manifest.at, target.now())


async def _fetched(place: SecondPlace, media: Listed, target: Target, told: Told) -> int:
    """Bring the media that are not here yet; how many could not be had."""
    todo = []
    for where in (KEPT, PREVIEWS, STAGED):
        here: set[str] = set()
        async for page in target.objects.names(where):
            here.update(name for name, _ in page)
        todo += [(where, name) for name in sorted(set(media.get(where, ())) - here)]

    async def one(where: str, name: str) -> bool:
        try:
            data = await place.pool.get(POOL + where, name)
        except Missing:
            return False
        if where == KEPT and await asyncio.to_thread(named, data) != name:
            return False
        await target.objects.put_as(where, name, data)
        return True

    lost = 0
    for at in range(0, len(todo), AT_ONCE):
        told("media", at, len(todo))
        group = [one(where, name) for where, name in todo[at : at + AT_ONCE]]
        for done in await asyncio.gather(*group, return_exceptions=True):
            if isinstance(done, BaseException):
                raise done
            lost += not done
    told("media", len(todo), len(todo))
    return lost


async def _unpacked(place: SecondPlace, manifest: Manifest, target: Target) -> bool:
    """The programme's folder, where there is none of that name; one that is there stays as it is."""
    folder = target.folder / manifest.programme
    if folder.exists() or not manifest.bundle:
        return False
    try:
        packed = await place.pool.get(POOL + PROGRAMME, manifest.bundle)
    except Missing:
        return False
    if named(packed) != manifest.bundle:
        return False
    await asyncio.to_thread(unpack, packed, folder)
    return True
