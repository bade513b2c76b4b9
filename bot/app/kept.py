"""Kept media, connected: objects, the worker that decodes pictures, links, uploads of the web chat."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app.store import Store
from bot.core.channel import MediaRefused
from bot.media.links import PURPOSE, Links
from bot.media.objects import Objects
from bot.media.staging import Staging
from bot.media.worker import Pictures


@dataclass
class Kept:
    """What serves and keeps media."""

    objects: Objects
    pictures: Pictures
    staging: Staging
    links: Links

    @classmethod
    def open(cls, store: Store) -> Kept:
        """Over the folder or store of the settings."""
        objects = Objects.at(store.settings.media_url)
        links = Links(store.sealer.keys(PURPOSE), store.settings.public_url)
        return cls(objects, Pictures(), Staging(objects), links)

    async def close(self) -> None:
        await self.pictures.close()

    def link(self, media: str, variant: str) -> str:
        return self.links.link(media, variant)

    async def read(self, media: str, variant: str) -> tuple[bytes, str]:
        raise MediaRefused(media)

    def connect(self, store, channels, intake) -> None: ...
    def ticks(self, store):
        return {}

    def routes(self):
        return []
