"""Looking at who used a personal invitation: what a link gave that travelled on is taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.actions.revoke import back_to_volunteer
from bot.core.programme import Book
from bot.storage import audit, invitation_uses, invitations, persons
from bot.storage.database import DECISIONS, Database
from bot.storage.ids import Ids
from bot.storage.invitation_uses import Use
from bot.storage.sealed import Sealer

SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Used:
    """Somebody came through a personal invitation, and nobody has looked at the name yet."""

    use: Use
    name: str
    area: str
    role: str


async def unconfirmed(
    database: Database, sealer: Sealer, programme: str, invitation: str = ""
) -> tuple[Used, ...]:
    """Who is to be looked at; through one invitation, or any."""
    async with database.read() as tx:
        roles = {one.id: one.role for one in await invitations.all_of(tx, programme)}
        found = []
        for use in await invitation_uses.of_programme(tx, programme):
            if use.confirmed is None and invitation in {"", use.invitation}:
                person = await persons.get(tx, sealer, use.person)
                if person is not None:
                    found.append(Used(use, person.name, person.area, roles[use.invitation]))
    return tuple(found)


async def wait_for_use(
    database: Database,
    sealer: Sealer,
    programme: str,
    invitation: str,
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]],
) -> Used | None:
    """Wait until somebody comes through; None when the invitation ended before."""
    while True:
        found = await unconfirmed(database, sealer, programme, invitation)
        if found:
            return found[0]
        async with database.read() as tx:
            every = await invitations.all_of(tx, programme)
        if not any(one.id == invitation and not one.refused(now()) for one in every):
            return None
        await sleep(SECONDS)


async def confirm_use(
    database: Database, sealer: Sealer, book: Book, used: Used, meant: bool, now: datetime, ids: Ids
) -> bool:
    """It is who was meant, or it is not and they are a volunteer again; False when that was said before."""
    async with database.begin(DECISIONS) as tx:
        if not await invitation_uses.confirm(tx, used.use, meant):
            return False
        verb = "invitation.confirmed" if meant else "invitation.refused"
        await audit.note(tx, ids.new(), now, "command", verb, used.use.invitation, person=used.use.person)
        if not meant:
            await invitation_uses.end_roles(tx, used.use.invitation, used.use.person, now)
            await back_to_volunteer(tx, sealer, book, used.use.person, now, ids)
    return True
