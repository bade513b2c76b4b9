"""Turns are committed in groups: how large they are, what a failing disk costs, what each one reads anew."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.actions.receive import Intake
from bot.core.conversation import Input, State, Step, Turn
from bot.core.form import Form
from bot.core.programme import Book
from bot.core.text import Text
from bot.storage import forms
from bot.storage.binder import Write
from bot.storage.database import Database, Turns
from bot.storage.errors import Unavailable
from bot.storage.schema import inbox
from tests.world import World, inbound, opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as one:
        yield one


async def test_a_batch_is_what_arrived_while_the_one_before_it_was_committed(world: World) -> None:
    """64 at most, and one alone when nobody else is there."""
    sizes: list[int] = []

    def counts(state: State, given: Input, turn: Turn) -> Step | None:
        sizes.append(world.database.commits)
        return None

    world.script = counts
    await asyncio.gather(*(world.say(f"m{n}", str(n)) for n in range(150)))
    assert sorted(Counter(sizes).values(), reverse=True) == [64, 64, 22]


async def test_the_disk_that_fails_in_the_middle_fails_only_what_was_not_committed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two batches the first was committed and is acknowledged; the second is delivered again."""
    async with world.database.turns() as turns:
        kind = type(turns)
    finish, batches = kind.finish, 0

    async def fails(self: Turns, writes: Sequence[Write]) -> None:
        nonlocal batches
        batches += 1
        if batches == 2:
            raise Unavailable("disk full")
        await finish(self, writes)

    with monkeypatch.context() as broken:
        broken.setattr(kind, "finish", fails)
        said = [world.say(f"m{n}", str(n), update=f"d{n}") for n in range(100)]
        results = await asyncio.gather(*said, return_exceptions=True)
    assert [type(one) for one in results] == [type(None)] * 64 + [Unavailable] * 36
    assert len(await world.rows(inbox)) == 64
    await asyncio.gather(*(world.say(f"m{n}", str(n), update=f"d{n}") for n in range(100)))
    assert len(await world.rows(inbox)) == len(await world.said()) == 100


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
