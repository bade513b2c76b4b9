"""What this process counts of itself for `/metrics`: cheap enough to be done for every message.

Nothing here names a person; labels are channels, states and classes of failure.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.core.channel import Channel, Delivered, Delivery, Inbound, Receive, SendFailure
from bot.core.media import Media

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
LAG = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
INPUTS = (1, 2, 4, 8, 16, 32, 64, 128)


class Spread:
    """How values are spread: one count for each bound (up to and including it), and one for what is above."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(self.bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


@dataclass(slots=True)
class Meters:
    """`channels`: how long its turns take and how late its deliveries come. `results`: how sending went, by
    channel and class.
    """

    channels: dict[str, tuple[Spread, Spread]] = field(default_factory=dict)
    inputs: Spread = field(default_factory=lambda: Spread(INPUTS))
    results: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: int = 0

    def receiving(
        self,
        receive: Receive,
        clock: Callable[[], float] = time.perf_counter,
        now: Callable[[], float] = time.time,
    ) -> Receive:
        """The same way in, measured from the delivery to its commit."""

        async def measured(deliveries: Sequence[Inbound]) -> None:
            begun = clock()
            try:
                await receive(deliveries)
            except BaseException:
                self.refused += 1
                raise
            if deliveries:
                first = deliveries[0]
                turns, lag = self.channels.get(first.channel) or self._new(first.channel)
                turns.add(clock() - begun)
                lag.add(max(0.0, now() - first.at.timestamp()))

        return measured

    def taken(self, inputs: int) -> None:
        """So many inputs were committed together."""
        self.inputs.add(inputs)

    def _new(self, channel: str) -> tuple[Spread, Spread]:
        return self.channels.setdefault(channel, (Spread(SECONDS), Spread(LAG)))


class Measured:
    """A channel whose sending is counted by how it went."""

    def __init__(self, channel: Channel, meters: Meters) -> None:
        self.name, self.account, self.capabilities = channel.name, channel.account, channel.capabilities
        self._channel, self._results = channel, meters.results

    async def send(self, delivery: Delivery) -> Delivered | SendFailure:
        """As the channel's."""
        done = await self._channel.send(delivery)
        self._results[self.name, "sent" if isinstance(done, Delivered) else done.failure.value] += 1
        return done

    def fetch(self, media: Media) -> Awaitable[bytes]:
        """As the channel's."""
        return self._channel.fetch(media)
