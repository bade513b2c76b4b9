"""Uploads of the web chat, as received, until they have been looked at and kept or refused."""

from __future__ import annotations

import secrets
from datetime import datetime

from bot.core.channel import MediaDelayed, MediaRefused
from bot.core.media import Media
from bot.media.objects import STAGED, Missing, Objects, Unreachable


class Staging:
    """The ports `Keep` and `Fetch` of the web chat."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    async def keep(self, content: bytes, mime: str) -> str:
        """Store an upload; returns the reference by which it is fetched. `mime` is what its sender says."""
        ref = secrets.token_hex(16)
        await self._objects.put_as(STAGED, ref, content)
        return ref

    async def fetch(self, ref: str) -> bytes:
        """The bytes of an upload."""
        try:
            return await self._objects.get(STAGED, ref)
        except Missing:
            raise MediaRefused("gone") from None
        except Unreachable as error:
            raise MediaDelayed(str(error)) from error

    async def forget(self, media: Media) -> None:
        """It is kept, or refused: the upload as it came is no longer needed."""
        await self._objects.remove(STAGED, media.ref)

    async def purge(self, before: datetime) -> int:
        """Remove uploads older than that; how many."""
        removed = 0
        async for page in self._objects.names(STAGED):
            for name, written in page:
                if written < before:
                    await self._objects.remove(STAGED, name)
                    removed += 1
        return removed
