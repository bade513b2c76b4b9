"""Lanes: batches that are under way at the same time, on a server, change nobody's order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.arrivals import Arrival, Entry, Inward, Unit, entries
from bot.actions.lanes import Lane, Waiting
from bot.actions.receive import LANES
from bot.core.conversation import Found, Input, Said, State, Step, Submit, Turn
from bot.storage import codecs
from bot.storage.postgres import PostgresTurns
from bot.storage.schema import addresses, conversations, family_secrets, private_intake
from tests.world import World, echo, inbound, opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as one:
        yield one


def delivered(*hashes: str, n: int = 0) -> Arrival:
    """A delivery from an address with these keys."""
    done: Any = None  # nobody waits for it
    return Arrival(inbound(f"{n}"), b"", tuple(one.encode() for one in hashes), done)


def waiting(batch: int, *entries: Entry, most: int = 2) -> tuple[Waiting, list[Lane]]:
    made = Waiting(batch, most)
    for entry in entries:
        made.add(entry)
    lanes = [lane for _ in range(most) if (lane := made.open()) is not None]
    return made, lanes


def taken(units: Sequence[Unit]) -> list[Entry]:
    return entries(units)


def test_there_are_so_many_lanes_and_no_more() -> None:
    queue, lanes = waiting(2)
    assert len(lanes) == 2
    assert queue.open() is None
    queue.close(lanes[0])
    assert queue.open() is not None


def test_one_address_is_in_one_lane() -> None:
    first, other, second = delivered("a"), delivered("b"), delivered("a")
    queue, [one, two] = waiting(1, first, second, other)
    assert taken(queue.take(one)) == [first]
    assert taken(queue.take(two)) == [other]
    two.let_go()
    assert queue.take(two) == []
    one.let_go()
    assert taken(queue.take(two)) == [second]


def test_what_has_a_key_of_what_had_to_wait_waits_behind_it() -> None:
    first, both, other = delivered("phone"), delivered("account", "phone"), delivered("account")
    queue, [one, two] = waiting(1, first, both, other)
    assert taken(queue.take(one)) == [first]
    assert queue.take(two) == []
    one.let_go()
    assert taken(queue.take(one)) == [both]


def test_what_comes_from_inside_goes_alone_and_is_not_overtaken() -> None:
    woken, heard = Inward("p", what="nudge"), delivered("b")
    queue, [one, two] = waiting(1, delivered("a"), woken, heard)
    assert len(queue.take(one)) == 1
    assert queue.take(two) == []
    one.let_go()
    assert taken(queue.take(two)) == [woken]
    assert queue.take(one) == []
    two.let_go()
    assert taken(queue.take(one)) == [heard]


def test_what_is_put_back_is_next() -> None:
    first, second, third = delivered("a"), delivered("b"), delivered("c")
    queue, [one] = waiting(2, first, second, third, most=1)
    queue.put_back(queue.take(one))
    one.let_go()
    assert taken(queue.take(one)) == [first, second]


@pytest.mark.parametrize(
    ("batch", "waits", "takes"),
    [(128, 1, 1), (128, 64, 64), (128, 128, 64), (128, 151, 76), (128, 256, 128), (128, 999, 128), (1, 9, 1)],
)
def test_a_batch_is_half_of_what_waits_within_bounds(batch: int, waits: int, takes: int) -> None:
    queue, [one] = waiting(batch, *(delivered(f"{n}", n=n) for n in range(waits)), most=1)
    assert len(queue.take(one)) == takes
    queue, [one] = waiting(batch, *(Inward(f"{n}") for n in range(waits)), most=1)
    assert len(queue.take(one)) == takes


_ADDRESS = st.sampled_from(["a", "b", "c", "d"])
_KEYS = st.lists(_ADDRESS, min_size=1, max_size=2, unique=True)
_DOING = st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=60)


@given(
    st.lists(st.one_of(_KEYS, st.none()), max_size=30),
    _DOING,
    st.integers(1, 4),
)
def test_whatever_the_lanes_do_nobody_is_overtaken_and_nothing_is_lost(
    coming: list[list[str] | None], doing: list[tuple[int, bool]], batch: int
) -> None:
    """`doing`: which lane takes something, or is done with what it has."""
    given_ = [Inward(f"p{n}") if keys is None else delivered(*keys, n=n) for n, keys in enumerate(coming)]
    queue, lanes = waiting(batch, *given_, most=3)
    order: list[Entry] = []
    has: dict[Lane, list[Entry]] = {}
    for which, done in [*doing, *((n % 3, n % 2 == 0) for n in range(12 * len(given_)))]:
        lane = lanes[which]
        if lane in has and done:
            order += has.pop(lane)
            lane.let_go()
        elif lane not in has and (units := queue.take(lane)):
            has[lane] = taken(units)
            _apart(list(has.values()))
    order += [entry for one in has.values() for entry in one]
    assert sorted(map(given_.index, order)) == list(range(len(given_)))
    for place, entry in enumerate(order):
        for later in order[place + 1 :]:
            if _meet(entry, later):
                assert given_.index(entry) < given_.index(later)


def _apart(lanes: Sequence[Sequence[Entry]]) -> None:
    """Those under way have nothing to do with one another."""
    for n, mine in enumerate(lanes):
        for theirs in lanes[n + 1 :]:
            assert not any(_meet(one, other) for one in mine for other in theirs)


def _meet(one: Entry, other: Entry) -> bool:
    """Whether their order matters."""
    if isinstance(one, Inward) or isinstance(other, Inward):
        return True
    return not set(one.hashes).isdisjoint(other.hashes)


# ------------------------------------------------------------------------------ on a server


@pytest.mark.postgresql
async def test_batches_of_different_people_are_under_way_together(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of them is finished before all have come to their end: they wait for one another here."""
    finish, together = PostgresTurns.finish, asyncio.Barrier(LANES)

    async def finishes(self: PostgresTurns, writes: Any) -> None:
        await asyncio.wait_for(together.wait(), 10)
        await finish(self, writes)

    with monkeypatch.context() as slow:
        slow.setattr(PostgresTurns, "finish", finishes)
        await asyncio.gather(*(world.say("مرحبا", f"{n}") for n in range(LANES * 64)))
    assert len(await world.rows(addresses)) == LANES * 64


async def test_everybodys_order_is_kept_in_all_lanes(world: World) -> None:
    """Three who write much among many who write once."""
    said = [(f"{n}", f"{n % 3}" if n % 2 else f"once {n}") for n in range(600)]
    await asyncio.gather(*(world.say(words, who) for words, who in said))
    heard: dict[str, list[int]] = {}
    for person, given_, _ in world.turns:
        assert isinstance(given_, Said)
        heard.setdefault(person, []).append(int(given_.text))
    assert all(words == sorted(words) for words in heard.values())
    assert sum(map(len, heard.values())) == 600
    assert len(await world.rows(conversations)) == 303


async def test_what_comes_from_inside_meanwhile_is_heard_in_its_place(world: World) -> None:
    await asyncio.gather(*(world.say("مرحبا", f"{n}") for n in range(200)))
    person = world.turns[0][0]
    world.turns.clear()
    given_ = [world.say(f"{n}", f"{n}") for n in range(200)]
    told = world.intake.tell(person, "nothing", Found("none", {}))
    await asyncio.gather(*given_[:100], told, *given_[100:])
    assert len(world.turns) == 200  # its row is not there, so it is told nothing


@pytest.mark.postgresql
async def test_a_family_that_two_batches_begin_has_one_secret(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is second waits for the first, and takes its secret: one respondent stays one."""
    sent = Submit("", "pulse", "1", "", {}, mode="pseudonymous")

    def sends(state: State, given_: Input, turn: Turn) -> Step:
        made = replace(sent, id=next(turn.ids), wave=given_.text if isinstance(given_, Said) else "")
        step = echo(state, given_, turn)
        return replace(step, effects=(made,))

    world.script = sends
    await asyncio.gather(*(world.say("1", f"{n}") for n in range(LANES * 64)))
    await asyncio.gather(*(world.say("2", f"{n}") for n in range(LANES * 64)))
    waves: dict[str, set[str]] = {}
    for row in await world.rows(private_intake):
        kept = codecs.decode(dict, world.sealer.open(row.row, "private_intake.row"))
        waves.setdefault(kept["wave"], set()).add(kept["respondent"])
    assert len(await world.rows(family_secrets)) == 1
    assert waves["1"] == waves["2"]
    assert len(waves["1"]) == LANES * 64
