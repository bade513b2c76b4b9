"""What a crash, a refusal or a slow provider does to what leaves."""

from __future__ import annotations

import asyncio

import pytest

from bot.actions.dispatch import Dispatcher
from bot.actions.line import Line
from bot.core.channel import Callback, Delivered, Delivery, Failure, SendFailure
from bot.storage import accounts, leases
from bot.storage.errors import Unavailable
from tests.actions.lines import line, means, run
from tests.sending import CAMPAIGN, NOTICE, FakeChannel, Outbox, texts

# -------------------------------------------------------------------------- crashes and the unknown


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


async def test_a_channel_that_writes_here_waits_for_the_database(box: Outbox, channel: FakeChannel) -> None:
    """The web chat sends by writing a line, once per delivery: what could not be written was not sent."""
    channel.script = [Unavailable("the server restarts")] * 4
    ids = [await box.post(await box.person(), f"{p}", p) for p in (0, CAMPAIGN)]
    await run(box, await line(box, channel), 60)
    assert await box.states(*ids) == ["sent", "sent"]


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
    assert len(channel.sent) == 6
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


async def test_in_the_middle_of_a_chunk_the_lease_passes(box: Outbox, channel: FakeChannel) -> None:
    """What was claimed and has not left does not leave any more, and the next holder finds it in doubt."""
    one = await line(box, channel, alone=False)
    ids = [await box.post(await box.person(), f"{n}", CAMPAIGN) for n in range(3)]

    async def stalls(delivery: Delivery) -> Delivered:
        box.pass_(6)  # the process stood still here, and its lease passed meanwhile
        return Delivered((delivery.id,))

    channel.script = [stalls]
    await one.step()
    await one.under_way()
    assert len(channel.sent) == 1
    assert await box.states(*ids) == ["sending"] * 3
    async with box.database.begin() as tx:
        await leases.release(tx, "dispatch:fake:1", one._means.holder)  # the database's clock is not ours
    second = Line(means(box, alone=False), channel)
    assert await second.hold()
    assert await box.states(*ids) == ["unknown:unknown"] * 3
    await one.step()
    assert await box.states(*ids) == ["unknown:unknown"] * 3, "who no longer holds it changes nothing"
    await run(box, second, 1)
    assert len(channel.sent) == 1


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


# ----------------------------------------------------------------------------------------- refusals


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


async def test_many_that_fail_at_the_same_time_make_no_long_silence(
    box: Outbox, channel: FakeChannel
) -> None:
    """Our own database was away for a moment, and with it everything that was under way."""
    together = asyncio.Barrier(16)

    async def fails(delivery: Delivery) -> SendFailure:
        await together.wait()
        return SendFailure(Failure.NOT_SENT, "away")

    channel.script = [fails] * 16
    ids = [await box.post(await box.person(), f"{n}") for n in range(16)]
    one = await line(box, channel, concurrency=16)
    await run(box, one, 20)
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
