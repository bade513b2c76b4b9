"""After an outage, what Twilio kept for us is found, and only that."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.channel import Failure, Inbound, SendFailure
from bot.handlers.whatsapp.account import WhatsApp
from tests.fakes.twilio import Call, FakeTwilio, Fault, samples
from tests.handlers.whatsapp.conftest import Kept, delivery

MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)


async def lost(whatsapp: WhatsApp, kept: Kept, since: datetime = MORNING) -> tuple[Inbound, ...]:
    async def unseen(ids: Sequence[str]) -> Collection[str]:
        return set(ids) - {got.update for got in kept.received}

    found = await whatsapp.recent(since, unseen)
    assert not isinstance(found, SendFailure)
    return found


async def test_lost_messages_are_found_oldest_first_with_their_own_time(
    tw: FakeTwilio, whatsapp: WhatsApp, kept: Kept
) -> None:
    tw.clock.set(MORNING)
    layla, omar = tw.person("+962790000001"), tw.person(bsuid="JO.13491208655302741918")
    await layla.say("وصلت")
    tw.webhooks_lost = True
    tw.clock.advance(timedelta(minutes=1))
    said = await layla.say("ضاعت")
    tw.clock.advance(timedelta(minutes=1))
    await omar.say("هذه أيضاً")
    await whatsapp.send(delivery(kept.received[0].address, "جواب"))
    found = await lost(whatsapp, kept)
    assert [(got.text, got.address.value) for got in found] == [
        ("ضاعت", "+962790000001"),
        ("هذه أيضاً", "JO.13491208655302741918"),
    ]
    assert (found[0].update, found[0].at) == (said.sid, MORNING + timedelta(minutes=1))


async def test_a_lost_photo_can_be_fetched(tw: FakeTwilio, whatsapp: WhatsApp, kept: Kept) -> None:
    tw.clock.set(MORNING)
    tw.webhooks_lost = True
    await tw.person("+962790000001").send_photo(samples.photo(5), caption="اليوم")
    (got,) = await lost(whatsapp, kept)
    assert (got.kind, got.text, got.media[0].kind) == ("media", "اليوم", "photo")
    assert await whatsapp.fetch(got.media[0]) == samples.photo(5)


async def test_many_pages_are_read(
    tw: FakeTwilio, whatsapp: WhatsApp, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.whatsapp.reconcile.PAGE", 3)
    tw.clock.set(MORNING)
    tw.webhooks_lost = True
    layla = tw.person("+962790000001")
    for n in range(10):
        await layla.say(str(n))
    assert [got.text for got in await lost(whatsapp, kept)] == [str(n) for n in range(10)]


async def test_what_was_before_is_not_listed(tw: FakeTwilio, whatsapp: WhatsApp, kept: Kept) -> None:
    tw.clock.set(MORNING)
    tw.webhooks_lost = True
    await tw.person("+962790000001").say("قديمة")
    assert await lost(whatsapp, kept, MORNING + timedelta(minutes=5)) == ()


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (20003, Failure.ACCOUNT_REFUSED),
        (20429, Failure.THROTTLED),
        (Fault.BAD_GATEWAY, Failure.PROVIDER_DOWN),
    ],
)
async def test_a_list_that_cannot_be_had_is_a_value(
    tw: FakeTwilio, whatsapp: WhatsApp, kept: Kept, fault: Fault | int, failure: Failure
) -> None:
    async def unseen(ids: Sequence[str]) -> Collection[str]:
        return ids

    tw.clock.set(MORNING)
    tw.webhooks_lost = True
    await tw.person("+962790000001").send_photo()
    for call in (Call.LIST, Call.FETCH):  # the messages, and the media of one
        tw.fail(fault, call=call)
        refused = await whatsapp.recent(MORNING, unseen)
        assert isinstance(refused, SendFailure)
        assert refused.failure is failure
