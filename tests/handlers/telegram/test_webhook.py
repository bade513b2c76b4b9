"""The webhook: only Telegram is heard, 2xx comes after the commit, and nothing unreadable comes again."""

import hmac
from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
from starlette.applications import Starlette

from bot.core.channel import Inbound
from bot.handlers.telegram.account import Telegram
from bot.handlers.telegram.webhook import BODY_LIMIT, PATH, route
from tests.fakes.loopback import serve
from tests.fakes.telegram import FakeTelegram, Person
from tests.handlers.contract import Kept as Inbox
from tests.handlers.telegram.cases import payload
from tests.handlers.telegram.conftest import NOW

SECRET = "geheim_1"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def client(inbox: Inbox) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[route(SECRET, "7100000001", inbox.receive, lambda: NOW)])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        yield client


async def post(
    client: httpx.AsyncClient, body: bytes, secret: str | None = SECRET
) -> tuple[int, str | None, bytes]:
    headers = {"x-telegram-bot-api-secret-token": secret} if secret is not None else {}
    answer = await client.post(PATH, content=body, headers=headers)
    return answer.status_code, answer.headers.get("retry-after"), answer.content


async def test_an_update_is_committed_and_then_acknowledged(client: httpx.AsyncClient, inbox: Inbox) -> None:
    assert await post(client, payload("text")) == (200, None, b"")
    assert [got.text for got in inbox.received] == ["مرحبا"]


@pytest.mark.parametrize("secret", [None, "", "geheim_2", "geheim", SECRET + "x", "ق"])
async def test_without_the_secret_nothing_is_read(
    client: httpx.AsyncClient, inbox: Inbox, secret: str | None
) -> None:
    headers = [] if secret is None else [(b"x-telegram-bot-api-secret-token", secret.encode())]
    answer = await client.post(PATH, content=payload("text"), headers=headers)
    assert (answer.status_code, inbox.received) == (403, [])


async def test_the_secret_is_compared_in_constant_time(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, wanted: bytes) -> bool:
        compared.append((given, wanted))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert (await post(client, b"", "falsch"))[0] == 403
    assert compared == [(b"falsch", SECRET.encode())]


async def test_what_storage_did_not_take_comes_again(client: httpx.AsyncClient, inbox: Inbox) -> None:
    inbox.broken = True
    assert await post(client, payload("text")) == (503, "5", b"")
    inbox.broken = False
    assert (await post(client, payload("text")))[0] == 200
    assert len(inbox.received) == 1


@pytest.mark.parametrize("body", [b"", b"not json", b"{}", b'{"update_id": 1, "message": {}}', b"\xff"])
async def test_what_cannot_be_read_is_acknowledged_quietly(
    client: httpx.AsyncClient, inbox: Inbox, body: bytes
) -> None:
    assert await post(client, body) == (200, None, b"")
    assert inbox.received == []


@pytest.mark.parametrize("name", ["update_of_tomorrow", "pinned", "from_a_bot"])
async def test_what_says_nothing_is_acknowledged_quietly(
    client: httpx.AsyncClient, inbox: Inbox, name: str
) -> None:
    assert await post(client, payload(name)) == (200, None, b"")
    assert inbox.received == []


async def test_a_body_has_a_limit(client: httpx.AsyncClient, inbox: Inbox) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 1000 + 2):
            yield b" " * 1000

    headers = {"x-telegram-bot-api-secret-token": SECRET}
    answer = await client.post(PATH, content=endless(), headers=headers)
    assert (answer.status_code, inbox.received) == (413, [])


async def test_other_methods_are_not_taken(client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH)).status_code == 405


def test_there_is_no_webhook_without_a_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        route("", "7", Inbox().receive, lambda: NOW)


async def test_telegram_delivers_in_order_and_again_after_a_failure(
    tg: FakeTelegram, laila: Person, channel: Telegram
) -> None:
    heard: list[str] = []

    async def receive(deliveries: Sequence[Inbound]) -> None:
        if len(tg.updates.deliveries) < 2:
            raise OSError("disk full")
        heard.extend(one.text for one in deliveries)

    async with serve(Starlette(routes=channel.routes(SECRET, receive, lambda: NOW))) as ours:
        assert await channel.set_webhook(ours.url, SECRET) is None
        laila.say("١")
        laila.say("٢")
        assert await tg.updates.settled()
    assert heard == ["١", "٢"]
    assert [delivery.status for delivery in tg.updates.deliveries] == [503, 503, 200, 200]
