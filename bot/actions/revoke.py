"""Taking back: a link that travels, a role that somebody no longer has. What a person answered stays theirs.

Even the last admin can be revoked here: the phone may be stolen, and this terminal can invite the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from bot.actions.job import USEFUL
from bot.core import invitation as codes
from bot.core.programme import Book
from bot.flows import notices as said
from bot.storage import (
    audit,
    directory,
    errands,
    invitation_uses,
    invitations,
    notices,
    persons,
    posting,
    prepared,
)
from bot.storage.database import DECISIONS, Database, Tx
from bot.storage.errands import Due, Tell
from bot.storage.ids import Ids
from bot.storage.invitations import Invitation
from bot.storage.posting import Post
from bot.storage.sealed import Sealer

BY_OPEN_LINKS = ("applicant", "champion")
"""What somebody who came through an open link may have become."""

_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role, as the terminal names them."""

    id: str
    name: str
    held: tuple[tuple[str, str], ...]


async def find_invitation(database: Database, sealer: Sealer, programme: str, text: str) -> Invitation | None:
    """By its link, its code, or the number that the list shows."""
    code = codes.find(unquote(text))
    async with database.read() as tx:
        if code:
            return await invitations.find(tx, sealer, code)
        number = text.strip().lower()
        if len(number) < _SHORTEST:
            return None
        found = [one for one in await invitations.all_of(tx, programme) if one.id.endswith(number)]
    return found[0] if len(found) == 1 else None


async def revoke_awaited(database: Database, sealer: Sealer, text: str, now: datetime, ids: Ids) -> bool:
    """The personal link of somebody on a list opens nothing any more; False when it is none, or was used."""
    code = codes.find(unquote(text))
    async with database.begin(DECISIONS) as tx:
        found = await prepared.by_code(tx, sealer, code) if code else None
        if found is None or not await prepared.remove(tx, [found.id]):
            return False
        await audit.note(tx, ids.new(), now, "command", "person.revoked", found.id)
    return True


async def find_holders(database: Database, sealer: Sealer, programme: str, text: str) -> tuple[Holder, ...]:
    """Who may be meant: by number, by the beginning of a name."""
    async with database.read() as tx:
        found = []
        for person, held in (await directory.find(tx, sealer, programme, text)).items():
            known = await persons.get(tx, sealer, person)
            found.append(Holder(person, known.name if known else "", tuple(held)))
    return tuple(found)


async def revoke_invitation(
    database: Database, sealer: Sealer, book: Book, found: Invitation, people: bool, now: datetime, ids: Ids
) -> int:
    """The link opens nothing any more; with `people`, who came through it are volunteers again. How many."""
    async with database.begin(DECISIONS) as tx:
        await invitations.revoke(tx, found.id, now)
        await audit.note(tx, ids.new(), now, "command", "invitation.revoked", found.id, people=people)
        came = await invitations.used_by(tx, found.id) if people else ()
    changed = 0
    for person in came:  # one transaction each: a poster may have brought hundreds
        async with database.begin(DECISIONS) as tx:
            if await invitation_uses.end_roles(tx, found.id, person, now, BY_OPEN_LINKS):
                await back_to_volunteer(tx, sealer, book, person, now, ids)
                changed += 1
    return changed


async def revoke_person(
    database: Database, sealer: Sealer, book: Book, person: str, now: datetime, ids: Ids
) -> bool:
    """Every role but that of a volunteer ends at once; whether an admin is left."""
    async with database.begin(DECISIONS) as tx:
        await persons.end_roles(tx, person, now)
        await back_to_volunteer(tx, sealer, book, person, now, ids)
        return bool(await persons.holding(tx, book.programme.name, "admin"))


async def back_to_volunteer(tx: Tx, sealer: Sealer, book: Book, person: str, now: datetime, ids: Ids) -> None:
    """After roles have ended: the record follows, what awaited them awaits others, and they are told."""
    programme = book.programme.name
    known = await persons.get(tx, sealer, person)
    if known is not None and known.registered:
        await persons.grant(tx, person, programme, "volunteer", (), now, ids)
    changed = await persons.set_roles(tx, sealer, person, programme)
    await audit.note(tx, ids.new(), now, "command", "roles.ended", person)
    await _pass_on(tx, sealer, book, person, now, ids)
    if changed is not None:
        roles = {"roles": list(changed.roles), "areas": list(changed.areas)}
        errand = Due(person, f"roles:{ids.new()}", "roles", {}, 0, now)
        await errands.keep_tells(tx, sealer, errand, [Tell(person, "roles", roles)], now)


async def _pass_on(tx: Tx, sealer: Sealer, book: Book, person: str, now: datetime, ids: Ids) -> None:
    """What awaited somebody awaits who answers for the area now."""
    programme = book.programme.name
    if any(role != "volunteer" for role, _ in await persons.roles(tx, person, programme)):
        return
    heirs = set()
    for notice, area in await notices.end_for(tx, person, now):
        for heir in await persons.responsible(tx, programme, tuple(book.areas.upwards(area))):
            await notices.add(tx, ids.new(), heir, notice.kind, notice.subject, notice.revision, area, now)
            heirs.add(heir)
    for heir in sorted(heirs):
        message = said.waiting(await notices.count_open(tx, heir))
        row = Post(ids.new(), ids.seq(), heir, message, posting.NOTICE, now, now + USEFUL)
        await posting.post(tx, sealer, row)
