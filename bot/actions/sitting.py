"""One person during a batch: their state as it goes from turn to turn, written once at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.conversation import Draft, DropDraft, Effect, State
from bot.core.message import Message
from bot.core.records import is_other
from bot.storage.batch import Address, Known
from bot.storage.ids import Ids
from bot.storage.ledger import Ledger

SEEN_AGAIN = timedelta(hours=20)


@dataclass(slots=True)
class Reply:
    """What the turns of this batch say at one address, in order; as urgent as the most urgent of them."""

    address: Address
    priority: int
    turns: list[tuple[Message, ...]] = field(default_factory=list)


class Sitting:
    """A person who has turns in this batch."""

    def __init__(self, known: Known) -> None:
        self.id = known.state.person.id
        self.known = known
        self.state = known.state
        self.hushed = known.hushed
        self.private = known.hushed
        self.replies: dict[str, Reply] = {}
        self.taps: list[tuple[Address, str]] = []
        self._drafts: dict[str, Draft] = {}

    def moved_on(self, state: State, effects: tuple[Effect, ...]) -> None:
        """The state after a step. A draft that changed is written even when another is open at the end."""
        if state.draft is not self.state.draft and state.draft is not None:
            self._drafts[state.draft.id] = state.draft
        for effect in effects:
            if isinstance(effect, DropDraft):
                self._drafts.pop(effect.draft, None)
        self.state = state

    def hush(self, hushed: bool) -> None:
        """Inside a private form, or no longer; what this batch says of it is private either way."""
        self.private = self.private or hushed
        self.hushed = hushed

    def say(self, address: Address | None, priority: int, messages: tuple[Message, ...]) -> None:
        """To somebody who is nowhere, or has left, nothing is said."""
        if address is None or address.state == "left":
            return
        reply = self.replies.setdefault(address.id, Reply(address, priority))
        reply.priority = min(reply.priority, priority)
        reply.turns.append(messages)

    def tapped(self, address: Address) -> str:
        """The first tap there that no reply answers yet, taken by one."""
        for n, (where, callback) in enumerate(self.taps):
            if where is address:
                del self.taps[n]
                return callback
        return ""

    def put_drafts(self, ledger: Ledger) -> None:
        """Write the drafts that changed since the last time."""
        for draft in self._drafts.values():
            ledger.dialogue.draft(self.id, draft, self.known.state.draft)
        self._drafts.clear()

    def put(self, ledger: Ledger, ids: Ids, programme: str, now: datetime) -> None:
        """Write what this person has become."""
        known, state = self.known, self.state
        before, person = known.state.person, state.person
        if is_other(person, before):
            ledger.persons.save(person, known.version, before)
            for role in _missing(person.roles, before.roles):
                ledger.persons.given(ids.new(), person.id, programme, role)
            for role in _missing(before.roles, person.roles):
                ledger.persons.taken(person.id, programme, role)
        if known.seen is None or now - known.seen > SEEN_AGAIN:
            ledger.persons.seen(self.id)
        if not known.talked or is_other(state.talk, known.state.talk) or self.hushed != known.hushed:
            ledger.dialogue.talk(self.id, state.talk, known.talked, self.hushed)
        self.put_drafts(ledger)


def _missing(these: tuple[str, ...], among: tuple[str, ...]) -> Iterator[str]:
    return (one for one in these if one not in among)
