"""What leaves, in which order and how fast."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.actions.dispatch import Dispatcher
from bot.actions.line import Line, Means
from bot.core.channel import Delivered, Delivery, Failure, SendFailure
from bot.core.media import Attachment
from bot.core.message import Message
from bot.core.text import verbatim
from bot.storage.errors import Unavailable
from tests.actions.lines import TELEGRAM, line, means, run
from tests.sending import CAMPAIGN, NOTICE, PLACE, REMINDER, FakeChannel, Outbox, texts

# -------------------------------------------------------------------------------------------- order


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


async def test_a_campaign_does_not_sleep_over_tokens_that_came_while_it_looked(
    box: Outbox, channel: FakeChannel
) -> None:
    def slow(now: datetime) -> bool:
        box.pass_(2.5 / TELEGRAM.rate)
        return True

    one = await line(box, FakeChannel(TELEGRAM), daytime=slow)
    for _ in range(20):
        await box.post(await box.person(), "campaign", CAMPAIGN)
    waits = [await one.step() for _ in range(6)]
    assert max(waits) < 3 / TELEGRAM.rate


async def test_with_nothing_to_send_nobody_comes_back_soon(box: Outbox, channel: FakeChannel) -> None:
    one = await line(box, channel)
    await box.post(await box.person(), "campaign", CAMPAIGN)
    waits = []
    for _ in range(4):
        waits.append(await one.step())
        await one.under_way()
    assert channel.words() == ["campaign"]
    assert waits[-2:] == [1.0, 1.0]


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


# --------------------------------------------------------------------------------------------- pace


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


# ---------------------------------------------------------------------------------- the whole of it


async def test_it_runs_wakes_and_ends_what_is_under_way(box: Outbox, channel: FakeChannel) -> None:
    """On the real clock; nothing here waits for time to pass but for things to happen."""
    loop = asyncio.get_running_loop()
    real = Means(
        box.database,
        box.sealer,
        lambda area: PLACE,
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
