"""Private answers leave the intake in lots of five of one form and wave, or after a day; never one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from bot.actions.mix_private import mix_private
from bot.storage import codecs, private_answers
from bot.storage.errors import Unavailable
from bot.storage.private_answers import ANSWERS, INTAKE
from bot.storage.schema import private_answers as mixed
from bot.storage.schema import private_intake
from tests.world import World, opened

ROW = {
    "respondent": "r" * 32,
    "programme": "sample",
    "form": "pulse",
    "form_version": "v",
    "wave": "2026-1",
    "day": "2026-03-05",
    "area": "JO-IR",
    "sex": "female",
    "age_band": "18-24",
    "language": "ar",
    "answers": {"p01": "5"},
    "flags": [],
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as one:
        yield one


async def wait(world: World, count: int, **about: Any) -> list[str]:
    """So many more in the intake; their keys there."""
    ids = [world.ids.random() for _ in range(count)]
    async with world.database.begin() as tx:
        for id_ in ids:
            row = world.sealer.seal(codecs.encode({**ROW, **about}), INTAKE)
            await tx.execute(insert(private_intake).values(id=id_, row=row))
    return ids


async def mix(world: World) -> int:
    return await mix_private(world.database, world.sealer, world.ids, world.clock, "Asia/Amman")


async def test_four_wait_and_the_fifth_takes_them_along(world: World) -> None:
    before = await wait(world, 4)
    assert await mix(world) == 0
    assert len(await world.rows(private_intake)) == 4
    before += await wait(world, 1)
    assert await mix(world) == 5
    assert await world.rows(private_intake) == []
    rows = await world.rows(mixed)
    assert len(rows) == 5
    assert not {row.id for row in rows} & set(before), "under keys of their own"
    assert {row.id[12] for row in rows} == {"4"}
    assert {row.respondent for row in rows} == {ROW["respondent"]}
    opened = [codecs.decode(dict, world.sealer.open(row.answers, ANSWERS)) for row in rows]
    assert opened == [ROW["answers"]] * 5
    assert await mix(world) == 0


@pytest.mark.parametrize("other", [{"form": "ideas"}, {"wave": "2026-2"}])
async def test_a_lot_is_of_one_form_and_wave(world: World, other: dict[str, str]) -> None:
    """Otherwise the one answer to another form would stand alone in its table."""
    await wait(world, 4)
    await wait(world, 1, **other)
    assert await mix(world) == 0
    await wait(world, 1)
    assert await mix(world) == 5
    assert len(await world.rows(private_intake)) == 1


async def test_a_small_lot_waits_for_a_whole_day_by_the_calendar_of_the_programme(world: World) -> None:
    await wait(world, 1)
    for now, moved in (
        (datetime(2026, 3, 6, 20, 59, tzinfo=UTC), 0),  # 23:59 of the day after
        (datetime(2026, 3, 6, 21, 0, tzinfo=UTC), 1),
    ):
        world.clock.now = now
        assert await mix(world) == moved


async def test_a_failure_in_the_middle_moves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await wait(world, 6)
    move, moved = private_answers.move, 0

    async def breaks(*given: Any) -> None:
        nonlocal moved
        moved += 1
        if moved == 4:
            raise Unavailable("disk full")
        await move(*given)

    with monkeypatch.context() as broken:
        broken.setattr(private_answers, "move", breaks)
        with pytest.raises(Unavailable):
            await mix(world)
    assert len(await world.rows(private_intake)) == 6
    assert await world.rows(mixed) == []
    assert await mix(world) == 6
