"""What the rows tell `doctor`, the status page and the support bundle: numbers and moments, nobody's name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.core.checkup import LATELY, Rows
from bot.core.place import Areas
from bot.storage import contents, facts, health, persons
from bot.storage.database import Database, Tx
from bot.storage.directory import SHORT

ERRANDS = 100
TURNS = 100
GOVERNORATES = 1


async def examine(
    database: Database, programme: str, areas: Areas, accounts: Collection[tuple[str, str]], now: datetime
) -> Rows:
    """`accounts`: (channel, account) of those that are connected."""
    async with database.read() as tx:
        clock = await health.clock_of(tx)
        ended = await health.ended(tx, now - LATELY)
        standings = await health.standings(tx)
        failed: dict[str, int] = {}
        for (_, state, reason), count in ended.items():
            if state == "failed":
                failed[reason] = failed.get(reason, 0) + count
        coordinators = await persons.holding(tx, programme, "coordinator")
        reach = await health.channels_of(tx, coordinators)
        return Rows(
            now=now,
            clock=clock,
            accounts={
                one.channel: (one.state, one.reason)
                for one in standings
                if (one.channel, one.account) in accounts
            },
            beat=await facts.moment(tx, facts.BEAT),
            backup=await facts.moment(tx, facts.BACKUP),
            kit=await facts.moment(tx, facts.KIT),
            admins=len(await persons.holding(tx, programme, "admin")),
            safeguarding=len(await persons.holding(tx, programme, "safeguarding")),
            reach={person[-SHORT:]: channels for person, channels in reach.items()},
            uncovered=await _uncovered(tx, programme, areas),
            turns=len(await health.failed_turns(tx, now - LATELY, TURNS)),
            errands=len(await health.failed_errands(tx, ERRANDS)),
            failed=failed,
            unknown=sum(count for (_, state, _), count in ended.items() if state == "unknown"),
            stuck=await health.stuck(tx, now),
            media=await health.media_waiting(tx, now - timedelta(hours=1)),
            templates=[
                one
                for channel, account in accounts
                if channel == "whatsapp"
                for one in contents.templates(await contents.of(tx, account))
            ],
        )


async def _uncovered(tx: Tx, programme: str, areas: Areas) -> tuple[str, ...]:
    """Governorates whose reports only admins would read, if anybody."""
    if await persons.holding(tx, programme, "coordinator", ""):
        return ()
    found = []
    for area in areas.at_level(GOVERNORATES):
        above = [code for code in areas.upwards(area.code) if code]
        if not [one for code in above for one in await persons.holding(tx, programme, "coordinator", code)]:
            found.append(area.code)
    return tuple(found)
