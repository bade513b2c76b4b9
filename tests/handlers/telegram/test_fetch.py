"""Files that people sent: read from the configured host only and within a limit; refused or delayed."""

import pytest

from bot.core.channel import MediaDelayed, MediaRefused
from bot.core.media import Media
from bot.handlers.telegram.account import Telegram
from tests.fakes.telegram import FakeTelegram, Person, Post, fault
from tests.handlers.telegram.conftest import Kept, picture, words


def medium(post: Post) -> Media:
    return Media(post.kind, post.file_id)


async def test_a_file_is_read_as_it_was_sent(channel: Telegram, laila: Person) -> None:
    data = picture(400, 300)
    assert await channel.fetch(medium(laila.send_photo(data))) == data
    assert await channel.fetch(medium(laila.send_file(b"%PDF-1.7", "دليل.pdf"))) == b"%PDF-1.7"


async def test_what_telegram_does_not_give_is_refused(channel: Telegram, laila: Person) -> None:
    for ref in (laila.send_video(b"mp4", size=60_000_000).file_id, "unknown"):
        with pytest.raises(MediaRefused):
            await channel.fetch(Media("video", ref))


@pytest.mark.parametrize("method", ["getFile", "download"])
@pytest.mark.parametrize(
    "trouble", [fault.server_error(), fault.html(), fault.reset(), fault.too_many(3), fault.unauthorized()]
)
async def test_what_may_come_later_is_delayed(
    tg: FakeTelegram, channel: Telegram, laila: Person, method: str, trouble: fault.Fault
) -> None:
    photo = medium(laila.send_photo(picture()))
    trying = tg.fail(method, trouble, times=None)
    with pytest.raises(MediaDelayed) as delayed:
        await channel.fetch(photo)
    assert tg.token not in str(delayed.value)
    trying.clear()
    assert await channel.fetch(photo) == picture()


async def test_an_address_that_ran_out_is_asked_for_again(
    tg: FakeTelegram, channel: Telegram, laila: Person
) -> None:
    photo = medium(laila.send_photo(picture()))
    stored = tg.world.files.by_path
    kept = dict(stored)
    stored.clear()
    with pytest.raises(MediaDelayed):
        await channel.fetch(photo)
    stored.update(kept)
    assert await channel.fetch(photo) == picture()


async def test_the_size_is_limited_while_reading(
    channel: Telegram, laila: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.telegram.fetch.MAX_BYTES", 100)
    with pytest.raises(MediaRefused, match="too large"):
        await channel.fetch(medium(laila.send_file(b"x" * 101)))


@pytest.mark.parametrize("path", ["https://elsewhere.example/x", "/var/lib/telegram/x", "photos/../../x"])
async def test_the_token_is_shown_to_nobody_else(
    tg: FakeTelegram, channel: Telegram, laila: Person, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    answer = {"file_id": "a", "file_unique_id": "b", "file_path": path}
    monkeypatch.setattr(tg.world.files, "as_file", lambda file_id: answer)
    with pytest.raises(MediaRefused):
        await channel.fetch(Media("photo", "a"))


async def test_a_bot_that_cannot_be_reached_is_a_delay(kept: Kept) -> None:
    channel = Telegram(token="7:x", words=words, files=kept, api_url="http://127.0.0.1:9")
    with pytest.raises(MediaDelayed):
        await channel.fetch(Media("photo", "a"))
    await channel.close()
