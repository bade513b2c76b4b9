"""Which rows leave, in which order, and which no longer may."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from bot.core.channel import AddressKey, Delivery, Reader
from bot.core.message import Message
from bot.core.text import verbatim
from bot.storage import outbox, posting, settling
from bot.storage.columns import Ciphertext
from bot.storage.outbox import Claim
from bot.storage.schema import address_persons, addresses, inbox, outgoing, persons
from tests.sending import CAMPAIGN, NOTICE, PLACE, REMINDER, REPLY, Outbox, Reached, said
from tests.storage.claims import EDITS, WINDOW, claim, says, sent, settle

# ---------------------------------------------------------------------------------- what a row says


async def test_a_row_says_what_to_whom_and_for_whom(box: Outbox) -> None:
    person = await box.person(language="en", second="ar", form="f")
    await box.known_as(person.address, "fake", AddressKey("bsuid", "JO.1"), 1)
    id_ = await box.post(person, "أهلاً", action="tapped", callback="q1", fleeting=True)
    (one,) = await claim(box)
    assert one.delivery is not None
    assert one.delivery.id == id_
    assert (one.delivery.to, one.delivery.also) == (person.key, (AddressKey("bsuid", "JO.1"),))
    assert one.delivery.reader == Reader("en", "ar", "f", *PLACE)
    assert (one.delivery.action, one.delivery.callback, said(one.delivery)) == ("tapped", "q1", "أهلاً")


async def test_times_are_written_as_the_clocks_show_them_where_somebody_lives(box: Outbox) -> None:
    for area in ("JO-IR", "JO-MA"):
        await box.post(await box.person(area=area), "أهلاً")
    wanted = Claim("fake", "1", "send", "us", 1, box.now, 9, EDITS)
    zones = {"JO-IR": "Europe/London", "JO-MA": "Asia/Amman"}
    async with box.database.begin() as tx:
        claimed, _ = await outbox.take(tx, box.sealer, wanted, lambda area: ("ar_JO", zones[area]))
    assert [one.delivery.reader.zone for one in claimed if one.delivery] == ["Europe/London", "Asia/Amman"]


async def test_a_row_that_does_not_open_stops_no_other(box: Outbox) -> None:
    first, second = await box.person(), await box.person()
    sealed = box.sealer.seal(b"not a message", "outgoing.message")
    await box.post(first, message=Ciphertext(sealed[:-1] + b"x"))
    await box.post(first, "after it")
    await box.post(second, "beside it")
    assert says(await claim(box)) == ["unreadable", "beside it"]


async def test_somebody_erased_is_still_told_so(box: Outbox) -> None:
    person = await box.person(language="en")
    await box.change(
        persons, persons.c.id == person.person, erased_at=box.now, data=box.sealer.seal(b"", "persons.data")
    )
    await box.post(person, "receipt")
    (one,) = await claim(box)
    assert one.delivery is not None
    assert one.delivery.reader.language == "en", "the address knows it"


# -------------------------------------------------------------------------------------------- order


async def test_one_persons_messages_leave_one_after_another(box: Outbox) -> None:
    person, other = await box.person(), await box.person()
    for number in range(3):
        await box.post(person, f"{number}")
    await box.post(other, "other")
    first = await claim(box)
    assert says(first) == ["0", "other"]
    assert says(await claim(box)) == [], "its answer is not known yet"
    await settle(box, first[0])
    assert says(await claim(box)) == ["1"]


async def test_rows_of_one_moment_keep_their_order(box: Outbox) -> None:
    person = await box.person()
    seq = box.ids.seq()
    for number in range(3):
        await box.post(person, f"{number}", seq=seq)
    assert [said(one.delivery) for one in [await sent(box) for _ in range(3)] if one.delivery] == list("012")


async def test_replies_before_notices_before_reminders_before_campaigns(box: Outbox) -> None:
    person = await box.person()
    others = [await box.person() for _ in range(4)]
    for priority in (CAMPAIGN, REMINDER, NOTICE, REPLY):
        await box.post(person, f"mine {priority}", priority)
        await box.post(others[priority], f"{priority}", priority)
    assert says(await claim(box)) == ["mine 0", "0", "1", "2", "3"]
    assert says(await claim(box, 1)) == []


async def test_a_row_tried_before_holds_back_what_follows_it_and_no_one_else(box: Outbox) -> None:
    person, other = await box.person(), await box.person()
    await box.post(person, "first")
    await box.post(person, "second")
    (one,) = await claim(box)
    await settle(box, one, "queued", reason="throttled", due_at=box.now + timedelta(seconds=30))
    await box.post(other, "other")
    assert says(await claim(box)) == ["other"]
    box.pass_(30)
    assert says(await claim(box)) == ["first"]


async def test_what_is_planned_for_later_holds_back_nothing(box: Outbox) -> None:
    person = await box.person()
    await box.post(person, "tomorrow", REMINDER, due_at=box.now + timedelta(days=1))
    await box.post(person, "today", REMINDER)
    await box.post(person, "reply")
    assert says([await sent(box) for _ in range(2)]) == ["reply", "today"]
    assert await claim(box) == []


async def test_a_fleeting_row_waits_for_nobody(box: Outbox) -> None:
    person = await box.person()
    await box.post(person, "a message")
    await claim(box)
    await box.post(person, "a tap is answered", action="tapped", fleeting=True)
    assert says(await claim(box, closed=[person.address])) == ["a tap is answered"]


async def test_a_closed_address_waits(box: Outbox) -> None:
    person, other = await box.person(), await box.person()
    await box.post(person, "waits")
    await box.post(other, "goes")
    assert says(await claim(box, closed=[person.address])) == ["goes"]


async def test_no_more_than_asked_for_and_nothing_less_urgent(box: Outbox) -> None:
    for priority in (REPLY, REPLY, REMINDER):
        await box.post(await box.person(), f"{priority}", priority)
    assert says(await claim(box, 1)) == ["0"]
    assert says(await claim(box, lowest=NOTICE)) == ["0"]
    assert says(await claim(box)) == ["2"]


async def test_where_an_area_is_paused_only_replies_and_notices_leave(box: Outbox) -> None:
    for area in ("JO-IR", "JO-AM"):
        person = await box.person(area=area)
        for priority, words in enumerate(("reply", "notice", "reminder", "campaign")):
            await box.post(person, f"{words} {area}", priority=priority)
    found = []
    while claimed := await claim(box, paused=("JO-IR",)):
        found += says(claimed)
        for one in claimed:
            await settle(box, one)
    assert sorted(found) == [
        "campaign JO-AM",
        "notice JO-AM",
        "notice JO-IR",
        "reminder JO-AM",
        "reply JO-AM",
        "reply JO-IR",
    ]
    assert says(await claim(box)) == ["reminder JO-IR"]


async def test_only_rows_of_this_account_leave(box: Outbox) -> None:
    person = await box.person()
    await box.post(person, "another bot", account="2")
    await box.post(person, "ours")
    assert says(await claim(box)) == ["ours"]
    async with box.database.read() as tx:
        assert await outbox.any_due(tx, "fake", "2", box.now)
        assert not await outbox.any_due(tx, "fake", "1", box.now)


# ----------------------------------------------------------------------------------- whether it may


async def test_a_reminder_asks_once_more_whether_its_person_wants_it(box: Outbox) -> None:
    stopped, erased, moved = [await box.person() for _ in range(3)]
    ids = [await box.post(one, "pulse", REMINDER) for one in (stopped, erased, moved)]
    await box.change(persons, persons.c.id == stopped.person, stopped=True)
    await box.change(persons, persons.c.id == erased.person, erased_at=box.now)
    async with box.database.begin() as tx:
        await tx.execute(address_persons.delete().where(address_persons.c.person_id == moved.person))
    assert await claim(box) == []
    assert await box.states(*ids) == ["skipped:stopped", "skipped:erased", "skipped:moved"]
    assert [(await box.row(id_)).message for id_ in ids] == [None] * 3


async def test_a_reminder_of_a_question_that_was_answered_meanwhile_does_not_leave(box: Outbox) -> None:
    """It waited for daytime or its turn; shown after the next question it would be pressed in vain."""
    answered, silent, other = [await box.person() for _ in range(3)]
    late = await box.post(answered, "8?", REMINDER, stamp=8)
    still = await box.post(silent, "8?", REMINDER, stamp=8)
    campaign = await box.post(other, "أخبار", CAMPAIGN)
    replies = [await box.post(answered, "9?", stamp=9), await box.post(other, "3?", stamp=3)]
    await claim(box)
    assert await box.states(late, still, campaign) == ["queued", "sending", "queued"], "replies go first"
    await box.change(outgoing, outgoing.c.id.in_(replies), state="sent")
    await claim(box)
    assert await box.states(late, campaign) == ["skipped:superseded", "sending"]


async def test_replies_reach_who_has_stopped(box: Outbox) -> None:
    person = await box.person(stopped=True)
    await box.post(person, "توقفت الرسائل")
    assert says(await claim(box)) == ["توقفت الرسائل"]


@pytest.mark.parametrize(("state", "reply", "notice"), [
    ("left", "skipped:address", "skipped:address"),
    ("detached", "sending", "skipped:address"),
    ("opted_out", "sending", "skipped:address"),
    ("group", "sending", "sending"),
])  # fmt: skip
async def test_nobody_writes_to_who_has_left(box: Outbox, state: str, reply: str, notice: str) -> None:
    first, second = await box.person(state=state), await box.person(state=state)
    ids = [await box.post(first, "reply"), await box.post(second, "notice", NOTICE)]
    await claim(box)
    assert await box.states(*ids) == [reply, notice]


async def test_too_late_is_too_late(box: Outbox) -> None:
    person = await box.person()
    late = await box.post(person, "old", useful_until=box.now + timedelta(minutes=1))
    parked = await box.post(person, "parked", state="parked", useful_until=box.now + timedelta(minutes=1))
    fresh = await box.post(person, "fresh")
    box.pass_(60)
    assert says(await claim(box)) == []
    assert says(await claim(box)) == ["fresh"]
    async with box.database.begin() as tx:
        assert await settling.expire(tx, box.now) == 1
        assert await settling.expire(tx, box.now) == 0
    assert await box.states(late, parked, fresh) == ["skipped:too_late", "skipped:too_late", "sending"]


async def test_an_answer_to_a_tap_is_worth_nothing_after_twenty_seconds(box: Outbox) -> None:
    person = await box.person()
    ids = [await box.post(person, "", action="typing", fleeting=True) for _ in range(2)]
    box.pass_(19)
    third = await box.post(person, "", action="typing", fleeting=True)
    box.pass_(2)
    assert [one.id for one in await claim(box)] == [third]
    assert await box.states(*ids) == ["skipped:too_late"] * 2


async def test_outside_the_window_a_message_is_parked(box: Outbox) -> None:
    inside = await box.person(last_in=box.now - timedelta(hours=23, minutes=59))
    outside = await box.person(last_in=box.now - timedelta(hours=24))
    never = await box.person(last_in=None)
    ids = [await box.post(one, "أخبار", NOTICE) for one in (inside, outside, never)]
    typing = await box.post(outside, "", action="typing", fleeting=True)
    await claim(box, capabilities=WINDOW)
    assert await box.states(*ids, typing) == ["sending", "parked:window", "parked:window", "skipped:window"]
    assert (await box.row(ids[1])).message is not None


async def test_what_was_parked_follows_the_reply(box: Outbox) -> None:
    """The turn queues it again with a later place in line (`bot.storage.turns.writes.RELEASE`)."""
    person = await box.person(last_in=None)
    parked = await box.post(person, "parked", NOTICE)
    await claim(box, capabilities=WINDOW)
    await box.change(addresses, addresses.c.id == person.address, last_in_at=box.now)
    await box.post(person, "reply")
    await box.change(outgoing, outgoing.c.id == parked, state="queued", reason="", seq=box.ids.seq())
    assert says([await sent(box) for _ in range(2)]) == ["reply", "parked"]


# ------------------------------------------------------------------------------- slots and deletion


async def slotted(box: Outbox, to: Reached, words: str, fresh: bool = False) -> str:
    return await box.post(to, Message((verbatim(words),), slot="ask:1", fresh=fresh))


async def test_a_message_of_a_slot_takes_the_place_of_the_latest_that_was_sent(box: Outbox) -> None:
    person = await box.person()
    first = await slotted(box, person, "☐")
    await sent(box, "m1", "m2")
    second = await slotted(box, person, "☑")
    assert (await sent(box, "m1", "m2")).delivery == _replacing(box, second, person, "☑", ("m1", "m2"))
    assert await box.refs(first) == []
    assert await box.refs(second) == ["m1", "m2"], "the edited message now belongs to the row that changed it"
    await slotted(box, person, "☐")
    (third,) = await claim(box, 1)
    assert third.delivery is not None
    assert third.delivery.replaces == ("m1", "m2")


def _replacing(box: Outbox, id_: str, to: Reached, words: str, replaces: tuple[str, ...]) -> Any:
    message = Message((verbatim(words),), slot="ask:1")
    return Delivery(id_, to.key, message, Reader("ar", "", "n", *PLACE), replaces)


async def test_a_fresh_message_and_a_channel_that_cannot_edit_replace_nothing(box: Outbox) -> None:
    person = await box.person()
    await slotted(box, person, "one")
    await sent(box, "m1")
    await slotted(box, person, "two", fresh=True)
    fresh = await sent(box, "m2")
    assert fresh.delivery is not None
    assert fresh.delivery.replaces == ()
    await slotted(box, person, "three")
    (anew,) = await claim(box, capabilities=WINDOW)
    assert anew.delivery is not None
    assert anew.delivery.replaces == ()


async def test_a_slot_of_another_person_or_one_that_failed_is_not_replaced(box: Outbox) -> None:
    person, other = await box.person(), await box.person()
    await slotted(box, other, "theirs")
    await sent(box, "m1")
    await slotted(box, person, "failed")
    (one,) = await claim(box)
    await settle(box, one, "failed", reason="refused")
    await slotted(box, person, "mine")
    (mine,) = await claim(box)
    assert mine.delivery is not None
    assert mine.delivery.replaces == ()


async def test_who_shares_a_phone_edits_nobody_elses_messages(box: Outbox) -> None:
    one, other = await box.person(), await box.person()
    await slotted(box, one, "☐ of one")
    await sent(box, "m1")
    await slotted(box, replace(other, address=one.address, key=one.key), "☐ of the other")
    (theirs,) = await claim(box)
    assert theirs.delivery is not None
    assert theirs.delivery.replaces == ()


async def test_a_deletion_names_what_is_deleted(box: Outbox) -> None:
    person = await box.person()
    first = await box.post(person, "shown")
    await sent(box, "m1", "m2")
    await box.post(person, "", action="delete", replaces=first)
    (one,) = await claim(box)
    assert one.delivery is not None
    assert (one.delivery.action, one.delivery.replaces) == ("delete", ("m1", "m2"))
    await settle(box, one)
    await box.post(person, "", action="delete", replaces=box.ids.new())
    assert [one.problem for one in await claim(box)] == ["nothing_to_change"]


async def test_clearing_a_chat_names_both_sides_of_the_last_two_days(box: Outbox) -> None:
    person, other = await box.person(), await box.person()
    for to, ref in ((person, "too old"), (person, "ours"), (other, "of somebody else")):
        await box.post(to, "hello", created_at=box.now - timedelta(hours=49 if ref == "too old" else 47))
        await sent(box, ref)
    async with box.database.begin() as tx:
        for n, (to, message, hours) in enumerate(
            ((person, "theirs", 47), (person, "too old, too", 49), (other, "not this", 1), (person, "", 1))
        ):
            heard = {"dedupe": bytes([n]), "channel": "fake", "account": "1", "outcome": "taken"}
            came = {"message": message, "received_at": box.now - timedelta(hours=hours)}
            await tx.execute(insert(inbox).values(**heard, **came, address_id=to.address))
    await box.post(person, "", action="delete", kind="clear", message=None)
    (one,) = await claim(box)
    assert one.delivery is not None
    assert (one.delivery.action, set(one.delivery.replaces)) == ("delete", {"theirs", "ours"})


async def test_clearing_an_empty_chat_changes_nothing(box: Outbox) -> None:
    await box.post(await box.person(), "", action="delete", kind="clear", message=None)
    assert [one.problem for one in await claim(box)] == ["nothing_to_change"]


# -------------------------------------------------------------------------------------------- speed


@pytest.mark.sqlite
async def test_what_staff_were_shown_is_found_without_reading_the_whole_outbox(box: Outbox) -> None:
    """Each decision asks for the copies of its notice, while everybody who writes waits."""
    said: list[tuple[str, Any]] = []

    def heard(
        conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: Any
    ) -> None:
        said.append((statement, parameters))

    async with box.database.read() as tx:
        engine = tx.sync_engine
        event.listen(engine, "before_cursor_execute", heard)
        await posting.copies(tx, "notice:1")
        event.remove(engine, "before_cursor_execute", heard)
        [(statement, parameters)] = [one for one in said if "about" in one[0]]
        plan = await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        lines = [str(row) for row in plan]
    assert not [line for line in lines if "SCAN outgoing" in line], lines


@pytest.mark.sqlite
async def test_a_claim_reads_indexes_and_no_whole_table(box: Outbox) -> None:
    """With a backlog of thousands a claim must stay what it is: the top of an index."""
    given = outbox.given(Claim("fake", "1", "send", "us", 1, box.now, 3, EDITS))
    wanted = outbox.chosen(window=False).params(given)
    async with box.database.read() as tx:
        sql = wanted.compile(tx.sync_engine, compile_kwargs={"literal_binds": True})
        plan = [row[3] for row in await tx.execute(text(f"EXPLAIN QUERY PLAN {sql}"))]
    assert not [line for line in plan if re.search(r"SCAN (outgoing|ahead|under|addr|pers)|B-TREE", line)]
    for index in ("outgoing_waiting", "outgoing_line", "outgoing_unsettled"):
        assert [line for line in plan if index in line], f"{index} is not used"
