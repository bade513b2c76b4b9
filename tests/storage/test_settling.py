"""What became of rows: leases, crashes, callbacks, and what is left of a message."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text

from bot.core.channel import Callback, Failure, SendFailure
from bot.storage import leases, settling
from bot.storage.schema import addresses, inbox, outgoing
from tests.sending import CAMPAIGN, NOTICE, Outbox, Reached
from tests.storage.claims import claim, says, sent, settle

# ------------------------------------------------------------------------------- leases and crashes


async def test_only_who_holds_the_lease_claims(box: Outbox) -> None:
    await box.post(await box.person(), "once")
    assert await claim(box, epoch=2) == []
    async with box.database.begin() as tx:
        assert await leases.take(tx, "send", "them") is None
        assert await leases.take(tx, "send", "us") == (1, False), "renewed"
        await leases.release(tx, "send", "us")
    assert await claim(box) == [], "let go"
    async with box.database.begin() as tx:
        assert await leases.take(tx, "send", "them") == (2, True)
    assert await claim(box) == []


async def test_a_lease_that_has_lapsed_gets_a_new_epoch_even_for_its_holder(box: Outbox) -> None:
    async with box.database.begin() as tx:
        await tx.execute(text("UPDATE leases SET until = 0"))
        assert await leases.take(tx, "send", "us") == (2, True)


async def test_who_is_alone_takes_over_at_once(box: Outbox) -> None:
    async with box.database.begin() as tx:
        assert await leases.take(tx, "send", "restarted", alone=True) == (2, True)


async def test_found_sending_after_a_crash(box: Outbox) -> None:
    people = [await box.person() for _ in range(6)]
    reply = await box.post(people[0], "reply")
    notice = await box.post(people[1], "notice", NOTICE)
    campaign = await box.post(people[2], "campaign", CAMPAIGN)
    tapped = await box.post(people[3], "", action="tapped", fleeting=True)
    last_time = await box.post(people[4], "again and again", attempts=settling.IN_DOUBT)
    ours = await box.post(people[5], "still under way")
    await claim(box)
    async with box.database.begin() as tx:
        assert await settling.recover(tx, "fake", "1", 1, (), box.now) == 0, "our own epoch"
        assert await settling.recover(tx, "fake", "1", 2, (ours,), box.now) == 5
    assert await box.states(reply, notice, campaign, tapped, last_time, ours) == [
        *["queued:unknown"] * 2, *["unknown:unknown"] * 3, "sending",
    ]  # fmt: skip
    assert (await box.row(reply)).attempts == 1
    assert await claim(box) == [], "a callback may still tell"
    box.pass_(5)
    assert says(await claim(box)) == ["reply", "notice"]


async def test_of_a_private_form_not_even_the_unknown_keeps_its_text(box: Outbox) -> None:
    ids = [
        await box.post(await box.person(), "هل تشعر بالأمان؟", hushed=True, attempts=settling.IN_DOUBT),
        await box.post(await box.person(), "هل تشعر بالأمان؟", hushed=True),
        await box.post(await box.person(), "", action="tapped", callback="q1", fleeting=True),
    ]
    await claim(box)
    async with box.database.begin() as tx:
        await settling.recover(tx, "fake", "1", 2, (), box.now)
    assert await box.states(*ids) == ["unknown:unknown", "queued:unknown", "unknown:unknown"]
    rows = [await box.row(id_) for id_ in ids]
    assert [row.message is None for row in rows] == [True, False, True], "what is sent again needs its words"
    assert [row.callback for row in rows] == [None] * 3


async def test_what_a_former_holder_reports_changes_nothing(box: Outbox) -> None:
    id_ = await box.post(await box.person(), "reply")
    (one,) = await claim(box)
    async with box.database.begin() as tx:
        await settling.recover(tx, "fake", "1", 2, (), box.now)
    await settle(box, one, "failed", reason="refused")
    assert await box.states(id_) == ["queued:unknown"]


# ------------------------------------------------------------------------ what is left of a message


async def test_the_text_of_a_private_form_goes_once_it_has_left(box: Outbox) -> None:
    person = await box.person()
    private = await box.post(person, "هل تشعر بالأمان؟", hushed=True)
    (one,) = await claim(box)
    await settle(box, one, refs=("m1",), forget=True)
    row = await box.row(private)
    assert (row.message, row.state) == (None, "sent")
    open_one = await box.post(person, "مرحبا")
    (one,) = await claim(box)
    await settle(box, one)
    assert (await box.row(open_one)).message is not None


async def test_a_row_without_its_text_is_not_sent_empty(box: Outbox) -> None:
    id_ = await box.post(await box.person(), "private", message=None)
    assert await claim(box) == []
    assert await box.states(id_) == ["skipped:private"]


async def test_an_address_is_left_unless_its_person_wrote_meanwhile(box: Outbox) -> None:
    gone, back, again = [await box.person() for _ in range(3)]
    for person in (gone, back, again):
        await box.post(person, "hello")
    box.pass_(1)
    claimed = await claim(box)
    box.pass_(1)
    await box.change(addresses, addresses.c.id == back.address, last_in_at=box.now)
    async with box.database.begin() as tx:  # a minute has not passed since they wrote before
        await tx.execute(insert(inbox).values(**_delivery(again.address, box.now)))
        await tx.execute(insert(inbox).values(**_delivery(gone.address, box.now - timedelta(seconds=1))))
    for one in claimed:
        await settle(box, one, "failed", reason="left", address_state="left")
    assert [await box.address_state(one) for one in (gone, back, again)] == ["left", "working", "working"]


def _delivery(address: str, at: datetime) -> dict[str, Any]:
    about = {"channel": "fake", "account": "1", "message": "1", "outcome": "taken"}
    return {"dedupe": address.encode(), "address_id": address, "received_at": at, **about}


# ---------------------------------------------------------------------------------------- callbacks


async def hear(box: Outbox, state: str, delivery: str = "", message: str = "m1", **failed: Any) -> bool:
    failure = SendFailure(failed.pop("failure"), **failed) if failed else None
    async with box.database.begin() as tx:
        return await settling.hear(tx, Callback(delivery, message, state, failure), box.now)


async def posted(box: Outbox, **values: Any) -> tuple[Reached, str]:
    person = await box.person()
    id_ = await box.post(person, "hello", **values)
    await sent(box, "m1")
    return person, id_


async def test_callbacks_move_a_message_forward_and_never_back(box: Outbox) -> None:
    _, id_ = await posted(box)
    said_so = [await hear(box, state) for state in ("delivered", "sent", "delivered", "read", "failed")]
    assert said_so == [True, False, False, True, False]
    assert await box.states(id_) == ["read"]


@pytest.mark.parametrize("told", ["sent", "delivered", "read", "failed"])
@pytest.mark.parametrize(
    "state", ["queued", "sending", "unknown", "sent", "delivered", "read", "failed", "skipped"]
)
async def test_every_callback_in_every_state(box: Outbox, state: str, told: str) -> None:
    order = ["queued", "sent", "delivered", "read"]
    id_ = await box.post(await box.person(), "hello", state=state, message=None)
    forward = {"unknown": 0, "sending": 0, "failed": 9, "skipped": 9}.get(state)
    at = order.index(state) if forward is None else forward
    moves = at <= 1 if told == "failed" else order.index(told) > at
    assert await hear(box, told, delivery=id_) is moves
    assert (await box.row(id_)).state == (told if moves else state)
    assert not await hear(box, told, delivery=id_), "told twice"


async def test_a_callback_finds_its_row_by_our_id_or_theirs(box: Outbox) -> None:
    _, id_ = await posted(box)
    assert not await hear(box, "delivered", message="m9")
    assert not await hear(box, "delivered", delivery=box.ids.new(), message="m1")
    assert await hear(box, "delivered", delivery="not ours", message="m1")
    assert await hear(box, "read", delivery=id_, message="m2")
    assert await box.refs(id_) == ["m1", "m2"]


async def test_a_callback_settles_what_nobody_knew(box: Outbox) -> None:
    unknown = await box.post(await box.person(), "campaign", CAMPAIGN, state="unknown", reason="unknown")
    again = await box.post(await box.person(), "reply", reason="unknown", attempts=1)
    for id_, message in ((unknown, "m5"), (again, "m6")):
        assert await hear(box, "sent", delivery=id_, message=message)
        assert await box.refs(id_) == [message]
    assert await box.states(unknown, again) == ["sent", "sent"]
    assert await claim(box) == [], "it is not sent a second time"


async def test_a_callback_that_is_faster_than_the_answer_wins(box: Outbox) -> None:
    id_ = await box.post(await box.person(), "hello", hushed=True)
    (one,) = await claim(box)
    assert await hear(box, "delivered", delivery=id_)
    await settle(box, one, refs=("m1",), forget=True)
    assert await box.states(id_) == ["delivered"]
    assert (await box.row(id_)).message is None
    assert await box.refs(id_) == ["m1"]


async def test_a_window_that_had_closed_parks_the_message(box: Outbox) -> None:
    _, id_ = await posted(box)
    assert await hear(box, "failed", failure=Failure.WINDOW_CLOSED)
    assert await box.states(id_) == ["parked:window"]


async def test_a_message_without_its_text_cannot_be_parked(box: Outbox) -> None:
    _, id_ = await posted(box)
    await box.change(outgoing, outgoing.c.id == id_, message=None)
    assert await hear(box, "failed", failure=Failure.WINDOW_CLOSED)
    assert await box.states(id_) == ["failed:window_closed"]


async def test_a_message_that_was_held_up_is_sent_again_a_few_times(box: Outbox) -> None:
    _, id_ = await posted(box)
    assert await hear(box, "failed", failure=Failure.THROTTLED)
    row = await box.row(id_)
    assert (row.state, row.reason) == ("queued", "throttled")
    assert row.due_at > box.now
    await box.change(outgoing, outgoing.c.id == id_, attempts=3, state="sent")
    assert await hear(box, "failed", failure=Failure.THROTTLED)
    assert await box.states(id_) == ["failed:throttled"]


@pytest.mark.parametrize(
    ("failure", "state"),
    [(Failure.UNREACHABLE, "left"), (Failure.LEFT, "left"), (Failure.OPTED_OUT, "opted_out")],
)
async def test_a_callback_says_that_somebody_has_gone(box: Outbox, failure: Failure, state: str) -> None:
    person, id_ = await posted(box)
    assert await hear(box, "failed", failure=failure)
    assert await box.states(id_) == [f"failed:{failure.value}"]
    assert await box.address_state(person) == state
