"""What leaves, in which order and how fast; what a crash, a refusal or a slow provider does to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.actions.dispatch import Dispatcher
from bot.actions.line import Line, Means
from bot.core.channel import Callback, Capabilities, Delivered, Delivery, Failure, SendFailure
from bot.core.media import Attachment
from bot.core.message import Message
from bot.core.text import verbatim
from bot.storage import accounts
from bot.storage.errors import Unavailable
from bot.storage.schema import addresses, outgoing
from tests.sending import CAMPAIGN, NOTICE, PLACE, REMINDER, FakeChannel, Outbox, texts
from tests.sending import outbox as opened

TELEGRAM = Capabilities(edits=True, deletes=True, rate=28.0, chat_burst=3, chat_rate=1.0)
WHATSAPP = Capabilities(window_hours=24, rate=80.0, chat_burst=8, chat_rate=1 / 6)


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    async with opened(tmp_path) as one:
        yield one


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


def means(box: Outbox, **about: Any) -> Means:
    return Means(
        database=box.database,
        sealer=box.sealer,
        place=lambda: PLACE,
        now=lambda: box.now,
        clock=lambda: box.seconds,
        **{"holder": box.ids.new(), **about},
    )


async def line(box: Outbox, channel: FakeChannel, **about: Any) -> Line:
    """A line whose bucket has filled up."""
    made = Line(means(box, **about), channel)
    box.pass_(1)
    assert await made.hold()
    return made


async def run(box: Outbox, one: Line, seconds: float = 0.0) -> None:
    """Let it work for so long, on the clock of the test; at least until nothing moves any more."""
    end = box.seconds + seconds
    while True:
        wait = await one.step()
        await one.under_way()
        if wait >= 1.0 or box.seconds + wait > end:
            wait = await one.step()
            await one.under_way()
            if box.seconds + wait > end:
                break
        box.pass_(wait)
        await one.hold()
    box.pass_(max(0.0, end - box.seconds))
    await one.hold()


# ------------------------------------------------------------------------------------------- order


async def test_what_is_queued_is_sent_and_written_down(box: Outbox, channel: FakeChannel) -> None:
    person = await box.person()
    id_ = await box.post(person, "أهلاً")
    await run(box, await line(box, channel))
    assert channel.words() == ["أهلاً"]
    row = await box.row(id_)
    assert (row.state, row.sent_at, row.attempts) == ("sent", box.now, 1)
    assert await box.refs(id_) == ["m1"]


async def test_each_person_hears_things_in_their_order(box: Outbox, channel: FakeChannel) -> None:
    people = [await box.person() for _ in range(5)]
    for number in range(4):
        for who, person in enumerate(people):
            await box.post(person, f"{who}{number}")
    await run(box, await line(box, channel), 3)
    for who in range(5):
        assert [words for words in channel.words() if words[0] == f"{who}"] == [f"{who}{n}" for n in range(4)]


async def test_order_survives_a_failure_in_the_middle(box: Outbox, channel: FakeChannel) -> None:
    person = await box.person()
    for number in range(3):
        await box.post(person, f"{number}")
    channel.script = [Delivered(("a",)), SendFailure(Failure.NOT_SENT), SendFailure(Failure.PROVIDER_DOWN)]
    await run(box, await line(box, channel), 20)
    assert channel.words() == ["0", "1", "1", "1", "2"]


async def test_a_reply_overtakes_a_campaign(box: Outbox) -> None:
    channel = FakeChannel(TELEGRAM)
    one = await line(box, channel)
    for _ in range(50):
        await box.post(await box.person(), "campaign", CAMPAIGN)
    await run(box, one, 0.5)
    before = len(channel.sent)
    assert 0 < before < 50
    await box.post(await box.person(), "reply")
    await run(box, one)
    assert channel.words(before)[0] == "reply"


async def test_at_night_only_replies_and_notices_leave(box: Outbox, channel: FakeChannel) -> None:
    one = await line(box, channel, daytime=lambda now: 6 <= now.hour < 18)
    box.now = box.now.replace(hour=22)
    await one.hold()
    for priority in (CAMPAIGN, REMINDER, NOTICE, 0):
        await box.post(await box.person(last_in=box.now), f"{priority}", priority)
    await run(box, one)
    assert channel.words() == ["0", "1"]
    box.now += timedelta(hours=9)
    await run(box, one, 1)
    assert channel.words(2) == ["2", "3"]


# -------------------------------------------------------------------------------------------- pace


def per_second(moments: list[float]) -> int:
    """The most that left in any second."""
    return max(sum(1 for other in moments if start <= other < start + 1.0) for start in moments)


async def timed(box: Outbox, channel: FakeChannel) -> list[float]:
    moments: list[float] = []

    async def note(delivery: Delivery) -> Delivered:
        moments.append(box.seconds)
        return Delivered((delivery.id,))

    channel.script = [note] * 1000
    return moments


async def test_an_account_sends_at_its_rate_and_no_faster(box: Outbox) -> None:
    channel = FakeChannel(TELEGRAM)
    moments = await timed(box, channel)
    for number in range(150):
        await box.post(await box.person(), f"{number}", number % 4)
    await run(box, await line(box, channel), 5)
    assert 28 * 5 * 0.95 <= len(moments) <= 28 * 5 + 4
    assert per_second(moments) <= 28 + 4


async def test_a_chat_gets_a_few_at_once_and_then_one_a_second(box: Outbox) -> None:
    channel = FakeChannel(TELEGRAM)
    moments = await timed(box, channel)
    talkative, other = await box.person(), await box.person()
    for number in range(6):
        await box.post(talkative, f"{number}")
    one = await line(box, channel)
    await run(box, one, 0.5)
    assert len(moments) == 3
    await box.post(other, "somebody else")
    await run(box, one, 0.1)
    assert channel.words(3) == ["somebody else"]
    await run(box, one, 2)
    assert channel.words(4) == ["3", "4"]


async def test_an_album_counts_for_what_it_holds(box: Outbox) -> None:
    channel = FakeChannel(TELEGRAM)
    moments = await timed(box, channel)
    album = Message((verbatim("album"),), media=tuple(Attachment(f"{n}") for n in range(10)))
    await box.post(await box.person(), album)
    for _ in range(5):
        await box.post(await box.person())
    await run(box, await line(box, channel), 2)
    assert moments[-1] - moments[0] >= (10 + 5 - 1 - 4) / 28


async def test_too_many_requests_closes_the_account_until_the_provider_says(box: Outbox) -> None:
    channel = FakeChannel(TELEGRAM, script=[SendFailure(Failure.THROTTLED, "429", after=7)])
    one = await line(box, channel)
    first = await box.post(await box.person(), "first")
    await run(box, one)
    await box.post(await box.person(), "second")
    await run(box, one, 6.9)
    assert channel.words() == ["first"]
    assert await box.states(first) == ["queued:throttled"]
    await run(box, one, 0.5)
    assert sorted(channel.words(1)) == ["first", "second"]


async def test_requests_run_side_by_side_and_no_more_than_allowed(box: Outbox, channel: FakeChannel) -> None:
    release, under_way, most = asyncio.Event(), 0, 0

    async def slow(delivery: Delivery) -> Delivered:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await release.wait()
        under_way -= 1
        return Delivered((delivery.id,))

    channel.script = [slow] * 20
    for _ in range(20):
        await box.post(await box.person())
    one = await line(box, channel, concurrency=8)
    for _ in range(5):
        await one.step()
        await asyncio.sleep(0)
    assert (under_way, most) == (8, 8)
    release.set()
    await run(box, one)
    assert (len(channel.sent), most) == (20, 8)


# ---------------------------------------------------------------------------- crashes and the unknown


async def test_what_a_crash_interrupts_is_sent_again_only_where_that_is_better(
    box: Outbox, channel: FakeChannel
) -> None:
    """Killed while three requests were on their way; the provider took all three."""
    stuck = asyncio.Event()

    async def never(delivery: Delivery) -> Delivered:
        await stuck.wait()
        return Delivered(())

    channel.script = [never] * 3
    ids = [await box.post(await box.person(), f"{p}", p) for p in (0, NOTICE, CAMPAIGN)]
    before = await line(box, channel)
    await before.step()
    await asyncio.sleep(0)
    assert await box.states(*ids) == ["sending"] * 3

    after_it = await line(box, channel)
    assert await box.states(*ids) == ["queued:unknown", "queued:unknown", "unknown:unknown"]
    await run(box, after_it, 6)
    assert channel.words(3) == ["0", "1"]
    assert await box.states(*ids) == ["sent", "sent", "unknown:unknown"]
    stuck.set()
    await before.under_way()
    await before.stop()
    assert await box.states(*ids) == ["sent", "sent", "unknown:unknown"], "the old holder changes nothing"


async def test_an_unknown_outcome(box: Outbox, channel: FakeChannel) -> None:
    channel.script = [SendFailure(Failure.UNKNOWN)] * 2
    reply, campaign = await box.post(await box.person()), await box.post(await box.person(), "c", CAMPAIGN)
    one = await line(box, channel)
    await run(box, one)
    assert await box.states(reply, campaign) == ["queued:unknown", "unknown:unknown"]
    dispatcher = Dispatcher(means(box), {"fake": channel})
    await dispatcher.settle(Callback(campaign, "SM1", "delivered"))
    await run(box, one, 10)
    assert await box.states(reply, campaign) == ["sent", "delivered"]
    assert len(channel.sent) == 3


async def test_a_reply_whose_fate_stays_unknown_is_not_sent_for_ever(
    box: Outbox, channel: FakeChannel
) -> None:
    channel.script = [SendFailure(Failure.UNKNOWN)] * 10
    id_ = await box.post(await box.person())
    await run(box, await line(box, channel), 120)
    assert len(channel.sent) == 3
    assert await box.states(id_) == ["unknown:unknown"]


async def test_a_holder_whose_lease_has_passed_sends_nothing_more(box: Outbox, channel: FakeChannel) -> None:
    one = await line(box, channel)
    id_ = await box.post(await box.person())
    box.pass_(6)
    assert await one.step() == 1.0
    assert channel.sent == []
    assert await box.states(id_) == ["queued"]


async def test_what_was_claimed_before_the_lease_passed_goes_back(box: Outbox, channel: FakeChannel) -> None:
    one = await line(box, channel)
    id_ = await box.post(await box.person(), "once", CAMPAIGN)
    await one.step()
    box.pass_(6)  # the request would leave only now
    await one.under_way()
    assert channel.sent == []
    await one.step()
    assert await box.states(id_) == ["queued"], "it never left, and everybody knows"


async def test_another_process_waits_for_its_turn(box: Outbox, channel: FakeChannel) -> None:
    first = await line(box, channel)
    second = Line(means(box, alone=False), channel)
    assert not await second.hold()
    await box.post(await box.person())
    await second.step()
    assert channel.sent == []
    await first.stop()
    assert await second.hold()
    await run(box, second, 1)
    assert len(channel.sent) == 1


# ---------------------------------------------------------------------------------- refusals


async def test_one_bad_recipient_stops_nobody(box: Outbox, channel: FakeChannel) -> None:
    bad, good = await box.person(), [await box.person() for _ in range(5)]
    channel.script = [SendFailure(Failure.REFUSED, "400")]
    ids = [await box.post(one, "hello") for one in (bad, *good)]
    await run(box, await line(box, channel))
    assert await box.states(*ids) == ["failed:refused", *["sent"] * 5]


@pytest.mark.parametrize(
    ("failure", "state"),
    [(Failure.LEFT, "left"), (Failure.UNREACHABLE, "left"), (Failure.OPTED_OUT, "opted_out")],
)
async def test_who_has_left_is_not_written_to_again(
    box: Outbox, channel: FakeChannel, failure: Failure, state: str
) -> None:
    person = await box.person()
    channel.script = [SendFailure(failure)]
    ids = [await box.post(person, "one", NOTICE), await box.post(person, "two", NOTICE)]
    await run(box, await line(box, channel), 1)
    assert await box.address_state(person) == state
    assert await box.states(*ids) == [f"failed:{failure.value}", "skipped:address"]
    assert len(channel.sent) == 1


async def test_a_refused_account_fails_nobody_and_returns_by_itself(
    box: Outbox, channel: FakeChannel
) -> None:
    told: list[tuple[str, ...]] = []

    async def tell(channel: str, account: str, state: str, reason: str) -> None:
        told.append((channel, account, state, reason))

    channel.script = [SendFailure(Failure.ACCOUNT_REFUSED, "401")] * 40
    ids = [await box.post(await box.person(), f"{n}") for n in range(20)]
    one = await line(box, channel, told=tell)
    await run(box, one, 50)
    assert {state.partition(":")[0] for state in await box.states(*ids)} == {"queued"}
    assert told == [("fake", "1", "refused", "401")], "once, however many failed"
    tried = len(channel.sent)
    await run(box, one, 130)
    assert len(channel.sent) - tried <= 3, "one message now and then"
    channel.script = []
    await run(box, one, 120)
    assert set(await box.states(*ids)) == {"sent"}
    assert told[-1] == ("fake", "1", "working", "")
    async with box.database.read() as tx:
        assert await accounts.state(tx, "fake", "1") == ("working", "")


async def test_a_stopped_account_waits_for_a_person(box: Outbox, channel: FakeChannel) -> None:
    one = await line(box, channel)
    async with box.database.begin() as tx:
        await accounts.put(tx, "fake", "1", "stopped", "exam hours", box.now)
    await one.hold()
    id_ = await box.post(await box.person())
    await run(box, one, 30)
    assert await box.states(id_) == ["queued"]
    async with box.database.begin() as tx:
        await accounts.put(tx, "fake", "1", "working", "", box.now)
    await one.hold()
    await run(box, one)
    assert await box.states(id_) == ["sent"]


async def test_a_provider_that_is_down_is_spared_and_nothing_is_lost(
    box: Outbox, channel: FakeChannel
) -> None:
    ids = [await box.post(await box.person(), f"{n}", CAMPAIGN) for n in range(60)]
    channel.script = [SendFailure(Failure.PROVIDER_DOWN, "503")] * 10_000
    one = await line(box, channel, concurrency=4)
    await run(box, one, 300)
    assert len(channel.sent) < 150
    assert {state.partition(":")[0] for state in await box.states(*ids)} == {"queued"}
    async with box.database.read() as tx:
        assert await accounts.state(tx, "fake", "1") == ("slow", "provider_down")
    channel.script = []
    await run(box, one, 400)
    assert set(await box.states(*ids)) == {"sent"}


async def test_a_message_that_fails_while_others_pass_is_given_up(box: Outbox, channel: FakeChannel) -> None:
    poison, person = await box.person(), await box.person()

    async def answer(delivery: Delivery) -> Delivered | SendFailure:
        if delivery.to == poison.key:
            return SendFailure(Failure.PROVIDER_DOWN, "500")
        return Delivered((delivery.id,))

    channel.script = [answer] * 10_000
    bad = await box.post(poison, "poison")
    after_it = await box.post(poison, "after it")
    one = await line(box, channel)
    for _ in range(20):
        await box.post(person)
        await run(box, one, 45)
    assert await box.states(bad) == ["failed:provider_down"]
    assert (await box.states(after_it))[0].startswith("queued")


async def test_our_own_error_costs_one_message_and_not_the_line(box: Outbox, channel: FakeChannel) -> None:
    broken = {"reply", "campaign"}

    async def answer(delivery: Delivery) -> Delivered | Exception:
        words = texts([delivery])[0]
        if words in broken:
            broken.remove(words)
            return KeyError("a name that must not be logged")
        return Delivered((delivery.id,))

    channel.script = [answer] * 10
    ids = [await box.post(await box.person(), words, p) for words, p in
           (("reply", 0), ("campaign", CAMPAIGN), ("other", 0))]  # fmt: skip
    await run(box, await line(box, channel), 5)
    assert await box.states(*ids) == ["sent", "unknown:ours", "sent"]


async def test_a_message_that_always_breaks_us_fails_after_a_few_tries(
    box: Outbox, channel: FakeChannel
) -> None:
    channel.script = [KeyError("x")] * 100
    id_ = await box.post(await box.person())
    await run(box, await line(box, channel), 120)
    assert await box.states(id_) == ["failed:ours"]
    assert len(channel.sent) == 5


# ------------------------------------------------------------------------- slots, windows, privacy


async def test_a_toggle_edits_its_message_and_a_fresh_one_stands_below(
    box: Outbox, channel: FakeChannel
) -> None:
    person = await box.person()
    for words, fresh in (("☐", True), ("☑", False), ("☒", False), ("again", True), ("☑", False)):
        await box.post(person, Message((verbatim(words),), slot="ask:1", fresh=fresh))
    channel.script = [accepted(one) for one in ("m1", "m1", "m1", "m2", "m2")]
    await run(box, await line(box, channel), 5)
    assert [one.replaces for one in channel.sent] == [(), ("m1",), ("m1",), (), ("m2",)]


def accepted(id_: str) -> Delivered:
    return Delivered((id_,))


async def test_parked_until_the_person_writes(box: Outbox) -> None:
    channel = FakeChannel(WHATSAPP)
    person = await box.person(last_in=box.now - timedelta(hours=30))
    id_ = await box.post(person, "أخبار", NOTICE)
    one = await line(box, channel)
    await run(box, one, 60)
    assert channel.sent == []
    assert await box.states(id_) == ["parked:window"]
    await box.change(addresses, addresses.c.id == person.address, last_in_at=box.now)
    await box.post(person, "reply")
    await box.change(outgoing, outgoing.c.id == id_, state="queued", reason="", seq=box.ids.seq())
    await run(box, one, 2)
    assert channel.words() == ["reply", "أخبار"]


async def test_a_window_that_the_provider_says_is_closed(box: Outbox) -> None:
    channel = FakeChannel(WHATSAPP, script=[SendFailure(Failure.WINDOW_CLOSED, "63016")])
    id_ = await box.post(await box.person(), "أخبار", NOTICE)
    await run(box, await line(box, channel))
    assert await box.states(id_) == ["parked:window"]
    assert (await box.row(id_)).message is not None


async def test_what_waits_too_long_is_skipped(box: Outbox, channel: FakeChannel) -> None:
    dispatcher = Dispatcher(means(box), {"fake": channel})
    late = box.now + timedelta(hours=1)
    person = await box.person()
    parked = await box.post(person, state="parked", useful_until=late)
    queued = await box.post(person, due_at=box.now + timedelta(days=1), useful_until=late)
    box.pass_(3600)
    assert await dispatcher.expire() == 2
    assert await box.states(parked, queued) == ["skipped:too_late"] * 2


async def test_a_private_text_is_gone_once_it_was_sent(box: Outbox, channel: FakeChannel) -> None:
    person = await box.person()
    id_ = await box.post(person, "هل تشعر بالأمان؟", hushed=True)
    await run(box, await line(box, channel))
    assert channel.words() == ["هل تشعر بالأمان؟"]
    row = await box.row(id_)
    assert (row.state, row.message) == ("sent", None)


async def test_an_answer_to_a_tap_is_sent_once_and_leaves_nothing(box: Outbox, channel: FakeChannel) -> None:
    channel.script = [SendFailure(Failure.PROVIDER_DOWN)]
    ids = []
    for callback in ("q1", "q2"):
        person = await box.person()
        ids.append(await box.post(person, "تم", action="tapped", callback=callback, fleeting=True))
    await run(box, await line(box, channel), 30)
    assert [one.callback for one in channel.sent] == ["q1", "q2"]
    assert await box.states(*ids) == ["failed:provider_down", "sent"]
    assert [(await box.row(id_)).message for id_ in ids] == [None, None]
    assert await box.refs(ids[1]) == []


# --------------------------------------------------------------------------------- the whole of it


async def test_it_runs_wakes_and_ends_what_is_under_way(box: Outbox, channel: FakeChannel) -> None:
    """On the real clock; nothing here waits for time to pass but for things to happen."""
    loop = asyncio.get_running_loop()
    real = Means(
        box.database,
        box.sealer,
        lambda: PLACE,
        lambda: box.now,
        loop.time,
        holder="us",
        concurrency=4,
    )
    dispatcher = Dispatcher(real, {"fake": channel})
    await dispatcher.start()
    arrived, release = asyncio.Event(), asyncio.Event()

    async def slow(delivery: Delivery) -> Delivered:
        arrived.set()
        await release.wait()
        return Delivered(("last",))

    channel.script = [slow]
    id_ = await box.post(await box.person(), "slow")
    dispatcher.kick()
    async with asyncio.timeout(10):
        await arrived.wait()
    stopping = asyncio.create_task(dispatcher.stop())
    await asyncio.sleep(0)
    later = await box.post(await box.person(), "too late for this process")
    release.set()
    async with asyncio.timeout(10):
        await stopping
    assert await box.states(id_, later) == ["sent", "queued"]
    assert await box.refs(id_) == ["last"]
    another = Line(means(box, alone=False), channel)
    assert await another.hold(), "the lease was let go"


async def test_a_disk_error_loses_no_outcome(
    box: Outbox, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.storage import settling

    one = await line(box, channel)
    id_ = await box.post(await box.person())
    await one.step()
    await one.under_way()

    async def full(*given: object) -> None:
        raise Unavailable("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(settling, "settle", full)
        with pytest.raises(Unavailable):
            await one.step()
    await run(box, one)
    assert await box.states(id_) == ["sent"]
    assert texts(channel.sent) == ["مرحبا"]
