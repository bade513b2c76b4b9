"""Inviting people: a code, and the links that carry it into each channel.

A personal invitation goes to one known person: one use, three days, any role, and somebody looks at the name
that used it. An open one hangs on a poster: it gives at most the role of a volunteer (whoever comes for more
waits as an applicant), has an end and a number of uses, and its name is kept as the source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from bot.actions.find_area import find_area
from bot.actions.problem import Problem
from bot.core.arabic import bidi, store
from bot.core.channel import Reader
from bot.core.invitation import make
from bot.core.place import Areas
from bot.core.programme import Book
from bot.core.text import Text, key, ltr, verbatim
from bot.i18n import Catalogues
from bot.storage import audit, directory, invitation_uses, invitations, persons
from bot.storage.database import Database
from bot.storage.ids import Ids
from bot.storage.invitations import Invitation
from bot.storage.sealed import Sealer

ROLES = ("admin", "coordinator", "safeguarding", "champion", "volunteer")
OPEN_ROLES = ("champion", "volunteer")
PERSONAL_DAYS = 3
OPEN_DAYS, OPEN_USES = 30, 100
_MOST_DAYS, _MOST_USES = 366, 10_000
_LONGEST_NAME = 60
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. `source` names an open invitation; '' makes it a personal one. 0: what is usual."""

    role: str
    areas: tuple[str, ...] = ()
    programme: str = ""
    source: str = ""
    uses: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Doors:
    """Where people come in: the bot's name on Telegram, our number on WhatsApp, the page."""

    telegram: str = ""
    whatsapp: str = ""
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link into one channel. `near`: it opens on this machine only."""

    channel: str
    address: str
    near: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation. Its code is shown once and kept nowhere."""

    id: str
    code: str
    role: str
    areas: tuple[str, ...]
    source: str
    uses: int
    expires_at: datetime


async def create_invitation(
    database: Database, sealer: Sealer, book: Book, asked: Asked, now: datetime, ids: Ids, by: str = "command"
) -> Invited:
    """Make an invitation; Problem when it may not be made so."""
    made = _checked(book, asked, now, ids)
    async with database.begin() as tx:
        await invitations.create(
            tx,
            sealer,
            made.id,
            made.code,
            made.role,
            made.areas,
            book.programme.name,
            made.source,
            bool(made.source),
            made.uses,
            made.expires_at,
            now,
            by,
        )
        facts = {"role": made.role, "areas": list(made.areas), "open": bool(made.source), "uses": made.uses}
        await audit.note(tx, ids.new(), now, by, "invitation.created", made.id, **facts)
    return made


def _checked(book: Book, asked: Asked, now: datetime, ids: Ids) -> Invited:
    source = store(asked.source)[:_LONGEST_NAME]
    if asked.role not in ROLES:
        raise Problem(key("command.invite_role", role=verbatim(asked.role[:40]), roles=ltr(" ".join(ROLES))))
    if source and asked.role not in OPEN_ROLES:
        raise Problem(key("command.invite_open_role", role=ltr(asked.role), roles=ltr(" ".join(OPEN_ROLES))))
    if asked.programme and asked.programme != book.programme.name:
        raise Problem(key("command.invite_programme", programme=ltr(book.programme.name)))
    uses, days = asked.uses or 1, asked.days or PERSONAL_DAYS
    if source:
        uses, days = asked.uses or OPEN_USES, asked.days or OPEN_DAYS
    elif uses != 1 or not 1 <= days <= PERSONAL_DAYS:
        raise Problem(key("command.invite_personal", days=PERSONAL_DAYS))
    if not 1 <= uses <= _MOST_USES or not 1 <= days <= _MOST_DAYS:
        raise Problem(key("command.invite_limits", uses=_MOST_USES, days=_MOST_DAYS))
    areas = tuple(dict.fromkeys(find_area(book.areas, area).code for area in asked.areas))
    return Invited(ids.new(), make(ids.seed()), asked.role, areas, source, uses, now + timedelta(days=days))


# ------------------------------------------------------------------------------------------ links


def links(code: str, doors: Doors, catalogues: Catalogues) -> tuple[Link, ...]:
    """The links that work with what is set."""
    made = []
    if doors.telegram:
        made.append(Link("telegram", f"https://t.me/{doors.telegram}?start={code}"))
    number = "".join(sign for sign in doors.whatsapp if sign.isascii() and sign.isdecimal())
    if number:
        words = catalogues.render(key("invite.whatsapp", code=code), Reader(language="ar"))
        made.append(Link("whatsapp", f"https://wa.me/{number}?text={quote(bidi.strip(words), safe='')}"))
    if doors.public_url:
        address = f"{doors.public_url.rstrip('/')}/chat?start={code}"
        made.append(Link("webchat", address, near=urlsplit(address).hostname in _LOOPBACK))
    return tuple(made)


# ----------------------------------------------------------------------------------------- listing


@dataclass(frozen=True, slots=True)
class Listed:
    """An invitation as it stands. `state`: why it cannot be used, or ''. `people`: name, confirmed."""

    number: str
    invitation: Invitation
    state: str
    people: tuple[tuple[str, bool | None], ...]


async def list_invitations(
    database: Database, sealer: Sealer, programme: str, now: datetime
) -> tuple[Listed, ...]:
    """Every invitation, newest first, and who came through the personal ones."""
    async with database.read() as tx:
        uses = await invitation_uses.of_programme(tx, programme)
        listed = []
        for one in await invitations.all_of(tx, programme):
            people = []
            for use in uses:
                if use.invitation == one.id:
                    person = None if one.open else await persons.get(tx, sealer, use.person)
                    people.append((person.name if person else "", use.confirmed))
            listed.append(Listed(short(one.id), one, one.refused(now), tuple(people)))
    return tuple(listed)


def short(id_: str) -> str:
    """The end of an id, by which it is named in the terminal."""
    return id_[-directory.SHORT :]


def places(areas: Areas, codes: Sequence[str]) -> tuple[Text, ...]:
    """The names of areas; a code that the tree no longer has is shown as it is."""
    return tuple(area.label if (area := areas.get(code)) else ltr(code) for code in codes)
