"""An installation with people in it, a second place, and machines to restore on."""

from __future__ import annotations

import resource
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, make_url, select

from bot.actions import check_backup as checking
from bot.actions.back_up import Made, Source, back_up
from bot.actions.restore import Restored, Target, restore
from bot.core.backup import Manifest
from bot.core.person import Person
from bot.media.objects import KEPT, PREVIEWS, Objects
from bot.media.second_place import MANIFEST, SecondPlace
from bot.storage import codecs
from bot.storage.backups import copies_of
from bot.storage.database import Database
from bot.storage.persons import CONTEXT
from bot.storage.schema import media, persons
from bot.storage.sealed import Sealer
from tests import databases, postgres
from tests.actions.village import Village, asking, opened
from tests.world import SECRET

PROGRAMME = "sample"
ZONE = ZoneInfo("Asia/Amman")


@dataclass
class Vault:
    """`village` is what is backed up. `place` may be replaced by one that fails."""

    village: Village
    folder: Path
    place: SecondPlace
    objects: Objects
    machines: list[str] = field(default_factory=list)
    photographer: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def second(self) -> Path:
        return self.folder / "second"

    def source(self, days: int = 30) -> Source:
        village = self.village
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        return Source(
            database=village.database,
            copies=copies_of(address(village.database), str(postgres.programs())),
            sealer=village.sealer,
            objects=self.objects,
            programme=PROGRAMME,
            folder=Path("config/programmes/sample"),
            version="0.0",
            scratch=scratch,
            zone=ZONE,
            days=days,
            now=village.clock,
        )

    async def back_up(self) -> Made:
        return await back_up(self.source(), self.place)

    async def photo(self, look: bytes) -> str:
        """A photo that a row refers to, and its preview."""
        name = await self.objects.put(look)
        await self.objects.put_as(PREVIEWS, name, b"a small " + look)
        now = self.village.clock()
        async with self.village.database.begin() as tx:
            if await tx.scalar(select(persons.c.id).where(persons.c.id == self.photographer)) is None:
                await tx.execute(insert(persons).values(**self._photographer(now)))
            await tx.execute(
                insert(media).values(
                    id=secrets.token_hex(16),
                    person_id=self.photographer,
                    field="ir14",
                    kind="photo",
                    as_file=False,
                    channel="telegram",
                    account="1",
                    state="kept",
                    object=name,
                    mime="image/jpeg",
                    size=len(look),
                    duration=0,
                    clearance="unseen",
                    attempts=0,
                    last_error="",
                    received_at=now,
                )
            )
        return name

    def _photographer(self, now: datetime) -> dict[str, Any]:
        made = codecs.encode_part(Person(id=self.photographer))
        return {
            "id": self.photographer,
            "version": 1,
            "data": self.village.sealer.seal(made, CONTEXT),
            "language": "ar",
            "area": "",
            "sex": "",
            "birth_year": 0,
            "registered": False,
            "stopped": False,
            "discreet": False,
            "created_at": now,
            "seen_at": now,
        }

    def machine(self, name: str = "machine") -> str:
        """The address of a database on an empty machine."""
        if databases.dialect() == databases.SQLITE:
            return f"sqlite:///{self.folder / name / 'tamasuk.db'}"
        url = postgres.server().create(f"restored_{secrets.token_hex(4)}")
        self.machines.append(url)
        return url

    def target(self, url: str, *, secret: str = SECRET, replace: bool = False, programme: str = "") -> Target:
        scratch = self.folder / "restoring"
        scratch.mkdir(exist_ok=True)
        return Target(
            url=url,
            copies=copies_of(url, str(postgres.programs())),
            sealer=Sealer(secret),
            objects=Objects.at(str(self.folder / "elsewhere")),
            folder=self.folder / "programmes",
            scratch=scratch,
            now=self.village.clock,
            programme=programme,
            replace=replace,
        )

    async def restore(self, url: str, which: str = "latest", **about: object) -> Restored:
        return await restore(self.place, which, self.target(url, **about))  # type: ignore[arg-type]  # passed on

    @asynccontextmanager
    async def restored(self, url: str) -> AsyncIterator[Village]:
        """People at the restored database. The clock is that of the first."""
        async with Database(url) as database:
            village = Village(
                database, asking(), clock=self.village.clock, seconds=self.village.seconds, seed=9
            )
            yield village
            await village.intake.close()
            await village.line.stop()

    # -------------------------------------------------------------------------- what may happen

    def file(self, manifest: Manifest, part: str) -> Path:
        return self.second / "backups" / manifest.name / part

    def forge(self, manifest: Manifest, **changes: Any) -> None:
        """Let a backup say something else of itself, by somebody who has the key."""
        other = checking.sealed(replace(manifest, **changes), self.village.sealer)
        self.file(manifest, MANIFEST).write_bytes(codecs.encode(other))

    def kept(self, name: str) -> Path:
        return self.second / "objects" / KEPT / name[:2] / name

    def close(self) -> None:
        for url in self.machines:
            name = str(make_url(url).database)
            for one in postgres.server().sql("SELECT datname FROM pg_database").split():
                if one.startswith(name):
                    postgres.server().drop(one)


def address(database: Database) -> str:
    """As TAMASUK_DATABASE_URL has it."""
    return database.url.render_as_string(hide_password=False)


def state(folder: Path) -> dict[str, str]:
    """Every file in it and what it holds. Locks, shared memory and an empty journal hold nothing."""
    return {
        str(file.relative_to(folder)): sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.endswith((".lock", "-shm")) and file.stat().st_size
    }


@contextmanager
def little_room(size: int) -> Iterator[None]:
    """No file grows beyond this: as on a disk that is full, in the middle of a write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def built(folder: Path) -> AsyncIterator[Vault]:
    """A village at work, with a folder for media and one for backups."""
    (folder / "village").mkdir()
    async with opened(folder / "village") as village:
        one = Vault(
            village,
            folder,
            SecondPlace.at(str(folder / "second")),
            Objects.at(str(folder / "media")),
        )
        try:
            yield one
        finally:
            one.close()
