"""What the page posts: who may, what is refused in words, what becomes of it.

1. Nothing is answered 202 before it is committed.
2. A cookie that we did not sign, or a foreign page, changes nothing.
3. The same id is the same message; no id is a new message.
4. Whatever is wrong is said in the page's language, never with a traceback.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from itsdangerous import Signer

from bot.handlers.webchat.browser import COOKIE, Browsers
from bot.handlers.webchat.pace import Pace
from tests.handlers.webchat.memory import KEY, OLD_KEY, Memory


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
async def page(memory: Memory) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has opened the page."""
    transport = httpx.ASGITransport(memory.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
        await client.get("/chat")
        yield client


async def say(page: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await page.post("/chat/messages", json=body)


async def test_words_arrive_as_they_were_written(page: httpx.AsyncClient, memory: Memory) -> None:
    answer = await say(page, text="مرحبا\n٢٥", id="a1")
    assert answer.status_code == 202
    [delivery] = memory.received
    assert (delivery.kind, delivery.text, delivery.channel) == ("said", "مرحبا\n٢٥", "webchat")
    assert delivery.address.kind == "browser"
    assert delivery.language == "ar"
    assert delivery.at.tzinfo is not None


async def test_a_choice_is_a_tap(page: httpx.AsyncClient, memory: Memory) -> None:
    assert (await say(page, choice="7:yes")).status_code == 202
    assert (memory.received[0].kind, memory.received[0].choice) == ("tapped", "7:yes")


async def test_a_position_arrives_in_degrees(page: httpx.AsyncClient, memory: Memory) -> None:
    assert (await say(page, position={"latitude": 32.55, "longitude": 35.85})).status_code == 202
    [delivery] = memory.received
    assert (delivery.kind, delivery.latitude, delivery.longitude) == ("position", 32.55, 35.85)


async def test_a_position_off_the_globe_is_refused(page: httpx.AsyncClient) -> None:
    assert (await say(page, position={"latitude": 91, "longitude": 0})).status_code == 400


async def test_files_arrive_together_with_their_caption(page: httpx.AsyncClient, memory: Memory) -> None:
    files = [("file", (f"{n}.jpg", b"\xff\xd8" + b"x" * n, "image/jpeg")) for n in (1, 2)]
    data = {"text": "من اللقاء", "album": "a", "id": "a.0"}
    assert (await page.post("/chat/messages", files=files, data=data)).status_code == 202
    [delivery] = memory.received
    assert (delivery.kind, delivery.text) == ("media", "من اللقاء")
    assert [(m.kind, m.mime, m.size) for m in delivery.media] == [
        ("photo", "image/jpeg", 3),
        ("photo", "image/jpeg", 4),
    ]
    assert [memory.uploads[m.ref] for m in delivery.media] == [b"\xff\xd8x", b"\xff\xd8xx"]
    assert delivery.album


@pytest.mark.parametrize(
    ("name", "mime", "kind"),
    [
        ("voice.webm", "audio/webm; codecs=opus", "voice"),
        ("song.mp3", "audio/mpeg", "audio"),
        ("clip.mp4", "video/mp4", "video"),
        ("plan.pdf", "application/pdf", "file"),
        ("x.heic", "image/heic", "photo"),
    ],
)
async def test_kinds_of_files(
    page: httpx.AsyncClient, memory: Memory, name: str, mime: str, kind: str
) -> None:
    assert (await page.post("/chat/messages", files={"file": (name, b"x", mime)})).status_code == 202
    assert memory.received[0].media[0].kind == kind


async def test_the_same_id_is_the_same_message(page: httpx.AsyncClient, memory: Memory) -> None:
    """Requirement 3: an answer that was lost on the way makes the page post again."""
    answers = [await say(page, text="نعم", id="same") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert len(memory.received) == 1


async def test_without_id_every_post_is_new(page: httpx.AsyncClient, memory: Memory) -> None:
    await say(page, text="نعم")
    await say(page, text="نعم")
    assert len(memory.received) == 2


async def test_two_browsers_may_use_the_same_id(memory: Memory) -> None:
    transport = httpx.ASGITransport(memory.app())
    for _ in range(2):
        async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
            await client.get("/chat")
            await say(client, text="نعم", id="1")
    assert len({delivery.address for delivery in memory.received}) == 2
    assert len({delivery.update for delivery in memory.received}) == 2


async def test_the_dedupe_key_does_not_name_the_browser(page: httpx.AsyncClient, memory: Memory) -> None:
    await say(page, text="نعم", id="1")
    [delivery] = memory.received
    assert delivery.address.value not in delivery.update + delivery.message


async def test_nothing_is_accepted_that_could_not_be_kept(page: httpx.AsyncClient, memory: Memory) -> None:
    """Requirement 1."""
    memory.broken = True
    answer = await say(page, text="مرحبا", id="x")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    memory.broken = False
    assert (await say(page, text="مرحبا", id="x")).status_code == 202


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "somebody.c2lnbmF0dXJl", Signer(b"other", salt="webchat.browser").sign("somebody").decode()],
)
async def test_a_forged_cookie_changes_nothing(memory: Memory, cookie: str) -> None:
    """Requirement 2."""
    transport = httpx.ASGITransport(memory.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
        client.cookies.set(COOKIE, cookie, domain="chat.test")
        answer = await say(client, text="مرحبا")
        assert (answer.status_code, answer.json()["error"]) == (403, "no_browser")
        events = await client.get("/chat/events")
        assert events.status_code == 403
    assert not memory.received


async def test_a_cookie_under_the_older_key_still_counts(memory: Memory) -> None:
    older = Browsers([OLD_KEY], secure=False)
    address = older.fresh()
    transport = httpx.ASGITransport(memory.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
        client.cookies.set(COOKIE, older.cookie(address).split("=", 1)[1].split(";")[0], domain="chat.test")
        assert (await say(client, text="مرحبا")).status_code == 202
        # Opening the page signs it anew, with the key that writes, for the same browser.
        renewed = (await client.get("/chat")).cookies[COOKIE]
    assert memory.received[0].address == address
    assert renewed == Browsers([KEY], secure=False).cookie(address).split("=", 1)[1].split(";")[0]


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "http://chat.test.evil.test", "chat.test"])
async def test_a_foreign_page_cannot_speak(page: httpx.AsyncClient, memory: Memory, origin: str) -> None:
    for path in ("/chat/messages", "/chat/forget"):
        answer = await page.post(path, json={"text": "مرحبا"}, headers={"Origin": origin})
        assert (answer.status_code, answer.json()["error"]) == (403, "foreign")
    assert not memory.received


@pytest.mark.parametrize("origin", ["http://chat.test", "https://Public.example:8443"])
async def test_our_own_origins_may_speak(memory: Memory, origin: str) -> None:
    transport = httpx.ASGITransport(memory.app(public_url="https://public.example:8443/"))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
        cookie = (await client.get("/chat")).headers["set-cookie"].split(";")[0]
        answer = await client.post(
            "/chat/messages", json={"text": "مرحبا"}, headers={"Origin": origin, "Cookie": cookie}
        )
    assert answer.status_code == 202


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "bad_request"),
        (b"{", "bad_request"),
        (b"[]", "bad_request"),
        (b'{"text": 5}', "bad_request"),
        (b"\xff\xfe", "bad_request"),
        (b'{"text": "x", "id": "' + b"i" * 101 + b'"}', "bad_request"),
        (b"[" * 5000, "bad_request"),
        (b"{}", "empty"),
        (b'{"text": " \\n "}', "empty"),
        (b'{"other": 1}', "empty"),
    ],
)
async def test_missing_and_broken_bodies(
    page: httpx.AsyncClient, memory: Memory, body: bytes, error: str
) -> None:
    answer = await page.post(
        "/chat/messages", content=body, headers={"Content-Type": "application/json; charset=utf-8"}
    )
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert not memory.received


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain", 415),
        ("", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=b", 400),
    ],
)
async def test_other_kinds_of_bodies(page: httpx.AsyncClient, kind: str, status: int) -> None:
    answer = await page.post("/chat/messages", content=b"text=x", headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.json()["text"]


async def test_a_text_of_100_kb_is_for_the_conversation_to_answer(
    page: httpx.AsyncClient, memory: Memory
) -> None:
    assert (await say(page, text="ن" * 50_000)).status_code == 202
    assert len(memory.received[0].text) == 50_000


async def test_a_longer_text_is_refused_in_words(page: httpx.AsyncClient) -> None:
    answer = await say(page, text="n" * 300_000)
    assert (answer.status_code, answer.json()["error"]) == (413, "too_long")


async def test_a_file_too_large_is_refused_in_words(page: httpx.AsyncClient, memory: Memory) -> None:
    files = {"file": ("film.mp4", b"\0" * 2_000_000, "video/mp4")}
    answer = await page.post("/chat/messages", files=files)
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    assert "1 ميغابايت" in answer.json()["text"]
    assert not memory.received
    assert not memory.uploads


async def test_a_body_that_hides_its_size_is_counted(page: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 10_000

    answer = await page.post(
        "/chat/messages", content=endless(), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413


async def test_too_many_files_are_refused_with_the_number(page: httpx.AsyncClient, memory: Memory) -> None:
    files = [("file", (f"{n}.jpg", b"x", "image/jpeg")) for n in range(11)]
    answer = await page.post("/chat/messages", files=files)
    assert (answer.status_code, answer.json()["error"]) == (413, "too_many")
    assert "10" in answer.json()["text"]
    assert not memory.uploads


async def test_refusals_speak_the_language_of_the_page(page: httpx.AsyncClient) -> None:
    """Requirement 4."""
    english = await page.post("/chat/messages", json={}, headers={"Accept-Language": "en"})
    sorani = await page.post("/chat/messages", json={}, headers={"Accept-Language": "ckb"})
    assert english.json()["text"] == "The message is empty."
    assert sorani.json()["text"] == "نامەکە بەتاڵە."


async def test_a_page_gone_wild_is_slowed() -> None:
    memory, time = Memory(), [0.0]
    pace = Pace(burst=3, rate=1.0, clock=lambda: time[0])
    transport = httpx.ASGITransport(memory.app(pace=pace))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
        await client.get("/chat")
        answers = [(await say(client, text="x")).status_code for _ in range(4)]
        assert answers == [202, 202, 202, 429]
        time[0] += 1
        assert (await say(client, text="x")).status_code == 202
        slowed = await say(client, text="x")
    assert slowed.headers["retry-after"] == "2"


async def test_what_the_page_has_shown_is_passed_on(page: httpx.AsyncClient, memory: Memory) -> None:
    await page.post("/chat/messages", json={"text": "x"}, headers={"Last-Event-ID": "12"})
    assert list(memory.seen_up_to.values()) == [12]


@pytest.mark.parametrize("said", ["0", "-1", "x", "٣", "9" * 30])
async def test_nonsense_about_what_was_shown_is_ignored(
    page: httpx.AsyncClient, memory: Memory, said: str
) -> None:
    headers = {b"Last-Event-ID": said.encode()}
    assert (await page.post("/chat/messages", json={"text": "x"}, headers=headers)).status_code == 202
    assert not memory.seen_up_to


async def test_nul_and_bidi_overrides_do_no_harm(page: httpx.AsyncClient, memory: Memory) -> None:
    body = json.dumps({"text": "ا\0ب\u202eج"})
    answer = await page.post("/chat/messages", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 202
    assert "\0" not in memory.received[0].text
