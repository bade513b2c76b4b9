"""Invitations and the codes by which one person joins two channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.storage.database import Tx
from bot.storage.keys import code_hash
from bot.storage.schema import invitation_uses, invitations, link_codes
from bot.storage.sealed import Sealer

TRIES = 5
CODE_LIVES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link gives, and how far it still goes."""

    id: str
    role: str
    areas: tuple[str, ...]
    programme: str
    name: str
    open: bool
    uses_left: int
    expires_at: datetime
    revoked: bool

    def refused(self, now: datetime) -> str:
        """Why it cannot be used now; '' when it can."""
        if self.revoked:
            return "revoked"
        if now >= self.expires_at:
            return "expired"
        if self.uses_left > 0:
            return ""
        return "full" if self.open else "used"


async def create(
    tx: Tx,
    sealer: Sealer,
    id_: str,
    code: str,
    role: str,
    areas: Sequence[str],
    programme: str,
    name: str,
    is_open: bool,
    uses: int,
    expires_at: datetime,
    now: datetime,
    by: str,
) -> None:
    """Keep an invitation; the code itself is not kept."""
    await tx.execute(
        insert(invitations).values(
            id=id_,
            code_hash=code_hash(sealer, "invitation", code),
            role=role,
            areas=list(areas),
            programme=programme,
            name=name,
            open=is_open,
            uses_left=uses,
            expires_at=expires_at,
            created_at=now,
            created_by=by,
        )
    )


async def find(tx: Tx, sealer: Sealer, code: str) -> Invitation | None:
    """By its code."""
    where = invitations.c.code_hash == code_hash(sealer, "invitation", code)
    row = (await tx.execute(select(invitations).where(where))).first()
    return _read(row) if row else None


async def all_of(tx: Tx, programme: str) -> tuple[Invitation, ...]:
    """Every invitation of a programme, newest first."""
    found = await tx.execute(
        select(invitations)
        .where(invitations.c.programme == programme)
        .order_by(invitations.c.created_at.desc())
    )
    return tuple(_read(row) for row in found)


def _read(r: Any) -> Invitation:
    return Invitation(
        id=r.id,
        role=r.role,
        areas=tuple(r.areas),
        programme=r.programme,
        name=r.name,
        open=r.open,
        uses_left=r.uses_left,
        expires_at=r.expires_at,
        revoked=r.revoked_at is not None,
    )


async def use(tx: Tx, invitation: Invitation, person: str, now: datetime) -> bool:
    """Count one use; False when the person has used it before. Personal ones wait for a confirmation."""
    known = await tx.execute(
        select(invitation_uses.c.person_id).where(
            invitation_uses.c.invitation_id == invitation.id, invitation_uses.c.person_id == person
        )
    )
    if known.first() is not None:
        return False
    confirmed = None if not invitation.open else True
    await tx.execute(
        insert(invitation_uses).values(
            invitation_id=invitation.id, person_id=person, at=now, confirmed=confirmed
        )
    )
    await tx.execute(
        update(invitations)
        .where(invitations.c.id == invitation.id)
        .values(uses_left=invitations.c.uses_left - 1)
    )
    return True


async def used_by(tx: Tx, invitation: str) -> tuple[str, ...]:
    """Who came through it."""
    found = await tx.execute(
        select(invitation_uses.c.person_id)
        .where(invitation_uses.c.invitation_id == invitation)
        .order_by(invitation_uses.c.at)
    )
    return tuple(row.person_id for row in found)


async def revoke(tx: Tx, invitation: str, now: datetime) -> None:
    """It can be used no more."""
    await tx.execute(update(invitations).where(invitations.c.id == invitation).values(revoked_at=now))


# ------------------------------------------------------------------------------------- linking


async def offer(
    tx: Tx, sealer: Sealer, id_: str, person: str, address: str, code: str, now: datetime
) -> None:
    """A code shown to a person on an old address; a newer one replaces it."""
    await tx.execute(delete(link_codes).where(link_codes.c.person_id == person))
    await tx.execute(
        insert(link_codes).values(
            id=id_,
            person_id=person,
            address_id=address,
            code_hash=code_hash(sealer, "link", code),
            expires_at=now + CODE_LIVES,
            tries_left=TRIES,
        )
    )


async def spend(tx: Tx, sealer: Sealer, code: str, now: datetime) -> tuple[str, str] | None:
    """(person, old address) of a code that is right and in time; it is gone afterwards."""
    where = link_codes.c.code_hash == code_hash(sealer, "link", code)
    row = (await tx.execute(select(link_codes).where(where, link_codes.c.expires_at > now).limit(1))).first()
    if row is None:
        return None
    await tx.execute(delete(link_codes).where(link_codes.c.id == row.id))
    return row.person_id, row.address_id
