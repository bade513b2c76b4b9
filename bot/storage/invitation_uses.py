"""Who came through an invitation, and whether somebody has looked at the name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from bot.storage.database import Tx
from bot.storage.schema import invitation_uses, invitations, memberships


@dataclass(frozen=True, slots=True)
class Use:
    """One person through one invitation. `confirmed` is None as long as nobody has looked."""

    invitation: str
    person: str
    at: datetime
    confirmed: bool | None


async def of_programme(tx: Tx, programme: str) -> tuple[Use, ...]:
    """Every use of a programme's invitations, oldest first."""
    found = await tx.execute(
        select(invitation_uses)
        .join(invitations, invitations.c.id == invitation_uses.c.invitation_id)
        .where(invitations.c.programme == programme)
        .order_by(invitation_uses.c.at)
    )
    return tuple(Use(row.invitation_id, row.person_id, row.at, row.confirmed) for row in found)


async def confirm(tx: Tx, use: Use, confirmed: bool) -> bool:
    """Say that it is, or is not, who was meant; False when somebody has said so before."""
    changed = await tx.execute(
        update(invitation_uses)
        .where(
            invitation_uses.c.invitation_id == use.invitation,
            invitation_uses.c.person_id == use.person,
            invitation_uses.c.confirmed.is_(None),
        )
        .values(confirmed=confirmed)
    )
    return changed.rowcount == 1


async def end_roles(tx: Tx, invitation: str, person: str, now: datetime, also: Sequence[str] = ()) -> int:
    """End the role that it gave, and roles that somebody has `also` come to by it; how many ended."""
    changed = await tx.execute(
        update(memberships)
        .where(
            memberships.c.person_id == person,
            memberships.c.until.is_(None),
            memberships.c.role != "volunteer",
            or_(memberships.c.invitation_id == invitation, memberships.c.role.in_(also)),
        )
        .values(until=now)
    )
    return changed.rowcount
