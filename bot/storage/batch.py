"""What a batch of turns reads, as records: one hop into the driver, then everything is in memory.

A row that does not decode is that person's problem and nobody else's: it comes as `problem`, with the
plain bytes beside it. A key that is not configured is everybody's and raises.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from bot.core.conversation import Draft, State, Talk
from bot.core.person import Person
from bot.storage import codecs
from bot.storage.binder import Row, Statement
from bot.storage.database import Turns
from bot.storage.errors import Damaged
from bot.storage.sealed import Sealer
from bot.storage.turns import reads

Call = tuple[Statement, dict[str, Any]]


@dataclass(slots=True)
class Address:
    """A way to reach somebody, as a batch sees it. `keys`: kind → hash. `persons` share it.

    `offered`: see the schema.
    """

    id: str
    channel: str
    account: str
    person: str = ""
    state: str = "working"
    last_in: datetime | None = None
    language: str = ""
    offered: str = ""
    persons: int = 0
    keys: dict[str, bytes] = field(default_factory=dict)
    parked: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Known:
    """A person's state as it was read. `talked` is 0 before the first turn."""

    state: State
    version: int
    talked: int = 0
    hushed: bool = False
    seen: datetime | None = None
    erased: bool = False
    problem: Exception | None = None
    plain: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a batch is about.

    `several`: of the hashes those whose address may be found by others, too. `quotes`: (hash of the address,
    provider's id of the quoted message).
    """

    now: datetime
    deliveries: Collection[bytes] = ()
    hashes: Collection[bytes] = ()
    several: Collection[bytes] = ()
    persons: Collection[str] = ()
    quotes: Collection[tuple[bytes, str]] = ()
    wakes: Collection[tuple[str, str]] = ()
    tells: Collection[tuple[str, str]] = ()


@dataclass(slots=True)
class Batch:
    """What is there. `taken`: deliveries that came before. `homes`: where persons wrote from last."""

    generation: int
    taken: set[bytes] = field(default_factory=set)
    woken: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)
    addresses: dict[bytes, Address] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    homes: dict[str, Address] = field(default_factory=dict)
    abouts: dict[tuple[bytes, str], str] = field(default_factory=dict)


async def family(turns: Turns, sealer: Sealer, form: str) -> bytes | None:
    """The secret of a form family, from which respondents are made; None before the first."""
    found = (await turns.run((reads.FAMILY, {"family": form})))[0]
    return sealer.open(found[0][0], "family_secrets.secret") if found else None


async def read(turns: Turns, sealer: Sealer, wanted: Wanted) -> Batch:
    """Load everything that a batch is about."""
    asked = calls(wanted, turns.locks)
    return made(sealer, asked, await turns.run(*asked))


def made(sealer: Sealer, asked: Sequence[Call], rows: Sequence[Sequence[Row]]) -> Batch:
    """A batch, from what its calls have found."""
    found = {statement: one for (statement, _), one in zip(asked, rows, strict=True)}
    batch = Batch(generation=found[reads.GENERATION][0][0])
    batch.taken = {row[0] for row in found.get(reads.TAKEN, ())}
    batch.woken = {(person, what): _woken(sealer, data) for person, what, data in found.get(reads.WAKE, ())}
    batch.told = {(person, key) for person, key in found.get(reads.TELL, ())}
    _place(batch, found, sealer)
    for row in found.get(reads.LOAD, ()):
        if row[0] not in batch.known:
            batch.known[row[0]] = _known(row, sealer)
    batch.homes = {
        person: Address(id_, channel, account, person, offered=offered or "", persons=count)
        for person, id_, channel, account, offered, count in found.get(reads.HOMES, ())
    }
    batch.abouts = {(hash_, ref): about for hash_, ref, about in found.get(reads.QUOTED, ())}
    return batch


def calls(wanted: Wanted, locks: bool) -> list[Call]:
    """Only what this batch needs: most are of messages alone. What came before is asked under the locks."""
    hashes = {"hashes": [one.hex() for one in wanted.hashes]}
    persons = {"persons": list(wanted.persons)}
    asked: dict[Statement, dict[str, Any]] = {reads.GENERATION: {}}
    if wanted.wakes:
        asked[reads.WAKE] = {"rows": [{"p": p, "w": w} for p, w in wanted.wakes], "now": wanted.now}
    if wanted.tells:
        asked[reads.TELL] = {"rows": [{"p": p, "k": k} for p, k in wanted.tells]}
    if wanted.hashes and locks:
        asked[reads.LOCK_ADDRESSES] = hashes
    if wanted.deliveries:
        asked[reads.TAKEN] = {"deliveries": [one.hex() for one in wanted.deliveries]}
    if locks:
        asked[reads.LOCK_PERSONS] = hashes | persons
    if wanted.hashes:
        asked |= {reads.RESOLVE: hashes, reads.PARKED: hashes}
    if wanted.several:
        asked[reads.SIBLINGS] = {"hashes": [one.hex() for one in wanted.several]}
    if wanted.persons:
        asked |= {reads.LOAD: persons, reads.HOMES: persons}
    if wanted.quotes:
        asked[reads.QUOTED] = {"rows": [{"h": h.hex(), "r": ref} for h, ref in wanted.quotes]}
    return list(asked.items())


def _place(batch: Batch, found: Mapping[Statement, Sequence[Row]], sealer: Sealer) -> None:
    """The addresses behind the keys, and who speaks from them; several keys may lead to one."""
    by_id: dict[str, Address] = {}
    for hash_, id_, channel, account, state, last_in, language, offered, persons, *standing in found.get(
        reads.RESOLVE, ()
    ):
        person = standing[0] or ""
        made = Address(id_, channel, account, person, state, last_in, language, offered or "", persons)
        batch.addresses[hash_] = by_id.setdefault(id_, made)
        if person and person not in batch.known:
            batch.known[person] = _known(standing, sealer)
    for id_, hash_, kind in found.get(reads.SIBLINGS, ()):
        by_id[id_].keys[kind] = hash_
    for outgoing, id_ in found.get(reads.PARKED, ()):
        by_id[id_].parked.append(outgoing)


def _woken(sealer: Sealer, data: bytes) -> Mapping[str, Any]:
    """What a waking was set with. One that does not open wakes all the same, and finds nothing to do."""
    try:
        return codecs.decode(dict, sealer.open(data, "timers.data"))
    except (Damaged, msgspec.MsgspecError):
        return {}


def _known(row: Row, sealer: Sealer) -> Known:
    id_, version, data, seen, erased, talked, talk, hushed, draft = row
    plain: list[bytes] = []
    problem: Exception | None = None
    try:
        for sealed, context in (
            (data, "persons.data"),
            (talk, "conversations.data"),
            (draft, "drafts.data"),
        ):
            plain.append(b"" if sealed is None else sealer.open(sealed, context))
        state = _state(plain)
    except (Damaged, msgspec.MsgspecError, ValueError, KeyError, TypeError) as error:
        state, problem = State(Person(id_)), error
    known = Known(state, version, talked or 0, bool(hushed), seen, erased is not None, problem)
    if problem is not None:
        known.plain = tuple(plain)
    return known


def _state(plain: Sequence[bytes]) -> State:
    person, talk, draft = plain
    return State(
        codecs.decode_part(Person, person),
        codecs.decode_part(Talk, talk) if talk else Talk(),
        codecs.decode_part(Draft, draft) if draft else None,
    )
