"""A graceful stop under load: the batch under way is committed, and whoever was answered 200 gets a reply."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests import databases, postgres
from tests.fakes.telegram import FakeTelegram
from tests.journeys.process import until
from tests.journeys.test_webhook import HEADER, PATH
from tests.journeys.town import SECRET, Town, town

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = 120
ENOUGH = 10


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=databases.BOTH)
async def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """A town whose Telegram delivers by webhook, on each database."""
    home = tmp_path_factory.mktemp("town")
    if request.param == databases.SQLITE:
        async with town(home, webhook=True) as built:
            yield built
        return
    server, name = postgres.server(), f"stop-{home.parent.name}-{home.name}"
    async with town(home, webhook=True, database=server.create(name)) as built:
        yield built
    server.drop(name)


def update(number: int, chat: int) -> dict[str, Any]:
    """What Telegram posts when somebody new says hello."""
    who = {"id": chat, "first_name": "Sam", "is_bot": False, "language_code": "ar"}
    place = {"id": chat, "type": "private", "first_name": "Sam"}
    said = {"message_id": number, "date": int(time.time()), "chat": place, "from": who, "text": "مرحبا"}
    return {"update_id": number, "message": said}


def replied(telegram: FakeTelegram) -> Counter[str]:
    """How many messages each chat has got."""
    return Counter(call.params["chat_id"] for call in telegram.calls if call.method == "sendMessage")


async def test_what_was_acknowledged_is_answered_once(place: Town) -> None:
    chats = [700_000 + n for n in range(PEOPLE)]
    for chat in chats:
        place.telegram.person(chat, "Sam")
    taken: list[int] = []
    enough = asyncio.Event()

    async def post(client: httpx.AsyncClient, chat: int) -> None:
        try:
            answer = await client.post(PATH, json=update(chat, chat), headers={HEADER: SECRET})
        except httpx.TransportError:
            return  # the door was closed: Telegram delivers it again
        if answer.status_code == 200:
            taken.append(chat)
            if len(taken) == ENOUGH:
                enough.set()

    limits = httpx.Limits(max_connections=PEOPLE)
    async with httpx.AsyncClient(base_url=place.program.url, timeout=30, limits=limits) as client:
        posting = [asyncio.create_task(post(client, chat)) for chat in chats]
        await enough.wait()
        await place.program.stop()
        await asyncio.gather(*posting)
    assert len(taken) >= ENOUGH
    assert '"level": "error"' not in place.program.log
    await place.program.start()

    def all_answered() -> bool | None:
        got = replied(place.telegram)
        return all(got[str(chat)] for chat in taken) or None

    await until(all_answered, place.program.tail)
    assert {chat: count for chat, count in replied(place.telegram).items() if count != 1} == {}
