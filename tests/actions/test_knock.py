"""Outside the 24 hours: one is asked once a day, and no more people than Meta allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.knock import Means, knock
from bot.actions.line import Line
from bot.actions.line import Means as Sending
from bot.core.channel import Capabilities, Failure, SendFailure
from bot.core.message import Choice, Message
from bot.core.templates import APPROVED, OPENER, SHOW, Approval, Pushed
from bot.core.text import key, verbatim
from bot.storage import contents, facts
from bot.storage.backups import thawing
from bot.storage.schema import addresses, outgoing
from tests.sending import CAMPAIGN, NOTICE, PLACE, FakeChannel, Outbox, Reached

ACCOUNT = "+15550102030"
WHATSAPP = {"channel": "whatsapp", "account": ACCOUNT}
LONG_AGO = timedelta(days=3)


@pytest.fixture
def whatsapp() -> FakeChannel:
    can = Capabilities(window_hours=24, rate=1000.0, chat_burst=100)
    return FakeChannel(can, name="whatsapp", account=ACCOUNT)


async def approve(box: Outbox, *names: str) -> None:
    async with box.database.begin() as tx:
        for name in names:
            made = Pushed(name, "ar", "utility", "d", f"HX{name}", Approval(APPROVED, "utility"))
            await contents.put(tx, ACCOUNT, made, box.now)


def means(box: Outbox, limit: int = 0, **about: object) -> Means:
    made = Means(
        database=box.database,
        sealer=box.sealer,
        ids=box.ids,
        now=lambda: box.now,
        kick=lambda: None,
        programme="sample",
        account=ACCOUNT,
        limit=limit,
    )
    return replace(made, **about)  # type: ignore[arg-type]  # fields of Means


async def somebody(box: Outbox, **about: object) -> Reached:
    return await box.person("whatsapp", ACCOUNT, last_in=box.now - LONG_AGO, **about)


async def parked(box: Outbox, to: Reached, words: str | Message = "مرحبا", priority: int = NOTICE) -> str:
    return await box.post(to, words, priority, state="parked", reason="window", **WHATSAPP)


async def leave(box: Outbox, channel: FakeChannel) -> None:
    """Whatever may leave does."""
    sending = Sending(
        box.database, box.sealer, lambda area: PLACE, lambda: box.now, lambda: box.seconds, holder="us"
    )
    line = Line(sending, channel)
    await line.hold()
    box.pass_(1)
    for _ in range(4):
        await line.step()
        await line.under_way()
    await line.stop()


async def test_who_has_not_written_is_asked_and_the_message_waits(box: Outbox, whatsapp: FakeChannel) -> None:
    await approve(box, "message_waits")
    layla = await somebody(box)
    id_ = await box.post(layla, "خبر", CAMPAIGN, **WHATSAPP)
    await leave(box, whatsapp)
    assert await box.states(id_) == ["parked:window"]
    assert await knock(means(box)) == 1
    await leave(box, whatsapp)
    (asked,) = whatsapp.sent
    assert asked.action == "template"
    assert asked.message.about == f"{OPENER}message_waits"
    assert [choice.id for choice in asked.message.choices] == [SHOW]
    assert await box.states(id_) == ["parked:window"]


async def test_without_an_approved_template_it_waits_until_they_write(box: Outbox) -> None:
    await parked(box, await somebody(box))
    assert await knock(means(box)) == 0
    await approve(box, "survey_invitation")
    assert await knock(means(box)) == 0


async def test_nobody_is_asked_twice_within_a_day(box: Outbox) -> None:
    await approve(box, "message_waits")
    layla = await somebody(box)
    for _ in range(3):
        await parked(box, layla)
    assert [await knock(means(box)) for _ in range(3)] == [1, 0, 0]
    box.pass_(24 * 3600 + 1)
    assert await knock(means(box)) == 1


async def test_the_template_of_a_message_stands_for_it_and_of_several_the_plain_one(
    box: Outbox,
) -> None:
    await approve(box, "message_waits", "staff_review")
    review = Message((verbatim("تقرير"),), (Choice("review:next", key("choice.next")),), about="notice:1")
    one, both = await somebody(box), await somebody(box)
    await parked(box, one, review)
    await parked(box, both, review)
    await parked(box, both, "خبر", CAMPAIGN)
    await knock(means(box))
    async with box.database.read() as tx:
        rows = (await tx.execute(outgoing.select().where(outgoing.c.action == "template"))).all()
    assert {(row.address_id, row.about) for row in rows} == {
        (one.address, f"{OPENER}staff_review"),
        (both.address, f"{OPENER}message_waits"),
    }


async def test_no_more_people_than_meta_allows_are_asked_in_a_day(box: Outbox) -> None:
    """Of ten a day one is kept for what concerns somebody alone."""
    await approve(box, "message_waits")
    for _ in range(12):
        await parked(box, await somebody(box), "خبر", CAMPAIGN)
    assert await knock(means(box, limit=10)) == 9
    for _ in range(2):
        await parked(box, await somebody(box), "قرار", NOTICE)
    assert [await knock(means(box, limit=10)) for _ in range(2)] == [1, 0]
    box.pass_(24 * 3600 + 1)
    assert await knock(means(box, limit=10)) == 9
    async with box.database.read() as tx:
        asked = (await tx.execute(outgoing.select().where(outgoing.c.action == "template"))).all()
    newest = [row.priority for row in asked if row.created_at == box.now]
    assert sorted(newest) == [NOTICE] * 2 + [CAMPAIGN] * 7


async def test_at_night_and_in_a_paused_area_only_what_concerns_somebody_alone_is_announced(
    box: Outbox,
) -> None:
    await approve(box, "message_waits")
    await parked(box, await somebody(box), "خبر", CAMPAIGN)
    assert await knock(means(box, daytime=lambda now: False)) == 0
    await parked(box, await somebody(box, area="JO-IR"), "خبر", CAMPAIGN)
    await parked(box, await somebody(box, area="JO-IR"), "قرار", NOTICE)
    assert await knock(means(box, paused=lambda: ["JO-IR"])) == 2


async def test_whoever_is_discreet_or_gone_is_never_written_to_first(box: Outbox) -> None:
    await approve(box, "message_waits")
    await parked(box, await somebody(box, discreet=True))
    await parked(box, await somebody(box, state="left"))
    assert await knock(means(box)) == 0


async def test_what_came_out_of_a_backup_is_not_announced_again(box: Outbox) -> None:
    await approve(box, "message_waits")
    await parked(box, await somebody(box))
    async with box.database.begin() as tx:
        await facts.happened(tx, thawing.AT, box.now)
    assert await knock(means(box)) == 0
    box.pass_(60)
    await parked(box, await somebody(box))
    assert await knock(means(box)) == 1


async def test_who_writes_first_is_not_asked_any_more(box: Outbox, whatsapp: FakeChannel) -> None:
    await approve(box, "message_waits")
    layla = await somebody(box)
    await parked(box, layla)
    await knock(means(box))
    await box.change(addresses, addresses.c.id == layla.address, last_in_at=box.now)
    await leave(box, whatsapp)
    assert whatsapp.sent == []
    async with box.database.read() as tx:
        (row,) = (await tx.execute(outgoing.select().where(outgoing.c.action == "template"))).all()
    assert (row.state, row.reason) == ("skipped", "answered")


async def test_a_template_that_is_refused_is_no_message_that_waits(
    box: Outbox, whatsapp: FakeChannel
) -> None:
    await approve(box, "message_waits")
    id_ = await parked(box, await somebody(box))
    await knock(means(box))
    whatsapp.script = [SendFailure(Failure.WINDOW_CLOSED, "63016")]
    await leave(box, whatsapp)
    async with box.database.read() as tx:
        (row,) = (await tx.execute(outgoing.select().where(outgoing.c.action == "template"))).all()
    assert (row.state, row.reason) == ("failed", "window_closed")
    assert await box.states(id_) == ["parked:window"]
