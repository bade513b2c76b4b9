"""The second place and what is backed up to it, from the settings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import VERSION
from bot.actions.back_up import LEASE, Made, Source, Told, back_up, silent, thin
from bot.actions.nightly import Nightly
from bot.actions.read_programme import read_programme
from bot.actions.sole import sole
from bot.app.backup_words import Nowhere
from bot.app.store import Store, now, programme_folder
from bot.core.bucket import SCHEME, shown
from bot.media.objects import Objects
from bot.media.second_place import SecondPlace
from bot.settings import Settings
from bot.storage.backups import copies_of
from bot.storage.database import Database
from bot.storage.sealed import Sealer

PATIENCE = 8.0
"""For who holds the lease; one that was killed holds it for six seconds more."""


def here(settings: Settings) -> Path:
    """A folder beside the database: better than nothing, and lost with the disk."""
    return settings.key_file.parent / "backups"


def address(settings: Settings, given: str = "") -> str:
    """Of the second place: given with the command, else from the settings. Nowhere without one."""
    url = given or settings.backup_url
    if not url:
        raise Nowhere(str(here(settings)))
    if _plain(url) == _plain(settings.media_url):
        raise Nowhere
    return url


def _plain(url: str) -> str:
    path = url.removeprefix("file://")
    return shown(url) if path.startswith(SCHEME) else str(Path(path).resolve())


def same_disk(settings: Settings, url: str) -> bool:
    """Whether the disk that takes the database takes its backups, too."""
    path, file = url.removeprefix("file://"), settings.database_path
    if "://" in path or file is None or not (file.exists() and Path(path).exists()):
        return False
    return file.stat().st_dev == Path(path).stat().st_dev


@contextmanager
def scratch(settings: Settings, name: str) -> Iterator[Path]:
    """An empty folder beside the database, gone at the end, with what a killed one has left."""
    folder = settings.key_file.parent / f"{name}.tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def source(store: Store, folder: Path) -> Source:
    """What this installation backs up. `folder`: for what is made on the way."""
    return source_of(store.settings, store.database, store.sealer, folder)


def source_of(settings: Settings, database: Database, sealer: Sealer, folder: Path) -> Source:
    """The same of a database whose tables may be older than this program."""
    programme = programme_folder(settings)
    about, _ = read_programme(programme)
    return Source(
        database=database,
        copies=copies_of(settings.database_url, programs(settings)),
        sealer=sealer,
        objects=Objects.at(settings.media_url),
        programme=about.name,
        folder=programme,
        version=VERSION,
        scratch=folder,
        zone=ZoneInfo(about.zone),
        days=settings.backup_days,
        now=now,
    )


def programs(settings: Settings) -> str:
    """The folder of PostgreSQL's own programs; '' when they are on PATH."""
    return str(settings.postgres_programs or "")


async def make(store: Store, url: str, told: Told = silent) -> Made:
    """One backup, by whoever holds the lease."""
    with scratch(store.settings, "backup") as folder:
        return await back_up(source(store, folder), SecondPlace.at(url), told)


async def make_alone(store: Store, url: str, told: Told = silent) -> Made:
    """One backup; Elsewhere while another process makes one."""
    return await sole(store.database, LEASE, lambda: make(store, url, told), PATIENCE)


def nightly(store: Store) -> Nightly | None:
    """The backup of every night; None without a second place."""
    settings = store.settings
    if not settings.backup_url:
        return None
    url, zone = address(settings), ZoneInfo(store.programme.zone)

    async def expire() -> object:
        return await thin(SecondPlace.at(url), store.now(), zone, settings.backup_days, expired_only=True)

    return Nightly(store.database, lambda: make(store, url), expire, store.now, zone)
