"""Addresses outside a turn: join one to a known person, count, forget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from bot.storage.database import Tx
from bot.storage.schema import address_keys, address_persons, addresses, inbox, outgoing, outgoing_refs


async def join(tx: Tx, address: str, person: str, now: datetime) -> None:
    """From now on this address speaks for that person."""
    known = await tx.execute(
        select(address_persons.c.person_id).where(
            address_persons.c.address_id == address, address_persons.c.person_id == person
        )
    )
    if known.first() is None:
        await tx.execute(insert(address_persons).values(address_id=address, person_id=person, since=now))
    await tx.execute(update(addresses).where(addresses.c.id == address).values(person_id=person))


async def leave(tx: Tx, address: str, person: str) -> None:
    """That person is no longer at this address."""
    await tx.execute(
        delete(address_persons).where(
            address_persons.c.address_id == address, address_persons.c.person_id == person
        )
    )


async def of(tx: Tx, person: str) -> tuple[str, ...]:
    """The addresses of a person, the latest heard from first."""
    found = await tx.execute(
        select(addresses.c.id)
        .join(address_persons, address_persons.c.address_id == addresses.c.id)
        .where(address_persons.c.person_id == person)
        .order_by(addresses.c.last_in_at.desc())
    )
    return tuple(row.id for row in found)


async def channel_of(tx: Tx, address: str) -> str:
    """The channel of an address; '' when it is gone."""
    row = (await tx.execute(select(addresses.c.channel).where(addresses.c.id == address))).first()
    return row.channel if row else ""


async def others_at(tx: Tx, address: str, person: str) -> int:
    """How many other people use it."""
    found = await tx.execute(
        select(func.count()).where(
            address_persons.c.address_id == address, address_persons.c.person_id != person
        )
    )
    return int(found.scalar_one())


async def forget(tx: Tx, ids: Sequence[str]) -> None:
    """Remove addresses and everything that went through them."""
    for address in ids:
        await tx.execute(delete(outgoing_refs).where(outgoing_refs.c.address_id == address))
        await tx.execute(delete(outgoing).where(outgoing.c.address_id == address))
        await tx.execute(delete(address_persons).where(address_persons.c.address_id == address))
        await tx.execute(delete(address_keys).where(address_keys.c.address_id == address))
        await tx.execute(
            update(inbox)
            .where(inbox.c.address_id == address)
            .values(payload=None, message="", person_id=None, address_id=None)
        )
        await tx.execute(delete(addresses).where(addresses.c.id == address))
