"""Turns that look something up: in their own transaction, a few times at most, and when that fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.actions.lookups import Asked
from bot.core.conversation import Found, Input, LookUp, State, Step, Turn
from bot.storage import drafts
from bot.storage.errors import Unavailable
from tests.actions.test_effects import DRAFT, does
from tests.world import echo, inbound, opened


async def _draft(asked: Asked) -> Mapping[str, Any]:
    return {"draft": await drafts.get(asked.tx, asked.sealer, asked.person, str(asked.data["id"]))}


async def test_a_look_up_sees_what_the_turns_before_it_wrote(tmp_path: Path) -> None:
    async with opened(tmp_path, lookups={"draft": _draft}) as world:
        does(world, "begin", draft=DRAFT)
        does(world, "leave", draft=None)
        does(world, "resume", LookUp("draft", {"id": DRAFT.id}))
        await world.receive(*(inbound(words) for words in ("begin", "leave", "resume")))
        assert world.given[-1] == Found("draft", {"draft": DRAFT})
        assert world.database.commits == 1


@pytest.mark.parametrize(
    "error",
    [sqlite3.OperationalError("database or disk is full"), asyncpg.ConnectionDoesNotExistError("cut")],
    ids=["full", "cut"],
)
async def test_a_database_that_fails_under_a_look_up_is_no_failure_of_the_turn(
    tmp_path: Path, error: Exception
) -> None:
    broken = True

    async def looked(asked: Asked) -> Mapping[str, Any]:
        if broken:
            raise error
        return {"draft": None}

    async with opened(tmp_path, lookups={"draft": looked}) as world:
        does(world, "resume", LookUp("draft", {"id": DRAFT.id}))
        with pytest.raises(Unavailable):
            await world.say("resume", update="u")
        broken = False
        await world.say("resume", update="u")
        assert world.given[-1] == Found("draft", {"draft": None})
        assert "failure.ours" not in await world.said()


async def test_a_turn_that_looks_up_without_end_has_failed(tmp_path: Path) -> None:
    def script(state: State, given: Input, turn: Turn) -> Step | None:
        return replace(echo(state, given, turn), effects=(LookUp("draft", {"id": "0" * 32}),))

    async with opened(tmp_path, lookups={"draft": _draft}, script=script) as world:
        await world.say("again and again")
        assert await world.said() == ["failure.ours"]
        assert len(world.turns) == 2 * 4  # with whatever follows it, and once more by itself
