"""Long polling: nothing is confirmed before it is committed, and nothing stops it for good."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from bot.core.channel import Inbound
from bot.handlers.telegram.account import Telegram
from bot.handlers.telegram.poll import Poller
from tests.fakes.telegram import FakeTelegram, Person, fault
from tests.handlers.telegram.conftest import NOW


@dataclass
class Inbox:
    """What was committed. While `broken`, nothing is."""

    batches: list[list[Inbound]] = field(default_factory=list)
    broken: bool = False

    @property
    def texts(self) -> list[str]:
        return [one.text for batch in self.batches for one in batch]

    async def receive(self, deliveries: Sequence[Inbound]) -> None:
        if self.broken:
            raise OSError("disk full")
        self.batches.append(list(deliveries))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def poller(channel: Telegram, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Poller:
    monkeypatch.setattr("bot.handlers.telegram.poll.POLL_SECONDS", 0)
    return channel.poller(inbox.receive, lambda: NOW)


def offsets(tg: FakeTelegram) -> list[str]:
    return [made.params.get("offset", "") for made in tg.sent("getUpdates")]


async def test_what_was_said_is_committed_and_then_confirmed(
    tg: FakeTelegram, laila: Person, poller: Poller, inbox: Inbox
) -> None:
    laila.say("١")
    laila.say("٢")
    assert await poller.step() == 0
    assert inbox.texts == ["١", "٢"]
    assert len(inbox.batches) == 1
    assert len(tg.updates.pending) == 2
    await poller.step()
    assert (tg.updates.pending, len(inbox.batches)) == ([], 1)


async def test_what_storage_did_not_take_is_not_confirmed(
    tg: FakeTelegram, laila: Person, poller: Poller, inbox: Inbox
) -> None:
    inbox.broken = True
    laila.say("مرحبا")
    assert [await poller.step() for _ in range(3)] == [1.0, 2.0, 4.0]
    assert (len(tg.updates.pending), set(offsets(tg))) == (1, {""})
    inbox.broken = False
    assert await poller.step() == 0
    assert inbox.texts == ["مرحبا"]


async def test_a_crash_before_the_commit_loses_nothing(
    tg: FakeTelegram, laila: Person, channel: Telegram, poller: Poller, inbox: Inbox
) -> None:
    async def crash(deliveries: Sequence[Inbound]) -> None:
        raise asyncio.CancelledError

    laila.say("مرحبا")
    with pytest.raises(asyncio.CancelledError):
        await channel.poller(crash, lambda: NOW).step()
    await poller.step()
    assert inbox.texts == ["مرحبا"]


async def test_an_update_that_cannot_be_read_is_passed_over(
    tg: FakeTelegram, laila: Person, poller: Poller, inbox: Inbox
) -> None:
    await poller.step()
    tg.push("brand_new_kind", {"id": 1})
    tg.updates.allowed = None
    tg.push("message", {"text": "بلا مرسل"})
    laila.say("بعده")
    await poller.step()
    await poller.step()
    assert (inbox.texts, tg.updates.pending) == (["بعده"], [])
    tg.violations.clear()


async def test_only_what_we_read_is_asked_for(tg: FakeTelegram, laila: Person, poller: Poller) -> None:
    said = laila.say("قبل السؤال الأول")
    await poller.step()
    (made,) = tg.sent("getUpdates")
    kinds = ["message", "edited_message", "callback_query", "message_reaction", "my_chat_member"]
    assert made.object("allowed_updates") == kinds
    assert laila.react(said, "👍") is not None


async def test_after_silence_the_numbers_may_begin_anew(
    tg: FakeTelegram, laila: Person, poller: Poller, inbox: Inbox
) -> None:
    laila.say("قبل")
    await poller.step()
    await poller.step()
    tg.updates._next = 1000  # as after a week without updates
    laila.say("بعد")
    await poller.step()
    assert inbox.texts == ["قبل", "بعد"]


@pytest.mark.parametrize(
    ("trouble", "pause"),
    [
        (fault.server_error(502), 5.0),
        (fault.html(), 5.0),
        (fault.too_many(9), 9.0),
        (fault.unauthorized(), 1.0),
        (fault.refuse(409, "Conflict: terminated by other getUpdates request"), 1.0),
        (fault.reset(), 1.0),
        (fault.html(200), 5.0 - 4.0),
    ],
)
async def test_trouble_passes(
    tg: FakeTelegram, laila: Person, poller: Poller, inbox: Inbox, trouble: fault.Fault, pause: float
) -> None:
    tg.fail("getUpdates", trouble)
    laila.say("مرحبا")
    assert await poller.step() == pause
    assert await poller.step() == 0
    assert inbox.texts == ["مرحبا"]


async def test_pauses_grow_to_a_minute_and_start_again(
    tg: FakeTelegram, laila: Person, poller: Poller
) -> None:
    down = tg.fail("getUpdates", fault.unauthorized(), times=None)
    pauses = [await poller.step() for _ in range(9)]
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
    down.clear()
    assert await poller.step() == 0
    tg.fail("getUpdates", fault.unauthorized())
    assert await poller.step() == 1.0


@contextlib.asynccontextmanager
async def running(poller: Poller) -> AsyncIterator[None]:
    task = asyncio.create_task(poller.run())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_a_waiting_question_is_answered_at_once(
    tg: FakeTelegram, laila: Person, channel: Telegram, inbox: Inbox
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    tg.fail("getUpdates", fault.too_many(2))
    poller = channel.poller(inbox.receive, lambda: NOW)
    poller._pause = pause
    async with running(poller):
        assert await tg.world.until(lambda: tg.updates.polled or None, 5)
        laila.say("١")
        assert await tg.updates.settled()
        laila.say("٢")
        assert await tg.updates.settled()
    assert (inbox.texts, pauses) == (["١", "٢"], [2.0])


async def test_a_webhook_is_dropped_and_what_waited_is_polled(
    tg: FakeTelegram, laila: Person, channel: Telegram, poller: Poller, inbox: Inbox
) -> None:
    assert await channel.set_webhook("http://127.0.0.1:9", "geheim") is None
    laila.say("مرحبا")
    await poller.step()
    assert inbox.texts == []
    assert await channel.drop_webhook() is None
    await poller.step()
    assert inbox.texts == ["مرحبا"]
