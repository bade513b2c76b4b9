"""Bringing a list of people in, chunk by chunk, and taking it back.

Nobody is written to: who is on a list is awaited, and no person yet. Whatever ends this in the middle, the
list brought in again goes on where it was, because a row is the same by what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.actions.plan_people import Plan, Planned
from bot.actions.problem import Problem
from bot.core.invitation import make
from bot.core.prepared import LIVES, UNDONE, Prepared
from bot.core.text import Text, key
from bot.storage import audit, generation, prepared, rosters
from bot.storage.database import DECISIONS, Database
from bot.storage.ids import Ids
from bot.storage.prepared import CHUNK
from bot.storage.rosters import Roster
from bot.storage.sealed import Sealer


async def bring_people(
    database: Database, sealer: Sealer, plan: Plan, by: str, now: datetime, ids: Ids
) -> None:
    """Await everybody who is new, and know what has changed. Nothing is written when nothing is."""
    rows = [one for one in plan.rows if one.state in {"new", "changed"}]
    if not rows:
        return
    async with database.begin(DECISIONS) as tx:
        if await rosters.keep(tx, Roster(plan.roster, plan.programme, plan.name, by, now)):
            facts = {"new": plan.counts["new"], "changed": plan.counts["changed"]}
            await audit.note(tx, ids.new(), now, by, "people.brought", plan.roster, **facts)
    for at in range(0, len(rows), CHUNK):
        await _write(database, sealer, plan, rows[at : at + CHUNK], now, ids)
    async with database.begin() as tx:
        await generation.bump(tx)


async def _write(
    database: Database, sealer: Sealer, plan: Plan, rows: Sequence[Planned], now: datetime, ids: Ids
) -> None:
    """Who has come to be awaited since the list was looked at stays as they are."""
    until, fresh = now + LIVES, dict[bytes, tuple[Planned, Prepared, dict[str, Any]]]()
    for planned in rows:
        if planned.one is not None and planned.row is None:
            one = replace(planned.one, code=make(ids.seed()))
            made = prepared.made(sealer, plan.programme, plan.roster, ids.new(), one, until)
            fresh[made["identity"]] = planned, one, made
    async with database.begin(DECISIONS) as tx:
        there = {
            row.identity: row for row in await prepared.like(tx, sealer, plan.programme, list(fresh), ())
        }
        await prepared.add(tx, [made for identity, (_, _, made) in fresh.items() if identity not in there])
        for planned in rows:
            if planned.state == "changed" and planned.one is not None and planned.row is not None:
                await prepared.change(
                    tx, sealer, plan.programme, plan.roster, planned.row, planned.one, until
                )
    for identity, (planned, one, _) in fresh.items():
        planned.row, planned.one = there.get(identity), one


def code_of(planned: Planned) -> str:
    """The code of the personal link of a row; '' when it has none."""
    if planned.row is not None:
        return planned.row.record.code if planned.row.record is not None and planned.state != "here" else ""
    return planned.one.code if planned.one is not None and planned.state == "new" else ""


# ----------------------------------------------------------------------------------- taking back


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of a list that was taken back: gone, as before, and who had come and stays."""

    gone: int
    put_back: int
    stay: int


def said_undone(done: Undone) -> list[Text]:
    """The same in words."""
    said = [key("people.undone", count=done.gone)]
    if done.put_back:
        said.append(key("people.put_back", count=done.put_back))
    return [*said, key("people.stay", n=done.stay)] if done.stay else said


async def undo_people(
    database: Database,
    sealer: Sealer,
    programme: str,
    which: str,
    now: datetime,
    ids: Ids,
    by: str = "command",
) -> Undone:
    """Await those of a list no more; their links end, and who has come stays. Problem when it is too late."""
    roster = await _named(database, programme, which)
    if roster.undone_at is not None:
        raise Problem(key("people.undone_before"))
    if now > roster.at + UNDONE:
        raise Problem(key("people.undo_late", days=UNDONE.days))
    gone = put_back = 0
    while True:
        async with database.begin(DECISIONS) as tx:
            some = await prepared.brought_by(tx, roster.id)
            gone += await prepared.remove(tx, some)
        if not some:
            break
    while True:
        async with database.begin(DECISIONS) as tx:
            changed = await prepared.changed_by(tx, sealer, roster.id)
            for id_, before in changed:
                await prepared.put_back(tx, sealer, programme, id_, before)
        put_back += len(changed)
        if not changed:
            break
    async with database.begin(DECISIONS) as tx:
        await rosters.undone(tx, roster.id, now)
        await audit.note(tx, ids.new(), now, by, "people.undone", roster.id, gone=gone)
        await generation.bump(tx)
    return Undone(gone, put_back, roster.came)


async def _named(database: Database, programme: str, which: str) -> Roster:
    """By its number: the end of its identifier."""
    number = which.strip().lower()
    async with database.read() as tx:
        every = await rosters.of_programme(tx, programme)
    found = [one for one in every if len(number) >= _SHORTEST and one.id.endswith(number)]
    if len(found) != 1:
        raise Problem(key("people.no_roster"))
    return found[0]


_SHORTEST = 6
