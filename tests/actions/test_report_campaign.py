"""How far a message to many has come, in its author's chat: one message, changed, and nothing twice."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select, update

from bot.actions.attribute_replies import attribute_replies
from bot.actions.launch_campaign import start
from bot.actions.move_campaign import move_campaign
from bot.actions.report_campaign import SELDOM, Reporter
from bot.core.audience import EVERYBODY, Audience
from bot.core.campaign import Campaign, Step
from bot.core.channel import Capabilities
from bot.core.message import Message
from bot.core.person import Person
from bot.core.sending.rules import Sending
from bot.core.sending.schedule import Now, Recurring, Schedule, Since
from bot.storage import campaign_accounts, campaigns
from bot.storage.schema import addresses, inbox, outgoing, persons
from tests.actions.office import Office
from tests.actions.test_campaigns import WORDS, follow, leaves, means, people, ticked

EDITS = Capabilities(edits=True, deletes=True)


async def begun(
    office: Office, author: Person, schedule: Schedule | None = None, audience: Audience = EVERYBODY
) -> str:
    steps = (Step(WORDS, schedule or Now()),)
    made = Campaign(office.ids.new(), "sample", "لقاء", author.id, office.now, audience, steps=steps)
    async with office.database.begin() as tx:
        await campaigns.add(tx, made, office.ids)
        assert await start(tx, made, office.book, author.id, office.now, office.ids)
    return made.id


def reporter(office: Office, **capabilities: Capabilities) -> Reporter:
    return Reporter(means(office), capabilities or {"telegram": EDITS})


async def told(office: Office, author: Person) -> list[Message]:
    """What its author was told of it, in order."""
    return [said for _, said in await office.outbox(author) if said.slot.startswith("sent:")]


def pressed(said: Message) -> list[str]:
    return [choice.id.split(":")[1] for choice in said.choices]


async def test_one_message_is_changed_as_it_goes_on(office: Office) -> None:
    author = await office.person("هدى", "coordinator")
    await people(office, 30)
    campaign, tells = await begun(office, author), reporter(office)
    await ticked(office, rate=1.0)
    assert await tells.look() == 1
    assert await tells.look() == 0
    office.later(6)
    assert await tells.look() == 0, "nothing has changed"
    await leaves(office)
    office.later(6)
    assert await tells.look() == 1
    for _ in range(4):
        await ticked(office, rate=1.0)
        await leaves(office)
    await ticked(office)
    office.later(6)
    await tells.look()
    found = await told(office, author)
    assert len({one.slot for one in found}) == 1
    assert found[0].slot == f"sent:{campaign}:1:1"
    assert pressed(found[0]) == ["pause_sending"]
    assert pressed(found[-1]) == ["take_back"]
    assert found[-1].parts[1].params["percent"] == 100


async def test_while_the_brake_holds_it_there_is_one_button(office: Office) -> None:
    author = await office.person("هدى", "coordinator")
    await people(office, 30)
    follow(office, Sending(brake=10))
    await begun(office, author)
    await ticked(office)
    await reporter(office).look()
    [said] = await told(office, author)
    assert said.parts[1].key == "progress.soon"
    assert [(one.style, one.id.split(":")[1]) for one in said.choices] == [("danger", "pause_sending")]


async def test_where_nothing_can_be_changed_it_comes_at_the_beginning_and_the_end(office: Office) -> None:
    author = await office.person("هدى", "coordinator")
    await people(office, 30)
    await begun(office, author, audience=Audience("not", of=(Audience("role", ("coordinator",)),)))
    async with office.database.begin() as tx:
        mine = update(addresses).where(addresses.c.person_id == author.id)
        await tx.execute(mine.values(channel="whatsapp"))
    tells = reporter(office, whatsapp=Capabilities())
    for _ in range(8):
        await ticked(office, rate=1.0)
        await leaves(office)
        await tells.look()
        office.later(10)
    await ticked(office)
    office.later(SELDOM.total_seconds() * 2)
    await tells.look()
    async with office.database.begin() as tx:
        await tx.execute(update(outgoing).where(outgoing.c.priority == 3).values(state="read"))
    office.later(SELDOM.total_seconds() * 2)
    await tells.look()
    states = [said.parts[0].params["state"] for said in await told(office, author)]
    assert len(states) == 2


async def test_what_recurs_is_told_anew_each_time(office: Office) -> None:
    author = await office.person("هدى", "coordinator")
    await begun(office, author, Recurring(hour=13))
    tells = reporter(office)
    for _ in range(2):
        office.later(timedelta(days=1).total_seconds())
        await ticked(office)
        await leaves(office)
        await tells.look()
    assert [said.slot[-3:] for said in await told(office, author)] == ["1:1", "1:2"]


async def test_what_follows_each_persons_date_is_not_told(office: Office) -> None:
    author = await office.person("هدى", "coordinator")
    await begun(office, author, Since(1))
    await ticked(office)
    assert await reporter(office).look() == 0


async def test_of_a_private_form_no_small_number_is_told(office: Office) -> None:
    author = await office.person("هدى", "coordinator")
    await begun(office, author, audience=Audience("unanswered", form="pulse"))
    await ticked(office)
    await reporter(office).look()
    [said] = await told(office, author)
    assert [part.key for part in said.parts] == ["progress.heading", "audience.few"]


async def test_what_was_cancelled_is_told_and_then_no_more(office: Office) -> None:
    author = await office.person("هدى", "coordinator")
    campaign, tells = await begun(office, author), reporter(office)
    await move_campaign(office.database, campaign, "cancelled", author.id, office.now, office.ids)
    office.later(timedelta(hours=25).total_seconds())
    assert await tells.look() == 0


# ------------------------------------------------------------------------------------------ replies


async def writes(office: Office, person: Person, hours: float) -> None:
    """Something arrives from somebody, so long from now."""
    row = {"channel": "telegram", "account": "1", "message": "", "outcome": "taken", "payload": None}
    at = office.now + timedelta(hours=hours)
    key = f"{person.id}{hours}".encode()[-16:]
    async with office.database.begin() as tx:
        await tx.execute(insert(inbox).values(dedupe=key, person_id=person.id, received_at=at, **row))


async def replies(office: Office, campaign: str) -> int:
    async with office.database.read() as tx:
        return await campaign_accounts.replied(tx, campaign)


async def arrived(office: Office) -> None:
    mine = update(outgoing).where(outgoing.c.state == "queued")
    async with office.database.begin() as tx:
        await tx.execute(mine.values(state="sent", sent_at=office.now))


async def test_who_writes_within_a_day_has_replied_to_the_last_message(office: Office) -> None:
    layla, sami, rima = [await office.person(name) for name in ("ليلى", "سامي", "ريما")]
    author = await office.person("هدى", "coordinator")
    first = await begun(office, author)
    await ticked(office)
    await arrived(office)
    await writes(office, layla, 1)
    office.later(timedelta(hours=2).total_seconds())
    second = await begun(office, author)
    await ticked(office)
    await arrived(office)
    await writes(office, sami, 23)
    await writes(office, rima, 25)
    for _ in range(30):
        office.later(timedelta(hours=1).total_seconds())
        await attribute_replies(means(office))
    assert await replies(office, first) == 1
    assert await replies(office, second) == 1


async def test_a_wish_to_stop_is_no_reply(office: Office) -> None:
    layla = await office.person("ليلى")
    author = await office.person("هدى", "coordinator")
    campaign = await begun(office, author)
    await ticked(office)
    await arrived(office)
    await writes(office, layla, 0.1)
    async with office.database.begin() as tx:
        await tx.execute(update(persons).where(persons.c.id == layla.id).values(stopped=True))
    office.later(timedelta(hours=1).total_seconds())
    assert await attribute_replies(means(office)) == 0
    assert await replies(office, campaign) == 0


async def test_a_reply_that_is_looked_at_twice_counts_once(office: Office) -> None:
    layla = await office.person("ليلى")
    author = await office.person("هدى", "coordinator")
    campaign = await begun(office, author)
    await ticked(office)
    await arrived(office)
    await writes(office, layla, 0.001)
    office.later(10)
    assert await attribute_replies(means(office)) == 1
    office.later(10)
    assert await attribute_replies(means(office)) == 1
    assert await replies(office, campaign) == 1
    async with office.database.read() as tx:
        assert (await tx.execute(select(outgoing.c.id).where(outgoing.c.state == "sent"))).first()
