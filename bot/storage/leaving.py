"""Claimed rows of the outbox as deliveries: opened, addressed, and with what they take the place of.

A row that cannot be opened is that row's problem: it is told apart and stops no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import bindparam, or_, select

from bot.core.channel import AddressKey, Delivery, Reader
from bot.core.message import Message
from bot.core.person import Person
from bot.storage import codecs
from bot.storage.columns import Id
from bot.storage.database import Tx
from bot.storage.errors import Damaged
from bot.storage.posting import CONTEXT
from bot.storage.schema import address_keys, addresses, inbox, outgoing, outgoing_refs, persons
from bot.storage.sealed import Sealer

CALLBACK = "outgoing.callback"
KEY = "address_keys.value"
PERSON = "persons.data"
ARRIVED = ("sent", "delivered", "read")
# A row of that kind takes back a whole chat, as far as a platform allows it.
CLEAR = "clear"
CLEARABLE = timedelta(hours=48)
AT_ONCE = timedelta(seconds=20)

Place = Callable[[str], tuple[str, str]]
"""The locale and the zone in which dates are written for whoever lives in an area."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row under way. `delivery` is None when there is nothing to send; `problem` says why."""

    id: str
    address: str
    priority: int
    attempts: int
    at: datetime
    epoch: int
    fleeting: bool = False
    hushed: bool = False
    action: str = "send"
    delivery: Delivery | None = None
    problem: str = ""


async def load(
    tx: Tx, sealer: Sealer, rows: Sequence[Any], now: datetime, edits: bool, place: Place
) -> list[Claimed]:
    """What each row says, to whom. `edits`: whether the channel can change what was sent."""
    if not rows:
        return []
    places = {row.address_id for row in rows}
    keys = await _keys(tx, sealer, places)
    readers = await _readers(tx, sealer, {row.person_id for row in rows}, place)
    alone = {row.address_id for row in rows if row.person_id not in readers}
    languages = await _languages(tx, alone) if alone else {}
    claimed = []
    for row in rows:
        one = Claimed(
            id=row.id,
            address=row.address_id,
            priority=row.priority,
            attempts=row.attempts,
            at=now,
            epoch=row.epoch,
            fleeting=row.fleeting,
            hushed=row.hushed,
            action=row.action,
        )
        reader = readers.get(row.person_id) or _reader(languages.get(row.address_id, ""), place(""))
        made = await _delivery(tx, sealer, row, keys[row.address_id], reader, edits, now)
        claimed.append(replace(one, problem=made) if isinstance(made, str) else replace(one, delivery=made))
    return claimed


async def _delivery(
    tx: Tx, sealer: Sealer, row: Any, keys: Sequence[AddressKey], reader: Reader, edits: bool, now: datetime
) -> Delivery | str:
    """The row as it goes out, or why it cannot."""
    if not keys:
        return "address"
    try:
        message = Message(())
        if row.message is not None:
            message = codecs.decode(Message, sealer.open(row.message, CONTEXT))
        callback = sealer.open(row.callback, CALLBACK).decode() if row.callback and _at_once(row, now) else ""
    except (Damaged, msgspec.MsgspecError, UnicodeDecodeError):
        return "unreadable"
    if row.kind == CLEAR:
        replaces = await _both_sides(tx, row.address_id, now)
    else:
        replaces = await _replaced(tx, row, edits and not message.fresh)
    if _changes(row) and not replaces:
        return "nothing_to_change"
    return Delivery(
        id=row.id,
        to=keys[0],
        message=message,
        reader=reader,
        replaces=replaces,
        action=row.action,
        callback=callback,
        also=tuple(keys[1:]),
    )


def _changes(row: Any) -> bool:
    """Whether it is nothing without the message that it concerns: it is no new one in its place."""
    return row.action == "delete" or (row.action == "send" and row.replaces is not None and not row.slot)


def _at_once(row: Any, now: datetime) -> bool:
    """What a reply carries for the button that was pressed helps at once or never."""
    return bool(row.fleeting or (row.attempts == 0 and now - row.created_at < AT_ONCE))


async def _replaced(tx: Tx, row: Any, edits: bool) -> tuple[str, ...]:
    """The provider's ids of what is deleted or changed, or of the person's latest of this slot that arrived.

    What was changed before has its ids at the row that changed it.
    """
    before = row.replaces if _changes(row) and (edits or row.action == "delete") else None
    if row.action == "send" and row.slot and edits:
        latest = (
            select(outgoing.c.id)
            .where(
                outgoing.c.slot != "",
                outgoing.c.address_id == row.address_id,
                outgoing.c.slot == row.slot,
                outgoing.c.person_id == row.person_id,
                outgoing.c.action == "send",
                outgoing.c.state.in_(ARRIVED),
            )
            .order_by(outgoing.c.seq.desc(), outgoing.c.id.desc())
            .limit(1)
        )
        before = (await tx.execute(latest)).scalar()
    if before is None:
        return ()
    changed = select(outgoing.c.id).where(
        outgoing.c.person_id == row.person_id, outgoing.c.replaces == before, outgoing.c.action == "send"
    )
    meant = [outgoing_refs.c.outgoing_id == before]
    if _changes(row):
        meant.append(outgoing_refs.c.outgoing_id.in_(changed))
    refs = (
        select(outgoing_refs.c.provider_id)
        .where(or_(*meant), outgoing_refs.c.address_id == row.address_id)
        .order_by(outgoing_refs.c.part)
    )
    return tuple(found.provider_id for found in await tx.execute(refs))


async def _both_sides(tx: Tx, address: str, now: datetime) -> tuple[str, ...]:
    """What was said in a chat and may still be taken back: by the person and by us."""
    since = now - CLEARABLE
    theirs = select(inbox.c.message).where(
        inbox.c.address_id == address, inbox.c.received_at > since, inbox.c.message != ""
    )
    ours = (
        select(outgoing_refs.c.provider_id)
        .join(outgoing, outgoing.c.id == outgoing_refs.c.outgoing_id)
        .where(outgoing_refs.c.address_id == address, outgoing.c.created_at > since)
    )
    found = [*(await tx.execute(theirs)).scalars(), *(await tx.execute(ours)).scalars()]
    return tuple(dict.fromkeys(found))


_IDS = bindparam("b_ids", expanding=True, type_=Id())
# Put together once: that takes longer than to carry them out.
_KEYS = (
    select(address_keys.c.address_id, address_keys.c.kind, address_keys.c.value)
    .where(address_keys.c.address_id.in_(_IDS))
    .order_by(address_keys.c.rank, address_keys.c.kind)
)
_PERSONS = select(persons.c.id, persons.c.data).where(persons.c.id.in_(_IDS))
_LANGUAGES = select(addresses.c.id, addresses.c.language).where(addresses.c.id.in_(_IDS))


async def _keys(tx: Tx, sealer: Sealer, ids: Collection[str]) -> Mapping[str, list[AddressKey]]:
    """Of each address the key that is sent to, then the others."""
    keys: dict[str, list[AddressKey]] = defaultdict(list)
    for row in await tx.execute(_KEYS, {"b_ids": list(ids)}):
        keys[row.address_id].append(AddressKey(row.kind, sealer.open(row.value, KEY).decode()))
    return keys


async def _readers(tx: Tx, sealer: Sealer, ids: Collection[str], place: Place) -> Mapping[str, Reader]:
    """For whom each message is put into words. Somebody erased, or unreadable, is not among them."""
    readers = {}
    for row in await tx.execute(_PERSONS, {"b_ids": list(ids)}):
        try:
            person = codecs.decode_part(Person, sealer.open(row.data, PERSON))
        except (Damaged, msgspec.MsgspecError, KeyError, ValueError):
            continue
        readers[row.id] = _reader(person.language, place(person.area), person.second, person.form)
    return readers


async def _languages(tx: Tx, ids: Collection[str]) -> Mapping[str, str]:
    found = await tx.execute(_LANGUAGES, {"b_ids": list(ids)})
    return {row.id: row.language for row in found}


def _reader(language: str, place: tuple[str, str], second: str = "", form: str = "n") -> Reader:
    locale, zone = place
    return Reader(language=language or "ar", second=second, form=form, locale=locale, zone=zone)
