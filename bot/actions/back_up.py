"""A backup: one moment of the database and its media, in a second place, opened and checked there.

Its manifest is written last, after the check: a backup that has one is good, and whatever fails before
leaves the good ones as they were. Media have the names of their contents, so only what the second place
lacks is copied, and what no kept backup lists goes from there: with the backups, and no later than they.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.actions import check_backup as checking
from bot.actions.check_backup import Listed
from bot.actions.no_backup import NoBackup
from bot.actions.pack_programme import pack
from bot.core.backup import Manifest, Part, kept, name_of, next_night
from bot.media.objects import KEPT, PREVIEWS, STAGED, Missing, Objects, Unreachable, named
from bot.media.second_place import DATABASE, LIST, MANIFEST, POOL, SecondPlace
from bot.storage import codecs, facts
from bot.storage.backups import Contents, Copies
from bot.storage.backups import contents as inside
from bot.storage.database import Database
from bot.storage.sealed import Sealer

LEASE = "backup"
PROGRAMME = "programme"
"""Where the folders of programmes lie among the media."""
AT_ONCE = 8

Told = Callable[[str, int, int], None]
"""What is done now: which step, how far, of how much."""


def silent(step: str, done: int, of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up. `folder`: of the programme. `scratch`: an empty folder of ours on this machine."""

    database: Database
    copies: Copies
    sealer: Sealer
    objects: Objects
    programme: str
    folder: Path
    version: str
    scratch: Path
    zone: ZoneInfo
    days: int
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: media that were new there, media that were not found, backups that went."""

    manifest: Manifest
    copied: int
    lost: int
    removed: tuple[str, ...]


async def back_up(source: Source, place: SecondPlace, told: Told = silent, keep: Path | None = None) -> Made:
    """Make one, check it, and let the oldest go. `keep`: where the copy of the database stays."""
    await _ours(source, place)
    name = await _name(source, place)
    file = source.scratch / "database"
    try:
        manifest, media, copied = await _written(source, place, name, file, told)
        if keep is not None:
            await asyncio.to_thread(file.replace, keep)
        file.unlink(missing_ok=True)
        told("check", 0, 1)
        manifest = checking.sealed(manifest, source.sealer)
        checked = await checking.check_backup(source.copies, place, manifest, source.sealer, source.scratch)
        await _whole(source, place, name, media)
    except BaseException:
        file.unlink(missing_ok=True)
        await _undone(place, name)
        raise
    manifest = checking.sealed(replace(manifest, checked=checked.how, sealed=checked.sealed), source.sealer)
    await place.write(name, MANIFEST, codecs.encode(manifest))
    async with source.database.begin() as tx:
        await facts.happened(tx, facts.BACKUP, manifest.at)
        await facts.happened(tx, facts.BACKUP_NEXT, next_night(source.now(), source.zone))
    told("check", 1, 1)
    removed = await thin(place, source.now(), source.zone, source.days)
    return Made(manifest, copied, manifest.missing, removed)


async def _ours(source: Source, place: SecondPlace) -> None:
    """NoBackup where another installation keeps its backups: one would let the other's go."""
    async with source.database.begin() as tx:
        mark = await inside.mark(tx)
    for name in (await place.names())[-1:]:
        other = await checking.read_manifest(place, name)
        if other.mark != mark:
            raise NoBackup("foreign", name=name, programme=other.programme)


async def _name(source: Source, place: SecondPlace) -> str:
    """The moment; of two in one second the second waits in name only."""
    taken, moment = set(await place.begun()), source.now()
    while (name := name_of(moment)) in taken:
        moment += timedelta(seconds=1)
    return name


async def _written(
    source: Source, place: SecondPlace, name: str, file: Path, told: Told
) -> tuple[Manifest, Listed, int]:
    told("database", 0, 1)
    checking.room(source.scratch, await source.copies.size(source.database))
    contents = await source.copies.copy(source.database, file)
    database = await place.take(name, DATABASE, file)
    told("database", 1, 1)
    bundle = await asyncio.to_thread(pack, source.folder)
    media = await _media(source, contents)
    media[PROGRAMME] = {named(bundle)}
    lacking = await checking.lacking(place, media)
    if lacking[PROGRAMME]:
        await place.pool.put_as(POOL + PROGRAMME, named(bundle), bundle)
    lost = await _copied(source, place, lacking, told)
    for where, names in lost.items():
        media[where] -= names
    list_ = await place.write(name, LIST, checking.write_list(media))
    missing = len(lost[KEPT])
    manifest = _manifest(source, name, contents, database, list_)
    async with source.database.read() as tx:
        mark = await inside.known_mark(tx)
    copied = sum(map(len, lacking.values())) - sum(map(len, lost.values()))
    return (
        replace(
            manifest, mark=mark, objects=sum(map(len, media.values())), missing=missing, bundle=named(bundle)
        ),
        media,
        copied,
    )


def _manifest(source: Source, name: str, contents: Contents, database: Part, list_: Part) -> Manifest:
    return Manifest(
        name=name,
        version=source.version,
        mark="",
        programme=source.programme,
        dialect=source.copies.dialect,
        schema=contents.schema,
        keys=inside.fingerprints(source.sealer),
        counts=dict(contents.counts),
        database=database,
        list=list_,
    )


async def _media(source: Source, contents: Contents) -> dict[str, set[str]]:
    """What rows of the copy refer to, its previews, and uploads that nobody has looked at yet."""
    keeping = set(contents.media)
    found: dict[str, set[str]] = {KEPT: keeping, PREVIEWS: set(), STAGED: set()}
    async for page in source.objects.names(PREVIEWS):
        found[PREVIEWS].update(name for name, _ in page if name in keeping)
    async for page in source.objects.names(STAGED):
        found[STAGED].update(name for name, _ in page)
    return found


async def _copied(source: Source, place: SecondPlace, lacking: Listed, told: Told) -> dict[str, set[str]]:
    """Copy these; those that are not where they should be, or are not what they are called."""
    todo = [(where, name) for where, names in lacking.items() if where != PROGRAMME for name in sorted(names)]
    lost: dict[str, set[str]] = {where: set() for where in lacking}

    async def one(where: str, name: str) -> None:
        try:
            data = await source.objects.get(where, name)
        except Missing:
            lost[where].add(name)
            return
        if where == KEPT and await asyncio.to_thread(named, data) != name:
            lost[where].add(name)
            return
        await place.pool.put_as(POOL + where, name, data)

    for at in range(0, len(todo), AT_ONCE):
        told("media", at, len(todo))
        group = [one(where, name) for where, name in todo[at : at + AT_ONCE]]
        for failed in await asyncio.gather(*group, return_exceptions=True):
            if isinstance(failed, BaseException):
                raise failed
    told("media", len(todo), len(todo))
    return lost


async def _whole(source: Source, place: SecondPlace, name: str, media: Listed) -> None:
    """All of its media lie there, and some of them were looked at."""
    missing = await checking.lacking(place, media)
    wrong = await checking.sampled(place, media, source.objects)
    if wrong or any(missing.values()):
        count = len(wrong) + sum(map(len, missing.values()))
        raise NoBackup("damaged", name=name, said=f"media: {count} of {sum(map(len, media.values()))}")


async def _undone(place: SecondPlace, name: str) -> None:
    """What was begun goes; where that fails too, the next one takes it away."""
    try:
        await place.remove(name)
    except Unreachable:
        return


# --------------------------------------------------------------------------------------- thinning


async def thin(
    place: SecondPlace, now: datetime, zone: ZoneInfo, days: int, expired_only: bool = False
) -> tuple[str, ...]:
    """Let go of the backups that are not to be kept, and then of media that no backup lists; which.

    `expired_only`: those beyond their days only, for a night on which none could be made.
    """
    names = await place.names()
    keep = kept(names, now, zone, days)
    if expired_only:
        limit = name_of(now - timedelta(days=days))
        keep |= {name for name in names if name > limit}
    leftovers = set(await place.begun()) - set(names)
    gone = [name for name in names if name not in keep]
    for name in (*gone, *leftovers):
        await place.remove(name)
    await _swept(place, [name for name in names if name in keep])
    return tuple(gone)


async def _swept(place: SecondPlace, names: Collection[str]) -> None:
    """Media that no backup lists. Where a list cannot be read, all of them may be needed."""
    used: dict[str, set[str]] = {}
    for name in names:
        try:
            media = await checking.listed(place, await checking.read_manifest(place, name))
        except (NoBackup, Missing):
            return
        for where, belonging in media.items():
            used.setdefault(where, set()).update(belonging)
    for where in (KEPT, PREVIEWS, STAGED, PROGRAMME):
        async for page in place.pooled(where):
            for name in page:
                if name not in used.get(where, ()):
                    await place.pool.remove(POOL + where, name)
