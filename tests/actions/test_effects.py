"""What a turn asks for becomes rows of its person, in the turn's own transaction."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from bot.actions.wake import wake
from bot.core.conversation import (
    Become,
    CancelWake,
    ClearChat,
    Consent,
    Detach,
    Draft,
    DropDraft,
    Effect,
    Errand,
    Found,
    Hush,
    Input,
    Keep,
    Quiet,
    Said,
    State,
    Step,
    Submit,
    Tapped,
    Turn,
    WakeAt,
    Woke,
)
from bot.core.form import Form
from bot.core.media import Media
from bot.core.message import Message
from bot.core.text import Text, verbatim
from bot.storage import codecs, private_answers
from bot.storage.keys import name_hashes, sought
from bot.storage.schema import (
    address_persons,
    addresses,
    consents,
    errands,
    family_secrets,
    inbox,
    media,
    memberships,
    outgoing,
    person_words,
    persons,
    private_intake,
    private_refusals,
    submission_history,
    submissions,
    timers,
)
from bot.storage.schema import (
    drafts as draft_rows,
)
from tests.world import BOOK, START, World, echo, inbound, opened

PULSE = Form("pulse", Text(value="نبض"), (), mode="pseudonymous", wave="2026-1")
DRAFT = Draft("d" * 32, "report", "v1", "2026-03-05")
SENT = Submit(
    "5" * 32, "report", "v1", "4829153", {"ir1": "name", "ir14": {"photos": ["a" * 32]}}, "identified"
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, book=replace(BOOK, forms={"pulse": PULSE})) as one:
        yield one


def does(world: World, words: str, *effects: Effect, **state: Any) -> None:
    """From now on, these words have these effects (and change the state so)."""
    before = world.script

    def script(now: State, given: Input, turn: Turn) -> Step | None:
        if given != Said(words):
            return before(now, given, turn)
        step = echo(replace(now, **state), given, turn)
        return replace(step, effects=effects)

    world.script = script


async def do(world: World, *effects: Effect, **state: Any) -> None:
    """One message that has these effects."""
    words = f"do {len(world.turns)}"
    does(world, words, *effects, **state)
    await world.say(words)


async def the(world: World, table: Any) -> Any:
    [row] = await world.rows(table)
    return row


# ------------------------------------------------------------------------------------ answers


async def test_a_report_is_stored_with_its_photos(world: World) -> None:
    photo = Media("photo", "file1", "a" * 32, "image/jpeg", 10, "IMG.jpg")
    late = Media("photo", "file2", "b" * 32)
    await do(world, Keep(photo, DRAFT.id), Keep(late, ""), draft=DRAFT)
    row = (await world.rows(media))[0]
    assert (row.draft_id, row.state, row.clearance, row.channel) == (DRAFT.id, "wanted", "unseen", "telegram")
    assert world.sealer.open(row.ref, "media.ref") == b"file1"
    await do(world, DropDraft(DRAFT.id), replace(SENT, draft=DRAFT.id), draft=None)
    row = await the(world, submissions)
    assert (row.id, row.reference, row.stage, row.revision) == (SENT.id, "4829153", "sent", 1)
    assert codecs.decode(dict, world.sealer.open(row.answers, "submissions.answers")) == SENT.answers
    kept = {row.id: (row.submission_id, row.draft_id, row.state) for row in await world.rows(media)}
    assert kept == {photo.id: (SENT.id, None, "wanted"), late.id: (None, None, "wanted")}


async def test_media_of_a_dropped_draft_are_withdrawn_and_those_passed_on_are_not(world: World) -> None:
    voice = Media("voice", "v", "c" * 32)
    await do(world, Keep(Media("photo", "p", "a" * 32), DRAFT.id), Keep(voice, DRAFT.id), draft=DRAFT)
    errand = Errand("thread", "thread:1", {"answers": {"text": {"voice": voice.id}}})
    await do(world, DropDraft(DRAFT.id), errand, draft=None)
    assert {row.kind: row.state for row in await world.rows(media)} == {
        "photo": "withdrawn",
        "voice": "wanted",
    }
    assert await world.rows(draft_rows) == []


async def test_an_amendment_keeps_what_was(world: World) -> None:
    await do(world, SENT)
    await do(world, replace(SENT, replaces=SENT.id, answers={"ir1": "other"}))
    row, before = await the(world, submissions), await the(world, submission_history)
    assert (row.revision, before.revision, before.stage) == (2, 1, "sent")
    assert codecs.decode(dict, world.sealer.open(row.answers, "submissions.answers")) == {"ir1": "other"}
    assert codecs.decode(dict, world.sealer.open(before.answers, "submissions.answers")) == SENT.answers


async def test_nobody_amends_what_is_not_theirs(world: World) -> None:
    await do(world, SENT)
    does(world, "steal", replace(SENT, replaces=SENT.id, answers={}))
    await world.say("steal", "8")
    assert (await the(world, submissions)).revision == 1
    assert await world.rows(submission_history) == []


async def test_a_number_is_drawn_again_when_its_owner_has_it_already(world: World) -> None:
    """Of others it does not matter: six digits would run out, and every turn would lose a race before."""
    numbers = iter(["1", "1", "1", "2"])
    owners = []

    def script(state: State, given: Input, turn: Turn) -> Step | None:
        owners.append(state.person.id)
        made = replace(SENT, id=next(turn.ids), reference=next(numbers))
        return replace(echo(state, given, turn), effects=(made,))

    world.script = script
    await world.say("first", "1")
    await world.say("somebody else's first", "2")
    await world.say("second", "1")
    assert len(owners) == 4
    rows = [(row.person_id, row.reference) for row in await world.rows(submissions)]
    assert sorted(rows) == sorted([(owners[0], "1"), (owners[1], "1"), (owners[0], "2")])


async def test_a_private_answer_leads_to_nobody(world: World) -> None:
    private = replace(
        SENT,
        form="pulse",
        mode="pseudonymous",
        wave="2026-1",
        answers={"p01": 5},
        facts={"sex": "f", "age_band": "18-24", "area": "JO-IR"},
        reference="",
    )
    await do(world, private)
    row = await the(world, private_intake)
    kept = codecs.decode(dict, world.sealer.open(row.row, "private_intake.row"))
    person = (await the(world, persons)).id
    assert (kept["day"], kept["sex"], kept["answers"]) == ("2026-03-05", "f", {"p01": 5})
    assert row.id[12] == "4"
    assert not {person, SENT.id} & {str(value) for value in kept.values()}
    assert await world.rows(submissions) == []
    async with world.database.read() as tx:
        assert await private_answers.exists(tx, world.sealer, person, "pulse", "2026-1")
        assert not await private_answers.exists(tx, world.sealer, person, "pulse", "2026-2")


async def test_one_respondent_is_the_same_in_every_wave_and_an_anonymous_one_is_not(world: World) -> None:
    pulse = replace(SENT, form="pulse", mode="pseudonymous", answers={}, reference="")
    await do(world, pulse)
    await do(world, replace(pulse, wave="2"))
    for _ in range(2):
        await do(world, replace(pulse, mode="anonymous", form="ideas"))
    rows = [
        codecs.decode(dict, world.sealer.open(r.row, "private_intake.row"))
        for r in await world.rows(private_intake)
    ]
    assert len({row["respondent"] for row in rows if row["form"] == "pulse"}) == 1
    assert len({row["respondent"] for row in rows}) == 3
    assert len(await world.rows(family_secrets)) == 1


async def test_consent_keeps_the_moment_and_of_a_private_form_the_day(world: World) -> None:
    await do(world, Consent("registration", "t1", "ar", True), Consent("pulse", "t2", "ar", True))
    await do(world, Consent("pulse", "t2", "ar", False))
    await do(world, Consent("pulse", "t2", "ar", False))
    rows = {row.form: row for row in await world.rows(consents)}
    assert {form: row.at for form, row in rows.items()} == {
        "registration": START,
        "pulse": START.replace(hour=0),
    }
    assert rows["pulse"].id[12] == "4"
    refused = await the(world, private_refusals)
    assert (refused.form, refused.wave, refused.count) == ("pulse", "2026-1", 2)


# ------------------------------------------------------------------------------ kept in the dark


async def test_inside_a_private_form_neither_payload_nor_reply_is_kept(world: World) -> None:
    await world.say("hello")
    await do(world, Hush(on=True))
    await world.say("answer")
    await do(world, Hush(on=False))
    await world.say("menu")
    payloads = [
        row.payload is not None for row in sorted(await world.rows(inbox), key=lambda r: r.received_at)
    ]
    hushed = [row.hushed for row in sorted(await world.rows(outgoing), key=lambda r: r.seq)]
    assert sorted(payloads) == [False, False, False, True, True]
    assert hushed == [False, True, True, True, False]


@pytest.mark.sqlite
async def test_nothing_of_a_person_is_readable_in_the_file(world: World) -> None:
    def script(state: State, given: Input, turn: Turn) -> Step | None:
        person = replace(state.person, name="Layla Haddad ليلى", profile={"skills": "quokkaskill"})
        draft = replace(DRAFT, answers={"ir1": "quokkaanswer"})
        effects = (
            replace(SENT, answers={"q": "quokkasent"}),
            Keep(Media("photo", "quokkaref", "a" * 32, name="quokkafile"), ""),
            Errand("thread", "k", {"text": "quokkathread"}),
            WakeAt("remind", START, {"x": "quokkawake"}),
        )
        message = Message((verbatim("quokkareply"),), about="question:1")
        return Step(replace(state, person=person, draft=draft), (message,), effects)

    world.script = script
    await world.receive(
        inbound(
            "quokkawords", "+962790000001", address="phone", payload=b"quokkapayload", callback="quokkacall"
        )
    )
    await world.database.close()
    raw = b"".join(path.read_bytes() for path in world.database.path.parent.glob("tamasuk.db*"))
    assert b"outgoing" in raw
    for word in ("quokka", "Layla", "Haddad", "ليلى", "790000001"):
        assert word.encode() not in raw


# ----------------------------------------------------------------------------------- the person


async def test_a_name_is_found_by_its_words_and_their_beginnings(world: World) -> None:
    await world.say("hi")
    person = (await world.people())[0]
    await do(world, person=replace(person, name="أحمد الخالد", roles=("volunteer",)))
    hashes = {row.hash for row in await world.rows(person_words)}
    assert hashes == name_hashes(world.sealer, "احمد الخالد")
    assert set(sought(world.sealer, "أحم الخا")) <= hashes
    assert not set(sought(world.sealer, "سعيد")) & hashes
    await do(world, person=replace(person, name="سعيد", roles=("volunteer",)))
    assert {row.hash for row in await world.rows(person_words)} == name_hashes(world.sealer, "سعيد")
    assert (await the(world, persons)).version == 3


async def test_roles_that_a_turn_gives_and_takes(world: World) -> None:
    await world.say("hi")
    person = (await world.people())[0]
    async with world.database.begin() as tx:
        await tx.execute(
            insert(memberships).values(
                id="e" * 32,
                person_id=person.id,
                programme="sample",
                role="champion",
                area="JO-IR",
                since=START,
            )
        )
    await do(world, person=replace(person, roles=("volunteer", "champion")))
    held = {(row.role, row.area): row.until for row in await world.rows(memberships)}
    assert held == {("volunteer", ""): None, ("champion", "JO-IR"): None}
    await do(world, person=replace(person, roles=("volunteer",)))
    held = {(row.role, row.area): row.until for row in await world.rows(memberships)}
    assert held == {("volunteer", ""): None, ("champion", "JO-IR"): START}


async def test_quiet_stops_what_waits_of_the_programme_and_nothing_else(world: World) -> None:
    await world.say("hi")
    row = await the(world, outgoing)
    async with world.database.begin() as tx:
        for priority in range(4):
            values = {**row._asdict(), "id": world.ids.new(), "priority": priority, "state": "held"}
            await tx.execute(insert(outgoing).values(**values))
    await do(world, Quiet(on=True))
    states = {(r.priority, r.state) for r in await world.rows(outgoing)}
    assert states == {(0, "queued"), (0, "held"), (1, "held"), (2, "skipped"), (3, "skipped")}


async def test_somebody_else_takes_the_phone(world: World) -> None:
    await world.say("first")
    does(world, "switch", Become(""))
    await world.receive(inbound("switch"), inbound("behind it"))
    one, two = [turned[0] for turned in world.turns[:2]], [turned[0] for turned in world.turns[2:]]
    assert len({*one}) == 1
    assert len({*two}) == 1
    assert {*one}.isdisjoint(two)
    assert world.given[2:] == [Tapped(0, "menu:start"), Said("behind it")]
    assert [turn.others for _, _, turn in world.turns] == [0, 0, 1, 1]
    assert len(await world.rows(inbox)) == 3
    does(world, "back", Become(one[0]))
    await world.say("back")
    await world.say("again me")
    assert world.turns[-1][0] == one[0]
    does(world, "intrude", Become(two[0]))
    await world.say("intrude", "99")
    await world.say("who am I", "99")
    assert world.turns[-1][0] not in {one[0], two[0]}


async def test_a_sixth_person_does_not_fit_on_a_phone(world: World) -> None:
    does(world, "switch", Become(""))
    for _ in range(8):
        await world.say("switch")
    async with world.database.read() as tx:
        count = (await tx.execute(select(func.count()).select_from(address_persons))).scalar_one()
    assert count == 5


async def test_a_wrong_number_lets_go_of_the_address(world: World) -> None:
    await world.say("hi")
    does(world, "not me", Detach())
    await world.receive(inbound("not me"), inbound("who is this?"))
    first, last = world.turns[0][0], world.turns[-1][0]
    assert first != last
    states = {row.person_id: row.state for row in await world.rows(outgoing)}
    assert states[last] == "queued"
    assert [r.state for r in sorted(await world.rows(outgoing), key=lambda r: r.seq)] == [
        "skipped",
        "queued",
        "queued",
    ]
    address = await the(world, addresses)
    assert (address.person_id, address.state) == (last, "working")


async def test_clearing_the_chat_is_one_row_before_the_reply(world: World) -> None:
    await do(world, ClearChat())
    clear, reply = sorted(await world.rows(outgoing), key=lambda row: row.seq)
    assert (clear.action, clear.kind, clear.message) == ("delete", "clear", None)
    assert reply.action == "send"


async def test_a_message_takes_the_place_of_the_last_of_its_slot(world: World) -> None:
    def script(state: State, given: Input, turn: Turn) -> Step | None:
        fresh = given == Said("fresh")
        return Step(state, (Message((verbatim("x"),), slot="tally", fresh=fresh),))

    world.script = script
    for words in ("one", "two", "fresh"):
        await world.say(words)
    one, two, fresh = sorted(await world.rows(outgoing), key=lambda row: row.seq)
    assert [one.replaces, two.replaces, fresh.replaces] == [None, one.id, None]


async def test_who_shares_a_phone_changes_nobody_elses_messages(world: World) -> None:
    """Slots are numbered by each person's own questions, so those of two on one phone are alike."""

    def script(state: State, given: Input, turn: Turn) -> Step | None:
        effects = (Become(""),) if given == Said("another") else ()
        return Step(state, (Message((verbatim("x"),), slot="ask:1"),), effects)

    world.script = script
    for words in ("one", "another", "two"):
        await world.say(words)
    rows = sorted(await world.rows(outgoing), key=lambda row: row.seq)
    owner = {row.id: row.person_id for row in rows}
    assert len(set(owner.values())) == 2
    assert all(owner[row.replaces] == row.person_id for row in rows if row.replaces)
    assert rows[-1].replaces


async def test_what_was_parked_follows_the_reply_the_newest_two(world: World) -> None:
    await world.say("hi")
    row = await the(world, outgoing)
    async with world.database.begin() as tx:
        for n in range(4):
            values = {**row._asdict(), "id": world.ids.new(), "seq": n, "state": "parked", "about": f"p{n}"}
            await tx.execute(insert(outgoing).values(**values))
        await tx.execute(update(outgoing).where(outgoing.c.id == row.id).values(state="sent"))
    await world.say("here I am")
    queued = sorted((r for r in await world.rows(outgoing) if r.state == "queued"), key=lambda r: r.seq)
    assert [r.about for r in queued] == ["question:2", "p2", "p3"]
    assert sorted(r.about for r in await world.rows(outgoing) if r.state == "skipped") == ["p0", "p1"]


# ------------------------------------------------------------------------------ times and results


async def test_a_waking_has_its_turn_once_and_where_the_person_wrote_from_last(world: World) -> None:
    await do(world, WakeAt("remind", START + timedelta(hours=2), {"n": 1}), WakeAt("never", START))
    await do(world, WakeAt("remind", START + timedelta(hours=3), {"n": 2}), CancelWake("never"))
    assert await wake(world.database, world.intake, world.clock) == 0
    world.clock.tick(hours=3)
    assert await wake(world.database, world.intake, world.clock) == 1
    assert await wake(world.database, world.intake, world.clock) == 0
    assert world.given[-1] == Woke("remind", {"n": 2})
    row = max(await world.rows(outgoing), key=lambda r: r.seq)
    assert (row.priority, row.kind, row.address_id) == (2, "reminder", (await the(world, addresses)).id)
    assert await world.rows(timers) == []


async def test_cancelled_and_set_again_in_one_turn_stands(world: World) -> None:
    await do(world, WakeAt("a", START))
    await do(world, CancelWake("a"), WakeAt("a", START + timedelta(days=1)))
    assert (await the(world, timers)).due_at == START + timedelta(days=1)


async def test_an_errand_is_asked_for_once(world: World) -> None:
    for _ in range(2):
        await do(world, Errand("report_sent", "report:1", {"n": 1}))
    row = await the(world, errands)
    assert (row.kind, row.state, row.due_at) == ("report_sent", "waiting", START)
    assert codecs.decode(dict, world.sealer.open(row.data, "errands.data")) == {"n": 1}


async def test_a_result_is_told_once(world: World) -> None:
    await do(world, Errand("x", "found:1"))
    person = (await the(world, persons)).id
    async with world.database.begin() as tx:
        await tx.execute(update(errands).values(state="found"))
    tells = [world.intake.tell(person, "found:1", Found("accepted", {"by": "x"})) for _ in range(3)]
    await asyncio.gather(*tells)
    assert world.given[1:] == [Found("accepted", {"by": "x"})]
    assert await world.rows(errands) == []


async def test_nothing_is_said_to_somebody_who_is_not_at_the_phone(world: World) -> None:
    await do(world, WakeAt("remind", START))
    does(world, "switch", Become(""))
    await world.say("switch")
    assert await wake(world.database, world.intake, world.clock) == 1
    assert isinstance(world.given[-1], Woke)
    assert Woke.__name__ not in await world.said()
