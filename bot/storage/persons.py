"""Persons outside a turn: read one, give or take roles, find who answers for an area."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select, update

from bot.core.person import Person
from bot.storage import codecs, generation
from bot.storage.database import Tx
from bot.storage.schema import address_persons, addresses, memberships, persons
from bot.storage.sealed import Sealer

CONTEXT = "persons.data"
ADMINS = "admins"

# For which area somebody answers ('' is for all; ADMINS), and who.
Level = tuple[str, tuple[str, ...]]


async def get(tx: Tx, sealer: Sealer, person: str, to_change: bool = False) -> Person | None:
    """A person as the engine knows them; None when there is none, or their data were erased.

    `to_change`: they are put back in this transaction, so nobody else may change them meanwhile.
    """
    wanted = select(persons.c.data).where(persons.c.id == person, persons.c.erased_at.is_(None))
    row = (await tx.execute(wanted.with_for_update() if to_change else wanted)).first()
    return codecs.decode_part(Person, sealer.open(row.data, CONTEXT)) if row else None


async def put(tx: Tx, sealer: Sealer, person: Person) -> None:
    """Write a person back, with the copies for queries; a turn beside it is stale and runs again."""
    await tx.execute(
        update(persons)
        .where(persons.c.id == person.id)
        .values(
            version=persons.c.version + 1,
            data=sealer.seal(codecs.encode_part(person), CONTEXT),
            language=person.language,
            area=person.place,
            sex=person.sex,
            birth_year=person.birth_year,
            registered=person.registered,
            stopped=person.stopped,
            discreet=person.discreet,
        )
    )


async def at_address(tx: Tx, sealer: Sealer, address: str) -> tuple[Person, ...]:
    """Everybody who uses an address, in the order they came."""
    found = await tx.execute(
        select(address_persons.c.person_id)
        .where(address_persons.c.address_id == address)
        .order_by(address_persons.c.since)
    )
    people = [await get(tx, sealer, row.person_id) for row in found]
    return tuple(p for p in people if p is not None)


async def reachable(tx: Tx, person: str) -> tuple[str, str, str] | None:
    """(address, channel, account) where somebody was last heard from and can be written to."""
    row = (
        await tx.execute(
            select(addresses.c.id, addresses.c.channel, addresses.c.account)
            .join(address_persons, address_persons.c.address_id == addresses.c.id)
            .where(address_persons.c.person_id == person, addresses.c.state == "working")
            .order_by(addresses.c.last_in_at.desc())
            .limit(1)
        )
    ).first()
    return (row.id, row.channel, row.account) if row else None


# ------------------------------------------------------------------------------------ roles


async def grant(
    tx: Tx,
    person: str,
    programme: str,
    role: str,
    areas: Sequence[str],
    now: datetime,
    ids: Iterable[str],
    invitation: str | None = None,
) -> None:
    """Give a role, for some areas or ('') for all; one that is held already stays as it is."""
    await generation.bump(tx)
    fresh = iter(ids)
    held = await roles(tx, person, programme)
    for area in areas or ("",):
        if (role, area) not in held:
            await tx.execute(
                insert(memberships).values(
                    id=next(fresh),
                    person_id=person,
                    programme=programme,
                    role=role,
                    area=area,
                    since=now,
                    until=None,
                    invitation_id=invitation,
                )
            )


async def roles(tx: Tx, person: str, programme: str) -> set[tuple[str, str]]:
    """(role, area) that somebody holds now."""
    found = await tx.execute(
        select(memberships.c.role, memberships.c.area).where(
            memberships.c.person_id == person,
            memberships.c.programme == programme,
            memberships.c.until.is_(None),
        )
    )
    return {(row.role, row.area) for row in found}


async def end_roles(tx: Tx, person: str, now: datetime, keep: Sequence[str] = ("volunteer",)) -> int:
    """End what somebody holds, except the roles to keep; how many ended."""
    await generation.bump(tx)
    changed = await tx.execute(
        update(memberships)
        .where(
            memberships.c.person_id == person, memberships.c.until.is_(None), memberships.c.role.not_in(keep)
        )
        .values(until=now)
    )
    return changed.rowcount


async def set_roles(tx: Tx, sealer: Sealer, person: str, programme: str) -> Person | None:
    """Copy the memberships to the person's record, which is what a turn reads."""
    known = await get(tx, sealer, person, to_change=True)
    if known is None:
        return None
    held = await roles(tx, person, programme)
    made = replace(
        known,
        roles=tuple(sorted({role for role, _ in held})),
        areas=tuple(sorted({area for _, area in held if area})),
    )
    await put(tx, sealer, made)
    return made


async def holding(tx: Tx, programme: str, role: str, area: str | None = None) -> tuple[str, ...]:
    """Who holds a role now; for one area ('' is who has it for all), or anywhere."""
    wanted = select(memberships.c.person_id).where(
        memberships.c.programme == programme, memberships.c.role == role, memberships.c.until.is_(None)
    )
    if area is not None:
        wanted = wanted.where(memberships.c.area == area)
    found = await tx.execute(wanted.order_by(memberships.c.since))
    return tuple(dict.fromkeys(row.person_id for row in found))


async def levels(tx: Tx, programme: str, areas: Sequence[str]) -> AsyncIterator[Level]:
    """The coordinators of each of `areas` (a place, then its parents), those of all, the admins."""
    for area in (*areas, ""):
        found = await holding(tx, programme, "coordinator", area)
        if found:
            yield area, found
    found = await holding(tx, programme, "admin")
    if found:
        yield ADMINS, found


async def responsible(tx: Tx, programme: str, areas: Sequence[str]) -> tuple[str, ...]:
    """The nearest of those."""
    async for _, found in levels(tx, programme, areas):
        return found
    return ()
