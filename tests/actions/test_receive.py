"""Receiving: nothing is acknowledged before it is durable, nobody's turn is lost, order is kept."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.core.channel import AddressKey
from bot.core.conversation import (
    Aside,
    Draft,
    Hush,
    Input,
    Moved,
    Said,
    Sent,
    State,
    Step,
    Talk,
    Tapped,
    Turn,
)
from bot.core.media import Media
from bot.core.message import Message
from bot.core.place import Area, Areas
from bot.core.text import verbatim
from bot.storage import codecs
from bot.storage.errors import Unavailable
from bot.storage.schema import (
    address_keys,
    addresses,
    conversations,
    drafts,
    failures,
    inbox,
    outgoing,
    outgoing_refs,
    persons,
)
from tests.world import START, World, echo, inbound, opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as one:
        yield one


def talk_of(world: World, row: object) -> Talk:
    return codecs.decode_part(Talk, world.sealer.open(row.data, "conversations.data"))  # type: ignore[attr-defined]


async def test_a_first_message_makes_an_address_a_person_and_a_reply(world: World) -> None:
    await world.say("مرحبا", language="en-GB")
    [person] = await world.rows(persons)
    [address] = await world.rows(addresses)
    [row] = await world.rows(outgoing)
    assert (address.person_id, person.language, address.state) == (person.id, "en", "working")
    assert (row.person_id, row.address_id, row.priority, row.kind) == (person.id, address.id, 0, "reply")
    assert (row.stamp, row.about, row.state, row.action) == (1, "question:1", "queued", "send")
    assert await world.said() == ["مرحبا"]
    assert world.rings == 1


async def test_the_state_goes_on_from_turn_to_turn(world: World) -> None:
    for words in ("one", "two", "three"):
        await world.say(words)
    [row] = await world.rows(conversations)
    assert (row.version, talk_of(world, row).stamp) == (3, 3)
    assert await world.said() == ["one", "two", "three"]


async def test_a_delivery_that_comes_again_is_acknowledged_and_ignored(world: World) -> None:
    await world.say("once", update="17")
    await world.say("once", update="17")
    await world.receive(inbound("twice", update="18"), inbound("twice", update="18"))
    assert await world.said() == ["once", "twice"]
    assert len(await world.rows(inbox)) == 2


async def test_redeliveries_in_one_batch_with_others_are_taken_once(world: World) -> None:
    deliveries = [inbound(f"m{n}", str(n), f"d{n}") for n in range(20)]
    await asyncio.gather(*(world.receive(one) for one in [*deliveries, *deliveries, *reversed(deliveries)]))
    assert len(world.turns) == 20
    assert len(await world.rows(outgoing)) == 20


async def test_many_at_once_need_few_commits(world: World) -> None:
    await asyncio.gather(*(world.say(f"m{n}", str(n)) for n in range(200)))
    assert len(world.turns) == 200
    assert world.database.commits <= 5
    await asyncio.gather(*(world.say(f"again {n}", str(n)) for n in range(200)))
    assert len({row.person_id for row in await world.rows(outgoing)}) == 200


async def test_a_lone_message_waits_for_nobody(world: World) -> None:
    await world.say("alone")
    assert world.database.commits == 1


async def test_one_persons_messages_keep_their_order(world: World) -> None:
    await asyncio.gather(*(world.say(f"{n}", "7") for n in range(150)))
    assert [given.text for given in world.given if isinstance(given, Said)] == [str(n) for n in range(150)]
    [row] = await world.rows(conversations)
    assert talk_of(world, row).stamp == 150


async def test_messages_taken_together_get_one_reply_and_lose_no_acknowledgement(world: World) -> None:
    def number(state: State, given: Input, turn: Turn) -> Step:
        step = _echo(state, given)
        ack = verbatim(f"got {given.text}" if isinstance(given, Said) else "")
        [message] = step.messages
        return replace(step, messages=(replace(message, parts=(ack, *message.parts), acks=1),))

    world.script = number
    await world.receive(inbound("a"), inbound("b"), inbound("c"), inbound("other", "8"))
    assert await world.said() == ["got a got b got c c", "got other other"]
    stamps = [row.stamp for row in await world.rows(outgoing)]
    assert sorted(stamps) == [1, 3]


def _echo(state: State, given: Input) -> Step:
    talk = replace(state.talk, stamp=state.talk.stamp + 1)
    words = verbatim(given.text if isinstance(given, Said) else "")
    return Step(
        replace(state, talk=talk), (Message((words,), stamp=talk.stamp, about=f"question:{talk.stamp}"),)
    )


async def test_parts_of_an_album_that_wait_together_are_one_input(world: World) -> None:
    def part(n: int, who: str = "7", album: str = "A", text: str = "") -> object:
        media = (Media("photo", f"file{n}"),)
        return inbound(text, who, kind="media", album=album, media=media, message=str(n))

    await world.receive(part(1, text="our day"), part(5, who="8"), part(2), part(3), part(4, album="B"))  # type: ignore[arg-type]
    sent = [given for given in world.given if isinstance(given, Sent)]
    assert [[m.ref for m in one.media] for one in sent] == [["file1", "file2", "file3"], ["file5"], ["file4"]]
    assert (sent[0].caption, sent[0].album, sent[0].message) == ("our day", "A", "1")
    assert all(len(m.id) == 32 for one in sent for m in one.media)
    assert len({m.id for one in sent for m in one.media}) == 5
    assert len(await world.rows(inbox)) == 5


async def test_photos_without_an_album_that_follow_one_another_are_one_input(world: World) -> None:
    photos = [inbound(kind="media", media=(Media("photo", str(n)),)) for n in range(3)]
    voice = inbound(kind="media", media=(Media("voice", "v"),))
    await world.receive(*photos, voice, inbound("words"))
    assert [len(g.media) if isinstance(g, Sent) else g for g in world.given] == [3, 1, Said("words")]


async def test_a_late_part_of_an_album_comes_by_itself(world: World) -> None:
    for n in range(2):
        await world.receive(inbound(kind="media", album="A", media=(Media("photo", str(n)),)))
    assert [g.album for g in world.given if isinstance(g, Sent)] == ["A", "A"]


async def test_two_addresses_of_one_person_share_one_state(world: World) -> None:
    await world.say("here", "7")
    await world.say("there", "8")
    rows = {row.id: row for row in await world.rows(addresses)}
    first, second = [rows[turn.address] for _, _, turn in world.turns]
    async with world.database.begin() as tx:
        await tx.execute(
            update(addresses).where(addresses.c.id == second.id).values(person_id=first.person_id)
        )
    await world.receive(inbound("one", "7"), inbound("two", "8"), inbound("three", "7"))
    by_person = [person for person, _, _ in world.turns[2:]]
    assert set(by_person) == {first.person_id}
    assert [given.text for given in world.given[2:] if isinstance(given, Said)] == ["one", "two", "three"]
    row = next(r for r in await world.rows(conversations) if r.person_id == first.person_id)
    assert talk_of(world, row).stamp == 4
    assert [turn.address for _, _, turn in world.turns[2:]] == [first.id, second.id, first.id]


def _callbacks(world: World, rows: Sequence[Any]) -> list[tuple[str, bytes]]:
    """(action, callback) of each row, in order."""
    found = sorted(rows, key=lambda row: row.seq)
    return [
        (row.action, world.sealer.open(row.callback, "outgoing.callback") if row.callback else b"")
        for row in found
    ]


async def test_a_tap_says_its_stamp_and_choice_and_is_answered_with_the_reply(world: World) -> None:
    await world.receive(inbound(kind="tapped", choice="12:menu:start", callback="cb1"))
    assert world.given == [Tapped(12, "menu:start")]
    assert _callbacks(world, await world.rows(outgoing)) == [("send", b"cb1")]


async def test_taps_that_no_reply_answers_are_answered_by_themselves(world: World) -> None:
    """Two in one batch have one reply; one to which nothing is said has none."""
    await world.say("hello")
    taps = [inbound(kind="tapped", choice=f"{n}:x", callback=f"cb{n}") for n in (1, 2)]
    await world.receive(*taps)
    found = _callbacks(world, await world.rows(outgoing))
    assert sorted(found) == [("send", b""), ("send", b"cb1"), ("tapped", b"cb2")]
    world.script = lambda state, given, turn: Step(state)
    await world.receive(inbound(kind="tapped", choice="3:x", callback="cb3"))
    rows = [row for row in await world.rows(outgoing) if row.action == "tapped" and row.fleeting]
    assert ("tapped", b"cb3") in _callbacks(world, rows)


@pytest.mark.parametrize("choice", ["", "menu", "x:1", "-1:2", "99999999999:1", ":1"])
async def test_a_foreign_tap_is_of_no_question(world: World, choice: str) -> None:
    await world.receive(inbound(kind="tapped", choice=choice))
    assert world.given == [Tapped(-1, choice)]


async def test_a_quote_says_what_the_quoted_message_was_about(world: World) -> None:
    await world.say("ask")
    [row] = await world.rows(outgoing)
    async with world.database.begin() as tx:
        await tx.execute(
            outgoing_refs.insert().values(
                address_id=row.address_id, provider_id="501", outgoing_id=row.id, part=0
            )
        )
    await world.receive(inbound("to this", quoted="501"))
    await world.receive(inbound("to that", quoted="502"))
    assert [given.about for given in world.given[1:] if isinstance(given, Said)] == ["question:1", ""]


async def test_an_edit_names_the_message_it_replaces(world: World) -> None:
    await world.receive(inbound("new", message="9", edits="9"))
    assert world.given == [Said("new", "9", "9")]


async def test_a_block_leaves_the_address_and_says_nothing(world: World) -> None:
    await world.receive(inbound(kind="blocked"))
    [address] = await world.rows(addresses)
    assert (address.state, address.last_in_at) == ("left", None), "a block is nothing that somebody wrote"
    await world.say("hello")
    await world.receive(inbound(kind="blocked"))
    [address] = await world.rows(addresses)
    assert (address.state, world.given[-1]) == ("left", Moved(False))
    assert await world.said() == ["hello"]
    await world.receive(inbound(kind="unblocked"))
    [address] = await world.rows(addresses)
    assert (address.state, world.given[-1]) == ("working", Moved(True))


async def test_when_somebody_wrote_last_is_kept_to_the_minute(world: World) -> None:
    """An answer within a minute writes no row of its address; what else changes does at once."""

    async def heard(seconds: float, **about: Any) -> tuple[datetime, str]:
        world.clock.tick(seconds=seconds)
        await world.receive(inbound("hi", **{"at": world.clock.now, **about}))
        [address] = await world.rows(addresses)
        return address.last_in_at, address.language

    assert await heard(0, language="ar") == (START, "ar")
    assert await heard(59.9, language="ar") == (START, "ar")
    assert await heard(0.1, language="ar") == (START + timedelta(minutes=1), "ar")
    assert await heard(1, language="en") == (START + timedelta(minutes=1), "en")
    assert await heard(90, at=START) == (START + timedelta(minutes=1), "en"), "late news"


async def test_a_draft_that_goes_on_is_written_over_the_one_that_was_read(world: World) -> None:
    """So long as the row says the same of it; another version, another end are in its indexes, too."""

    async def kept(draft: Draft) -> tuple[str, str, Draft]:
        world.script = lambda state, given, turn: replace(
            echo(state, given, turn), state=replace(state, draft=draft, talk=Talk(draft=draft.id))
        )
        await world.say("on")
        [row] = await world.rows(drafts)
        sealed = world.sealer.open(row.data, "drafts.data")
        return row.form_version, str(row.until), codecs.decode_part(Draft, sealed)

    first = Draft("d" * 32, "report", "v1", "now")
    for draft in (
        first,
        replace(first, answers={"name": "ليلى"}),
        replace(first, version="v2"),
        replace(first, until=START.isoformat()),
        first,
    ):
        assert await kept(draft) == (draft.version, str(START) if draft.until else "None", draft)


async def test_a_group_is_told_once_where_we_talk_and_never_heard(world: World) -> None:
    for _ in range(3):
        await world.receive(inbound("secret of a group", "-100", kind="group", payload=b"secret of a group"))
    assert world.turns == []
    assert await world.said() == ["group.private"]
    assert all((row.payload, row.outcome) == (None, "ignored") for row in await world.rows(inbox))


# ------------------------------------------------------------------------------------- faults


def _raises_on(word: str) -> object:
    def script(state: State, given: Input, turn: Turn) -> Step | None:
        if isinstance(given, Said) and word in given.text:
            raise ZeroDivisionError(f"about {given.text}")
        return None

    return script


async def test_a_turn_that_raises_loses_nobody_elses(world: World) -> None:
    world.script = _raises_on("bad")  # type: ignore[assignment]
    await world.receive(*(inbound("bad luck" if n == 2 else f"m{n}", str(n)) for n in range(5)))
    assert sorted(await world.said()) == ["failure.ours", "m0", "m1", "m3", "m4"]
    [row] = await world.rows(failures)
    assert codecs.decode_tagged(world.sealer.open(row.input, "failures.input")) == Said("bad luck")
    state = codecs.decode(State, world.sealer.open(row.state, "failures.state"))
    assert state.person.id == row.person_id
    assert "ZeroDivisionError" in row.error
    assert "bad luck" not in row.error
    assert sorted(r.outcome for r in await world.rows(inbox)) == ["failed"] + ["taken"] * 4


async def test_who_met_a_failure_goes_on_and_the_draft_waits_once(world: World) -> None:
    draft = Draft("d" * 32, "report", "v1", "2026-03-05")

    def script(state: State, given: Input, turn: Turn) -> Step | None:
        if given == Said("begin"):
            return Step(
                replace(state, draft=draft, talk=replace(state.talk, draft=draft.id, aside=Aside("x")))
            )
        if given == Said("bad"):
            raise ValueError
        return None

    world.script = script
    for words in ("begin", "bad"):
        await world.say(words)
    assert await world.said() == ["failure.ours"]
    world.script = lambda state, given, turn: None
    await world.say("fine")
    [row] = await world.rows(conversations)
    talk = talk_of(world, row)
    assert [w.draft for w in talk.waiting] == [draft.id]
    assert (talk.draft, talk.aside, talk.notes) == ("", None, {"failed": [draft.id]})

    world.script = script
    for words in ("begin", "bad"):
        await world.say(words)
    [row] = await world.rows(conversations)
    assert [w.draft for w in talk_of(world, row).waiting] == [draft.id], "not a second time"


async def test_the_failure_of_a_private_form_keeps_neither_words_nor_person(world: World) -> None:
    draft = Draft("d" * 32, "pulse", "v1", "2026-03-05", "p02", {"p01": "secretanswer"})

    def script(state: State, given: Input, turn: Turn) -> Step | None:
        if given == Said("begin"):
            talk = replace(state.talk, draft=draft.id)
            return Step(replace(state, draft=draft, talk=talk), effects=(Hush(on=True),))
        raise ValueError("secretwords")

    world.script = script
    for words in ("begin", "secretwords"):
        await world.say(words)
    [row] = await world.rows(failures)
    assert (row.person_id, row.hushed) == (None, True)
    opened = [world.sealer.open(row.input, "failures.input"), world.sealer.open(row.state, "failures.state")]
    assert not any(word in b"".join(opened) for word in (b"secretwords", b"secretanswer"))
    assert "secret" not in row.error
    taken = {r.outcome: r.payload for r in await world.rows(inbox)}
    assert taken == {"failed": None, "taken": None}


async def test_a_state_that_does_not_decode_is_one_persons_problem(world: World) -> None:
    await world.receive(*(inbound("hi", str(n)) for n in range(3)))
    broken = (await world.rows(conversations))[0].person_id
    async with world.database.begin() as tx:
        await tx.execute(
            update(conversations)
            .where(conversations.c.person_id == broken)
            .values(data=world.sealer.seal(b'{"version":1,"value":{"stamp":"x"}}', "conversations.data"))
        )
    await world.receive(*(inbound("again", str(n)) for n in range(3)))
    assert sorted(await world.said()) == ["again", "again", "failure.ours", "hi", "hi", "hi"]
    await world.receive(*(inbound("third", str(n)) for n in range(3)))
    assert (await world.said()).count("third") == 3


@pytest.mark.sqlite
async def test_a_full_disk_acknowledges_nothing(world: World) -> None:
    await world.say("before")
    await _pages(world, 1)
    others = [world.say("lost?", str(n), update=f"again{n}", payload=bytes(100_000)) for n in range(3)]
    refused = await asyncio.gather(*others, return_exceptions=True)
    assert [type(one) for one in refused] == [Unavailable] * 3
    assert len(await world.rows(inbox)) == 1
    assert await world.rows(failures) == []
    await _pages(world, 1_000_000)
    await world.say("lost?", "1", update="again1", payload=bytes(100_000))
    assert await world.said() == ["before", "lost?"]


async def _pages(world: World, most: int) -> None:
    """How large the file may grow; 1 is no further than it has, so the disk is full."""
    async with world.database.begin() as tx:
        await tx.exec_driver_sql(f"PRAGMA max_page_count = {most}")


async def test_a_row_that_the_tables_refuse_is_one_persons_problem(world: World) -> None:
    def script(state: State, given: Input, turn: Turn) -> Step | None:
        if given == Said("bad"):
            return Step(replace(state, person=replace(state.person, area=None)))  # type: ignore[arg-type]
        return None

    world.script = script
    await world.receive(inbound("bad", "1"), inbound("good", "2"))
    assert sorted(await world.said()) == ["failure.ours", "good"]
    assert len(await world.rows(failures)) == 1


async def test_a_database_that_is_gone_is_unavailable(world: World) -> None:
    await world.say("before")
    await world.database.close()
    with pytest.raises(Unavailable):
        await world.say("after")


async def test_a_race_is_run_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.say("hello", "7")
    taken = (await world.rows(addresses))[0].id
    fresh, tries = world.ids.new, iter([taken])
    monkeypatch.setattr(world.ids, "new", lambda: next(tries, None) or fresh())
    await world.say("hello", "8")
    assert len(await world.rows(addresses)) == 2
    assert await world.said() == ["hello", "hello"]
    assert await world.rows(failures) == []


async def test_nothing_more_is_taken_after_the_end(world: World) -> None:
    await world.intake.close()
    with pytest.raises(Unavailable):
        await world.say("late")


async def test_who_gave_up_waiting_stops_nobody(world: World) -> None:
    impatient = asyncio.create_task(world.say("gone", "1"))
    await asyncio.sleep(0)
    impatient.cancel()
    await world.say("here", "2")
    assert sorted(await world.said()) == ["gone", "here"]


# ---------------------------------------------------------------------------- who is calling


async def test_a_phone_is_known_by_each_of_its_keys(world: World) -> None:
    phone, other = AddressKey("phone", "+962790000001"), AddressKey("bsuid", "JO.1")
    await world.receive(inbound("a", "+962790000001", channel="whatsapp", address="phone"))
    await world.receive(
        inbound("b", "+962790000001", channel="whatsapp", address="phone", also=(other,)),
        inbound("c", "JO.1", channel="whatsapp", address="bsuid"),
    )
    assert len(await world.rows(addresses)) == 1
    assert sorted(row.kind for row in await world.rows(address_keys)) == ["bsuid", "phone"]
    assert {turn.country for _, _, turn in world.turns} == {"JO"}
    assert world.sealer.open((await world.rows(address_keys))[0].value, "address_keys.value") in {
        phone.value.encode(),
        other.value.encode(),
    }


async def test_a_known_phone_with_another_account_is_doubted_once(world: World) -> None:
    def call(account: str) -> object:
        also = (AddressKey("bsuid", account),)
        return inbound("hi", "+962790000001", channel="whatsapp", address="phone", also=also)

    for account in ("JO.1", "JO.1", "JO.2", "JO.2"):
        await world.receive(call(account))  # type: ignore[arg-type]
    assert [turn.doubt for _, _, turn in world.turns] == ["", "", "other_id", ""]


async def test_a_phone_silent_for_ninety_days_is_doubted(world: World) -> None:
    phone = {"channel": "whatsapp", "address": "phone"}
    await world.say("hi", "+962790000001", **phone)
    world.clock.tick(days=91)
    await world.say("hi", "+962790000001", at=world.clock.now, **phone)
    await world.say("hi", "+962790000001", at=world.clock.now, **phone)
    assert [turn.doubt for _, _, turn in world.turns] == ["", "silent", ""]


async def test_a_turn_has_the_clock_of_where_its_person_lives(world: World) -> None:
    west = Area("JO-W", {"ar": "غرب"}, zone="Europe/London")
    world.book = replace(world.book, areas=Areas({west.code: west}))

    def moves(state: State, given: Input, turn: Turn) -> Step:
        return echo(replace(state, person=replace(state.person, area="JO-W")), given, turn)

    world.script = moves
    await world.say("hello")
    await world.say("again")
    assert [turn.local for _, _, turn in world.turns] == [world.clock()] * 2
    offsets = [turn.local.utcoffset() for _, _, turn in world.turns]
    assert offsets == [timedelta(hours=3), timedelta(0)]
