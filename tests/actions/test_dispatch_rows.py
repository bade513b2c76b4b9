"""What leaves is edited, parked, skipped or forgotten as it should be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.actions.dispatch import Dispatcher
from bot.core.channel import AddressKey, Failure, SendFailure
from bot.core.message import Message
from bot.core.text import verbatim
from bot.storage.schema import addresses, outgoing
from tests.actions.lines import WHATSAPP, line, means, run
from tests.sending import NOTICE, FakeChannel, Outbox, Reached, accepted
from tests.world import opened as world_opened


async def test_a_toggle_edits_its_message_and_a_fresh_one_stands_below(
    box: Outbox, channel: FakeChannel
) -> None:
    person = await box.person()
    for words, fresh in (("☐", True), ("☑", False), ("☒", False), ("again", True), ("☑", False)):
        await box.post(person, Message((verbatim(words),), slot="ask:1", fresh=fresh))
    channel.script = [accepted(one) for one in ("m1", "m1", "m1", "m2", "m2")]
    await run(box, await line(box, channel), 5)
    assert [one.replaces for one in channel.sent] == [(), ("m1",), ("m1",), (), ("m2",)]


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


async def test_after_a_day_of_silence_the_newest_two_follow_the_reply(tmp_path: Path) -> None:
    """From a parked notice to the chat, through a turn of the person who writes again."""
    channel = FakeChannel(WHATSAPP, name="whatsapp", account="bot")
    async with world_opened(tmp_path) as world:
        box = Outbox(world.database, world.sealer, world.clock.now)
        await world.say("first", channel="whatsapp")
        one = await line(box, channel)
        await run(box, one, 1)
        [address] = await world.rows(addresses)
        person = Reached(address.person_id, address.id, AddressKey("chat", "7"))
        box.pass_(30 * 3600)
        ids = [
            await box.post(person, words, NOTICE, channel="whatsapp", account="bot")
            for words in ("oldest", "older", "newest")
        ]
        await one.hold()
        await run(box, one, 1)
        assert channel.words() == ["first"]
        assert await box.states(*ids) == ["parked:window"] * 3

        world.clock.now = box.now
        await world.say("again", channel="whatsapp", at=box.now)
        await run(box, one, 30)
        assert channel.words() == ["first", "again", "older", "newest"]
        assert await box.states(*ids) == ["skipped:superseded", "sent", "sent"]
        assert (await box.row(ids[0])).message is None
