"""Who is awaited: rows that came from lists, found by what makes them the same, by phone and by code.

What a list says is sealed whole; of whoever has come only that they came is kept, so that the list, brought
in again, knows them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select, update

from bot.core.arabic.names import name_key
from bot.core.channel import AddressKey
from bot.core.person import Person
from bot.core.prepared import Prepared
from bot.storage import codecs
from bot.storage import persons as people
from bot.storage.database import Tx
from bot.storage.keys import address_hash, code_hash, sought
from bot.storage.schema import address_keys, address_persons, persons, prepared
from bot.storage.schema import person_words as words
from bot.storage.sealed import Sealer
from bot.storage.upsert import insert

CONTEXT = "prepared.data"
CHUNK = 100
_MOST_AT_ONE_PHONE = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One who is awaited; `record` is None once they came, and `person` who that was."""

    id: str
    roster: str
    identity: bytes
    phone: bytes | None
    record: Prepared | None
    until: datetime
    person: str = ""


def identity(sealer: Sealer, programme: str, one: Prepared) -> bytes:
    """By what a row of a list is the same each time: phone and name, or name, year and area."""
    rest = (one.phone,) if one.phone else ("", str(one.birth_year or ""), one.area)
    return sealer.hash("prepared", programme, "\n".join((name_key(one.name), *rest)))


def phone_key(sealer: Sealer, one: Prepared) -> bytes | None:
    """The key by which the address of that phone is found."""
    return address_hash(sealer, "whatsapp", AddressKey("phone", one.phone)) if one.phone else None


# ------------------------------------------------------------------------------------- finding


async def like(
    tx: Tx, sealer: Sealer, programme: str, identities: Collection[bytes], phones: Collection[bytes]
) -> list[Row]:
    """Those of a programme who are one of these, or have one of these phones."""
    same = or_(prepared.c.identity.in_(identities), prepared.c.phone_hash.in_(phones))
    found = await tx.execute(select(prepared).where(prepared.c.programme == programme, same))
    return [_read(sealer, row) for row in found]


async def get(tx: Tx, sealer: Sealer, id_: str) -> Row | None:
    """One by its identifier."""
    row = (await tx.execute(select(prepared).where(prepared.c.id == id_))).first()
    return _read(sealer, row) if row else None


async def by_code(tx: Tx, sealer: Sealer, code: str) -> Row | None:
    """By the code of the personal link."""
    wanted = select(prepared).where(prepared.c.code_hash == code_hash(sealer, "prepared", code))
    row = (await tx.execute(wanted)).first()
    return _read(sealer, row) if row else None


async def awaited_at(tx: Tx, sealer: Sealer, programme: str, address: str, now: datetime) -> list[Row]:
    """Who is awaited from the phone of an address, in the order of the list."""
    wanted = (
        select(prepared)
        .join(address_keys, address_keys.c.hash == prepared.c.phone_hash)
        .where(
            address_keys.c.address_id == address,
            prepared.c.programme == programme,
            prepared.c.claimed_at.is_(None),
            prepared.c.until > now,
        )
        .order_by(prepared.c.id)
        .limit(_MOST_AT_ONE_PHONE)
    )
    return [_read(sealer, row) for row in await tx.execute(wanted)]


async def any_awaited(tx: Tx, programme: str) -> bool:
    """Whether anybody is awaited at all."""
    wanted = select(prepared.c.id).where(prepared.c.programme == programme, prepared.c.claimed_at.is_(None))
    return (await tx.execute(wanted.limit(1))).first() is not None


async def registered_at(tx: Tx, sealer: Sealer, phones: Collection[bytes]) -> dict[bytes, set[str]]:
    """Phone → the names, folded, of those registered who use it."""
    found = await tx.execute(
        select(address_keys.c.hash, persons.c.data)
        .join(address_persons, address_persons.c.address_id == address_keys.c.address_id)
        .join(persons, persons.c.id == address_persons.c.person_id)
        .where(address_keys.c.hash.in_(phones), persons.c.registered)
    )
    names: dict[bytes, set[str]] = {}
    for row in found:
        person = codecs.decode_part(Person, sealer.open(row.data, people.CONTEXT))
        names.setdefault(row.hash, set()).add(name_key(person.name))
    return names


async def namesakes(tx: Tx, sealer: Sealer, people: Sequence[Prepared]) -> set[Prepared]:
    """Those as whom somebody registered is called, where nothing that is known tells them apart.

    One statement tells which words there are at all: few names have all of theirs.
    """
    hashes = {one: sought(sealer, one.name) for one in people}
    every = {hash_ for several in hashes.values() for hash_ in several}
    there = set((await tx.execute(select(words.c.hash).where(words.c.hash.in_(every)).distinct())).scalars())
    likely = [one for one, mine in hashes.items() if mine and there.issuperset(mine)]
    return {one for one in likely if await _has_namesake(tx, one, hashes[one])}


async def _has_namesake(tx: Tx, one: Prepared, hashes: Sequence[bytes]) -> bool:
    """The last word of a name is the rarest, so it is looked for first.

    A single word is nobody's name alone: then year and area must be known and the same.
    """
    *others, last = hashes
    same = [persons.c.registered, *_same(one, strict=not others)]
    for hash_ in others:
        also = words.alias()
        same.append(exists().where(also.c.person_id == persons.c.id, also.c.hash == hash_))
    wanted = select(persons.c.id).join(words, words.c.person_id == persons.c.id)
    return (await tx.execute(wanted.where(words.c.hash == last, *same).limit(1))).first() is not None


def _same(one: Prepared, strict: bool) -> Iterable[Any]:
    year, area = persons.c.birth_year, persons.c.area
    within = or_(area == one.area, area.startswith(f"{one.area}-", autoescape=True))
    if strict:
        yield and_(year == one.birth_year, year > 0, within, area != "")
        return
    if one.birth_year:
        yield or_(year == one.birth_year, year == 0)
    if one.area:
        yield or_(within, area == "")


# ------------------------------------------------------------------------------------- writing


def made(
    sealer: Sealer, programme: str, roster: str, id_: str, one: Prepared, until: datetime
) -> dict[str, Any]:
    """A row of somebody to be awaited. Sealing takes long beside a write, so it is done before."""
    return {
        "id": id_,
        "roster_id": roster,
        "programme": programme,
        "code_hash": code_hash(sealer, "prepared", one.code),
        "until": until,
        **_columns(sealer, programme, one),
    }


async def add(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Await these; who is awaited already stays as they are."""
    if rows:
        await tx.execute(insert(prepared).on_conflict_do_nothing(), list(rows))


async def change(
    tx: Tx, sealer: Sealer, programme: str, roster: str, row: Row, one: Prepared, until: datetime
) -> None:
    """A list says something else of somebody who has not come yet; the link stays the same."""
    if row.record is None:
        return
    said = replace(one, code=row.record.code)
    await tx.execute(
        update(prepared)
        .where(prepared.c.id == row.id, prepared.c.claimed_at.is_(None))
        .values(
            before=_sealed(sealer, row.record),
            changed_by=roster,
            until=until,
            **_columns(sealer, programme, said),
        )
    )


async def claim(tx: Tx, id_: str, person: str, now: datetime) -> bool:
    """They came: what the list said is theirs now and no more here; False when somebody was first."""
    changed = await tx.execute(
        update(prepared)
        .where(prepared.c.id == id_, prepared.c.claimed_at.is_(None))
        .values(data=None, before=None, changed_by=None, person_id=person, claimed_at=now)
    )
    return changed.rowcount == 1


async def remove(tx: Tx, ids: Sequence[str]) -> int:
    """Await these no more; who came stays known. How many went."""
    gone = delete(prepared).where(prepared.c.id.in_(ids), prepared.c.claimed_at.is_(None))
    return (await tx.execute(gone)).rowcount


async def forget(tx: Tx, person: str) -> None:
    """Whatever leads from a list to this person, by what they claimed or by their phone."""
    phones = (
        select(address_keys.c.hash)
        .join(address_persons, address_persons.c.address_id == address_keys.c.address_id)
        .where(address_persons.c.person_id == person)
    )
    alone = and_(prepared.c.claimed_at.is_(None), prepared.c.phone_hash.in_(phones))
    await tx.execute(delete(prepared).where(or_(prepared.c.person_id == person, alone)))


# --------------------------------------------------------------------------------------- undoing


async def brought_by(tx: Tx, roster: str) -> Sequence[str]:
    """Some of those whom this list brought in and who have not come yet."""
    wanted = select(prepared.c.id).where(prepared.c.roster_id == roster, prepared.c.claimed_at.is_(None))
    return (await tx.execute(wanted.limit(CHUNK))).scalars().all()


async def changed_by(tx: Tx, sealer: Sealer, roster: str) -> list[tuple[str, Prepared]]:
    """Some of those whom this list changed, with what was said of them before."""
    wanted = select(prepared.c.id, prepared.c.before).where(
        prepared.c.changed_by == roster, prepared.c.before.is_not(None)
    )
    return [(row.id, _opened(sealer, row.before)) for row in await tx.execute(wanted.limit(CHUNK))]


async def put_back(tx: Tx, sealer: Sealer, programme: str, id_: str, before: Prepared) -> None:
    """What was said of somebody before a list changed it."""
    await tx.execute(
        update(prepared)
        .where(prepared.c.id == id_, prepared.c.claimed_at.is_(None))
        .values(before=None, changed_by=None, **_columns(sealer, programme, before))
    )


# ---------------------------------------------------------------------------------------- values


def _columns(sealer: Sealer, programme: str, one: Prepared) -> dict[str, Any]:
    return {
        "identity": identity(sealer, programme, one),
        "phone_hash": phone_key(sealer, one),
        "data": _sealed(sealer, one),
    }


def _sealed(sealer: Sealer, one: Prepared) -> bytes:
    return sealer.seal(codecs.encode(one), CONTEXT)


def _opened(sealer: Sealer, data: bytes) -> Prepared:
    return codecs.decode(Prepared, sealer.open(data, CONTEXT))


def _read(sealer: Sealer, row: Any) -> Row:
    return Row(
        id=row.id,
        roster=row.roster_id,
        identity=row.identity,
        phone=row.phone_hash,
        record=None if row.data is None else _opened(sealer, row.data),
        until=row.until,
        person=row.person_id or "",
    )
