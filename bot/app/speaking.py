"""A message in one language, whole: what lacks a translation falls back before a channel renders it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.channel import Channel, Delivered, Delivery, SendFailure
from bot.core.media import Media
from bot.i18n import Catalogues


class Speaking:
    """A channel that is handed the language in which every text of the message has words."""

    def __init__(self, channel: Channel, catalogues: Catalogues) -> None:
        self.name, self.account, self.capabilities = channel.name, channel.account, channel.capabilities
        self._channel, self._catalogues = channel, catalogues

    async def send(self, delivery: Delivery) -> Delivered | SendFailure:
        """As the channel's, with the reader's second language where the first lacks a text."""
        reader = self._catalogues.speakable(delivery.message, delivery.reader)
        return await self._channel.send(replace(delivery, reader=reader))

    async def fetch(self, media: Media) -> bytes:
        """As the channel's."""
        return await self._channel.fetch(media)
