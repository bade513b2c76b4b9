"""The whole way on WhatsApp: a notice after a day of silence, the template, «عرض», and the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.conversation import Tapped
from bot.core.message import Choice, Message
from bot.core.text import key, verbatim
from bot.flows.engine import step
from tests.actions.chats import Chat


async def test_what_waits_comes_when_she_presses_the_button(chat: Chat) -> None:
    await chat.pass_(30)
    choices = (Choice("review:next", key("choice.next")),)
    id_ = await chat.notice(Message((verbatim("تقرير جديد"),), choices, about="notice:1"))
    await chat.leave()
    assert await chat.box.states(id_) == ["parked:window"]
    assert await chat.knock() == 1
    await chat.leave()
    assert "للفريق" in chat.layla.heard[-1]
    assert await chat.box.states(id_) == ["parked:window"]

    chat.world.script = lambda state, given, turn: step(chat.world.book, state, given, turn)
    before = len(chat.layla.heard)
    await chat.layla.tap("عرض")
    assert isinstance(chat.world.given[-1], Tapped)
    await chat.leave()
    assert chat.layla.heard[before:] == ["تقرير جديد"]
    assert chat.layla.chat[-1].buttons
    assert await chat.box.states(id_) == ["sent"]


async def test_what_she_writes_brings_it_too_and_the_button_then_says_that_nothing_waits(chat: Chat) -> None:
    await chat.pass_(30)
    id_ = await chat.notice(Message((verbatim("خبر"),)))
    await chat.leave()
    await chat.knock()
    await chat.leave()
    await chat.layla.say("نعم؟")
    await chat.leave()
    assert chat.layla.heard[-1] == "خبر"
    assert await chat.box.states(id_) == ["sent"]

    chat.world.script = lambda state, given, turn: step(
        chat.world.book, replace(state, person=replace(state.person, registered=True)), given, turn
    )
    await chat.layla.tap("عرض")
    await chat.pass_(timedelta(minutes=2) / timedelta(hours=1))
    await chat.leave()
    assert "<opener.nothing>" in chat.layla.heard[-1]


async def test_the_window_that_her_tap_opened_is_open_for_the_next(chat: Chat) -> None:
    await chat.pass_(30)
    await chat.notice(Message((verbatim("خبر"),)))
    await chat.leave()
    await chat.knock()
    await chat.leave()
    chat.world.script = lambda state, given, turn: step(chat.world.book, state, given, turn)
    await chat.layla.tap("عرض")
    await chat.leave()
    await chat.pass_(1)
    later = await chat.notice(Message((verbatim("خبر آخر"),)))
    await chat.leave()
    assert await chat.box.states(later) == ["sent"]
    assert await chat.knock() == 0
