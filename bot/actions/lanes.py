"""What waits to be taken, and the lanes that take it: one on a file, three on a server.

On a server a batch waits more than it works (docs/performance.md), so another is answered meanwhile, on a
connection of its own, as it would be by another process. Rows are locked there, but not in the order in which
things came; so no two lanes hold deliveries of the same address, and what comes from inside (wakings,
results) is taken by one lane while the others hold nothing. Everybody's turns keep their order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.actions.arrivals import Arrival, Entry, Unit, entries, units


@dataclass(eq=False, slots=True)
class Lane:
    """`held`: the hashes of addresses whose deliveries it has. `alone`: nobody else may take anything."""

    held: set[bytes] = field(default_factory=set)
    alone: bool = False

    def let_go(self) -> None:
        """What it had is on the disk, or has failed, or waits again."""
        self.held.clear()
        self.alone = False


class Waiting:
    """A queue that is cut into batches. `most`: how many lanes there may be.

    A batch is half of what waits, so that the next is there while it commits: at most `batch`, and at least
    half of that where so many wait. What each batch costs by itself is shared by more in a rush.
    """

    def __init__(self, batch: int, most: int) -> None:
        self._batch = batch
        self._most = most
        self._entries: deque[Entry] = deque()
        self._lanes: list[Lane] = []

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: Entry) -> None:
        """It is the last."""
        self._entries.append(entry)

    def put_back(self, units: Sequence[Unit]) -> None:
        """These are next, in their order."""
        self._entries.extendleft(reversed(entries(units)))

    def open(self) -> Lane | None:
        """One more lane, if there may be one."""
        if len(self._lanes) >= self._most:
            return None
        lane = Lane()
        self._lanes.append(lane)
        return lane

    def close(self, lane: Lane) -> None:
        """It takes nothing any more."""
        self._lanes.remove(lane)

    def take(self, lane: Lane) -> list[Unit]:
        """The next batch for a lane that holds nothing; empty when there is none that it may take now."""
        if self._entries and isinstance(self._entries[0], Arrival):
            return self.deliveries(lane)
        if any(other.held or other.alone for other in self._lanes):
            return []
        lane.alone = bool(self._entries)
        return units(self._next())

    def _room(self) -> int:
        """How many the next batch takes."""
        half = (len(self._entries) + 1) // 2
        return min(self._batch, max((self._batch + 1) // 2, half))

    def _next(self) -> Iterable[Entry]:
        return [self._entries.popleft() for _ in range(min(self._room(), len(self._entries)))]

    def deliveries(self, lane: Lane) -> list[Unit]:
        """The next batch as far as it is deliveries: what is read of those changes nothing."""
        others = [other for other in self._lanes if other is not lane]
        if any(other.alone for other in others):
            return []
        theirs = set[bytes]().union(*(other.held for other in others))
        taken, passed = list[Arrival](), list[Entry]()
        waiting, room = self._entries, self._room()
        while waiting and len(taken) < room and isinstance(first := waiting[0], Arrival):
            waiting.popleft()
            if theirs and not theirs.isdisjoint(first.hashes):
                passed.append(first)
                theirs.update(first.hashes)  # nor is what it is followed by taken before it
            else:
                taken.append(first)
        waiting.extendleft(reversed(passed))
        if self._most > 1:
            lane.held.update(one for arrival in taken for one in arrival.hashes)
        return units(taken)
