"""Messages out: what Twilio takes, and what each of its refusals means."""

import dataclasses

import pytest

from bot.core.channel import AddressKey, Delivered, Failure, SendFailure
from bot.handlers.whatsapp import send as sending
from bot.handlers.whatsapp.account import WhatsApp
from bot.handlers.whatsapp.failures import CODES, STATUSES, failure_of
from tests.fakes.twilio import FakeTwilio, Fault, Person, samples
from tests.handlers.whatsapp.conftest import PUBLIC, Kept, Links, delivery, words

LAYLA = AddressKey("phone", "+962790000001")


@pytest.fixture
async def layla(tw: FakeTwilio, whatsapp: WhatsApp) -> Person:
    """Somebody whose window is open."""
    person = tw.person(LAYLA.value)
    await person.say("مرحبا")
    return person


async def test_a_message_is_sent_with_the_outbox_id_in_its_callback(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, kept: Kept
) -> None:
    sent = await whatsapp.send(delivery(LAYLA, "أهلاً", id="0192/ü"))
    assert isinstance(sent, Delivered)
    await tw.settle()
    assert layla.heard == ["أهلاً"]
    assert tw.records[sent.ids[0]].callback == f"{PUBLIC}/whatsapp/status?outgoing=0192%2F%C3%BC"
    assert [(c.delivery, c.message, c.state) for c in kept.settled] == [
        ("0192/ü", sent.ids[0], "sent"),
        ("0192/ü", sent.ids[0], "delivered"),
    ]


async def test_a_business_scoped_id_is_written_to_as_it_is(tw: FakeTwilio, whatsapp: WhatsApp) -> None:
    omar = tw.person(bsuid="JO.13491208655302741918")
    await omar.say("مرحبا")
    assert isinstance(await whatsapp.send(delivery(AddressKey("bsuid", omar.bsuid), "أهلاً")), Delivered)
    assert (await omar.wait_for("أهلاً")).text == "أهلاً"


async def test_a_parents_id_is_no_address_but_another_key_may_be(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person
) -> None:
    only = delivery(AddressKey("parent_bsuid", "JO.ENT.1"), "أهلاً")
    failed = await whatsapp.send(only)
    assert isinstance(failed, SendFailure)
    assert failed.failure is Failure.UNREACHABLE
    assert isinstance(await whatsapp.send(dataclasses.replace(only, also=(LAYLA,))), Delivered)
    await layla.wait_for("أهلاً")


async def test_photos_are_fetched_by_link(tw: FakeTwilio, whatsapp: WhatsApp, layla: Person) -> None:
    sent = await whatsapp.send(delivery(LAYLA, "صورتان", photos=2))
    assert isinstance(sent, Delivered)
    assert len(sent.ids) == 3
    await tw.settle()
    assert [seen.media[0].data for seen in layla.chat if seen.media] == [samples.photo()] * 2
    assert {fetched.method for fetched in tw.outward.fetched} == {"HEAD", "GET"}


@pytest.mark.parametrize(
    ("fault", "failure", "code"),
    [
        (20429, Failure.THROTTLED, "20429"),
        (63018, Failure.THROTTLED, "63018"),
        (Fault.SERVER_ERROR, Failure.PROVIDER_DOWN, "20500"),
        (Fault.BAD_GATEWAY, Failure.PROVIDER_DOWN, "502"),
        (Fault.CUT_BEFORE, Failure.UNKNOWN, ""),
        (Fault.CUT_AFTER, Failure.UNKNOWN, ""),
        (20003, Failure.ACCOUNT_REFUSED, "20003"),
        (63007, Failure.ACCOUNT_REFUSED, "63007"),
        (21211, Failure.UNREACHABLE, "21211"),
        (21610, Failure.OPTED_OUT, "21610"),
        (21655, Failure.REFUSED, "21655"),
    ],
)
async def test_a_refusal_is_a_value_and_the_next_message_goes(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, fault: Fault | int, failure: Failure, code: str
) -> None:
    tw.fail(fault)
    refused = await whatsapp.send(delivery(LAYLA, "أهلاً"))
    assert isinstance(refused, SendFailure)
    assert (refused.failure, refused.code) == (failure, code)
    assert isinstance(await whatsapp.send(delivery(LAYLA, "أهلاً", id="d2")), Delivered)


@pytest.mark.parametrize(("fault", "heard"), [(Fault.HANG_BEFORE, 0), (Fault.HANG_AFTER, 1)])
async def test_silence_is_unknown_and_nothing_is_repeated(
    tw: FakeTwilio,
    whatsapp: WhatsApp,
    layla: Person,
    kept: Kept,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    heard: int,
) -> None:
    monkeypatch.setattr(sending, "CALL_SECONDS", 0.2)
    tw.fail(fault)
    refused = await whatsapp.send(delivery(LAYLA, "أهلاً", id="d7"))
    assert isinstance(refused, SendFailure)
    assert refused.failure is Failure.UNKNOWN
    await tw.settle()
    assert len(layla.heard) == heard
    # The callback settles what the answer did not say.
    assert {c.delivery for c in kept.settled} == ({"d7"} if heard else set())


async def test_what_never_left_is_told_apart(tw: FakeTwilio, layla: Person) -> None:
    nowhere = WhatsApp(
        account_sid=tw.sid,
        auth_token="t",
        sender=tw.sender,
        public_url="",
        words=words,
        files=Links(),
        api_url="http://127.0.0.1:9",
    )
    refused = await nowhere.send(delivery(LAYLA, "أهلاً"))
    await nowhere.close()
    assert isinstance(refused, SendFailure)
    assert refused.failure is Failure.NOT_SENT


async def test_a_suspended_account_is_not_the_recipients_failure(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person
) -> None:
    tw.suspended = True
    refused = await whatsapp.send(delivery(LAYLA, "أهلاً"))
    tw.suspended = False
    assert isinstance(refused, SendFailure)
    assert refused.failure is Failure.ACCOUNT_REFUSED


async def test_only_the_parts_not_yet_taken_are_sent_again(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = delivery(LAYLA, "ط" * 1200, "ك" * 1200)
    accept = tw.accept
    calls = 0

    def stumbling(form: list[tuple[str, str]]) -> object:
        nonlocal calls
        calls += 1
        if calls == 1:
            tw.fail(20429)
        return accept(form)

    monkeypatch.setattr(tw, "accept", stumbling)
    assert isinstance(await whatsapp.send(long), SendFailure)
    sent = await whatsapp.send(long)
    assert isinstance(sent, Delivered)
    await tw.settle()
    assert (len(sent.ids), calls, len(layla.heard)) == (2, 2, 2)


async def test_what_only_decorates_is_dropped(tw: FakeTwilio, whatsapp: WhatsApp, layla: Person) -> None:
    for action in ("tapped", "typing"):
        assert await whatsapp.send(delivery(LAYLA, action=action)) == Delivered(())
    undone = await whatsapp.send(delivery(LAYLA, action="delete"))
    assert isinstance(undone, SendFailure)
    assert undone.failure is Failure.NOTHING_TO_CHANGE
    assert await whatsapp.send(delivery(LAYLA)) == Delivered(())
    assert layla.heard == []


async def test_typing_is_shown_on_the_message_that_is_answered(tw: FakeTwilio, whatsapp: WhatsApp) -> None:
    layla = tw.person(LAYLA.value)
    said = await layla.say("مرحبا")
    typing = dataclasses.replace(delivery(LAYLA, action="typing"), callback=said.sid)
    assert await whatsapp.send(typing) == Delivered(())
    assert tw.typing == [said.sid]
    gone = dataclasses.replace(typing, callback="SM" + "0" * 32)
    assert await whatsapp.send(gone) == Delivered(())


async def test_what_replaces_is_sent_anew(tw: FakeTwilio, whatsapp: WhatsApp, layla: Person) -> None:
    again = dataclasses.replace(delivery(LAYLA, "وصلت صورتان"), replaces=("SM" + "0" * 32,))
    assert isinstance(await whatsapp.send(again), Delivered)
    await layla.wait_for("وصلت صورتان")


async def test_no_recipient_is_logged(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await whatsapp.send(delivery(LAYLA, "كلام خاص"))
    tw.fail(20429)
    await whatsapp.send(delivery(LAYLA, "كلام خاص", id="d2"))
    assert LAYLA.value not in caplog.text
    assert "كلام خاص" not in caplog.text


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_known_code_means_the_same_whatever_the_status(code: int) -> None:
    for status in (0, 400, 429, 500):
        assert failure_of(code, status) == SendFailure(CODES[code][0], code=str(code), after=CODES[code][1])


def test_an_unknown_code_follows_the_status_and_is_otherwise_refused() -> None:
    assert failure_of(99999, 400).failure is Failure.REFUSED
    assert failure_of(None, 0).failure is Failure.REFUSED
    for status, (failure, _) in STATUSES.items():
        assert failure_of(99999, status).failure is failure
