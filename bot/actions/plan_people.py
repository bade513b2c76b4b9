"""What a list of people comes to, before anything is written: new, changed, refused, row by row.

A row is the same one as before by phone and name (`storage.prepared.identity`); where a phone stands once in
the list and once among those who are awaited, it is the same person under another name. Who looks like
somebody that is known is only a candidate: said, and brought in.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.actions.people_columns import columns
from bot.actions.people_values import Bounds, is_within, judge
from bot.actions.problem import Problem
from bot.actions.read_people import MOST_ROWS, List
from bot.core.arabic.names import name_key
from bot.core.prepared import Prepared
from bot.core.programme import Book
from bot.core.text import Text, key, verbatim
from bot.storage import prepared
from bot.storage.database import Database
from bot.storage.prepared import CHUNK, Row
from bot.storage.sealed import Sealer

State = Literal["new", "changed", "same", "came", "here", "refused"]
STATES: Final[tuple[State, ...]] = ("new", "changed", "same", "came", "here", "refused")
"""new, changed: will be written. same: as it was. came: by a list before. here: uses the bot already."""


class NoList(Problem):
    """There are no people in it."""


@dataclass
class Planned:
    """One row. `said`: why it is refused, or what is worth a look. `row`: who is awaited already."""

    number: int
    cells: Sequence[str]
    state: State
    one: Prepared | None = None
    said: tuple[Text, ...] = ()
    row: Row | None = None


@dataclass
class Plan:
    """A list and what becomes of each of its rows. `roster`: under which it is brought in."""

    programme: str
    roster: str
    name: str
    headers: Sequence[str]
    rows: list[Planned]
    unread: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    counts: Counter[State] = field(default_factory=Counter)

    @property
    def writes(self) -> int:
        """How many rows there are to write."""
        return self.counts["new"] + self.counts["changed"]

    def notable(self) -> Iterator[Planned]:
        """The rows of which something is said, the refused ones first."""
        told = [one for one in self.rows if one.said]
        yield from (one for one in told if one.state == "refused")
        yield from (one for one in told if one.state != "refused")


async def plan_people(
    database: Database,
    sealer: Sealer,
    book: Book,
    read: List,
    name: str,
    roster: str,
    now: datetime,
    within: tuple[str, ...] | None = None,
) -> Plan:
    """What it comes to. Problem when it cannot be brought in at all."""
    bounds = Bounds(book, now.astimezone(ZoneInfo(book.programme.zone)).date(), within)
    found = columns(read, bounds)
    if not read.rows or not found.of_people:
        raise NoList(key("people.no_list"))
    if read.more:
        raise Problem(key("people.too_many", most=MOST_ROWS))
    if found.missing:
        lacking = [key(f"people.column_{part}") for part in found.missing]
        raise Problem(key("people.no_columns", columns=_listed(lacking)))
    plan = Plan(book.programme.name, roster, name, read.headers, [], found.unread, found.guessed)
    for at, (number, cells) in enumerate(read.rows):
        if not at % CHUNK:
            await asyncio.sleep(0)
        judged = judge(cells, found.places, bounds)
        state: State = "refused" if judged.one is None else "new"
        plan.rows.append(Planned(number, cells, state, judged.one, judged.why or judged.remarks))
    _repeated(plan)
    await _known(database, sealer, plan, bounds)
    plan.counts = Counter(one.state for one in plan.rows)
    return plan


def _listed(parts: Sequence[Text]) -> Text:
    """«أ، ب، ج»: one after another."""
    first, *rest = parts
    for one in rest:
        first = key("people.and", first=first, last=one)
    return first


# ----------------------------------------------------------------------------- within the list


def _repeated(plan: Plan) -> None:
    """The same somebody twice is refused the second time; the same phone or name alone is worth a look."""
    rows: dict[tuple[str, ...], int] = {}
    phones: dict[str, int] = {}
    names: dict[tuple[str, int], int] = {}
    for planned in plan.rows:
        one = planned.one
        if one is None:
            continue
        name = name_key(one.name)
        same = (one.phone, name) if one.phone else ("", name, str(one.birth_year), one.area)
        if same in rows:
            planned.state, planned.one = "refused", None
            planned.said = (key("people.repeated", row=rows[same]),)
            continue
        rows[same] = planned.number
        alike = phones.get(one.phone) if one.phone else None
        if alike is not None:
            planned.said += (key("people.same_phone", row=alike),)
        elif (called := names.get((name, one.birth_year))) is not None:
            planned.said += (key("people.same_name", row=called),)
        phones.setdefault(one.phone, planned.number)
        names.setdefault((name, one.birth_year), planned.number)


# --------------------------------------------------------------------------- beside what is known


async def _known(database: Database, sealer: Sealer, plan: Plan, bounds: Bounds) -> None:
    """Chunk by chunk, each in a transaction of its own that only reads.

    Who is awaited in areas of others is neither changed nor are their links given away.
    """
    programme = plan.programme
    told = [planned for planned in plan.rows if planned.one is not None]
    once = Counter(planned.one.phone for planned in told if planned.one is not None)
    for at in range(0, len(told), CHUNK):
        part = [(planned, planned.one) for planned in told[at : at + CHUNK] if planned.one is not None]
        identities = {id(planned): prepared.identity(sealer, programme, one) for planned, one in part}
        phones = {id(planned): prepared.phone_key(sealer, one) for planned, one in part}
        keys = {one for one in phones.values() if one is not None}
        async with database.read() as tx:
            rows = await prepared.like(tx, sealer, programme, list(identities.values()), keys)
            here = await prepared.registered_at(tx, sealer, keys)
            called = await prepared.namesakes(tx, sealer, [one for _, one in part])
        for planned, one in part:
            phone = phones[id(planned)]
            planned.row = _match(rows, identities[id(planned)], phone if once[one.phone] == 1 else None)
            if planned.row is not None and not _is_mine(planned.row, bounds):
                planned.state, planned.one, planned.row = "refused", None, None
                planned.said = (key("people.not_yours"),)
                continue
            names = here.get(phone, set()) if phone is not None else set()
            planned.state = _state(plan, planned, one, name_key(one.name) in names)
            if planned.state != "new" or planned.row is not None:
                continue
            if names:
                planned.said += (key("people.phone_here"),)
            elif one in called:
                planned.said += (key("people.namesake"),)
        await asyncio.sleep(0)


def _is_mine(row: Row, bounds: Bounds) -> bool:
    return row.record is None or is_within(row.record.area, bounds)


def _match(rows: Sequence[Row], identity: bytes, phone: bytes | None) -> Row | None:
    """The one who is meant: the very same, else the only one at a phone that stands once in the list."""
    same = next((row for row in rows if row.identity == identity), None)
    if same is not None or phone is None:
        return same
    there = [row for row in rows if row.phone == phone]
    return there[0] if len(there) == 1 else None


def _state(plan: Plan, planned: Planned, one: Prepared, is_here: bool) -> State:
    row = planned.row
    if row is not None and row.record is None:
        return "came"
    if is_here:
        return "here"
    if row is None:
        return "new"
    if replace(row.record or one, code="") != one:
        return "changed"
    return "new" if row.roster == plan.roster else "same"


# ---------------------------------------------------------------------------------- what is said

_SHOWN: Final = 6


def counted(plan: Plan) -> list[Text]:
    """How many rows of each kind; of what there is none, nothing."""
    return [key(f"people.count_{state}", n=plan.counts[state]) for state in STATES if plan.counts[state]]


def notable(plan: Plan, most: int = _SHOWN) -> list[Text]:
    """The first rows of which something is to be said, and how many more there are."""
    told = list(plan.notable())
    lines = [row_said(one) for one in told[:most]]
    if plan.guessed:
        lines.insert(0, key("people.guessed", columns=verbatim("، ".join(plan.guessed))))
    if plan.unread:
        lines.append(key("people.unread", columns=verbatim("، ".join(plan.unread[:_SHOWN]))))
    return [*lines, key("people.more", n=len(told) - most)] if len(told) > most else lines


def row_said(planned: Planned) -> Text:
    """What is said of one row."""
    return key("people.row", row=planned.number, said=_listed(planned.said))
