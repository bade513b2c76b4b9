"""Kept media for those who may see them: bytes for a channel, a signed address for a page.

What was hidden, withdrawn or refused is never read, whoever holds an address that was made before. A
preview is made at arrival; where it is missing it is made on first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.actions.read_recordings import Recording
from bot.core.channel import MediaDelayed, MediaRefused
from bot.media.links import Links
from bot.media.objects import KEPT, PREVIEWS, Missing, Objects, Unreachable
from bot.media.serve import Opened
from bot.media.worker import Pictures, Unfit
from bot.storage import media as rows
from bot.storage.database import Database
from bot.storage.media import Shown

PREVIEW = "preview"
JPEG = "image/jpeg"


class KeptFiles:
    """The `Files` of the channels, and what `bot.media.serve` opens."""

    def __init__(
        self,
        database: Database,
        objects: Objects,
        pictures: Pictures,
        links: Links,
        recordings: Mapping[str, Recording] = MappingProxyType({}),
    ) -> None:
        self._database, self._objects, self._pictures, self._links = database, objects, pictures, links
        self._recordings = recordings

    async def read(self, media: str, variant: str) -> tuple[bytes, str]:
        """Bytes and type; MediaRefused when it may not be shown, MediaDelayed while it is not here yet."""
        if media in self._recordings:
            return _spoken(self._recordings[media]), self._recordings[media].mime
        try:
            found = await self._place(media, variant)
            if found is None:
                raise MediaRefused("not shown")
            place, name, mime = found
            return await self._objects.get(place, name), mime
        except Missing as error:
            raise MediaRefused("gone") from error
        except Unreachable as error:
            raise MediaDelayed(str(error)) from error

    def link(self, media: str, variant: str) -> str:
        """A signed address, good for 15 minutes. Whether it may be shown is asked when it is opened."""
        return self._links.link(media, variant)

    async def open(self, media: str, variant: str) -> Opened | None:
        """What a signed address shows; None when it may not be shown."""
        if media in self._recordings:
            return _opened(self._recordings[media])
        try:
            found = await self._place(media, variant)
        except MediaDelayed as error:
            raise Unreachable(str(error)) from error
        if found is None:
            return None
        place, name, mime = found

        async def part(start: int, end: int) -> bytes:
            return await self._objects.part(place, name, start, end)

        return Opened(mime, await self._objects.size(place, name), part)

    async def _place(self, media: str, variant: str) -> tuple[str, str, str] | None:
        """Where it lies, under which name, and its type."""
        if len(media) != 32:
            return None
        async with self._database.read() as tx:
            shown = await rows.shown(tx, media)
        if shown is None:
            return None
        if shown.object is None:
            raise MediaDelayed("not fetched yet")
        if variant == PREVIEW and shown.picture:
            return await self._preview(shown, shown.object)
        return KEPT, shown.object, shown.mime

    async def _preview(self, shown: Shown, name: str) -> tuple[str, str, str]:
        try:
            await self._objects.size(PREVIEWS, name)
        except Missing:
            original = await self._objects.get(KEPT, name)
            try:
                await self._objects.put_as(PREVIEWS, name, await self._pictures.preview(original))
            except Unfit:
                return KEPT, name, shown.mime
        return PREVIEWS, name, JPEG


def _spoken(recording: Recording) -> bytes:
    """A recorded question. It is read when it is sent, so that one that was replaced is refused."""
    try:
        return recording.path.read_bytes()
    except OSError as error:
        raise MediaRefused("gone") from error


def _opened(recording: Recording) -> Opened | None:
    try:
        data = _spoken(recording)
    except MediaRefused:
        return None

    async def part(start: int, end: int) -> bytes:
        return data[start:end]

    return Opened(recording.mime, len(data), part)
