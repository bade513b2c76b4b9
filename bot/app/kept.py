"""Kept media, connected: objects, the worker that decodes pictures, links, uploads of the web chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.routing import Route

from bot.actions.keep_media import Forget, KeepMedia
from bot.actions.purge import purge_objects
from bot.actions.show_media import KeptFiles
from bot.actions.ticks import Act
from bot.app.store import Store
from bot.core.channel import Channel
from bot.media import serve
from bot.media.links import PURPOSE, Links
from bot.media.objects import Objects, Unreachable
from bot.media.staging import Staging
from bot.media.worker import Pictures


@dataclass
class Kept:
    """What keeps media, and what shows them."""

    store: Store
    objects: Objects
    pictures: Pictures
    staging: Staging
    links: Links
    files: KeptFiles
    keeping: KeepMedia | None = field(default=None)
    room: Callable[[], bool] = field(default=lambda: True)

    @classmethod
    def open(cls, store: Store) -> Kept:
        """Over the folder or store of the settings."""
        objects, pictures = Objects.at(store.settings.media_url), Pictures()
        links = Links(store.sealer.keys(PURPOSE), store.settings.public_url)
        files = KeptFiles(store.database, objects, pictures, links, store.recordings)
        return cls(store, objects, pictures, Staging(objects), links, files)

    def connect(
        self,
        channels: Mapping[str, Channel],
        forget: Mapping[str, Forget],
        room: Callable[[], bool] = lambda: True,
    ) -> None:
        """Media are fetched from the channels that they came by, while there is `room` for them."""
        store = self.store
        self.room = room
        self.keeping = KeepMedia(
            store.database, store.sealer, channels, self.objects, self.pictures, store.now, forget, room
        )

    async def upload(self, content: bytes, mime: str) -> str:
        """What a page uploads; without room it keeps it, and tries again."""
        if not self.room():
            raise Unreachable("no room on the disk")
        return await self.staging.keep(content, mime)

    def routes(self) -> list[Route]:
        """Where signed addresses lead."""
        return serve.routes(self.links, self.files.open)

    def ticks(self) -> Mapping[str, tuple[float, Act]]:
        """Fetching, and removing what no row refers to."""
        store = self.store

        async def objects() -> None:
            await purge_objects(store.database, self.objects, self.staging, store.now())

        fetching = {"media": (1.0, self.keeping.run_due)} if self.keeping is not None else {}
        return {**fetching, "objects": (3600.0, objects)}

    async def close(self) -> None:
        if self.keeping is not None:
            await self.keeping.close()
        await self.pictures.close()
