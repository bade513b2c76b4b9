"""What a message to many offers is typed: it left outside any turn, and a turn that hears «1» knows of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.actions.line import Line
from bot.actions.lookups import LOOKUPS
from bot.core.campaign import Run, Step, message
from bot.core.channel import Capabilities, Delivered, Delivery, SendFailure
from bot.core.conversation import Found, Input, State, Turn
from bot.core.conversation import Step as Done
from bot.core.message import Choice, Message
from bot.core.text import key
from bot.flows.engine import step
from bot.handlers.whatsapp.account import WhatsApp
from bot.storage.posting import CAMPAIGN
from bot.storage.schema import addresses
from tests.actions.chats import Chat
from tests.actions.lines import means, run
from tests.flows.sample import PEOPLE, book
from tests.sending import FakeChannel, Outbox

TO_MANY = message(
    Step({"ar": "نود أن نسمع منك."}, form="pulse", also=("human",)),
    Run("1" * 32, 1, 1),
    PEOPLE["volunteer"],
    "",
    book(),
)


@dataclass
class Volunteer:
    """She is registered, and the real engine answers. `states`: after each step."""

    chat: Chat
    states: list[State] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chat.world.book = book()
        self.chat.world.script = self._answer
        dict.update(self.chat.world.lookups, LOOKUPS)

    def _answer(self, state: State, given: Input, turn: Turn) -> Done:
        person = replace(PEOPLE["volunteer"], id=state.person.id)
        done = step(book(), replace(state, person=person), given, turn)
        self.states.append(done.state)
        return done

    @property
    def form(self) -> str:
        """Of which a question is open."""
        draft = self.states[-1].draft
        return draft.form if draft is not None else ""

    @property
    def looked_at(self) -> list[str]:
        """The rows that were asked what they offer; '' is the newest."""
        found = [given for given in self.chat.world.given if isinstance(given, Found)]
        return [given.data["row"] for given in found if given.kind == "offered"]


@pytest.fixture
def layla(chat: Chat) -> Volunteer:
    return Volunteer(chat)


async def offered(chat: Chat) -> str | None:
    [address] = await chat.world.rows(addresses)
    found: str | None = address.offered
    return found


async def sent_to_many(chat: Chat, said: Message = TO_MANY) -> str:
    await chat.pass_(0.1)
    id_ = await chat.notice(said, CAMPAIGN)
    await chat.leave()
    assert await chat.box.states(id_) == ["sent"]
    return id_


async def test_a_number_answers_it_while_it_is_the_newest(chat: Chat, layla: Volunteer) -> None:
    assert isinstance(chat.line._channel, WhatsApp)
    chat.line._channel.learn({})
    id_ = await sent_to_many(chat)
    assert "2. " in chat.layla.heard[-1]
    assert await offered(chat) == id_
    await chat.layla.say("٢")
    assert layla.looked_at == [id_]
    assert layla.form == "human"
    assert await offered(chat) is None
    await chat.layla.say("كلمات للفريق")
    assert layla.looked_at == [id_]


async def test_so_it_does_where_it_left_with_buttons(chat: Chat, layla: Volunteer) -> None:
    id_ = await sent_to_many(chat, replace(TO_MANY, choices=(Choice("form:pulse", key("campaign.begin")),)))
    assert chat.layla.chat[-1].buttons
    assert await offered(chat) == id_
    await chat.layla.say("1")
    assert layla.form == "pulse"


async def test_its_words_are_understood_after_other_things_were_said(chat: Chat, layla: Volunteer) -> None:
    await sent_to_many(chat)
    await chat.layla.say("القائمة")
    assert await offered(chat) is None
    await chat.layla.say("رسالة الى الفريق")
    assert layla.looked_at[-1] == ""
    assert layla.form == "human"


async def test_after_a_week_its_words_are_words(chat: Chat, layla: Volunteer) -> None:
    await sent_to_many(chat)
    await chat.layla.say("القائمة")
    await chat.pass_(24 * 8)
    await chat.layla.say("رسالة الى الفريق")
    assert layla.looked_at[-1] == ""
    assert layla.form == ""


async def test_what_offers_nothing_is_not_looked_up(chat: Chat, layla: Volunteer) -> None:
    await sent_to_many(chat, replace(TO_MANY, choices=()))
    assert await offered(chat) is None
    await chat.layla.say("القائمة")
    assert layla.looked_at == []


async def test_the_second_answer_is_of_what_the_first_opened(chat: Chat, layla: Volunteer) -> None:
    """Both come in one batch."""
    id_ = await sent_to_many(chat)
    await asyncio.gather(chat.layla.say("1"), chat.layla.say("1"))
    assert layla.looked_at == [id_]
    draft = layla.states[-1].draft
    assert draft is not None
    assert draft.form == "pulse"
    assert draft.at != layla.states[-2].draft.at  # type: ignore[union-attr]  # the consent was answered


async def test_a_reply_that_left_meanwhile_is_newer(chat: Chat, layla: Volunteer) -> None:
    """She wrote between the claim of the row and the answer of the provider."""
    await chat.pass_(0.1)
    send = chat.line._channel.send

    async def and_she_writes(delivery: Delivery) -> Delivered | SendFailure:
        chat.world.clock.now = chat.box.now + timedelta(seconds=1)
        await chat.layla.say("القائمة")
        return await send(delivery)

    chat.line._channel.send = and_she_writes  # type: ignore[method-assign]
    id_ = await chat.notice(TO_MANY, CAMPAIGN)
    await run(chat.box, chat.line)
    chat.line._channel.send = send  # type: ignore[method-assign]
    assert await chat.box.states(id_) == ["sent"]
    assert await offered(chat) is None


async def test_where_it_is_pressed_nothing_is_written_beside_it(box: Outbox) -> None:
    channel = FakeChannel()
    channel.capabilities = Capabilities(buttons=True)
    line = Line(means(box), channel)
    someone = await box.person("7")
    id_ = await box.post(someone, TO_MANY, CAMPAIGN)
    await run(box, line, 2)
    assert await box.states(id_) == ["sent"]
    async with box.database.read() as tx:
        assert (await tx.execute(addresses.select())).one().offered is None
    await line.stop()
