"""`tamasuk people …`: a list of people comes in, with a link and a card for each; or is taken back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.actions.bring_people import bring_people, said_undone, undo_people
from bot.actions.invite import short
from bot.actions.people_sheet import cards, written
from bot.actions.plan_people import Plan, counted, notable, plan_people
from bot.actions.problem import Problem
from bot.actions.read_people import read_people
from bot.actions.read_workbook import Unread
from bot.app.inviting import doors
from bot.app.saying import needs_file, say, words, yes
from bot.app.store import Store, open_store
from bot.app.terminal import run, settings
from bot.core.prepared import UNDONE
from bot.core.text import Text, key, ltr, verbatim
from bot.storage import rosters
from bot.storage.rosters import Roster

BY = "command"
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: the list, and where its links and cards go."""

    file: Path
    links: Path | None = None
    cards: Path | None = None


def bring(wanted: Wanted, *, at_once: bool) -> None:
    """Say what is in the list, ask, bring it in, and write the links. `at_once`: without asking."""
    needs_file(wanted.file)
    plan = run(_planned(wanted.file))
    _tell([*counted(plan), *notable(plan, _SHOWN)])
    if not plan.writes:
        _tell([key("people.nothing_new")])
    elif not at_once and not yes("Bring it in? Nobody is written to. · هل ندخلها؟ لا نراسل أحداً."):
        _tell([key("people.dropped")])
        return
    run(_bring(plan, wanted))


async def _planned(file: Path) -> Plan:
    async with open_store(settings()) as store:
        try:
            read = await read_people(await asyncio.to_thread(file.read_bytes), file.name)
        except Unread:
            raise Problem(_unreadable(file)) from None
        if read.unread or read.form:
            raise Problem(_unreadable(file))
        roster = store.identifiers.new()
        return await plan_people(
            store.database, store.sealer, store.book, read, file.name, roster, store.now()
        )


def _unreadable(file: Path) -> Text:
    return key("command.import_file", file=verbatim(file.name), formats=ltr(".xlsx .csv"))


async def _bring(plan: Plan, wanted: Wanted) -> None:
    async with open_store(settings()) as store:
        if plan.writes:
            await bring_people(store.database, store.sealer, plan, BY, store.now(), store.identifiers)
            say("")
            _tell(_brought(plan))
        if wanted.links is not None or wanted.cards is not None:
            await _write(store, plan, wanted)


def _brought(plan: Plan) -> list[Text]:
    """How many came in, and the way back."""
    undo_it = ltr(f"tamasuk people undo {short(plan.roster)}")
    return [
        key("people.came_in", new=plan.counts["new"], changed=plan.counts["changed"]),
        key("people.undo_it", days=UNDONE.days, command=undo_it),
    ]


async def _write(store: Store, plan: Plan, wanted: Wanted) -> None:
    ways_in = await doors(store)
    if wanted.links is not None:
        data = written(plan, ways_in, store.catalogues, lambda text: words(text, "ar"), store.now())
        await asyncio.to_thread(wanted.links.write_bytes, data)
        say(str(wanted.links))
    if wanted.cards is not None:
        from bot.reports import cards as page

        title, said = words(store.programme.title, "ar"), words(key("people.card"), "ar")
        with wanted.cards.open("w", encoding="utf-8") as opened:
            page.write(opened, title, said, cards(plan, ways_in, store.catalogues))
        say(str(wanted.cards))


# --------------------------------------------------------------------------------- what came in


def show() -> None:
    """Every list, the newest first."""
    run(_show())


async def _show() -> None:
    async with open_store(settings()) as store:
        async with store.database.read() as tx:
            every = await rosters.of_programme(tx, store.programme.name)
        if not every:
            say("No list was brought in yet. · لا قوائم بعد.")
            return
        say(f"{'code':<9} {'brought in':<17} {'awaited':>8} {'came':>6}  state")
        for one in every:
            say(_line(store, one))


def _line(store: Store, one: Roster) -> str:
    """What is Latin stands in columns; what is not, on a line of its own below."""
    at = f"{one.at.astimezone(store.zone):%Y-%m-%d %H:%M}"
    state = "undone" if one.undone_at is not None else ""
    line = f"{short(one.id):<9} {at:<17} {one.awaited:>8} {one.came:>6}  {state}".rstrip()
    return f"{line}\n{' ' * 10}{one.name}"


def undo(which: str) -> None:
    """Those of a list who have not come are awaited no more."""
    run(_undo(which))


async def _undo(which: str) -> None:
    async with open_store(settings()) as store:
        done = await undo_people(
            store.database, store.sealer, store.programme.name, which, store.now(), store.identifiers
        )
    _tell(said_undone(done))


def _tell(lines: list[Text]) -> None:
    """All of it in English, then all of it in Arabic."""
    for language in ("en", "ar"):
        say("\n".join(words(line, language) for line in lines))
