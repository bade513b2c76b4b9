"""Media in: our password goes to Twilio alone, and no file is larger than we take."""

import asyncio

import pytest

from bot.core.channel import MediaDelayed, MediaRefused
from bot.core.media import Media
from bot.handlers.whatsapp import fetch as fetching
from bot.handlers.whatsapp.account import MAX_BYTES, WhatsApp
from bot.handlers.whatsapp.fetch import MediaSource
from bot.handlers.whatsapp.wire import new_session
from tests.fakes.twilio import Call, FakeTwilio, Fault, Person, samples
from tests.handlers.whatsapp.conftest import Kept


@pytest.fixture
async def layla(tw: FakeTwilio, whatsapp: WhatsApp) -> Person:
    return tw.person("+962790000001")


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)


def medium(kept: Kept) -> Media:
    return kept.received[-1].media[0]


async def test_a_photo_comes_from_behind_the_redirect_without_our_password(
    whatsapp: WhatsApp, layla: Person, kept: Kept
) -> None:
    await layla.send_photo(samples.photo(3))
    assert await whatsapp.fetch(medium(kept)) == samples.photo(3)


async def test_a_kept_medium_is_deleted_at_the_provider(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, kept: Kept
) -> None:
    said = await layla.send_voice()
    assert await whatsapp.forget(medium(kept))
    assert tw.records[said.sid].media == []
    assert await whatsapp.forget(medium(kept))
    with pytest.raises(MediaRefused):
        await whatsapp.fetch(medium(kept))


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/x",
        "http://media.twiliocdn.com/x",
        "https://twiliocdn.com.evil.example/x",
        "https://mms.twiliocdn.com:8443/x",
        "https://s3.amazonaws.com/somebody/x",
        "https://a@mms.twiliocdn.com/x",
        "http://127.0.0.1:9/x",
        "//[::1",
        "file:///etc/passwd",
    ],
)
async def test_a_redirect_elsewhere_is_not_followed(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, kept: Kept, target: str
) -> None:
    tw.cdn_target = target
    await layla.send_photo()
    with pytest.raises(MediaRefused):
        await whatsapp.fetch(medium(kept))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://api.twilio.com/x",
        "https://api.twilio.com.evil.example/x",
        "https://twilio.com@evil.example/x",
        "https://api.twilio.com@evil.example/x",
        "https://mms.twiliocdn.com/x",
        "http://169.254.169.254/latest",
        "",
        "not an address",
        "https://api.twilio.com:99999/x",
    ],
)
async def test_the_password_goes_nowhere_else(tw: FakeTwilio, whatsapp: WhatsApp, url: str) -> None:
    with pytest.raises(MediaRefused):
        await whatsapp.fetch(Media("photo", url))
    assert not await whatsapp.forget(Media("photo", url))


async def test_twilios_own_hosts_are_allowed() -> None:
    async with new_session() as session:
        source = MediaSource(session, "AC", "t", "", MAX_BYTES)
        for url in ("https://api.twilio.com/x", "https://api.dublin.ie1.twilio.com/x"):
            assert source._may_see_credentials(url)
        bucket = "https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC/x"
        for url in ("https://mms.twiliocdn.com/x", "https://media.twiliocdn.com/x", bucket):
            assert source._may_be_redirected_to(url)
            assert not source._may_see_credentials(url)


async def test_a_redirect_that_never_ends_is_refused(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, kept: Kept
) -> None:
    await layla.send_photo()
    tw.cdn_target = medium(kept).ref
    with pytest.raises((MediaRefused, MediaDelayed)):
        await whatsapp.fetch(medium(kept))


async def test_a_file_over_the_limit_is_refused_whatever_was_announced(
    whatsapp: WhatsApp, layla: Person, kept: Kept
) -> None:
    await layla.send_file(b"%PDF" + bytes(MAX_BYTES))
    with pytest.raises(MediaRefused, match="too large"):
        await whatsapp.fetch(medium(kept))
    await layla.send_file(b"%PDF" + bytes(MAX_BYTES - 4))
    assert len(await whatsapp.fetch(medium(kept))) == MAX_BYTES


async def test_a_file_that_announces_no_size_is_measured_while_it_is_read(tw: FakeTwilio) -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        writer.write(bytes(10_000))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(endless, "127.0.0.1", 0)
    home = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, new_session() as session:
        with pytest.raises(MediaRefused, match="too large"):
            await MediaSource(session, "AC", "t", home, 5_000).read(f"{home}/x")
        assert len(await MediaSource(session, "AC", "t", home, 10_000).read(f"{home}/x")) == 10_000


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.CUT_BEFORE, 20003, 20429])
@pytest.mark.parametrize("call", [Call.MEDIA, Call.CDN])
async def test_trouble_that_may_pass_delays(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, kept: Kept, fault: Fault | int, call: Call
) -> None:
    await layla.send_photo()
    # The client repeats a request whose connection broke, once: it is safe for what only reads.
    tw.fail(fault, call=call, times=2 if fault is Fault.CUT_BEFORE else 1)
    with pytest.raises(MediaDelayed):
        await whatsapp.fetch(medium(kept))
    assert await whatsapp.fetch(medium(kept)) == samples.photo()


@pytest.mark.usefixtures("short_patience")
async def test_silence_delays(tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, kept: Kept) -> None:
    await layla.send_photo()
    for call in (Call.MEDIA, Call.CDN):
        tw.fail(Fault.HANG_BEFORE, call=call)
        with pytest.raises(MediaDelayed):
            await whatsapp.fetch(medium(kept))
    tw.fail(Fault.HANG_BEFORE, call=Call.MEDIA)
    assert not await whatsapp.forget(medium(kept))
