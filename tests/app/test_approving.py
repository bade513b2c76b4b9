"""A second person for what is sent from a terminal: asked in a chat, or named; by nobody else, and once."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.campaign import Campaign
from bot.core.person import Person
from bot.storage import campaigns
from tests.app.home import Home


async def waiting(home: Home, *roles: str) -> tuple[Campaign, Person, str]:
    """A message from the terminal, a colleague with a role, and what the command said."""
    async with home.office() as office:
        await office.person("ليلى", "volunteer")
        colleague = await office.person("هدى", *roles)
    done = await asyncio.to_thread(home.run, "campaign", "send", "لقاء", "--text", "نلتقي الخميس", "--yes")
    return await kept(home), colleague, done.output


async def kept(home: Home) -> Campaign:
    async with home.office() as office, office.database.read() as tx:
        (found,) = await campaigns.newest(tx, office.book.programme.name)
    return found


async def test_it_waits_and_whoever_may_decide_is_asked(home: Home) -> None:
    found, huda, said = await waiting(home, "coordinator")
    assert found.state == "waiting"
    assert f"tamasuk campaign approve {found.id} --by NAME" in said.replace("\n", "")
    async with home.office() as office:
        [(_, notice)] = await office.outbox(huda)
    assert [choice.id.split(":")[1] for choice in notice.choices] == ["approve", "refuse"]


@pytest.mark.parametrize(("verdict", "state"), [("approve", "running"), ("refuse", "cancelled")])
async def test_who_has_agreed_is_named_and_decides_once(home: Home, verdict: str, state: str) -> None:
    found, huda, _ = await waiting(home, "admin")
    await asyncio.to_thread(home.run, "campaign", verdict, found.id, "--by", huda.id[-8:])
    assert (await kept(home)).state == state
    again = await asyncio.to_thread(home.refused, "campaign", verdict, found.id, "--by", huda.id[-8:])
    assert "already" in again or "سابق" in again


async def test_nobody_else_is_taken_for_a_second_person(home: Home) -> None:
    found, champion, _ = await waiting(home, "champion")
    for by in (champion.id[-8:], found.id[-8:], "أمل"):
        await asyncio.to_thread(home.refused, "campaign", "approve", found.id, "--by", by)
    assert (await kept(home)).state == "waiting"


async def test_what_is_ready_word_for_word_needs_nobody(home: Home) -> None:
    async with home.office() as office:
        await office.person("ليلى", "volunteer")
    words = "كلمة طيبة للجيران اليوم قد تمنع خلافاً غداً."
    english = "A kind word to the neighbours today may prevent a dispute tomorrow."
    send = ("campaign", "send", "كلمة", "--text", words, "--text-en", english, "--yes")
    await asyncio.to_thread(home.run, *send)
    assert (await kept(home)).state == "running"


@pytest.mark.parametrize("number", ["123", "0" * 32])
@pytest.mark.parametrize("verb", ["pause", "resume", "cancel", "resend", "watch", "approve", "refuse"])
def test_of_a_campaign_that_there_is_not_that_is_said(home: Home, verb: str, number: str) -> None:
    by = ("--by", "هدى") if verb in {"approve", "refuse"} else ()
    said = home.run("campaign", verb, number, *by, status=1).stderr
    assert said == (
        "There is no campaign of that number. To see them: tamasuk campaign list\n"
        "لا رسائل بهذا الرقم. لعرضها: tamasuk campaign list\n"
    )
