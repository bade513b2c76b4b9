"""Audiences are kept under a name in their programme, found, and removed once, each with its audit line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.audience import CURRENT, Audience
from bot.storage import saved_audiences
from bot.storage.database import Database, Tx
from bot.storage.ids import Ids
from bot.storage.saved_audiences import Saved
from bot.storage.schema import audit
from tests.databases import fresh
from tests.world import START

IDS = Ids(lambda: START)
STAFF = "a" * 32
FILTER = Audience(
    "all",
    of=(
        Audience("sex", ("female",)),
        Audience("not", of=(Audience("age", low=18, high=24),)),
        Audience("unanswered", form="pulse", wave=CURRENT),
    ),
)


@pytest.fixture
async def tx(tmp_path: Path) -> AsyncIterator[Tx]:
    async with Database(fresh(tmp_path)) as database, database.begin() as one:
        yield one


def saved(name: str, **about: Any) -> Saved:
    made = Saved(IDS.new(), "sample", name, FILTER, STAFF, START)
    return replace(made, **about)


async def lines(tx: Tx) -> list[tuple[str, str, str]]:
    found = await tx.execute(select(audit.c.verb, audit.c.actor, audit.c.subject).order_by(audit.c.id))
    return [tuple(row) for row in found]


async def test_one_is_kept_as_it_was_given(tx: Tx) -> None:
    kept = saved("المتطوعات في إربد")
    assert await saved_audiences.add(tx, kept, IDS)
    assert await saved_audiences.get(tx, "sample", kept.id) == kept
    assert await saved_audiences.named(tx, "sample", kept.name) == kept
    assert await saved_audiences.get(tx, "other", kept.id) is None
    assert await saved_audiences.named(tx, "other", kept.name) is None
    assert await lines(tx) == [("audience.saved", STAFF, kept.id)]


async def test_a_name_is_taken_once_in_a_programme(tx: Tx) -> None:
    first = saved("champions")
    assert await saved_audiences.add(tx, first, IDS)
    assert not await saved_audiences.add(tx, saved("champions"), IDS)
    assert await saved_audiences.add(tx, saved("champions", programme="other"), IDS)
    assert await saved_audiences.of_programme(tx, "sample") == (first,)
    assert len(await lines(tx)) == 2


async def test_they_are_listed_by_name_and_removed_once(tx: Tx) -> None:
    one, other = saved("b"), saved("a")
    for each in (one, other):
        await saved_audiences.add(tx, each, IDS)
    assert await saved_audiences.of_programme(tx, "sample") == (other, one)
    later = START + timedelta(days=1)
    assert not await saved_audiences.remove(tx, "other", one.id, STAFF, later, IDS)
    assert await saved_audiences.remove(tx, "sample", one.id, STAFF, later, IDS)
    assert not await saved_audiences.remove(tx, "sample", one.id, STAFF, later, IDS)
    assert await saved_audiences.of_programme(tx, "sample") == (other,)
    assert (await lines(tx))[2:] == [("audience.removed", STAFF, one.id)]


@pytest.mark.parametrize("name", ["'; DROP TABLE audiences; --", "%", "💥", '"', "\u202e\u2066x", "ا" * 60])
async def test_any_name_is_only_a_name(tx: Tx, name: str) -> None:
    kept = saved(name)
    assert await saved_audiences.add(tx, kept, IDS)
    assert await saved_audiences.named(tx, "sample", name) == kept
