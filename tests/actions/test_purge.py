"""What has had its time is forgotten, and nothing before it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from bot.actions.purge import purge_rows
from bot.core.conversation import Draft, Hush, Input, Said, State, Step, Turn
from bot.core.form import Form
from bot.core.text import verbatim
from bot.core.versions import versioned
from bot.storage import forms as storage
from bot.storage import generation
from bot.storage.schema import (
    addresses,
    drafts,
    errands,
    failures,
    forms,
    inbox,
    link_codes,
    outgoing,
    outgoing_refs,
    webchat_messages,
)
from tests.world import START, World, echo, inbound, opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as one:
        yield one


async def purged(world: World, **after: float) -> int:
    return await purge_rows(world.database, START + timedelta(**after))


async def test_payloads_go_after_fourteen_days_and_keys_after_four_hundred(world: World) -> None:
    await world.say("hello", message="m1")
    assert await purged(world, days=14) == 0
    assert await purged(world, days=14, seconds=1) > 0
    [row] = await world.rows(inbox)
    assert (row.payload, row.message) == (None, "")
    assert (row.person_id, row.address_id) == (None, None)
    assert await purged(world, days=399) == 0
    assert len(await world.rows(inbox)) == 1
    await purged(world, days=401)
    assert await world.rows(inbox) == []


async def test_a_delivery_whose_payload_has_gone_is_not_heard_again(world: World) -> None:
    await world.say("once", update="17")
    await purged(world, days=20)
    await world.say("once", update="17")
    assert await world.said() == ["once"]


async def test_more_than_one_step_takes_is_purged_all_the_same(world: World) -> None:
    for at in range(0, 700, 50):
        await world.receive(*(inbound(f"m{at + n}", str(n % 40)) for n in range(50)))
    await purged(world, days=15)
    assert [row for row in await world.rows(inbox) if row.payload is not None] == []
    await purged(world, days=401)
    assert await world.rows(inbox) == []


async def test_what_was_sent_goes_after_ninety_days_with_its_references(world: World) -> None:
    for words in ("sent", "still waiting"):
        await world.say(words)
    sent, waiting = sorted(await world.rows(outgoing), key=lambda row: row.seq)
    ref = {"address_id": sent.address_id, "provider_id": "1", "outgoing_id": sent.id, "part": 0}
    async with world.database.begin() as tx:
        await tx.execute(insert(outgoing_refs).values(**ref))
        await tx.execute(update(outgoing).where(outgoing.c.id == sent.id).values(state="sent"))
    await purged(world, days=90)
    assert len(await world.rows(outgoing)) == 2
    await purged(world, days=91)
    assert [row.id for row in await world.rows(outgoing)] == [waiting.id]
    assert await world.rows(outgoing_refs) == []


async def test_what_was_said_in_a_private_form_leaves_no_rhythm(world: World) -> None:
    """For two days the chat can be cleared; then nobody can tell when somebody answered, or how often."""

    def script(state: State, given: Input, turn: Turn) -> Step | None:
        if not isinstance(given, Said) or given.text not in {"begin", "end"}:
            return None
        return replace(echo(state, given, turn), effects=(Hush(on=given.text == "begin"),))

    world.script = script
    for words in ("open", "begin", "answer", "end", "after"):
        await world.say(words, message=f"m-{words}")
    async with world.database.begin() as tx:
        await tx.execute(update(outgoing).values(state="sent"))
    assert await purged(world, hours=47) == 0
    assert await purged(world, hours=49) > 0
    assert sorted(row.hushed for row in await world.rows(outgoing)) == [False, False]
    named = [row for row in await world.rows(inbox) if row.person_id is not None]
    assert sorted((row.message, row.received_at) for row in named) == [("m-after", START), ("m-open", START)]
    others = [row for row in await world.rows(inbox) if row.person_id is None]
    assert {(row.address_id, row.message, row.received_at) for row in others} == {
        (None, "", START.replace(hour=0))
    }


async def test_lines_of_the_web_chat_go_but_for_the_last_number(world: World) -> None:
    """The next line counts on from it; a browser that asks for what came after is not led astray."""
    await world.say("hello", channel="webchat", address="browser")
    [row] = await world.rows(outgoing)
    async with world.database.begin() as tx:
        for n, hushed, at in ((1, False, START), (2, True, START), (3, True, START)):
            line = {"address_id": row.address_id, "n": n, "delivery": f"d{n}", "event": None, "at": at}
            await tx.execute(insert(webchat_messages).values(**line, hushed=hushed))
    await purged(world, hours=49)
    assert [line.n for line in await world.rows(webchat_messages)] == [1, 3]
    await purged(world, days=91)
    assert [line.n for line in await world.rows(webchat_messages)] == [3]


async def test_workbooks_that_were_never_published_go_after_seven_days(world: World) -> None:
    """But what was published stays, and whatever is in the middle of being tried."""
    names = ("dropped", "tried", "published", "withdrawn", "asked")
    made = {name: versioned(Form(name, verbatim(name), (), languages=("ar",))) for name in names}

    def script(state: State, given: Input, turn: Turn) -> Step | None:
        form = made["tried"]
        return Step(State(state.person, state.talk, Draft(turn.address, form.name, form.version, "")))

    world.script = script
    async with world.database.begin() as tx:
        for form in made.values():
            await storage.propose(tx, form, START)
        for name in ("published", "withdrawn"):
            await storage.publish(tx, made[name], START)
        await storage.withdraw(tx, "withdrawn")
    await world.say("try it")
    before = await generation_of(world)
    assert await purged(world, days=7) == 0
    assert await generation_of(world) == before
    assert await purged(world, days=7, seconds=1) == 2
    assert {row.name for row in await world.rows(forms)} == {"tried", "published", "withdrawn"}
    assert await generation_of(world) == before + 1, "every process lets go of it"


async def test_older_versions_of_what_is_shipped_stay(world: World) -> None:
    """They were published by nobody, and their answers are read by them."""
    first, second = (versioned(Form("pulse", verbatim(one), ())) for one in ("first", "second"))
    async with world.database.begin() as tx:
        await storage.keep(tx, [first], START)
        await storage.keep(tx, [second], START)
    assert await purged(world, days=300) == 0
    assert len(await world.rows(forms)) == 2


async def generation_of(world: World) -> int:
    async with world.database.read() as tx:
        return await generation.current(tx)


async def test_drafts_codes_failures_and_errands_that_are_over(world: World) -> None:
    def script(state: State, given: Input, turn: Turn) -> Step | None:
        until = (START + timedelta(hours=72)).isoformat() if given == Said("pulse") else ""
        draft = Draft(turn.address, "form", "v", START.isoformat(), until=until)
        return Step(State(state.person, state.talk, draft))

    world.script = script
    await world.say("pulse", "1")
    await world.say("report", "2")
    one, _ = await world.rows(drafts)
    sealed = world.sealer.seal(b"{}", "errands.data")
    async with world.database.begin() as tx:
        for key, state in (("a", "done"), ("b", "waiting"), ("c", "found"), ("d", "failed")):
            errand = {"person_id": one.person_id, "key": key, "kind": "x", "data": sealed, "due_at": START}
            rest = {"attempts": 0, "state": state, "last_error": "", "created_at": START}
            await tx.execute(insert(errands).values(**errand, **rest))
        failed = {"id": world.ids.new(), "at": START, "error": "", "hushed": False}
        await tx.execute(insert(failures).values(**failed, state=sealed, input=sealed))
        [address, _] = (await tx.execute(select(addresses.c.id))).scalars().all()
        code = {"id": world.ids.new(), "person_id": one.person_id, "address_id": address, "tries_left": 5}
        expires = START + timedelta(minutes=10)
        await tx.execute(insert(link_codes).values(**code, code_hash=b"h", expires_at=expires))
    await purged(world, minutes=9)
    assert len(await world.rows(link_codes)) == 1
    await purged(world, days=4)
    assert await world.rows(link_codes) == []
    assert [row.until for row in await world.rows(drafts)] == [None], "a report waits for as long as it takes"
    await purged(world, days=15)
    assert sorted(row.state for row in await world.rows(errands)) == ["failed", "found", "waiting"]
    assert len(await world.rows(failures)) == 1
    await purged(world, days=91)
    assert await world.rows(failures) == []
