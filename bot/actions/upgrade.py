"""An upgrade: a backup, the migrations, a look at the result; and the way back, when anything is wrong.

What the way back needs lies on this machine until the end: it does not depend on the second place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.actions.back_up import LEASE, Made, Source, Told, back_up, silent
from bot.actions.check_backup import RESTORED
from bot.actions.sole import sole
from bot.core.backup import Manifest, name_of
from bot.media.second_place import SecondPlace
from bot.storage import lock, migrate
from bot.storage.backups import BrokenCopy, NotAllowed
from bot.storage.backups import contents as inside
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.sealed import Sealer

_OURS = ("installation", "leases")
"""What making the backup has written itself."""

Rehearse = Callable[[], Awaitable[str]]
"""Turns that nobody hears of; '' or what went wrong."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The backup that was made before, and the versions of the tables."""

    made: Made
    before: str
    after: str


class GoneBack(Exception):
    """It went wrong, and everything is as it was. `aside`: where what went wrong is kept, '' for nowhere."""

    def __init__(self, why: str, aside: str) -> None:
        super().__init__(why)
        self.why, self.aside = why, aside


class Wrong(Exception):
    """What the look at the result has shown."""


async def upgrade(
    source: Source, place: SecondPlace, rehearse: Rehearse, told: Told = silent, patience: float = 0.0
) -> Upgraded:
    """Bring the tables up to date. GoneBack when that failed; `source.database` is open only at first."""
    url = source.database.url.render_as_string(hide_password=False)
    before = source.scratch.with_name(f"{source.scratch.name}.before")
    try:
        async with lock.alone(url):
            made = await sole(source.database, LEASE, lambda: back_up(source, place, told, before), patience)
        await source.database.close()
        if made.manifest.checked != RESTORED:  # there would be no way back
            raise NotAllowed(str(source.database.url.username))
        try:
            await asyncio.to_thread(migrate.migrate, url)
            await _look(url, made.manifest, source.sealer, rehearse)
        except (Exception, asyncio.CancelledError) as error:
            raise GoneBack(_said(error), await _back(source, url, made.manifest, before)) from error
        return Upgraded(made, made.manifest.schema, migrate.head())
    finally:
        before.unlink(missing_ok=True)


async def _look(url: str, manifest: Manifest, sealer: Sealer, rehearse: Rehearse) -> None:
    async with lock.alone(url), Database(url) as database:
        await migrate.check_schema(database)
        await migrate.check_keys(database, sealer)
        async with database.read() as tx:
            await inside.readable(tx)
            _none_lost(manifest.counts, await inside.counts(tx))
            await inside.unsealed(tx, sealer)
    said = await rehearse()
    if said:
        raise Wrong(f"a turn: {said}")


def _none_lost(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    fewer = [name for name in inside.PRECIOUS if after.get(name, 0) < before.get(name, 0)]
    if fewer:
        raise Wrong(f"rows were lost: {' '.join(fewer)}")


async def _back(source: Source, url: str, manifest: Manifest, copy: Path) -> str:
    """As it was; where what went wrong is kept. A migration that failed has usually changed nothing."""
    if await _untouched(url, manifest):
        return ""
    async with source.copies.opened(copy) as made:
        if source.copies.locked_from_within:
            return await source.copies.put_in_place(made, f".failed-{name_of(source.now())}")
        async with lock.alone(url):
            return await source.copies.put_in_place(made, f".failed-{name_of(source.now())}")


async def _untouched(url: str, manifest: Manifest) -> bool:
    try:
        async with Database(url) as database, database.read() as tx:
            counts = await inside.counts(tx)
            schema = await inside.schema(tx)
    except (StorageError, OSError):
        return False
    return schema == manifest.schema and _others(counts) == _others(manifest.counts)


def _others(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if name not in _OURS}


def _said(error: BaseException) -> str:
    """What may be shown: an error of a driver may hold values."""
    ours = isinstance(error, Wrong | StorageError | BrokenCopy)
    return str(error) if ours else f"{type(error).__name__}"
