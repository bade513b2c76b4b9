"""The double of Twilio, driven with Twilio's own library, behaves as the provider's documents say.

What is checked here is the double, not the product: the rules that our tests lean on.
"""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.fakes.twilio import Button, FakeTwilio, Fault, Told, samples, spec

PUBLIC = "https://bot.example.org"
STATUS = f"{PUBLIC}/whatsapp/status?outgoing=7"


@dataclasses.dataclass
class Ours:
    """A receiver that keeps what it was sent, and serves one photo."""

    webhooks: list[dict[str, str]] = dataclasses.field(default_factory=list)
    statuses: list[dict[str, str]] = dataclasses.field(default_factory=list)
    signed: list[bool] = dataclasses.field(default_factory=list)
    token: str = ""
    answer: Response = dataclasses.field(default_factory=lambda: Response(status_code=204))
    photo: Response = dataclasses.field(
        default_factory=lambda: Response(samples.photo(), media_type="image/jpeg")
    )

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/whatsapp/webhook", self.take(self.webhooks), methods=["POST"]),
                Route("/whatsapp/status", self.take(self.statuses), methods=["POST"]),
                Route("/media/photo", self.media, methods=["GET", "HEAD"]),
            ]
        )

    def take(self, kept: list[dict[str, str]]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            form = dict((await request.form()).items())
            fields = {name: str(value) for name, value in form.items()}
            url = PUBLIC + request.url.path + (f"?{request.url.query}" if request.url.query else "")
            signature = request.headers["X-Twilio-Signature"]
            self.signed.append(RequestValidator(self.token).validate(url, fields, signature))
            kept.append(fields)
            return self.answer

        return endpoint

    async def media(self, _: Request) -> Response:
        return self.photo


@pytest.fixture
async def tw() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def ours(tw: FakeTwilio) -> Ours:
    receiver = Ours(token=tw.auth_token)
    await tw.connect(PUBLIC, app=receiver.app())
    return receiver


class Api:
    """Twilio's client, in a thread so that the fake may answer."""

    def __init__(self, tw: FakeTwilio) -> None:
        self.tw = tw
        self.http = TwilioHttpClient(timeout=5)
        self.client = Client(tw.sid, tw.auth_token, http_client=self.http)
        self.client.api.base_url = self.client.messaging.base_url = tw.url

    async def send(self, to: str, body: str = "أهلاً", **more: Any) -> Any:
        call = self.client.messages.create
        return await asyncio.to_thread(call, to=to, from_=self.tw.sender, body=body, **more)

    async def refused(self, to: str, body: str = "أهلاً", **more: Any) -> tuple[int, int]:
        with pytest.raises(TwilioRestException) as caught:
            await self.send(to, body, **more)
        return caught.value.status, caught.value.code


@pytest.fixture
async def api(tw: FakeTwilio) -> AsyncIterator[Api]:
    api = Api(tw)
    yield api
    if api.http.session is not None:
        api.http.session.close()


async def test_what_a_person_says_arrives_signed_with_blank_fields_kept(tw: FakeTwilio, ours: Ours) -> None:
    layla = tw.person("+962790000001", name="ليلى")
    await layla.say("مرحبا")
    await layla.send_photo()
    await layla.send_location(32.55, 35.85)
    text, photo, place = ours.webhooks
    assert (text["Body"], text["From"], text["WaId"]) == ("مرحبا", "whatsapp:+962790000001", "962790000001")
    assert text["ExternalUserId"].startswith("whatsapp:JO.")
    assert (photo["Body"], photo["NumMedia"], photo["MediaContentType0"]) == ("", "1", "image/jpeg")
    assert (place["Latitude"], place["Label"]) == ("32.55", "")
    assert ours.signed == [True, True, True]


async def test_a_person_without_a_phone_is_a_business_scoped_id(tw: FakeTwilio, ours: Ours, api: Api) -> None:
    omar = tw.person(bsuid="JO.13491208655302741918", parent_bsuid="JO.ENT.1")
    await omar.say("مرحبا")
    assert ours.webhooks[0]["From"] == "whatsapp:JO.13491208655302741918"
    assert "WaId" not in ours.webhooks[0]
    assert ours.webhooks[0]["ParentExternalUserId"] == "whatsapp:JO.ENT.1"
    await api.send("whatsapp:JO.13491208655302741918")
    assert (await omar.wait_for("أهلاً")).text == "أهلاً"


async def test_buttons_lists_and_quotes_carry_their_parameters(tw: FakeTwilio, ours: Ours, api: Api) -> None:
    layla = tw.person("+962790000001")
    asked = await layla.say("مرحبا")
    content = tw.content("رسالة بانتظارك", Button("عرض", "3:show"))
    sent = await asyncio.to_thread(
        api.client.messages.create, to=layla.address, from_=tw.sender, content_sid=content.sid
    )
    await layla.wait_for("رسالة بانتظارك")
    await layla.tap("عرض")
    await layla.list_reply("JO-IR", "إربد")
    await layla.quote(asked, "هذه")
    tap, chosen, quoted = ours.webhooks[1:]
    assert (tap["ButtonPayload"], tap["ButtonText"], tap["Body"]) == ("3:show", "عرض", "عرض")
    assert tap["OriginalRepliedMessageSid"] == sent.sid
    assert (chosen["ListId"], chosen["ListTitle"]) == ("JO-IR", "إربد")
    assert quoted["OriginalRepliedMessageSid"] == asked.sid
    assert quoted["OriginalRepliedMessageSender"] == layla.address


async def test_a_numbered_question_is_answered_by_its_label(tw: FakeTwilio, ours: Ours, api: Api) -> None:
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    await api.send(layla.address, "نبدأ؟\n\n1. نعم\n2. لا")
    await layla.wait_for("نبدأ")
    await layla.choose("لا")
    assert ours.webhooks[-1]["Body"] == "2"


async def test_a_message_is_sent_delivered_and_read(tw: FakeTwilio, ours: Ours, api: Api) -> None:
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    sent = await api.send(layla.address, status_callback=STATUS)
    assert sent.status == "queued"
    await tw.settle()
    await layla.read()
    await layla.read()
    assert [s["MessageStatus"] for s in ours.statuses] == ["sent", "delivered", "read"]
    assert {s["MessageSid"] for s in ours.statuses} == {sent.sid}
    assert all(ours.signed)
    assert layla.heard == ["أهلاً"]


async def test_callbacks_follow_a_script_while_the_message_only_moves_forward(
    tw: FakeTwilio, ours: Ours, api: Api
) -> None:
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    tw.tell("read", "sent", "sent", Told("delivered"))
    sent = await api.send(layla.address, status_callback=STATUS)
    await tw.settle()
    assert [s["MessageStatus"] for s in ours.statuses] == ["read", "sent", "sent", "delivered"]
    assert tw.records[sent.sid].status == "read"


async def test_callbacks_may_arrive_before_the_answer(tw: FakeTwilio, ours: Ours, api: Api) -> None:
    tw.callbacks_first = True
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    sent = await api.send(layla.address, status_callback=STATUS)
    assert (sent.status, len(ours.statuses)) == ("delivered", 2)


@pytest.mark.parametrize(
    ("hours", "told"),
    [(23.9, ["sent", "delivered"]), (24, ["undelivered"]), (48, ["undelivered"])],
)
async def test_the_window_closes_24_hours_after_the_last_word(
    tw: FakeTwilio, ours: Ours, api: Api, hours: float, told: list[str]
) -> None:
    tw.clock.set(datetime(2026, 11, 20, 8, tzinfo=UTC))
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    tw.clock.advance(timedelta(hours=hours))
    await api.send(layla.address, status_callback=STATUS)
    await tw.settle()
    assert [s["MessageStatus"] for s in ours.statuses] == told
    assert ours.statuses[-1].get("ErrorCode") == (None if len(told) == 2 else "63016")


async def test_an_approved_template_passes_a_closed_window(tw: FakeTwilio, api: Api) -> None:
    layla = tw.person("+962790000001")
    content = tw.content("رسالة بانتظارك")
    call = api.client.messages.create
    await asyncio.to_thread(call, to=layla.address, from_=tw.sender, content_sid=content.sid)
    await tw.settle()
    assert layla.heard == ["رسالة بانتظارك"]


@pytest.mark.parametrize(
    ("to", "body", "refusal"),
    [
        ("whatsapp:0790000001", "أهلاً", (400, 21211)),
        ("whatsapp:+962790000001", "", (400, 21619)),
        ("whatsapp:+962790000001", "ط" * 1601, (400, 21617)),
        ("whatsapp:+15550102030", "أهلاً", (400, 63031)),
    ],
)
async def test_wrong_messages_are_refused_at_once(
    api: Api, to: str, body: str, refusal: tuple[int, int]
) -> None:
    assert await api.refused(to, body) == refusal


async def test_a_person_who_opted_out_or_has_no_whatsapp(tw: FakeTwilio, ours: Ours, api: Api) -> None:
    layla, omar = tw.person("+962790000001"), tw.person("+962790000002")
    layla.opted_out, omar.on_whatsapp = True, False
    assert await api.refused(layla.address) == (400, 21610)
    await api.send(omar.address, status_callback=STATUS)
    await tw.settle()
    assert ours.statuses[0]["ErrorCode"] == "63024"


async def test_the_account_can_be_refused(tw: FakeTwilio, api: Api) -> None:
    layla = tw.person("+962790000001")
    tw.sender_enabled = False
    assert await api.refused(layla.address) == (400, 63007)
    tw.suspended = True
    assert await api.refused(layla.address) == (401, 20003)
    tw.suspended = False
    tw.rotate_token()
    assert await api.refused(layla.address) == (401, 20003)


async def test_scripted_faults_hit_once_and_only_whom_they_name(tw: FakeTwilio, api: Api) -> None:
    layla, omar = tw.person("+962790000001"), tw.person("+962790000002")
    await layla.say("مرحبا")
    await omar.say("مرحبا")
    for fault in (20429, 63018, Fault.SERVER_ERROR, Fault.BAD_GATEWAY):
        tw.fail(fault, to=layla)
    assert (await api.send(omar.address)).status == "queued"
    assert [await api.refused(layla.address) for _ in range(4)] == [
        (429, 20429),
        (429, 63018),
        (500, 20500),
        (502, 502),
    ]
    assert (await api.send(layla.address)).status == "queued"


async def test_a_message_may_fail_after_it_was_accepted(tw: FakeTwilio, ours: Ours, api: Api) -> None:
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    tw.fail_later(63018, to=layla)
    await api.send(layla.address, status_callback=STATUS)
    await tw.settle()
    assert [(s["MessageStatus"], s["ErrorCode"]) for s in ours.statuses] == [("undelivered", "63018")]
    assert layla.heard == []


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [(Fault.HANG_BEFORE, 0), (Fault.HANG_AFTER, 1), (Fault.CUT_BEFORE, 0), (Fault.CUT_AFTER, 1)],
)
async def test_silence_before_or_after_accepting(tw: FakeTwilio, fault: Fault, accepted: int) -> None:
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    tw.fail(fault)
    form = {"To": layla.address, "From": tw.sender, "Body": "أهلاً"}
    async with httpx.AsyncClient(timeout=0.2, auth=(tw.sid, tw.auth_token)) as client:
        with pytest.raises(httpx.TransportError):
            await client.post(f"{tw.url}/2010-04-01/Accounts/{tw.sid}/Messages.json", data=form)
    await tw.settle()
    assert len(layla.heard) == accepted


async def test_messages_are_listed_by_sender_receiver_and_date_in_pages(tw: FakeTwilio, api: Api) -> None:
    tw.clock.set(datetime(2026, 11, 20, 8, tzinfo=UTC))
    layla, omar = tw.person("+962790000001"), tw.person("+962790000002")
    said = []
    for _ in range(5):
        said.append((await layla.say("مرحبا")).sid)
        tw.clock.advance(timedelta(minutes=10))
    await omar.say("أهلاً")
    since = datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    query = {"from_": layla.address, "to": tw.sender, "date_sent_after": since, "page_size": 2}
    found = await asyncio.to_thread(lambda: api.client.messages.list(**query))
    assert [message.sid for message in found] == said[:1:-1]
    assert found[0].direction == "inbound"
    before = datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    older = await asyncio.to_thread(lambda: api.client.messages.list(date_sent_before=before))
    assert [message.sid for message in older] == said[1::-1]
    assert (await asyncio.to_thread(lambda: api.client.messages(said[0]).fetch())).body == "مرحبا"


async def test_a_lost_webhook_leaves_the_message_in_the_list(tw: FakeTwilio, ours: Ours, api: Api) -> None:
    layla = tw.person("+962790000001")
    tw.webhooks_lost = True
    lost = await layla.say("مرحبا")
    assert ours.webhooks == []
    assert [m.sid for m in await asyncio.to_thread(api.client.messages.list)] == [lost.sid]


async def test_media_lie_behind_a_redirect_that_gets_no_credentials(tw: FakeTwilio, ours: Ours) -> None:
    layla = tw.person("+962790000001")
    await layla.send_photo(samples.photo(4))
    url = ours.webhooks[0]["MediaUrl0"]
    async with httpx.AsyncClient() as client:
        assert (await client.get(url)).status_code == 401
        hop = await client.get(url, auth=(tw.sid, tw.auth_token))
        assert hop.status_code == 307
        got = await client.get(hop.headers["location"])
        assert (got.content, got.headers["content-type"]) == (samples.photo(4), "image/jpeg")
        assert tw.violations == []
        await client.get(hop.headers["location"], auth=(tw.sid, tw.auth_token))
    assert tw.violations == ["credentials were sent to the host behind the redirect"]
    tw.violations.clear()


async def test_media_are_listed_and_deleted(tw: FakeTwilio, api: Api) -> None:
    layla = tw.person("+962790000001")
    sid = (await layla.send_voice()).sid
    message = api.client.messages(sid)
    (medium,) = await asyncio.to_thread(message.media.list)
    assert medium.content_type == "audio/ogg"
    assert await asyncio.to_thread(message.media(medium.sid).delete)
    assert await asyncio.to_thread(message.media.list) == []


async def test_our_media_are_asked_for_with_head_and_get(tw: FakeTwilio, ours: Ours, api: Api) -> None:
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    await api.send(layla.address, "صورة", media_url=[f"{PUBLIC}/media/photo"])
    seen = await layla.wait_for("صورة")
    assert seen.media[0].data == samples.photo()
    assert [f.method for f in tw.outward.fetched] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("photo", "code"),
    [
        (Response(b"no", status_code=404), "63019"),
        (Response(b"<html>", media_type="image/jpeg"), "12300"),
        (Response(b"x", media_type="application/x-msdownload"), "63005"),
        (Response(b"\xff\xd8\xff" + bytes(5_000_001), media_type="image/jpeg"), "63005"),
    ],
)
async def test_unfit_media_fail_the_message(
    tw: FakeTwilio, ours: Ours, api: Api, photo: Response, code: str
) -> None:
    ours.photo = photo
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    await api.send(layla.address, "", media_url=[f"{PUBLIC}/media/photo"], status_callback=STATUS)
    await tw.settle()
    assert ours.statuses[0]["ErrorCode"] == code


async def test_typing_names_a_message_of_this_account(tw: FakeTwilio, api: Api) -> None:
    layla = tw.person("+962790000001")
    sid = (await layla.say("مرحبا")).sid
    typing = api.client.messaging.v2.typing_indicator
    assert (await asyncio.to_thread(typing.create, channel="whatsapp", message_id=sid)).success
    assert tw.typing == [sid]


async def test_an_answer_with_words_would_be_sent_around_the_outbox(tw: FakeTwilio, ours: Ours) -> None:
    layla = tw.person("+962790000001")
    ours.answer = Response("<Response/>", media_type="text/xml")
    await layla.say("مرحبا")
    assert tw.violations == []
    ours.answer = Response("ok")
    await layla.say("مرحبا")
    assert len(tw.violations) == 1
    tw.violations.clear()


async def test_only_a_failed_connection_is_tried_again_by_default(tw: FakeTwilio, ours: Ours) -> None:
    layla = tw.person("+962790000001")
    ours.answer = Response(status_code=503)
    await layla.say("مرحبا")
    assert [posted.attempts for posted in tw.outward.posted] == [1]
    tw.outward.retries, tw.outward.retry_on_errors = 3, True
    await layla.say("مرحبا")
    assert tw.outward.posted[-1].attempts == 4
    await tw.connect("http://127.0.0.1:9")
    await layla.say("مرحبا")
    assert (tw.outward.posted[-1].status, tw.outward.posted[-1].attempts) == (0, 4)


async def test_requests_are_held_against_the_specification_where_it_is_at_hand(tw: FakeTwilio) -> None:
    url = f"{tw.url}/2010-04-01/Accounts/{tw.sid}/Messages.json"
    form = {"To": "whatsapp:+962790000001", "From": tw.sender, "Body": "أهلاً"}
    async with httpx.AsyncClient(auth=(tw.sid, tw.auth_token)) as client:
        await client.post(url, data=form | {"Buttons": "1", "ValidityPeriod": "x"})
        await client.get(url, params={"Sender": "x"})
    assert len(tw.violations) == (3 if spec.load() else 0)
    tw.violations.clear()
