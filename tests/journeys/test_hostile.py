"""What nobody should send, and somebody will: forged, repeated and broken requests, unfit files and words.

1. A request that does not prove who it is from gets 403 and changes nothing.
2. One that comes twice is answered once.
3. What cannot be read is refused, or acknowledged and dropped, and holds up nobody.
4. Whatever a person sends, the answer is a human sentence, and the open question stays.
"""

from __future__ import annotations

import asyncio
import io
import struct
import zipfile
import zlib
from urllib.parse import urlencode

import httpx
import pytest
from twilio.request_validator import RequestValidator

from tests.fakes.twilio.samples import photo
from tests.journeys.phones import BrowserPhone, TelegramPhone, WhatsAppPhone
from tests.journeys.process import until
from tests.journeys.talks import AnyPhone, Someone, arrive, to_photos
from tests.journeys.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNELS = ("telegram", "whatsapp", "webchat")
FORM = "application/x-www-form-urlencoded"
NAME = "بأي اسم نناديك"


async def to_name(phone: AnyPhone) -> None:
    """As far as the question for the name."""
    await phone.say("مرحبا")
    await phone.see("هل نبدأ؟")
    await phone.press("أوافق")
    await phone.see(NAME)


def signed(place: Town, path: str, form: dict[str, str], token: str = "") -> dict[str, str]:
    """The headers of a request of Twilio."""
    made = RequestValidator(token or place.twilio.auth_token)
    return {
        "Content-Type": FORM,
        "X-Twilio-Signature": made.compute_signature(place.program.url + path, form),
    }


# ------------------------------------------------------------------------------- forged and repeated


async def test_a_forged_message_of_twilio_changes_nothing(place: Town) -> None:
    """Requirement 1."""
    phone = place.on_whatsapp("ليلى")
    await to_name(phone)
    told = dict(place.twilio.outward.posted[-1].form) | {"Body": "مزوّر", "MessageSid": "SM" + "0" * 32}
    path = "/whatsapp/webhook"
    async with httpx.AsyncClient(base_url=place.program.url) as client:
        body = urlencode(told).encode()
        wrong = signed(place, path, told, "another token")
        honest = signed(place, path, told)
        unsigned = {"Content-Type": FORM}
        changed = urlencode(told | {"Body": "غيره"}).encode()
        for content, headers in ((body, wrong), (body, unsigned), (changed, honest)):
            assert (await client.post(path, content=content, headers=headers)).status_code == 403
        foreign = told | {"AccountSid": "AC" + "1" * 32}
        sent = await client.post(
            path, content=urlencode(foreign).encode(), headers=signed(place, path, foreign)
        )
        assert sent.status_code == 403
    await phone.say("ليلى")
    await phone.see("الجنس؟")
    assert phone.count(NAME) == 1


async def test_a_message_of_twilio_that_comes_twice_is_answered_once(place: Town) -> None:
    """Requirement 2."""
    phone = place.on_whatsapp("سلمى")
    await to_name(phone)
    await phone.say("سلمى")
    await phone.see("الجنس؟")
    told = dict(place.twilio.outward.posted[-1].form)
    path = "/whatsapp/webhook"
    async with httpx.AsyncClient(base_url=place.program.url) as client:
        for _ in range(3):
            again = await client.post(
                path, content=urlencode(told).encode(), headers=signed(place, path, told)
            )
            assert (again.status_code, again.content) == (200, b"")
    await phone.say("أنثى")
    await phone.see("سنة ميلادك")
    assert phone.count("الجنس؟") == 1, phone.shown()


@pytest.mark.parametrize("path", ["/whatsapp/webhook", "/whatsapp/status"])
async def test_broken_requests_of_twilio_are_refused(place: Town, path: str) -> None:
    """Requirement 3: signed, and still nonsense."""
    account = {"AccountSid": place.twilio.sid}
    nothing = account | {"Unknown": "\0‮"}
    async with httpx.AsyncClient(base_url=place.program.url) as client:
        sent = await client.post(
            path, content=urlencode(nothing).encode(), headers=signed(place, path, nothing)
        )
        assert sent.status_code in {200, 400}
        large = await client.post(
            path, content=b"x=" + b"1" * 600_000, headers={"Content-Type": FORM, "X-Twilio-Signature": "x"}
        )
        assert large.status_code == 413
        for content in (b"\xff\xfe\x00", b"=&=&&", b"", b"{}"):
            headers = {"Content-Type": FORM, "X-Twilio-Signature": "x"}
            assert (await client.post(path, content=content, headers=headers)).status_code in {400, 403}
        assert (await client.get(path)).status_code == 405


async def test_the_web_chat_takes_only_what_is_its_own(place: Town) -> None:
    """Requirements 1 and 2."""
    phone = await place.in_browser("نور")
    await to_name(phone)
    async with httpx.AsyncClient(base_url=place.program.url) as stranger:
        assert (await stranger.post("/chat/messages", json={"text": "مزوّر"})).status_code == 403
        assert (await stranger.get("/chat/events")).status_code == 403
        forged = {"Cookie": "chat=eyJhIjoxfQ.forged"}
        assert (
            await stranger.post("/chat/messages", json={"text": "مزوّر"}, headers=forged)
        ).status_code == 403
    elsewhere = await phone.client.post(
        "/chat/messages", json={"text": "مزوّر"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert elsewhere.status_code == 403
    for _ in range(3):
        assert (await phone.post(text="نور", id="the-same")).status_code == 202
    await phone.see("الجنس؟")
    await phone.press("أنثى")
    await phone.see("سنة ميلادك")
    assert phone.count("الجنس؟") == 1, phone.shown()


async def test_broken_posts_of_the_web_chat_are_refused(place: Town) -> None:
    """Requirement 3."""
    phone = await place.in_browser("سعاد")
    await to_name(phone)
    json = {"Content-Type": "application/json"}
    broken: list[tuple[bytes, dict[str, str], int]] = [
        (b"{", json, 400),
        (b"[" * 200_000, json, 400),
        (b'{"text": 5}', json, 400),
        (b'{"text": "\xff"}', json, 400),
        (b"text=1", {"Content-Type": FORM}, 415),
        (b"--x--", {"Content-Type": "multipart/form-data; boundary=x"}, 400),
        (b"", {"Content-Type": "multipart/form-data"}, 400),
    ]
    for content, headers, status in broken:
        sent = await phone.client.post("/chat/messages", content=content, headers=headers)
        assert sent.status_code == status, content[:20]
        assert sent.json()["text"]
    await phone.say("سعاد")
    await phone.see("الجنس؟")


async def test_updates_of_no_known_kind_hold_up_nobody(place: Town) -> None:
    """Requirement 3, by polling; the webhook is in `test_webhook`."""
    phone = place.on_telegram("زيد")
    await to_name(phone)
    for content in ({"dice": {"emoji": "🎲", "value": 3}}, {}, {"new_chat_title": "؟"}):
        phone.person.send(content)
    phone.person.send_sticker("😀")
    phone.person.send_location(31.95, 35.91)
    phone.person.say("زيد")
    await phone.see("الجنس؟")


# ---------------------------------------------------------------------------------------- words


NASTY = (
    "\u202eأحمد\u202c",
    "\u2067\u2067\u2067",
    "ليلى\x07\x1b[31m",
    "<b>ليلى</b> &amp; *هي* _و_ {name} %s ${x}",
    "'; DROP TABLE persons; --",
    "👩🏽‍👩🏽‍👧🏽‍👦🏽",
    "ﷺ" * 50,
    "e" + "\u0301" * 300,
)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_strange_words_are_answered(place: Town, channel: str) -> None:
    """Requirement 4: each is a name or is refused; then the form goes on to its end as ever."""
    for words in NASTY:
        phone = await place.on(channel, "غريب")
        await to_name(phone)
        await phone.say(words)
        answer = await anything(phone)
        assert not set("\u202e\u202d\x07\x1b") & set(answer)
        if NAME in answer:
            await phone.say("ليلى")
            answer = await anything(phone)
        assert "الجنس؟" in answer, answer


async def anything(phone: AnyPhone) -> str:
    """The next message, whatever it is; as it came, with its marks of direction."""
    return (await phone.see("")).text


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_hundred_thousand_letters_are_answered_once(place: Town, channel: str) -> None:
    """Requirement 4. Telegram's app sends it in pieces, WhatsApp takes no more than 4,096."""
    phone = await place.on(channel, "طويل")
    await to_name(phone)
    text = "كلمة " * 20_000
    if isinstance(phone, BrowserPhone):
        assert (await phone.post(text=text)).status_code in {202, 413}
    else:
        await phone.say(text if isinstance(phone, TelegramPhone) else text[:65_000])
    await until(lambda: phone.bubbles()[-1].text if NAME in phone.bubbles()[-1].text else None, phone.shown)
    await phone.say("ليلى")
    await phone.see("الجنس؟")
    assert len(phone.bubbles()) < 8, phone.shown()


# ---------------------------------------------------------------------------------------- files


def bomb() -> bytes:
    """A picture of 50,000 × 50,000 points in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    lines = zlib.compress(bytes(4_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("photo.jpg", "not a photo")
    return made.getvalue()


def halved() -> bytes:
    data = photo(9, (800, 600))
    return data[: len(data) // 2]


UNFIT = {"bomb": bomb, "archive": archive, "empty": lambda: b"", "halved": halved}


@pytest.mark.parametrize("channel", CHANNELS)
async def test_unfit_pictures_do_not_stop_a_report(place: Town, channel: str) -> None:
    """Requirement 4: with one good photo among them the report is sent."""
    phone = await place.on(channel, f"رائد{channel}")
    await arrive(place, phone, "champion", Someone(phone.name, "ذكر"), "JO-IR")
    await phone.press("تقرير عن نشاط")
    await to_photos(phone, "حديقة")
    for made in UNFIT.values():
        await sent_as_photo(phone, made())
    await phone.send_photos([photo(3, (800, 600))])
    await phone.see_label("تم")
    await phone.say("تم")
    await phone.see("هل وافق الأشخاص الظاهرون")
    await phone.press("نعم")
    await phone.see("هذه إجاباتك")
    await phone.press("إرسال")
    await phone.see("رقمه")


async def sent_as_photo(phone: AnyPhone, data: bytes) -> None:
    match phone:
        case BrowserPhone():
            sent = await phone.upload([("photo.jpg", data, "image/jpeg")])
            assert sent.status_code in {202, 400}, sent.text
        case WhatsAppPhone():
            await phone.person.send_photo(data or b"\0")
        case TelegramPhone():
            phone.person.send_file(data or b"\0", "photo.jpg", "image/jpeg")


async def test_what_is_too_large_is_said_to_be(place: Town) -> None:
    """Requirement 4: 60 MB, by each way that leads here; then the open question is answered as ever."""
    telegram, browser = place.on_telegram("كبير"), await place.in_browser("كبيرة")
    await asyncio.gather(
        arrive(place, telegram, "champion", Someone("كبير", "ذكر"), "JO-IR"), to_name(browser)
    )
    await telegram.press("تقرير عن نشاط")
    await to_photos(telegram, "حديقة")
    telegram.person.send_file(photo(5), "photo.jpg", "image/jpeg", size=60_000_000)
    await telegram.see("هذا الملف أكبر مما نستطيع حفظه")
    await telegram.send_photos([photo(4)])
    await telegram.see("وصلت")

    sent = await browser.upload([("film.mp4", bytes(60_000_000), "video/mp4")])
    assert sent.status_code == 413
    assert "20" in sent.json()["text"]
    await browser.say("كبيرة")
    await browser.see("الجنس؟")
