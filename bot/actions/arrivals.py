"""What waits for its turn: deliveries of a provider, wakings, results of errands.

A batch is cut from the queue in the order of arrival. Parts of an album that wait together become one
input; whatever else one person sent stays one input each, and these have their turns one after another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.core.channel import Inbound
from bot.core.conversation import Input

ALBUM = 10


@dataclass(eq=False, slots=True)
class Arrival:
    """One delivery on its way in. `hashes`: of the address it came from first, then of its further keys."""

    inbound: Inbound
    dedupe: bytes
    hashes: tuple[bytes, ...]
    done: asyncio.Future[None]

    @property
    def several(self) -> bool:
        """Whether its address may have further keys: a chat is all there is of one."""
        return len(self.hashes) > 1 or self.inbound.address.kind != "chat"


@dataclass(eq=False, slots=True)
class Heard:
    """One input from outside: a delivery, or the parts of an album that waited together."""

    arrivals: list[Arrival]
    first: Inbound = field(init=False)
    hashes: tuple[bytes, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.hashes = self.arrivals[0].inbound, self.arrivals[0].hashes

    def settle(self, error: BaseException | None = None) -> None:
        """Let those who delivered it go on: acknowledged, or not."""
        for arrival in self.arrivals:
            _settle(arrival.done, error)


@dataclass(eq=False, slots=True)
class Inward:
    """One input from inside, for a person wherever they wrote from last.

    `what` names a waking (its input is read when it is claimed); `key` the row of a result, told once;
    `address`, when given, is the only one it may be said at. `priority`: as of the outbox.
    """

    person: str
    given: Input | None = None
    what: str = ""
    key: str = ""
    address: str = ""
    priority: int = 0
    done: asyncio.Future[None] | None = field(default=None)

    def settle(self, error: BaseException | None = None) -> None:
        if self.done is not None:
            _settle(self.done, error)


Entry = Arrival | Inward
Unit = Heard | Inward


def _settle(done: asyncio.Future[None], error: BaseException | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
        done.exception()  # whoever waited may have gone, and then nobody looks at it


def units(entries: Iterable[Entry]) -> list[Unit]:
    """The inputs that a batch consists of, in order."""
    found: list[Unit] = []
    latest: dict[bytes, Heard] = {}
    for entry in entries:
        if isinstance(entry, Inward):
            found.append(entry)
            continue
        before = latest.get(entry.hashes[0])
        if before is not None and _joins(before, entry):
            before.arrivals.append(entry)
        else:
            latest[entry.hashes[0]] = heard = Heard([entry])
            found.append(heard)
    return found


def entries(units: Iterable[Unit]) -> list[Entry]:
    """The same as they stood in the queue."""
    return [entry for unit in units for entry in (unit.arrivals if isinstance(unit, Heard) else [unit])]


def _joins(before: Heard, arrival: Arrival) -> bool:
    """Parts of one album; photos without one, which is how WhatsApp and the web send several."""
    first, last = before.first, arrival.inbound
    if not (first.kind == last.kind == "media") or first.quoted != last.quoted:
        return False
    if len(before.arrivals) >= ALBUM or first.album != last.album:
        return False
    return bool(first.album) or all(m.kind == "photo" for m in (*first.media, *last.media))
