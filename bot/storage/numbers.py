"""Numbers on WhatsApp, sealed as they are: of addresses that are written to, and of people to be counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from bot.storage.audiences import home
from bot.storage.database import Tx
from bot.storage.leaving import KEY
from bot.storage.schema import address_keys, addresses, persons
from bot.storage.sealed import Sealer
from bot.storage.turns.sets import each, identifier

_KINDS: Final = ("bsuid", "phone")
"""What tells a country; the phone tells it better."""


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number, else a business-scoped id. `open_`: somebody wrote from there of late."""

    sealed: bytes
    open_: bool

    def opened(self, sealer: Sealer) -> str:
        return sealer.open(self.sealed, KEY).decode()


async def at(tx: Tx, places: Collection[str], since: datetime) -> dict[str, Number]:
    """Of these addresses, as far as they are on WhatsApp. Of late: after `since`."""
    if not places:
        return {}
    wanted = _wanted(addresses.c.id).where(addresses.c.id.in_(places))
    return _read(await tx.execute(wanted), since)


_people = each("people")


async def of(tx: Tx, people: Collection[str], since: datetime) -> dict[str, Number]:
    """Of these people, where they are reached now; who is reached elsewhere is not among them."""
    living = (
        select(persons.c.id.label("person"), home(addresses.c.id).label("address"))
        .select_from(_people)
        .join(persons, persons.c.id == identifier(_people.c.value))
        .subquery("living")
    )
    wanted = _wanted(living.c.person).join(living, living.c.address == addresses.c.id)
    return _read(await tx.execute(wanted, {"people": list(people)}), since)


def _wanted(column: Any) -> Select[Any]:
    return (
        select(column.label("of"), addresses.c.last_in_at, address_keys.c.kind, address_keys.c.value)
        .select_from(addresses)
        .join(address_keys, address_keys.c.address_id == addresses.c.id)
        .where(addresses.c.channel == "whatsapp", address_keys.c.kind.in_(_KINDS))
        .order_by(address_keys.c.kind)
    )


def _read(rows: Any, since: datetime) -> dict[str, Number]:
    return {row.of: Number(row.value, row.last_in_at is not None and row.last_in_at > since) for row in rows}
