"""The webhook and the status address: acknowledged only when kept, refused with the right status."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from bot.core.channel import Failure
from bot.handlers.whatsapp.account import WhatsApp
from bot.handlers.whatsapp.routes import BODY_LIMIT, Trust, routes
from bot.handlers.whatsapp.signature import signature
from tests.fakes.twilio import FakeTwilio, Told
from tests.handlers.whatsapp.cases import CASES, Case, payload
from tests.handlers.whatsapp.conftest import NOW, PUBLIC, Kept, delivery

WEBHOOK = "/whatsapp/webhook"


class Poster:
    """Posts forms that are signed as the test says."""

    def __init__(self, app: Starlette, tw: FakeTwilio) -> None:
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://inside:8000")
        self.tw = tw

    def form(self, name: str, **change: str) -> list[tuple[str, str]]:
        """A payload of this account."""
        ours = {"AccountSid": self.tw.sid} | change
        return [(field, ours.get(field, value)) for field, value in payload(name)]

    async def post(
        self,
        form: list[tuple[str, str]],
        path: str = WEBHOOK,
        *,
        signed: str | None = None,
        body: bytes = b"",
    ) -> int:
        good = signature(PUBLIC + path, form, self.tw.auth_token) if signed is None else signed
        headers = [(b"X-Twilio-Signature", good.encode("latin-1"))] if good else []
        answer = await self.client.post(path, content=body or urlencode(form).encode(), headers=headers)
        assert answer.content == b""
        return answer.status_code


@pytest.fixture
async def poster(app: Starlette, tw: FakeTwilio) -> AsyncIterator[Poster]:
    poster = Poster(app, tw)
    yield poster
    await poster.client.aclose()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_every_kind_of_message_is_taken(poster: Poster, kept: Kept, case: Case) -> None:
    form = poster.form(case.name)
    assert await poster.post(form) == 200
    (got,) = kept.received
    assert (got.kind, got.at) == (case.kind, NOW)
    assert got.payload == urlencode(form).encode()


async def test_people_of_the_double_are_understood(tw: FakeTwilio, app: Starlette, kept: Kept) -> None:
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    await layla.send_photos(2)
    await layla.send_voice()
    await layla.send_location(32.5, 35.8)
    await layla.send_sticker()
    await layla.send_contact("سامي", "+962790000002")
    await layla.list_reply("7:JO-IR", "إربد")
    kinds = ["said", "media", "media", "media", "position", "signal", "odd", "tapped"]
    assert [got.kind for got in kept.received] == kinds
    assert {posted.status for posted in tw.outward.posted} == {200}


async def test_a_request_without_signature_is_forbidden_and_changes_nothing(
    poster: Poster, kept: Kept
) -> None:
    assert await poster.post(poster.form("text"), signed="") == 403
    assert await poster.post(poster.form("text"), signed="forged") == 403
    assert await poster.post(poster.form("text"), signed="ü") == 403
    good = signature(PUBLIC + WEBHOOK, poster.form("text"), poster.tw.auth_token)
    assert await poster.post(poster.form("text", Body="تغيير"), signed=good) == 403
    assert kept.received == []


async def test_another_account_is_forbidden_even_with_our_token(poster: Poster, kept: Kept) -> None:
    assert await poster.post(poster.form("text", AccountSid="AC" + "0" * 32)) == 403
    assert kept.received == []


async def test_a_message_to_another_sender_is_acknowledged_and_left(poster: Poster, kept: Kept) -> None:
    assert await poster.post(poster.form("text", To="whatsapp:+15550999999")) == 200
    assert kept.received == []


@pytest.mark.parametrize("body", [b"not a form", b"%ff=%fe&&&", b"\xff\xfe", b"&".join([b"a=1"] * 300)])
async def test_what_is_not_a_form_is_malformed(poster: Poster, kept: Kept, body: bytes) -> None:
    assert await poster.post([], body=body, signed="whatever") in (400, 403)
    assert kept.received == []


async def test_a_signed_form_without_its_identity_is_malformed(poster: Poster, kept: Kept) -> None:
    assert await poster.post(poster.form("text", MessageSid="")) == 400
    assert await poster.post(poster.form("text", From="")) == 400
    assert kept.received == []


async def test_a_text_of_100_kb_is_taken_and_more_than_the_limit_is_not(poster: Poster, kept: Kept) -> None:
    assert await poster.post(poster.form("text", Body="x" * 100_000)) == 200
    assert await poster.post(poster.form("text", Body="x" * BODY_LIMIT)) == 413
    assert len(kept.received) == 1


async def test_what_cannot_be_stored_is_not_acknowledged(
    poster: Poster, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.broken = OSError("disk full while storing +962790000001")
    assert await poster.post(poster.form("text")) == 503
    status = [("MessageSid", "SM" + "0" * 32), ("MessageStatus", "sent"), ("AccountSid", poster.tw.sid)]
    assert await poster.post(status, "/whatsapp/status?outgoing=d1") == 503
    assert "+962790000001" not in "".join(capsys.readouterr())


async def test_the_old_token_is_good_during_a_rotation(tw: FakeTwilio, kept: Kept) -> None:
    old = tw.auth_token
    trust = Trust(PUBLIC, tw.sid, [tw.rotate_token(), old])
    app = Starlette(routes=routes(trust, tw.sender, kept.receive, kept.settle, lambda: NOW))
    poster = Poster(app, tw)
    form = poster.form("text")
    for token in (old, tw.auth_token):
        assert await poster.post(form, signed=signature(PUBLIC + WEBHOOK, form, token)) == 200
    await poster.client.aclose()


async def test_the_public_address_is_what_counts(tw: FakeTwilio, kept: Kept) -> None:
    trust = Trust("https://example.org/tamasuk/", tw.sid, [tw.auth_token])
    app = Starlette(routes=routes(trust, tw.sender, kept.receive, kept.settle, lambda: NOW))
    await tw.connect("https://example.org/tamasuk", app=app)
    await tw.person("+962790000001").say("مرحبا")
    assert [posted.status for posted in tw.outward.posted] == [200]


async def test_only_post_is_served(poster: Poster) -> None:
    assert (await poster.client.get(WEBHOOK)).status_code == 405


async def test_callbacks_are_handed_on_as_they_come(tw: FakeTwilio, whatsapp: WhatsApp, kept: Kept) -> None:
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    tw.tell("sending", "read", "sent", "sent", "delivered")
    await whatsapp.send(delivery(kept.received[0].address, "أهلاً", id="d1"))
    await tw.settle()
    assert [c.state for c in kept.settled] == ["read", "sent", "sent", "delivered"]
    assert {posted.status for posted in tw.outward.posted} == {200}


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (63016, Failure.WINDOW_CLOSED),
        (63024, Failure.UNREACHABLE),
        (63049, Failure.REFUSED),
        (1, Failure.REFUSED),
    ],
)
async def test_a_callback_says_why_a_message_failed(
    tw: FakeTwilio, whatsapp: WhatsApp, kept: Kept, code: int, failure: Failure
) -> None:
    layla = tw.person("+962790000001")
    await layla.say("مرحبا")
    tw.fail_later(code)
    await whatsapp.send(delivery(kept.received[0].address, "أهلاً", id="d1"))
    await tw.settle()
    (callback,) = kept.settled
    assert (callback.delivery, callback.state) == ("d1", "failed")
    assert callback.failure is not None
    assert (callback.failure.failure, callback.failure.code) == (failure, str(code))


async def test_a_callback_whose_address_was_changed_is_forbidden(poster: Poster, kept: Kept) -> None:
    form = [("MessageSid", "SM" + "0" * 32), ("MessageStatus", "sent"), ("AccountSid", poster.tw.sid)]
    good = signature(f"{PUBLIC}/whatsapp/status?outgoing=d1", form, poster.tw.auth_token)
    assert await poster.post(form, "/whatsapp/status?outgoing=d2", signed=good) == 403
    assert await poster.post(form, "/whatsapp/status?outgoing=d1", signed=good) == 200
    assert [c.delivery for c in kept.settled] == ["d1"]


async def test_a_callback_without_status_is_malformed_and_an_unknown_one_is_passed_over(
    poster: Poster, kept: Kept, tw: FakeTwilio
) -> None:
    form = [("MessageSid", "SM" + "0" * 32), ("AccountSid", tw.sid)]
    assert await poster.post(form, "/whatsapp/status") == 400
    assert await poster.post([*form, ("MessageStatus", "somewhere")], "/whatsapp/status") == 200
    assert await poster.post([*form, ("MessageStatus", Told("failed").status)], "/whatsapp/status") == 200
    assert [c.state for c in kept.settled] == ["failed"]
