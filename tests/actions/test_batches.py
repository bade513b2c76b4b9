"""Turns are committed in groups: how large they are, what a failing disk costs, what each one reads anew."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.actions.receive import Intake
from bot.core.conversation import Input, Said, State, Step, Turn
from bot.core.form import Form
from bot.core.programme import Book
from bot.core.text import Text
from bot.storage import forms, sqlite
from bot.storage.database import Database
from bot.storage.errors import Unavailable
from bot.storage.schema import inbox, outgoing
from bot.storage.sqlite import SqliteTurns
from tests.world import World, inbound, opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as one:
        yield one


async def test_a_batch_is_what_arrived_while_the_one_before_it_was_committed(world: World) -> None:
    """Half of what waits, and one alone when nobody else is there."""
    await asyncio.gather(*(world.say(f"m{n}", str(n)) for n in range(150)))
    assert sorted(world.sizes) == [11, 64, 75]  # on a server the smallest may be done first
    assert world.database.commits == 3


async def test_the_disk_that_fails_in_the_middle_fails_only_what_was_not_committed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two batches one was committed and is acknowledged; the other is delivered again.

    On a server they are under way at the same time, and the later one may be the first to write.
    """
    async with world.database.turns() as turns:
        kind = type(turns)
    written = 0

    def failing(finish: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def fails(*given: Any) -> Any:
            nonlocal written
            written += 1
            if written == 2:
                raise Unavailable("disk full")
            return await finish(*given)

        return fails

    with monkeypatch.context() as broken:
        broken.setattr(kind, "finish", failing(kind.finish))
        broken.setattr(kind, "hand_over", failing(kind.hand_over))
        said = [world.say(f"m{n}", str(n), update=f"d{n}") for n in range(100)]
        results = await asyncio.gather(*said, return_exceptions=True)
    early, late = {type(one) for one in results[:64]}, {type(one) for one in results[64:]}
    taken, failed = {type(None)}, {Unavailable}
    overtaken = world.database.shared and early == failed
    assert (early, late) == ((failed, taken) if overtaken else (taken, failed))
    assert len(await world.rows(inbox)) == (36 if overtaken else 64)
    await asyncio.gather(*(world.say(f"m{n}", str(n), update=f"d{n}") for n in range(100)))
    assert len(await world.rows(inbox)) == len(await world.said()) == 100


@pytest.mark.sqlite
async def test_a_commit_that_fails_takes_along_what_counted_on_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second batch is answered while the first is on its way to the disk; it has to begin again."""
    commit, commits = sqlite._commit, 0

    def fails(connection: sqlite3.Connection) -> None:
        nonlocal commits
        commits += 1
        if commits == 1:
            raise sqlite3.OperationalError("disk I/O error")
        commit(connection)

    with monkeypatch.context() as broken:
        broken.setattr(sqlite, "_commit", fails)
        said = [world.say(f"m{n}", str(n), update=f"d{n}") for n in range(100)]
        results = await asyncio.gather(*said, return_exceptions=True)
    assert [type(one) for one in results] == [Unavailable] * 64 + [type(None)] * 36
    assert len(world.turns) == 64 + 36 + 36
    assert len(await world.rows(inbox)) == len(await world.said()) == 36
    await asyncio.gather(*(world.say(f"m{n}", str(n), update=f"d{n}") for n in range(100)))
    assert len(await world.rows(inbox)) == len(await world.said()) == 100


@pytest.mark.sqlite
async def test_what_came_while_a_batch_was_answered_follows_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bytes wait in the system's buffers: the loop reads them before it is asked what follows."""
    handed, later = 0, asyncio.get_running_loop().create_future()

    def arrives(state: State, given: Input, turn: Turn) -> Step | None:
        if given == Said("first"):
            asyncio.get_running_loop().call_soon(
                lambda: later.set_result(asyncio.create_task(world.say("x")))
            )
        return None

    hand_over = SqliteTurns.hand_over

    async def counted(turns: SqliteTurns, *given: Any) -> Any:
        nonlocal handed
        handed += 1
        return await hand_over(turns, *given)

    monkeypatch.setattr(SqliteTurns, "hand_over", counted)
    world.script = arrives
    await world.say("first")
    await (await later)
    assert (handed, world.sizes) == (1, [1, 1])


async def test_one_that_raises_in_a_later_batch_spoils_no_other(world: World) -> None:
    def raises(state: State, given: Input, turn: Turn) -> Step | None:
        if isinstance(given, Said) and given.text == "m70":
            raise RuntimeError("a bug")
        return None

    world.script = raises
    await asyncio.gather(*(world.say(f"m{n}", str(n)) for n in range(150)))
    outcomes = Counter(row.outcome for row in await world.rows(inbox))
    assert outcomes == {"taken": 149, "failed": 1}
    assert len(await world.rows(outgoing)) == 150


async def test_others_who_write_are_let_in_between_batches(world: World) -> None:
    async def other() -> int:
        async with world.database.begin():
            return len(world.sizes)

    said = [asyncio.ensure_future(world.say(f"m{n}", str(n))) for n in range(640)]
    before = asyncio.ensure_future(other())
    await asyncio.gather(*said)
    assert await before < len(world.sizes) == 6


async def test_what_a_command_publishes_is_live_with_the_next_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    async def book(generation: int) -> Book:
        asked.append(generation)
        return world.book

    monkeypatch.setattr(world, "_book", book)
    intake = Intake(replace(world.intake._world, book=book))
    form = Form("ideas", Text(value="x"), (), version="v1")
    for before in ((), (form,), (form,), (replace(form, version="v2"),)):
        async with Database(world.database.url) as command, command.begin() as tx:
            await forms.keep(tx, before, world.clock())
        await intake.receive([inbound("hi")])
    assert [one - asked[0] for one in asked] == [0, 1, 1, 2], "and what was there already changes nothing"
    await intake.close()
