"""The fake of Telegram when things go wrong: faults on request, and departures from the description.

What a client sees is checked through the library that the bot uses.
"""

import time

import pytest
import telegram
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.fakes.telegram import FakeTelegram, Person, fault
from tests.fakes.telegram.spec import SPEC, answer_problems, request_problems

PICTURE = b"\xff\xd8\xff"


FAULTS = [
    (fault.blocked(), Forbidden),
    (fault.deactivated(), Forbidden),
    (fault.bad_request("chat not found"), BadRequest),
    (fault.migrated(-1003), ChatMigrated),
    (fault.unauthorized(), InvalidToken),
    (fault.server_error(), NetworkError),
    (fault.html(), NetworkError),
    (fault.too_many(None), NetworkError),
    (fault.reset(), NetworkError),
]


@pytest.mark.parametrize(("what", "error"), FAULTS)
async def test_a_fault_strikes_once(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person, what: fault.Fault, error: type[Exception]
) -> None:
    tg.fail("sendMessage", what, chat=11)
    await bot.send_message(tg.person(15, "عمر", started=True).id, "غير معني")
    with pytest.raises(error):
        await bot.send_message(11, "١")
    await bot.send_message(11, "٢")
    assert [post.text for post in laila.received] == ["٢"]


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_too_many_says_for_how_long(tg: FakeTelegram, bot: telegram.Bot, laila: Person) -> None:
    tg.fail("sendMessage", fault.too_many(7), times=2, after=1)
    await bot.send_message(11, "١")
    for _ in range(2):
        with pytest.raises(RetryAfter, match="7"):
            await bot.send_message(11, "٢")
    await bot.send_message(11, "٣")
    assert [post.text for post in laila.received] == ["١", "٣"]


@pytest.mark.parametrize("accepted", [True, False])
async def test_no_answer_may_mean_either(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person, accepted: bool
) -> None:
    tg.fail("sendMessage", fault.hang(accepted=accepted))
    with pytest.raises(TimedOut):
        await bot.send_message(11, "وصلت؟")
    tg.fail("sendMessage", fault.reset(accepted=accepted))
    with pytest.raises(NetworkError):
        await bot.send_message(11, "وصلت؟")
    assert len(laila.received) == (2 if accepted else 0)


async def test_everything_can_be_down_and_downloads_too(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    photo = laila.send_photo(PICTURE)
    file = await bot.get_file(photo.file_id)
    tg.fail("download", fault.html(503))
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    down = tg.fail("*", fault.server_error(502), times=None)
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.get_me()
    down.clear()
    assert (down.met, (await bot.get_me()).username) == (3, tg.username)


async def test_a_wrong_token_is_refused(tg: FakeTelegram) -> None:
    async with HTTPXRequest() as request:
        with pytest.raises(InvalidToken):
            await telegram.Bot("1:wrong", f"{tg.url}/bot", request=request).get_me()


# --- the published description


@pytest.fixture
def described() -> bool:
    return SPEC.is_file()


def test_departures_are_told(described: bool) -> None:
    found = [
        *request_problems("sendMessage", {"chat_id": "x1", "txt": "ليلى"}, {}),
        *request_problems("sendMessage", {"chat_id": "1", "text": "س" * 4097}, {}),
        *request_problems("sendMassage", {}, {}),
        *answer_problems("getMe", {"id": "7", "is_bot": True, "nick": "x"}),
    ]
    expected = [
        "sendMessage.txt: no such parameter",
        "sendMessage.text: required, and missing",
        "sendMessage.text: 4097 characters, allowed are 1 to 4096",
        "sendMassage: no such method",
        "getMe →:User.nick: no such field",
        "getMe →:User.id: '7' is not of type Integer",
        "getMe →:User.first_name: required, and missing",
    ]
    assert found == (expected if described else [])


async def test_a_method_that_is_not_simulated_is_told(tg: FakeTelegram, bot: telegram.Bot) -> None:
    with pytest.raises(InvalidToken):
        await bot.send_dice(11)
    assert tg.violations == ["sendDice: not simulated"]
    tg.violations.clear()


def test_the_clock_of_the_fake_is_the_clock() -> None:
    assert abs(FakeTelegram().world.clock() - time.time()) < 60
