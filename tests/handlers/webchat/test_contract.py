"""The web chat keeps the contract of all channels."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest

from bot.handlers.webchat.browser import COOKIE, Browsers
from bot.handlers.webchat.render import show
from tests.handlers.contract import Contract, Kept, Rig
from tests.handlers.webchat.memory import KEY, Memory


class TestContract(Contract):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[Rig]:
        memory, kept = Memory(), Kept()
        transport = httpx.ASGITransport(memory.app(receive=kept.receive))
        async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
            yield _rig(memory, kept, client)


def _rig(memory: Memory, kept: Kept, client: httpx.AsyncClient) -> Rig:
    browsers = Browsers([KEY], secure=False)
    person = browsers.fresh()
    cookie = {"Cookie": browsers.cookie(person).split(";")[0]}
    posted: list[dict[str, Any]] = []

    async def post(body: dict[str, Any]) -> None:
        await client.post("/chat/messages", json=body, headers=cookie)

    async def say(text: str) -> None:
        posted.append({"id": str(len(posted)), "text": text})
        await post(posted[-1])

    async def shown() -> list[dict[str, Any]]:
        events = [show(line, memory.link) for line in await memory.history(person, 0)]
        return [json.loads(data) for name, data in events if name == "message"]

    async def heard() -> Sequence[str]:
        return [event["text"] for event in await shown()]

    async def choose(label: str) -> None:
        [choice] = [c for event in await shown() for c in event["choices"] if c["label"] == label]
        await post({"choice": choice["id"]})

    async def photo(data: bytes, mime: str = "image/jpeg") -> None:
        await client.post("/chat/messages", files={"file": ("a", data, mime)}, headers=cookie)

    async def lose_media() -> None:
        memory.uploads.clear()

    return Rig(
        channel=memory.channel(),
        kept=kept,
        person=person,
        say=say,
        again=lambda: post(posted[-1]),
        heard=heard,
        choose=choose,
        deeds={
            "media": lambda: photo(b"OggS", "audio/ogg"),
            "position": lambda: post({"position": {"latitude": 32.5, "longitude": 35.8}}),
            "tapped": lambda: post({"choice": "7:JO-IR"}),
        },
        forge=[
            lambda: client.post("/chat/messages", json={"text": "x"}),
            lambda: client.post("/chat/messages", json={"text": "x"}, headers={"Cookie": f"{COOKIE}=a.b"}),
            lambda: client.post(
                "/chat/messages", json={"text": "x"}, headers={**cookie, "Origin": "http://x"}
            ),
        ],
        photo=photo,
        lose_media=lose_media,
        hide_media=lambda: setattr(memory, "hidden", True),
    )
