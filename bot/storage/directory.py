"""Finding somebody who holds a role: by the end of their id, by the beginning of a name."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.storage.database import Tx
from bot.storage.keys import sought
from bot.storage.schema import memberships, person_words
from bot.storage.sealed import Sealer

SHORT = 8
"""So many letters from the end of an id tell people apart; the beginning is a time."""

_FEWEST = 6


async def holders(tx: Tx, programme: str) -> dict[str, list[tuple[str, str]]]:
    """(role, area) of everybody who holds more than the role of a volunteer."""
    found = await tx.execute(
        select(memberships.c.person_id, memberships.c.role, memberships.c.area)
        .where(
            memberships.c.programme == programme,
            memberships.c.until.is_(None),
            memberships.c.role != "volunteer",
        )
        .order_by(memberships.c.since)
    )
    made: dict[str, list[tuple[str, str]]] = {}
    for row in found:
        made.setdefault(row.person_id, []).append((row.role, row.area))
    return made


async def find(tx: Tx, sealer: Sealer, programme: str, text: str) -> dict[str, list[tuple[str, str]]]:
    """Who may be meant, with what they hold."""
    known = await holders(tx, programme)
    typed = text.strip()
    short = typed.lower()
    if len(short) >= _FEWEST and any(person.endswith(short) for person in known):
        return {person: held for person, held in known.items() if person.endswith(short)}
    ids = await _by_name(tx, sealer, typed)
    return {person: held for person, held in known.items() if person in ids}


async def _by_name(tx: Tx, sealer: Sealer, typed: str) -> set[str]:
    """Everybody with all of these words, or beginnings of them, in the name."""
    hashes = set(sought(sealer, typed))
    if not hashes:
        return set()
    found = await tx.execute(
        select(person_words.c.person_id)
        .where(person_words.c.hash.in_(hashes))
        .group_by(person_words.c.person_id)
        .having(func.count() == len(hashes))
    )
    return {row.person_id for row in found}
