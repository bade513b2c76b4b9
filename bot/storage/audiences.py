"""The people whom an audience means: one statement, the same on SQLite and PostgreSQL.

Only who has registered, has not stopped and was not erased belongs to any audience. Persons are read once
from end to end, and of each it is asked what the filter asks, by the indexes that their turns need anyway: a
million take less than a second (`benchmarks.audience`), and no index costs a turn anything.

Every condition is true or false of everybody, never unknown, so that `not` means the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Table, and_, case, false, func, literal, not_, or_, select, true

from bot.core.audience import Audience, Reach, asks_privately, below, form_of, wave_of
from bot.core.campaign import ARRIVED, POSTED
from bot.core.programme import Book
from bot.storage.database import Tx
from bot.storage.schema import (
    address_persons,
    addresses,
    answer_facts,
    drafts,
    memberships,
    outgoing,
    participations,
    persons,
    recipients,
    submissions,
)
from bot.storage.submissions import WITHDRAWN

Held = ColumnElement[bool]
Selection = Select[tuple[str]]


def selected(audience: Audience, book: Book, now: datetime, within: Reach = None) -> Select[tuple[str]]:
    """Their identifiers, in no order. The audience has no `flaws`; `within` is whom its author may reach."""
    return select(persons.c.id).where(*_everybody(book, within), _Asked(book, now).holds(audience))


async def count(tx: Tx, audience: Audience, book: Book, now: datetime, within: Reach = None) -> int:
    """How many there are now."""
    held = selected(audience, book, now, within).with_only_columns(func.count())
    return int((await tx.execute(held)).scalar_one())


async def exceeds(
    tx: Tx, audience: Audience, book: Book, now: datetime, within: Reach = None, number: int = 0
) -> bool:
    """Whether there are more than so many, without counting all of them."""
    held = selected(audience, book, now, within).limit(number + 1)
    return len((await tx.execute(held)).all()) > number


async def chunk(  # what belongs together, and where it was left off
    tx: Tx,
    audience: Audience,
    book: Book,
    now: datetime,
    within: Reach = None,
    after: str = "",
    most: int = 300,
) -> tuple[str, ...]:
    """The next ones in the order of their identifiers; `after` is the last that was seen, '' at first."""
    wanted = selected(audience, book, now, within).order_by(persons.c.id).limit(most)
    found = await tx.execute(wanted.where(persons.c.id > after) if after else wanted)
    return tuple(row.id for row in found)


async def sample(
    tx: Tx, audience: Audience, book: Book, now: datetime, within: Reach = None, most: int = 3
) -> tuple[str, ...]:
    """A few of them, the same each time; of an audience that tells who took part in a private form nobody."""
    if asks_privately(audience, book):
        return ()
    return await chunk(tx, audience, book, now, within, most=most)


def home(column: ColumnElement[str]) -> ColumnElement[str]:
    """Of where somebody of `persons` is reached, the working address they wrote from last; else NULL."""
    return (
        select(column)
        .join(address_persons, address_persons.c.address_id == addresses.c.id)
        .where(address_persons.c.person_id == persons.c.id, addresses.c.state == "working")
        .order_by(addresses.c.last_in_at.desc())
        .limit(1)
        .correlate(persons)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class Reached:
    """So many of an audience are written to by a channel ('' by none); `open_` of them wrote of late."""

    channel: str
    number: int
    open_: int


async def reached(
    tx: Tx, audience: Audience, book: Book, now: datetime, since: datetime, within: Reach = None
) -> tuple[Reached, ...]:
    """By which channel each is reached now: the one they wrote from last. Of late: after `since`."""
    meant = (
        selected(audience, book, now, within)
        .with_only_columns(home(addresses.c.id).label("address"))
        .subquery()
    )
    lately = case((addresses.c.last_in_at > since, 1), else_=0)
    counted = (
        select(func.coalesce(addresses.c.channel, "").label("channel"), func.count(), func.sum(lately))
        .select_from(meant)
        .outerjoin(addresses, addresses.c.id == meant.c.address)
        .group_by(addresses.c.channel)
        .order_by(addresses.c.channel)
    )
    return tuple(Reached(channel, number, int(late)) for channel, number, late in await tx.execute(counted))


async def silent(tx: Tx, audience: Audience, book: Book, now: datetime, within: Reach = None) -> int:
    """How many would belong to it, had they not stopped."""
    areas = () if within is None else (_in_areas(book, within),)
    held = (persons.c.registered, persons.c.stopped, persons.c.erased_at.is_(None), *areas)
    counted = select(func.count()).select_from(persons).where(*held, _Asked(book, now).holds(audience))
    return int((await tx.execute(counted)).scalar_one())


def _everybody(book: Book, within: Reach) -> Iterator[Held]:
    """Who may be written to at all, and by this member of staff."""
    yield persons.c.registered
    yield not_(persons.c.stopped)
    yield persons.c.erased_at.is_(None)
    if within is not None:
        yield _in_areas(book, within)


def _in_areas(book: Book, codes: Sequence[str]) -> Held:
    places = below(book.areas, codes)
    return persons.c.area.in_(places) if places else false()


class _Asked:
    """What an audience asks, as conditions over a row of `persons`."""

    def __init__(self, book: Book, now: datetime) -> None:
        self._book = book
        self._now = now
        self._zone = ZoneInfo(book.programme.zone)

    def holds(self, audience: Audience) -> Held:  # noqa: C901 - one case each
        match audience.kind:
            case "all":
                return and_(true(), *map(self.holds, sorted(audience.of, key=_price)))
            case "any":
                return or_(false(), *map(self.holds, sorted(audience.of, key=_price)))
            case "not":
                return not_(self.holds(audience.of[0]))
            case "area":
                return _in_areas(self._book, audience.values)
            case "role":
                return _member(self._book.programme.name, audience.values)
            case "programme":
                return or_(false(), *(_member(name) for name in audience.values))
            case "sex":
                return persons.c.sex.in_(audience.values)
            case "language":
                return persons.c.language.in_(audience.values)
            case "channel":
                return _reached(audience.values)
            case "age":
                return self._aged(audience)
            case "registered":
                return self._registered(audience)
            case "seen":
                return self._seen(audience)
            case "unseen":
                return not_(self._seen(audience))
            case "answered":
                return self._answered(audience)
            case "unanswered":
                return not_(self._answered(audience))
            case "unfinished":
                return self._unfinished(audience)
            case "answer":
                return self._chose(audience)
            case "got":
                return _got(audience.values)
            case _:
                assert_never(audience.kind)

    # --------------------------------------------------------------------------------- a person

    def _aged(self, audience: Audience) -> Held:
        """By the year of birth, which is all that is asked; whoever has not told it has no age."""
        year = self._now.astimezone(self._zone).year
        oldest = year - audience.high if audience.high else 1
        return persons.c.birth_year.between(max(oldest, 1), year - audience.low)

    def _registered(self, audience: Audience) -> Held:
        """Between two days of the programme, both of them whole."""
        at = persons.c.registered_at
        held: list[Held] = [at.is_not(None)]
        if audience.first:
            held.append(at >= self._midnight(audience.first))
        if audience.last:
            held.append(at < self._midnight(audience.last, 1))
        return and_(*held)

    def _midnight(self, day: str, later: int = 0) -> datetime:
        local = datetime.combine(date.fromisoformat(day) + timedelta(days=later), time(), self._zone)
        return local.astimezone(UTC)

    def _seen(self, audience: Audience) -> Held:
        """To the day: when somebody was seen is written once a day."""
        return persons.c.seen_at >= self._now - timedelta(days=audience.days)

    # ---------------------------------------------------------------------------------- answers

    def _answered(self, audience: Audience) -> Held:
        """By what was sent and not taken back. Of a private form only who took part is known."""
        form, wave = form_of(self._book, audience.form), wave_of(self._book, audience)
        if form is not None and form.private:
            return _theirs(participations, *_form_and_wave(participations, audience.form, wave))
        held = _form_and_wave(submissions, audience.form, wave)
        return _theirs(submissions, *held, submissions.c.stage != WITHDRAWN)

    def _unfinished(self, audience: Audience) -> Held:
        """A draft belongs to the wave in which its form is now: no other is open."""
        form, wave = form_of(self._book, audience.form), wave_of(self._book, audience)
        if wave and (form is None or form.wave != wave):
            return false()
        return _theirs(drafts, drafts.c.form == audience.form)

    def _chose(self, audience: Audience) -> Held:
        facts = answer_facts.c
        held = _form_and_wave(answer_facts, audience.form, wave_of(self._book, audience))
        return _theirs(answer_facts, *held, facts.field == audience.field, facts.value.in_(audience.values))


_PRICES = dict.fromkeys(("area", "sex", "age", "language", "registered", "seen", "unseen"), 0) | {
    "channel": 2
}


def _price(audience: Audience) -> int:
    """What is asked later is asked of fewer: first the row that is in hand, then one look, then two."""
    if audience.of:
        return max(map(_price, audience.of))
    return _PRICES.get(audience.kind, 1)


def _form_and_wave(table: Table, form: str, wave: str) -> list[Held]:
    columns = table.c
    return [columns.form == form, *([columns.wave == wave] if wave else [])]


def _theirs(table: Table, *held: Held) -> Held:
    """That a person has such a row."""
    return select(literal(1)).where(table.c.person_id == persons.c.id, *held).correlate(persons).exists()


def _member(programme: str, roles: Sequence[str] = ()) -> Held:
    """That somebody has a role now."""
    columns = memberships.c
    held = [columns.programme == programme, columns.until.is_(None)]
    if roles:
        held.append(columns.role.in_(roles))
    return _theirs(memberships, *held)


def _got(ids: Sequence[str]) -> Held:
    """That a message of one of these campaigns is with them, or may be: what is unknown may have arrived."""
    columns, known = recipients.c, (*ARRIVED, "unknown")
    posted = and_(columns.state == POSTED, outgoing.c.state.in_(known))
    there = (outgoing.c.id == columns.outgoing_id) & (outgoing.c.person_id == columns.person_id)
    # Wrapped, so that SQLite looks through a person's few rows and not through all of a campaign's.
    of_these = case((columns.person_id.is_not(None), columns.campaign_id.in_(ids)), else_=false())
    return (
        select(literal(1))
        .select_from(recipients.outerjoin(outgoing, there))
        .where(
            columns.person_id == persons.c.id,
            of_these,
            or_(posted, columns.state.in_(known)),
        )
        .correlate(persons)
        .exists()
    )


def _reached(channels: Sequence[str]) -> Held:
    """That somebody can be written to there: they use the address, and have not left it."""
    there = [addresses.c.id == address_persons.c.address_id, addresses.c.state == "working"]
    return _theirs(address_persons, *there, addresses.c.channel.in_(channels))
