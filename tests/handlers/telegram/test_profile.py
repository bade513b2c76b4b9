"""The command menu in each language, the bot's name, and links to its chat."""

import pytest

from bot.core.arabic import intent, said
from bot.core.channel import Failure, SendFailure
from bot.handlers.telegram.account import Telegram
from bot.handlers.telegram.profile import COMMANDS, link
from tests.fakes.telegram import FakeTelegram, fault

LANGUAGES = ("ar", "en", "ckb")


async def test_every_language_gets_the_menu_and_sorani_as_kurdish(
    tg: FakeTelegram, channel: Telegram
) -> None:
    assert await channel.publish(LANGUAGES, "ar") is None
    names = [name for name, _ in COMMANDS]
    for code in ("", "ar", "en", "ku"):
        assert [one["command"] for one in tg.setting("setMyCommands", code)] == names
    assert tg.setting("setMyCommands", "ckb") is None


async def test_what_is_so_already_is_not_set_again(tg: FakeTelegram, channel: Telegram) -> None:
    for _ in range(2):
        assert await channel.publish(LANGUAGES, "ar", "تماسك", "برنامج المجتمع") is None
    assert len(tg.sent("setMyCommands")) == 4
    assert len(tg.sent("setMyName")) == 0  # it is the bot's name already
    assert len(tg.sent("setMyDescription")) == 1
    assert await channel.publish((), "ar", "اسم محايد") is None
    assert (tg.setting("setMyName"), tg.setting("setMyDescription")) == ("اسم محايد", "برنامج المجتمع")


@pytest.mark.parametrize(
    "method",
    ["getMyCommands", "setMyCommands", "getMyName", "setMyName", "getMyDescription", "setMyDescription"],
)
async def test_trouble_is_told_and_stops_nothing(tg: FakeTelegram, channel: Telegram, method: str) -> None:
    tg.fail(method, fault.too_many(3600))
    failed = await channel.publish(("ar",), "ar", "اسم", "عن")
    assert isinstance(failed, SendFailure)
    assert (failed.failure, failed.after) == (Failure.THROTTLED, 3600)


async def test_the_name_in_links_is_asked_once(tg: FakeTelegram, channel: Telegram) -> None:
    tg.fail("getMe", fault.unauthorized())
    failed = await channel.username()
    assert isinstance(failed, SendFailure)
    assert [await channel.username() for _ in range(2)] == [tg.username] * 2
    assert len(tg.sent("getMe")) == 2


def test_a_link_opens_the_chat_with_its_payload() -> None:
    assert link("tamasuk_test_bot", "TMABCDEFGH23") == "https://t.me/tamasuk_test_bot?start=TMABCDEFGH23"
    assert link("tamasuk_test_bot") == "https://t.me/tamasuk_test_bot"
    with pytest.raises(ValueError, match="characters"):
        link("tamasuk_test_bot", "ليلى")


def test_every_command_of_the_menu_is_understood() -> None:
    assert [intent(said(f"/{name}")) for name, _ in COMMANDS] == [name for name, _ in COMMANDS]
