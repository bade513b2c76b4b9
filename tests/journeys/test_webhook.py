"""Telegram by webhook: the same journeys, and what the address does with what is not an update of ours.

1. The program says itself where to deliver, with its secret.
2. What does not know the secret changes nothing; what comes twice is answered once.
3. What cannot be read is acknowledged and dropped: a refusal would hold up all that the person writes.
4. What is written while the program is down, or cannot store, comes again and is answered once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.fakes.twilio.samples import photo
from tests.journeys.talks import Someone, arrive, register, report, spoken
from tests.journeys.town import SECRET, Town, town

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
PHOTOS = [photo(seed, (800, 600)) for seed in (1, 2)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A town whose Telegram delivers by webhook."""
    async with town(tmp_path_factory.mktemp("town"), webhook=True) as built:
        yield built


async def posted(place: Town, body: Any, **about: str) -> int:
    """The answer to an update from anywhere."""
    raw = body if isinstance(body, bytes) else None
    async with httpx.AsyncClient(base_url=place.program.url, timeout=20) as client:
        sent = await client.post(
            PATH, content=raw, json=None if raw is not None else body, headers={HEADER: SECRET} | about
        )
        assert sent.content == b""
        return sent.status_code


async def test_it_says_where_to_deliver(place: Town) -> None:
    """Requirement 1."""
    hook = place.telegram.updates.hook
    assert hook is not None
    assert hook.url == place.program.url + PATH
    assert hook.secret == SECRET


async def test_a_champion_reports(place: Town) -> None:
    zaid, huda = place.on_telegram("زيد"), place.on_telegram("هدى")
    await arrive(place, huda, "coordinator", Someone("هدى"), "JO-IR")
    await arrive(place, zaid, "champion", Someone("زيد", "ذكر"), "JO-IR")
    number = await report(zaid, PHOTOS)
    await huda.see(spoken(number), "تقرير جديد")
    await huda.press("قبول")
    await zaid.see("قُبل التقرير")
    assert all(one.status == 200 for one in place.telegram.updates.deliveries)


async def test_a_forged_update_changes_nothing(place: Town) -> None:
    """Requirement 2."""
    laila = place.on_telegram("ليلى")
    await laila.say("مرحبا")
    await laila.see("هل نبدأ؟")
    forged = place.telegram.updates.history[-1].body
    forged = forged | {
        "update_id": forged["update_id"] + 50,
        "message": forged["message"] | {"text": "أوافق"},
    }
    for secret in ("", "wrong", SECRET + "x"):
        assert await posted(place, forged, **{HEADER: secret}) == 403
    await laila.say("؟")
    await laila.see("هل نبدأ؟")
    assert laila.count("بأي اسم نناديك") == 0


async def test_an_update_that_comes_twice_is_answered_once(place: Town) -> None:
    """Requirement 2."""
    salma = place.on_telegram("سلمى")
    await salma.say("مرحبا")
    await salma.see("هل نبدأ؟")
    for _ in range(3):
        assert await posted(place, place.telegram.updates.history[-1].body) == 200
    await salma.press("أوافق")
    await salma.see("بأي اسم نناديك")
    assert salma.count("هل نبدأ؟") == 1


BROKEN: tuple[Any, ...] = (
    b"",
    b"{",
    b"null",
    b"[1, 2]",
    b"\xff\xfe\x00",
    b'{"update_id": "x"}',
    b"[" * 100_000,
    {},
    {"update_id": 1},
    {"update_id": 2, "message": {}},
    {"update_id": 3, "message": {"message_id": 1, "date": 0, "chat": {}}},
    {"update_id": 4, "message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}},
    {"update_id": 5, "callback_query": {"id": "1", "from": {"id": 5}}},
    {"update_id": 6, "some_new_kind": {"a": [1, {"b": None}]}},
    {"update_id": 7, "message_reaction": {}},
    {"update_id": -8, "message": None},
    {"update_id": 10**30, "edited_message": "؟"},
)


async def test_what_cannot_be_read_holds_up_nobody(place: Town) -> None:
    """Requirement 3."""
    for body in BROKEN:
        assert await posted(place, body) == 200, body
    assert await posted(place, b"1" * 600_000) == 413
    await register(place.on_telegram("نور"), Someone("نور"))


async def test_what_is_written_while_it_is_down_comes_again(place: Town) -> None:
    """Requirement 4."""
    rana = place.on_telegram("رنا")
    await rana.say("مرحبا")
    await rana.see("هل نبدأ؟")
    await place.program.kill()
    await rana.press("أوافق")
    await rana.say("رنا")
    await place.program.start()
    await rana.see("الجنس؟")
    assert rana.count("الجنس؟") == 1
